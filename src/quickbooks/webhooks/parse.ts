/**
 * Reads a webhook's body. Its shape tells the form: CloudEvents are a list, the older form is an object
 * with `eventNotifications`; no header tells them apart. A body can hold events of several companies.
 * Sources: Intuit's webhooks pages (data objects), recorded deliveries.
 */
import { findEntityOfWebhook, type WebhookOperation } from '../../entities';
import { ServiceError } from '../../errors';
import type { ChangeNotification } from '../../flow';
import { isObject, textAt } from '../objects';

/** What a body says. */
export interface ParsedDelivery {
	/** In the order of the body, doubles included: whoever loads the data knows what is new. */
	notifications: ChangeNotification[];
	/** Events that do not say which company they are of. */
	unreadable: number;
}

/** Stands for an entity and an operation of which an event says nothing that can be read. */
export const UNKNOWN = 'unknown';

/** Words of both forms, in lower case. */
const OPERATIONS = new Map<string, WebhookOperation>([
	['create', 'created'],
	['created', 'created'],
	['update', 'updated'],
	['updated', 'updated'],
	['delete', 'deleted'],
	['deleted', 'deleted'],
	['merge', 'merged'],
	['merged', 'merged'],
	['void', 'void'],
	['voided', 'void'],
	['emailed', 'emailed'],
]);

/** `qbo.invoice.updated.v1` */
const CLOUD_EVENT_TYPE = /^qbo\.([^.]+)\.([^.]+)(?:\.v\d+)?$/i;

/**
 * Reads a body whose signature is right.
 * @throws ServiceError where it is in neither form: it may hold changes that nobody would look for
 */
export function parseDelivery(body: Buffer): ParsedDelivery {
	const content = jsonOf(body);
	if (Array.isArray(content)) return collect(content.map(cloudEvent));
	if (isObject(content) && Array.isArray(content.eventNotifications)) {
		return collect(content.eventNotifications.flatMap(legacyEvents));
	}
	throw unknownForm();
}

function jsonOf(body: Buffer): unknown {
	try {
		// A byte order mark is allowed in front of JSON, and JSON.parse does not know it.
		return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
	} catch {
		throw unknownForm();
	}
}

function collect(events: ReadonlyArray<ChangeNotification | undefined>): ParsedDelivery {
	const notifications = events.filter((event) => event !== undefined);
	return { notifications, unreadable: events.length - notifications.length };
}

function cloudEvent(event: unknown): ChangeNotification | undefined {
	const realmId = idAt(event, 'intuitaccountid');
	if (realmId === '') return undefined;
	const eventType = textAt(event, 'type') ?? '';
	const [, entity = UNKNOWN, operation = UNKNOWN] = CLOUD_EVENT_TYPE.exec(eventType) ?? [];
	const data = isObject(event) ? event.data : undefined;
	return notification({
		realmId,
		entity,
		id: idAt(event, 'intuitentityid'),
		operation,
		deletedId: idAt(data, 'deletedid'),
		eventId: textAt(event, 'id') ?? '',
		eventType,
		time: textAt(event, 'time') ?? '',
	});
}

function legacyEvents(group: unknown): Array<ChangeNotification | undefined> {
	const realmId = idAt(group, 'realmId');
	const change = isObject(group) ? group.dataChangeEvent : undefined;
	const entities: unknown = isObject(change) ? change.entities : undefined;
	if (realmId === '' || !Array.isArray(entities)) return [undefined];
	return entities.map((entry) => {
		const entity = textAt(entry, 'name') ?? UNKNOWN;
		const operation = textAt(entry, 'operation') ?? UNKNOWN;
		return notification({
			realmId,
			entity,
			id: idAt(entry, 'id'),
			operation,
			deletedId: idAt(entry, 'deletedId'),
			eventId: '',
			eventType: `${entity}.${operation}`,
			time: textAt(entry, 'lastUpdated') ?? '',
		});
	});
}

/** An event as QuickBooks words it; empty texts where it says nothing. */
interface EventWords {
	realmId: string;
	entity: string;
	id: string;
	operation: string;
	deletedId: string;
	eventId: string;
	eventType: string;
	time: string;
}

function notification(words: EventWords): ChangeNotification {
	const { realmId, id, eventType, deletedId, time } = words;
	return {
		kind: 'notification',
		realmId,
		entity: findEntityOfWebhook(words.entity)?.name ?? words.entity,
		id,
		operation: OPERATIONS.get(words.operation.toLowerCase()) ?? UNKNOWN,
		...(deletedId === '' ? {} : { deletedId }),
		// The older form has no ids; made from the content, a doubled delivery carries the same one.
		eventId: words.eventId || [realmId, eventType, id, deletedId, time].filter(Boolean).join('-'),
		eventType,
		occurredAt: utcOf(time),
	};
}

/** Times come with up to nine digits of a second, with `-0700` as offset, or without any (UTC). */
function utcOf(time: string): string | null {
	const [, moment, fraction = '', offset] =
		/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/i.exec(time) ?? [];
	if (moment === undefined) return null;
	const zone = (offset ?? 'Z').replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
	const epochMs = Date.parse(`${moment}${fraction.slice(0, '.000'.length)}${zone}`);
	return Number.isNaN(epochMs) ? null : new Date(epochMs).toISOString();
}

/** Ids are texts of digits; a number is taken for what it means. */
function idAt(value: unknown, key: string): string {
	const id = isObject(value) ? value[key] : undefined;
	return typeof id === 'number' ? String(id) : typeof id === 'string' ? id : '';
}

function unknownForm(): ServiceError {
	return new ServiceError(
		'QuickBooks sent a webhook in a form that this version of the node does not know.',
		'Look for a newer version of the package. Until then choose the mode Change Data Capture (Polling), which does not need webhooks.',
	);
}
