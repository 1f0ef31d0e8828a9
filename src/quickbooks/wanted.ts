/** Which objects an input item asks for by their Id. */
import { findEntity, findEntityOfWebhook, labelOf } from '../entities';
import { SettingError } from '../errors';
import { type ChangeNotification, isNotification, isRecord, isWindow } from '../flow';

/** An object to be read. */
export interface Wanted {
	/** A name of the entities' table. */
	entity: string;
	/** Decimal, without leading zeros; of CompanyInfo and Preferences whatever was given. */
	id: string;
	/** It is said to have been merged into another one. */
	merged: boolean;
	/** When something is said to have happened to it: ISO 8601. */
	occurredAt?: string;
}

/** What one input item asks for. */
export interface Asked {
	wanted: Wanted[];
	/** Why nothing, or not all, is read for it: a whole sentence without its end. */
	leftOut?: string;
}

/**
 * What an item of the trigger asks for: a notification for its object, and of a merge for the loser
 * too; a record for itself. A window asks for nothing.
 * @throws SettingError where the item is none of these, or belongs to another company
 */
export function askedByItem(json: unknown, realmId: string): Asked {
	if (isWindow(json)) return { wanted: [] };
	if (!isNotification(json) && !isRecord(json)) {
		throw new SettingError(
			'This item is neither a notification nor a record of the QuickBooks Online Trigger.',
			'Connect this node behind the trigger, or choose "Entity and IDs" in Read.',
		);
	}
	if (json.realmId !== realmId) {
		throw new SettingError(
			`This item belongs to company ${json.realmId}, but the credential of this node to company ${realmId}.`,
			'Choose the credential of the same company; an ID means another object in another company.',
		);
	}
	const occurredAt = isRecord(json) ? json.updatedAt : json.occurredAt;
	const asked = isRecord(json) ? askedByIds(json.entity, json.id) : askedByNotification(json);
	if (typeof occurredAt !== 'string' || Number.isNaN(Date.parse(occurredAt))) return asked;
	return { ...asked, wanted: asked.wanted.map((one) => ({ ...one, occurredAt })) };
}

function askedByNotification(notification: ChangeNotification): Asked {
	const entity = findEntityOfWebhook(notification.entity);
	if (entity === undefined) {
		return { wanted: [], leftOut: `this node does not read ${notification.entity || 'them'}` };
	}
	const { name, kind } = entity;
	if (kind === 'rate') return { wanted: [], leftOut: `${entity.label} have no ID; use Get Many` };
	if (kind === 'single') return { wanted: [{ entity: name, id: notification.id, merged: false }] };
	const ids = [
		{ id: notification.id, merged: false },
		...(notification.deletedId === undefined ? [] : [{ id: notification.deletedId, merged: true }]),
	];
	const wanted = ids.flatMap(({ id, merged }) => {
		const plain = plainId(id);
		return plain === undefined ? [] : [{ entity: name, id: plain, merged }];
	});
	return wanted.length === ids.length
		? { wanted }
		: { wanted, leftOut: `they name no ID of one of ${entity.label}` };
}

/**
 * The ids that were entered for one entity: text with commas or line breaks, a number, or a list.
 * @throws SettingError for an unknown entity, an ID that is no number, and where there is none
 */
export function askedByIds(entity: unknown, value: unknown): Asked {
	const entry = findEntity(String(entity));
	if (entry === undefined || entry.kind === 'rate') {
		throw new SettingError(
			entry === undefined
				? `"${String(entity)}" is not an entity of this node.`
				: `${entry.label} have no ID.`,
			entry === undefined
				? 'Choose the entity from the list, or spell it as QuickBooks does, for example Invoice.'
				: 'Read them with Get Many.',
		);
	}
	if (entry.kind === 'single') return { wanted: [{ entity: entry.name, id: '', merged: false }] };
	const texts = (Array.isArray(value) ? value : [value])
		.flatMap((one: unknown) => String(one ?? '').split(/[\s,;]+/))
		.filter((text) => text !== '');
	if (texts.length === 0) {
		throw new SettingError(
			`No ID of ${labelOf(entry.name).toLowerCase()} was given.`,
			'Enter one or several IDs, separated by commas; if it is an expression, check that it finds something.',
		);
	}
	const wanted = texts.map((text) => {
		const id = plainId(text);
		if (id !== undefined) return { entity: entry.name, id, merged: false };
		throw new SettingError(
			`"${text}" is not an ID of QuickBooks, which is a whole number.`,
			"Enter the Id that QuickBooks gives the object (it stands at the end of its page's address), not its document number or name.",
		);
	});
	return { wanted };
}

/** QuickBooks would find 7 for 007, and the object would then not be matched with what was asked. */
function plainId(text: string): string | undefined {
	return /^\d+$/.test(text.trim()) ? text.trim().replace(/^0+(?=\d)/, '') : undefined;
}

/** Why items are not read, each reason once with the number of items. */
export function remarksOnLeftOut(asked: readonly Asked[]): string[] {
	const counts = new Map<string, number>();
	for (const { leftOut } of asked) {
		if (leftOut !== undefined) counts.set(leftOut, (counts.get(leftOut) ?? 0) + 1);
	}
	return [...counts].map(([reason, count]) =>
		count === 1
			? `1 notification was left out: ${reason}.`
			: `${count} notifications were left out: ${reason}.`,
	);
}
