/**
 * Sends webhooks as Intuit does: signed with the app's verifier token over the bytes of the body, in
 * either form, and, like the service, lost, doubled or out of order where a test wants it. Follows
 * Intuit's webhooks pages and recorded deliveries; written without the package's source.
 */
import { createHash, createHmac } from 'node:crypto';
import type { Prng } from '../common/ids';
import type { Books, Stored } from './books';
import { definitionOf, type EventLetter } from './entities';
import { isVoided } from './totals';

/** A verifier token for tests; real ones look alike. */
export const DEFAULT_VERIFIER_TOKEN = '7d2b5c1e-simulator-verifier-token-4f60';

/** Something that happened in a company. */
export interface CompanyEvent {
	realmId: string;
	/** QuickBooks' name, PascalCase. */
	entity: string;
	id: string;
	operation: 'created' | 'updated' | 'deleted' | 'merged' | 'void' | 'emailed';
	/** Of a merge: the id that is gone. */
	deletedId?: string;
	/** Epoch milliseconds. */
	at: number;
}

/** `cloudEvents` since 2026; `legacy` before. */
export type WebhookForm = 'cloudEvents' | 'legacy';

export interface SendOptions {
	/** Default `cloudEvents`. */
	form?: WebhookForm;
	/** `forged`: signed with another token; `changed`: the body was altered after signing. */
	signature?: 'valid' | 'forged' | 'changed' | 'missing';
	/** The header's name as a proxy may write it. */
	headerName?: string;
	/** What the body is said to be; QuickBooks says JSON. */
	contentType?: string;
	/** What differs between deliveries of CloudEvents. */
	cloudEvents?: CloudEventStyle;
}

export interface CloudEventStyle {
	/** Event ids were seen as UUIDs and as texts made of the event; default `composed`. */
	ids?: 'composed' | 'uuid';
	/** Whether `datacontenttype` is there; Intuit's own samples lack it at times. */
	datacontenttype?: 'sent' | 'missing';
}

/** What the receiver answered. */
export interface DeliveryAnswer {
	status: number;
	body: string;
}

const LEGACY_OPERATIONS: Record<CompanyEvent['operation'], string> = {
	created: 'Create',
	updated: 'Update',
	deleted: 'Delete',
	merged: 'Merge',
	void: 'Void',
	emailed: 'Emailed',
};

/** Intuit's notification server with one registered address. */
export class WebhookSender {
	private sent = 0;

	constructor(
		private readonly url: string,
		private readonly verifierToken: string = DEFAULT_VERIFIER_TOKEN,
	) {}

	/** One delivery with all the events, of whichever companies. */
	async send(events: readonly CompanyEvent[], options: SendOptions = {}): Promise<DeliveryAnswer> {
		return await this.deliver(this.bodyOf(events, options.form, options.cloudEvents), options);
	}

	/** The body of a delivery; sent again it is the same event. */
	bodyOf(
		events: readonly CompanyEvent[],
		form: WebhookForm = 'cloudEvents',
		style: CloudEventStyle = {},
	): string {
		return JSON.stringify(
			form === 'legacy' ? legacyBody(events) : events.map((event) => cloudEvent(event, style)),
		);
	}

	/** Delivers a body as it is; calling it twice is a doubled delivery. */
	async deliver(body: string, options: SendOptions = {}): Promise<DeliveryAnswer> {
		const { signature = 'valid', headerName = 'intuit-signature' } = options;
		const { contentType = 'application/json; charset=utf-8' } = options;
		const token = signature === 'forged' ? `${this.verifierToken}x` : this.verifierToken;
		const signed = createHmac('sha256', token).update(body, 'utf8').digest('base64');
		this.sent += 1;
		const response = await fetch(this.url, {
			method: 'POST',
			headers: {
				'content-type': contentType,
				'user-agent': 'intuit_notification_server/0.1',
				'intuit-t-id': `simulated-${this.sent}`,
				...(signature === 'missing' ? {} : { [headerName]: signed }),
			},
			// A blank behind the JSON leaves its meaning and changes its bytes.
			body: signature === 'changed' ? `${body} ` : body,
		});
		return { status: response.status, body: await response.text() };
	}
}

