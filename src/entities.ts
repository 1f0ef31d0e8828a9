/**
 * The one table of QuickBooks entities. Adding an entity is adding a row here and a preset in
 * `src/planning/presets/`. Sources: QuickBooks' entity reference; change data capture's page for `cdc`;
 * the webhooks page for `webhookOperations`.
 */

/** What a webhook can say that happened to an object. */
export type WebhookOperation = 'created' | 'updated' | 'deleted' | 'merged' | 'void' | 'emailed';

export interface EntityEntry {
	/** QuickBooks' name, PascalCase singular, as in FROM and in answers. */
	name: string;
	/** Plural for people, as the editor shows it. */
	label: string;
	/** A list entity is made inactive, never deleted; a transaction can be deleted. */
	kind: 'list' | 'transaction';
	/** Whether change data capture reports it. */
	cdc: boolean;
	/** What webhooks report of it; empty where QuickBooks sends none (Intuit's webhooks page). */
	webhookOperations: readonly WebhookOperation[];
	/** Stands in the middle of every planning key. Never change it: keys in Anaplan depend on it. */
	codePrefix: string;
	/** Lists before transactions; lower loads first. */
	loadOrder: number;
}

export const ENTITIES: readonly EntityEntry[] = [
	{
		name: 'Account',
		label: 'Accounts',
		kind: 'list',
		cdc: true,
		webhookOperations: ['created', 'updated', 'deleted', 'merged'],
		codePrefix: 'ACC',
		loadOrder: 10,
	},
	{
		name: 'Vendor',
		label: 'Vendors',
		kind: 'list',
		cdc: true,
		webhookOperations: ['created', 'updated', 'deleted', 'merged'],
		codePrefix: 'VEN',
		loadOrder: 20,
	},
	{
		name: 'Customer',
		label: 'Customers',
		kind: 'list',
		cdc: true,
		webhookOperations: ['created', 'updated', 'deleted', 'merged'],
		codePrefix: 'CUS',
		loadOrder: 30,
	},
	{
		name: 'Invoice',
		label: 'Invoices',
		kind: 'transaction',
		cdc: true,
		webhookOperations: ['created', 'updated', 'deleted', 'void', 'emailed'],
		codePrefix: 'INV',
		loadOrder: 110,
	},
	{
		name: 'Bill',
		label: 'Bills',
		kind: 'transaction',
		cdc: true,
		webhookOperations: ['created', 'updated', 'deleted'],
		codePrefix: 'BIL',
		loadOrder: 120,
	},
	{
		name: 'Payment',
		label: 'Payments',
		kind: 'transaction',
		cdc: true,
		webhookOperations: ['created', 'updated', 'deleted', 'void', 'emailed'],
		codePrefix: 'PAY',
		loadOrder: 130,
	},
];

const byName = new Map(ENTITIES.map((entry) => [entry.name, entry]));

const byLowerName = new Map(ENTITIES.map((entry) => [entry.name.toLowerCase(), entry]));

/** The table's row of an entity, or undefined where the pack does not know the name. */
export function findEntity(name: string): EntityEntry | undefined {
	return byName.get(name);
}

/** As {@link findEntity}, whatever the case: webhooks write names in lower case. */
export function findEntityOfWebhook(name: string): EntityEntry | undefined {
	return byLowerName.get(name.toLowerCase());
}
