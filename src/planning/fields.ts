/** Guarded reading of QuickBooks objects: unknown in, typed values out. */
import { SettingError } from '../errors';
import type { QuickBooksObject, SyncRecord } from '../flow';
import { type Decimal, parseDecimal } from './money';

/**
 * What no planning cell can hold: control characters other than tab and line breaks, halves of
 * surrogate pairs and the two non-characters. Anaplan publishes no list; these have no printed form,
 * and XML 1.0 (section 2.2) bars the same ones. Everything else stays as QuickBooks sent it.
 */
const UNHOLDABLE = /(?![\t\n\r\u007F-\u009F])\p{Cc}|\p{Surrogate}|[\uFFFE\uFFFF]/gu;

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Takes away the characters no planning cell can hold; quotes, commas, line breaks and emoji stay. */
export function cleanText(text: string): string {
	return text.replace(UNHOLDABLE, '');
}

export function isObject(value: unknown): value is QuickBooksObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under `key`, or an empty one: QuickBooks leaves out what is empty. */
export function objectAt(source: QuickBooksObject, key: string): QuickBooksObject {
	const value = source[key];
	return isObject(value) ? value : {};
}

/** The objects of the list under `key`; none where it is missing. */
export function listAt(source: QuickBooksObject, key: string): QuickBooksObject[] {
	const value = source[key];
	return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The text, number or switch under `key` as clean text; empty where it is missing. */
export function textAt(source: QuickBooksObject, key: string): string {
	const value = source[key];
	if (typeof value === 'string') return cleanText(value);
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The `value` of a reference such as CustomerRef; empty where there is none. Names in refs may be absent. */
export function refAt(source: QuickBooksObject, key: string): string {
	return textAt(objectAt(source, key), 'value').trim();
}

/** The number under `key`, or undefined where it is missing or null. `field` names it in errors. */
export function numberAt(
	source: QuickBooksObject,
	key: string,
	document: string,
	field = key,
): Decimal | undefined {
	const value = source[key];
	if (value === undefined || value === null) return undefined;
	return parseDecimal(value, { document, field });
}

/** How a record is named in errors and remarks: `Invoice 1037 (Id 145)`, `Vendor with Id 56`. */
export function nameOf(record: SyncRecord): string {
	const number = textAt(record.record, 'DocNumber').trim();
	return number === ''
		? `${record.entity} with Id ${record.id}`
		: `${record.entity} ${number} (Id ${record.id})`;
}

/**
 * The ISO date (YYYY-MM-DD) under `key`, checked against the calendar; empty where it is missing.
 * @throws SettingError naming the document and the field when it is no such date.
 */
export function dateAt(source: QuickBooksObject, key: string, document: string): string {
	const value = source[key];
	if (value === undefined || value === null || value === '') return '';
	if (typeof value === 'string' && isCalendarDate(value)) return value;
	throw new SettingError(
		`${document}: ${key} (${String(value).slice(0, 40)}) is not a date of the form YYYY-MM-DD.`,
		'Open the document in QuickBooks and check that date, then read it again.',
	);
}

function isCalendarDate(text: string): boolean {
	const match = ISO_DATE.exec(text);
	if (match === null) return false;
	const [year, month, day] = match.slice(1).map(Number);
	const date = new Date(Date.UTC(year, month - 1, day));
	// A day too many rolls over into another month. Date.UTC would read years below 100 as 19xx.
	return year >= 100 && date.getUTCMonth() === month - 1;
}