/** Made from the event alone, so that it survives a repeat. */
function cloudEvent(event: CompanyEvent, style: CloudEventStyle): Record<string, unknown> {
	const { realmId, entity, id, operation, deletedId, at } = event;
	// Not always a UUID, says Intuit's own test suite.
	const composed = `${realmId}-${entity}-${id}-${operation}-${at}`;
	return {
		specversion: '1.0',
		id: style.ids === 'uuid' ? uuidOf(composed) : composed,
		source: 'intuit.dsnFGhjkl1234=',
		type: `qbo.${entity.toLowerCase()}.${operation}.v1`,
		...(style.datacontenttype === 'missing' ? {} : { datacontenttype: 'application/json' }),
		// Nine digits of a second, as the service writes them.
		time: new Date(at).toISOString().replace('Z', '851517Z'),
		intuitentityid: id,
		intuitaccountid: realmId,
		data: deletedId === undefined ? {} : { deletedid: deletedId },
	};
}

/** A UUID of version 8, whose digits are anybody's own. */
function uuidOf(text: string): string {
	const hex = createHash('sha256').update(text).digest('hex');
	const [a, b, c, d, e] = [
		[0, 8],
		[8, 12],
		[13, 16],
		[17, 20],
		[20, 32],
	].map(([from, to]) => hex.slice(from, to));
	return `${a}-${b}-8${c}-a${d}-${e}`;
}

/** Events of a company grouped as the older form has them: one group per realm. */
function legacyBody(events: readonly CompanyEvent[]): Record<string, unknown> {
	const realmIds = [...new Set(events.map(({ realmId }) => realmId))];
	return {
		eventNotifications: realmIds.map((realmId) => ({
			realmId,
			dataChangeEvent: {
				entities: events
					.filter((event) => event.realmId === realmId)
					.map(({ entity, id, operation, deletedId, at }) => ({
						name: entity,
						id,
						operation: LEGACY_OPERATIONS[operation],
						lastUpdated: new Date(at).toISOString(),
						...(deletedId === undefined ? {} : { deletedId }),
					})),
			},
		})),
	};
}

/** What tells of a list item that was made inactive; no public source says. */
export type DeactivationEvents = ReadonlyArray<'updated' | 'deleted'>;

/**
 * What QuickBooks would have notified of since a moment (epoch milliseconds), oldest first. It has no
 * events for some entities and operations: nothing for tax codes, no deletion of a budget.
 */
export function eventsSince(
	books: Books,
	entities: readonly string[],
	since: number,
	deactivation: DeactivationEvents = ['updated'],
): CompanyEvent[] {
	const { realmId } = books.company;
	const events = entities.flatMap((entity): CompanyEvent[] => [
		...[...books.entries(entity)]
			.filter(({ updatedMs }) => updatedMs >= since)
			.flatMap((entry) =>
				operationsOf(entity, entry, since, deactivation).map((operation) => ({
					realmId,
					entity,
					id: entry.row.Id,
					operation,
					at: entry.updatedMs,
				})),
			),
		...books
			.tombstones(entity)
			.filter(({ deletedMs }) => deletedMs >= since)
			.map(({ id, deletedMs }) => ({
				realmId,
				entity,
				id,
				operation: 'deleted' as const,
				at: deletedMs,
			})),
	]);
	return events
		.filter(({ entity, operation }) => definitionOf(entity).events.has(LETTERS[operation]))
		.sort((a, b) => a.at - b.at);
}

const LETTERS: Record<CompanyEvent['operation'], EventLetter> = {
	created: 'C',
	updated: 'U',
	deleted: 'D',
	merged: 'M',
	void: 'V',
	emailed: 'E',
};

/** A void is told as one where the entity has such an event, else as a change. */
function operationsOf(
	entity: string,
	{ row, createdMs }: Stored,
	since: number,
	deactivation: DeactivationEvents,
): ReadonlyArray<CompanyEvent['operation']> {
	const { events, kind } = definitionOf(entity);
	if (events.has('V') && isVoided(row)) {
		return ['void'];
	}
	if (createdMs >= since) {
		return ['created'];
	}
	return kind === 'list' && row.Active === false ? deactivation : ['updated'];
}

/** The same deliveries in another order; the same seed gives the same order. */
export function shuffled<T>(values: readonly T[], prng: Prng): T[] {
	const left = [...values];
	return values.flatMap(() => left.splice(prng.int(0, left.length - 1), 1));
}
