/** Keys of planning rows: the codes of Anaplan list items. */
import { createHash } from 'node:crypto';

import type { EntityEntry } from '../entities';
import { SettingError } from '../errors';

/** Anaplan refuses list codes longer than this (Anaplan help: names and codes of list items). */
export const MAX_CODE_LENGTH = 60;

/** Codes with blanks or `#` are taken for something else by Anaplan; QuickBooks' own ids have none. */
const KEY_PART = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Line IDs of rows that are no line of QuickBooks'. They must never change: keys depend on them. */
export const TAX_LINE = 'TAX';
export const UNAPPLIED_LINE = 'UNAPPLIED';
export const DIFFERENCE_LINE = 'DIFF';
export const CASH_BACK_LINE = 'CASHBACK';
export const FROM_LINE = 'FROM';
export const TO_LINE = 'TO';
export const TIME_LINE = 'TIME';

/** Hexadecimal digits that stand for a long line ID: 48 bits, so that no two of a document's lines meet. */
const SHORTENED_DIGITS = 12;

/**
 * The key of a list item: `<realmId>-<codePrefix>-<Id>`, for example `9341453908059321-VEN-56`.
 * @throws SettingError when a part is empty or unfit, or the key is longer than 60 characters.
 */
export function listKey(realmId: string, entity: EntityEntry, id: string): string {
	return joined([realmId, entity.codePrefix, id], `${entity.name} ${id}`);
}

/**
 * The key of a transaction line: `<realmId>-<codePrefix>-<Id>-<lineId>`. `document` names it in errors.
 * @throws SettingError as for `listKey`.
 */
export function lineKey(
	realmId: string,
	entity: EntityEntry,
	id: string,
	lineId: string,
	document: string,
): string {
	return joined([realmId, entity.codePrefix, id, lineId], document);
}

/**
 * The line ID itself, or, where the key would be too long for Anaplan, `H` and a short hash of it. Only
 * line IDs made of other Ids (linked documents, budget cells) get that long. The same line of the same
 * document always gets the same one.
 */
export function fittingLineId(
	realmId: string,
	entity: EntityEntry,
	id: string,
	lineId: string,
): string {
	if ([realmId, entity.codePrefix, id, lineId].join('-').length <= MAX_CODE_LENGTH) return lineId;
	const hash = createHash('sha256').update(lineId).digest('hex');
	return `H${hash.slice(0, SHORTENED_DIGITS)}`;
}

function joined(parts: string[], document: string): string {
	const key = parts.join('-');
	if (!parts.every((part) => KEY_PART.test(part))) {
		throw new SettingError(
			`${document}: "${key}" cannot be a code in Anaplan, because a part of it is empty or holds a blank or a special character.`,
			'Check the Id and the line Ids that QuickBooks delivered for it; if they look right, report the case.',
		);
	}
	if (key.length > MAX_CODE_LENGTH) {
		throw new SettingError(
			`${document}: its code "${key}" has ${key.length} characters, but Anaplan takes ${MAX_CODE_LENGTH} at most.`,
			'Leave this document out of the sync, or report the case: QuickBooks usually has much shorter Ids.',
		);
	}
	return key;
}
