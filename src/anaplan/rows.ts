/** Rows on their way into files: what they are called, their keys, their numbers. Pure. */
import { SettingError } from '../errors';
import type { PlanningRow } from '../flow';
import { formatDecimal, parseDecimal } from '../planning/money';
import { PRESETS } from '../planning/presets';

/** One row to load. */
export interface SourceRow {
	/** Its place among the rows, from 0. */
	index: number;
	/** The entity the row belongs to (column `Entity`); empty where it has none. */
	entity: string;
	values: PlanningRow;
	/** Columns whose value came as a number; their decimal point follows the import. */
	numbers: ReadonlySet<string>;
	/** Of a row whose columns were chosen for one import: the row as it came. */
	origin?: SourceRow;
}

/** Column of an import to the field of the row that fills it. */
export type FieldChoices = ReadonlyMap<string, string>;

/** Columns of the planning rows that hold numbers; a name means the same in every preset. */
export const NUMERIC_COLUMNS: ReadonlySet<string> = new Set(
	[...PRESETS.values()].flatMap(({ numericColumns }) => numericColumns),
);

/** Columns that hold the name a person knows the row by, best first. */
const NAME_COLUMNS = ['Document Number', 'Document ID', 'Name', 'Code'];

/** Between the parts of a key; appears in no value. */
const KEY_JOINT = '\u0000';

/** What Anaplan's nodes add to a row; not a column when the row comes by again. */
const OWN_REMARK = 'anaplan';

/**
 * Turns an item's JSON into a row.
 * @throws SettingError naming the column for a value that has no place in a table
 */
export function toSourceRow(json: { [key: string]: unknown }, index: number): SourceRow {
	const values = new Map<string, string>();
	const numbers = new Set<string>();
	for (const [column, value] of Object.entries(json)) {
		if (column === OWN_REMARK && typeof value === 'object') continue;
		if (value === null || value === undefined) values.set(column, '');
		else if (typeof value === 'string') values.set(column, value);
		else if (typeof value === 'boolean') values.set(column, String(value));
		else if (typeof value === 'number') {
			const place = { document: `Item ${index}`, field: `column "${column}"` };
			values.set(column, formatDecimal(parseDecimal(value, place)));
			numbers.add(column);
		} else throw nested(column, index, json.kind === 'record');
	}
	const row = Object.fromEntries(values);
	return { index, entity: values.get('Entity') ?? '', values: row, numbers };
}

/**
 * The row as an import takes it whose columns are filled from other fields. A field that the row lacks
 * leaves its column out, so that a misspelt one is found like any missing column.
 */
export function withFieldChoices(row: SourceRow, choices: FieldChoices): SourceRow {
	if (choices.size === 0) return row;
	const values = new Map(Object.entries(row.values));
	const numbers = new Set(row.numbers);
	for (const column of choices.keys()) values.delete(column);
	for (const [column, field] of choices) {
		if (!Object.hasOwn(row.values, field)) continue;
		values.set(column, row.values[field]);
		if (row.numbers.has(field) || NUMERIC_COLUMNS.has(field)) numbers.add(column);
	}
	return { ...row, values: Object.fromEntries(values), numbers, origin: row };
}

/** The row as it came. */
export function originOf(row: SourceRow): SourceRow {
	return row.origin ?? row;
}

/** A row in the user's words: "Invoice 1037 (row 3)". */
export function describeRow(row: Pick<SourceRow, 'index' | 'entity' | 'values'>): string {
	const column = NAME_COLUMNS.find((name) => (row.values[name] ?? '').trim() !== '');
	const name = column === undefined ? '' : row.values[column];
	const words = [row.entity, name].filter((word) => word !== '').join(' ');
	return words === '' ? `Row ${row.index + 1}` : `${words} (row ${row.index + 1})`;
}

/** The row's key in a file; undefined where a part of it is blank. */
export function keyOf(
	values: { get(column: string): string | undefined },
	keyColumns: readonly string[],
): string | undefined {
	const parts = keyColumns.map((column) => (values.get(column) ?? '').trim());
	return parts.some((part) => part === '') ? undefined : parts.join(KEY_JOINT);
}

/**
 * Whether keys that differ in upper and lower case alone count as one. Names do in Anaplan, and whether
 * codes do is documented nowhere. A module import adds such rows up without a word, so there they
 * count; a list import refuses the second one, which is seen.
 */
export function foldsCase({ importType }: { importType: string }): boolean {
	return importType === 'MODULE_DATA';
}

/** What tells a key of the import apart from others. */
export function distinctKey(key: string, definition: { importType: string }): string {
	return foldsCase(definition) ? key.toLowerCase() : key;
}

/** Reads a row's columns as `keyOf` wants them. */
export function columnsOf(values: PlanningRow): { get(column: string): string | undefined } {
	return { get: (column) => (Object.hasOwn(values, column) ? values[column] : undefined) };
}

/** A key as people read it. */
export function showKey(key: string): string {
	return key.split(KEY_JOINT).join(' / ');
}

/** The row's values as the file needs them: numbers with the import's decimal separator. */
export function fileValues(
	row: Pick<SourceRow, 'values' | 'numbers'>,
	columns: readonly string[],
	decimalSeparator: string,
): { [column: string]: string } {
	return Object.fromEntries(
		columns.map((column) => {
			const value = Object.hasOwn(row.values, column) ? row.values[column] : '';
			const number = NUMERIC_COLUMNS.has(column) || row.numbers.has(column);
			return [column, fileValue(value, number, decimalSeparator)];
		}),
	);
}

/** One value as the file needs it: a number with a decimal point gets the import's separator. */
export function fileValue(value: string, isNumber: boolean, decimalSeparator: string): string {
	const decimal = isNumber && decimalSeparator !== '.' && /^[+-]?\d*\.\d+$/.test(value);
	return decimal ? value.replace('.', decimalSeparator) : value;
}

function nested(column: string, index: number, isRecord: boolean): SettingError {
	return new SettingError(
		`Row ${index + 1}: column "${column}" holds a list or an object, and a table has no place for that.`,
		isRecord
			? 'These are QuickBooks records: put a QuickBooks to Anaplan node before this one.'
			: 'Take the column out or turn it into text with an Edit Fields node before this one.',
	);
}
