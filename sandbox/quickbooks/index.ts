/** The QuickBooks simulator. */
export * from './simulator';
export { Books, type Company, type Stored, type Tombstone } from './books';
export { decideConsent, type Decision } from './approve';
export { DEFAULT_SWITCHES, type QuickBooksSwitches } from './switches';
export type { BooksTotals, CurrencyTotal, EntityTotal } from './totals';
export type { SeedScale } from './seed/seedBooks';
export type { CorrectionDay } from './correctionDay';
export type { MergedLoser } from './merge';
export type { Posting } from './postings';
export {
	DEFAULT_VERIFIER_TOKEN,
	eventsSince,
	shuffled,
	WebhookSender,
	type CloudEventStyle,
	type CompanyEvent,
	type DeactivationEvents,
	type DeliveryAnswer,
	type SendOptions,
	type WebhookForm,
} from './webhooks';
