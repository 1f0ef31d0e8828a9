/**
 * Sends webhooks as Intuit does: signed with the app's verifier token over the bytes of the body, in
 * either form, and, like the service, lost, doubled or out of order where a test wants it. Follows
 * Intuit's webhooks pages and recorded deliveries; written without the package's source.
 */
import { createHmac } from 'node:crypto';
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
		return await this.deliver(this.bodyOf(events, options.form), options);
	}

	/** The body of a delivery; sent again it is the same event. */
	bodyOf(events: readonly CompanyEvent[], form: WebhookForm = 'cloudEvents'): string {
		return JSON.stringify(
			form === 'legacy' ? legacyBody(events) : events.map((event) => this.cloudEvent(event)),
		);
	}

	/** Delivers a body as it is; calling it twice is a doubled delivery. */
	async deliver(body: string, options: SendOptions = {}): Promise<DeliveryAnswer> {
		const { signature = 'valid', headerName = 'intuit-signature' } = options;
		const token = signature === 'forged' ? `${this.verifierToken}x` : this.verifierToken;
		const signed = createHmac('sha256', token).update(body, 'utf8').digest('base64');
		this.sent += 1;
		const response = await fetch(this.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json; charset=utf-8',
				'user-agent': 'intuit_notification_server/0.1',
				'intuit-t-id': `simulated-${this.sent}`,
				...(signature === 'missing' ? {} : { [headerName]: signed }),
			},
			// A blank behind the JSON leaves its meaning and changes its bytes.
			body: signature === 'changed' ? `${body} ` : body,
		});
		return { status: response.status, body: await response.text() };
	}

	private cloudEvent(event: CompanyEvent): Record<string, unknown> {
		const { realmId, entity, id, operation, deletedId, at } = event;
		return {
			specversion: '1.0',
			// Not always a UUID, says Intuit's own test suite; made from the event it survives a repeat.
			id: `${realmId}-${entity}-${id}-${operation}-${at}`,
			source: 'intuit.dsnFGhjkl1234=',
			type: `qbo.${entity.toLowerCase()}.${operation}.v1`,
			datacontenttype: 'application/json',
			// Nine digits of a second, as the service writes them.
			time: new Date(at).toISOString().replace('Z', '851517Z'),
			intuitentityid: id,
			intuitaccountid: realmId,
			data: deletedId === undefined ? {} : { deletedid: deletedId },
		};
	}
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

/**
 * What QuickBooks would have notified of since a moment (epoch milliseconds), oldest first. It has no
 * events for some entities and operations: nothing for tax codes, no deletion of a budget.
 */
export function eventsSince(
	books: Books,
	entities: readonly string[],
	since: number,
): CompanyEvent[] {
	const { realmId } = books.company;
	const events = entities.flatMap((entity): CompanyEvent[] => [
		...[...books.entries(entity)]
			.filter(({ updatedMs }) => updatedMs >= since)
			.map((entry) => ({
				realmId,
				entity,
				id: entry.row.Id,
				operation: operationOf(entity, entry, since),
				at: entry.updatedMs,
			})),
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
function operationOf(
	entity: string,
	{ row, createdMs }: Stored,
	since: number,
): CompanyEvent['operation'] {
	if (definitionOf(entity).events.has('V') && isVoided(row)) {
		return 'void';
	}
	return createdMs >= since ? 'created' : 'updated';
}

/** The same deliveries in another order; the same seed gives the same order. */
export function shuffled<T>(values: readonly T[], prng: Prng): T[] {
	const left = [...values];
	return values.flatMap(() => left.splice(prng.int(0, left.length - 1), 1));
}
