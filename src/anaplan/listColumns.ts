/** The columns a list takes, and how the values of a row become an item to send. Pure. */
import { SettingError } from '../errors';
import type { ItemChange, ItemKey } from './listItems';
import type { ListDetails } from './lists';
import { nearestNames } from './nearest';
import type { ListChange } from './writeFailures';

/** A column of a list. */
export interface ListColumn {
	/** The name by which fields of the same name find it; unique in the list. */
	id: string;
	/** What of an item it is. */
	kind: 'id' | 'code' | 'name' | 'parent' | 'property' | 'subset';
	/** Of a property or subset: its name in Anaplan. */
	name: string;
	/** TEXT, NUMBER, DATE, BOOLEAN, … as Anaplan calls it. */
	format: string;
	/** True for a calculated property: it takes no values. */
	readOnly: boolean;
}

/**
 * The columns of a list for adding or updating. A numbered list takes no names; a list without one
 * above it takes no parents. A property that is called like a column of every list gets another ID.
 */
export function listColumns(list: ListDetails, change: ListChange): ListColumn[] {
	const plain = (id: string, kind: ListColumn['kind']): ListColumn => ({
		id,
		kind,
		name: '',
		format: 'TEXT',
		readOnly: false,
	});
	const columns: ListColumn[] = [
		...(change === 'add' ? [] : [plain('ID', 'id')]),
		plain('Code', 'code'),
		...(list.numbered ? [] : [plain('Name', 'name')]),
		...(list.parentName === undefined ? [] : [plain('Parent', 'parent')]),
	];
	const taken = new Set(columns.map(({ id }) => id));
	const own = (name: string, suffix: string): string => {
		const id = taken.has(name) ? `${name} (${suffix})` : name;
		taken.add(id);
		return id;
	};
	for (const { name, format, calculated } of list.properties) {
		const id = own(name, 'Property');
		columns.push({ id, kind: 'property', name, format, readOnly: calculated });
	}
	for (const name of list.subsets) {
		const id = own(name, 'Subset');
		columns.push({ id, kind: 'subset', name, format: 'BOOLEAN', readOnly: false });
	}
	return columns;
}

/** Makes items of rows; knows which columns the run fills. */
export interface RowReader {
	/** The item to send, or why the row cannot be one. */
	itemOf(values: ReadonlyMap<string, unknown>): ItemChange | { unfit: string };
	/** What tells two items of a run apart. */
	keys: ItemKey[];
}

/**
 * @param used the columns that the user fills; each must be one of the list's
 * @param matching of an update, the columns that identify items
 * @throws SettingError for a column the list does not have or does not fill from outside
 */
export function rowReader(
	list: ListDetails,
	change: ListChange,
	columns: readonly ListColumn[],
	used: readonly string[],
	matching: readonly string[],
): RowReader {
	const byId = new Map(columns.map((column) => [column.id, column]));
	for (const id of [...used, ...matching]) {
		const column = byId.get(id);
		if (column === undefined) throw unknownColumn(list, columns, id);
		if (column.readOnly) {
			throw new SettingError(
				`The column "${id}" of the list "${list.name}" is calculated by Anaplan and takes no values.`,
				'Remove it from the columns of the node.',
			);
		}
	}
	const keys = keysOf(list, change, matching, byId);
	return {
		keys,
		itemOf: (values) => {
			const item: ItemChange = {};
			const properties: Array<[string, string]> = [];
			const subsets: Array<[string, boolean]> = [];
			for (const [id, value] of values) {
				const column = byId.get(id);
				if (column === undefined || column.readOnly) continue;
				const text = textFor(value, column.format);
				if (text === undefined) return unfit(column, value);
				if (column.kind === 'property') properties.push([column.name, text]);
				else if (column.kind === 'subset') subsets.push([column.name, text === 'true']);
				else if (text !== '' || column.kind === 'parent') item[column.kind] = text;
			}
			if (keys.length > 0 && change !== 'add') {
				if (!keys.some((key) => (item[key] ?? '') !== '')) {
					return {
						unfit: `${labelOf(keys)} is empty, so Anaplan could not tell which item it is.`,
					};
				}
			}
			return {
				...item,
				...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
				...(subsets.length > 0 ? { subsets: Object.fromEntries(subsets) } : {}),
			};
		},
	};
}

/** Anaplan looks for the ID, then the code, then the name. */
const KEY_ORDER: readonly ItemKey[] = ['id', 'code', 'name'];

function keysOf(
	list: ListDetails,
	change: ListChange,
	matching: readonly string[],
	byId: ReadonlyMap<string, ListColumn>,
): ItemKey[] {
	if (change === 'add') return list.numbered ? ['code'] : ['name', 'code'];
	const kinds = new Set(matching.map((id) => byId.get(id)?.kind));
	const keys = KEY_ORDER.filter((key) => kinds.has(key));
	if (keys.length > 0) return keys;
	throw new SettingError(
		`Nothing is chosen that identifies the items of the list "${list.name}".`,
		`Choose ${list.numbered ? 'Code or ID' : 'Code, ID or Name'} under the columns to match on.`,
	);
}

const TRUE_WORDS = new Set(['true', 'yes', '1']);
const FALSE_WORDS = new Set(['false', 'no', '0']);

/** The value as the text Anaplan takes for the format; undefined where it cannot be one. */
export function textFor(value: unknown, format: string): string | undefined {
	if (value instanceof Date) return dateOf(value.toISOString());
	if (typeof value === 'object' || typeof value === 'function') return dateObject(value);
	const text = String(value);
	switch (format) {
		case 'DATE':
			return text.trim() === '' ? '' : dateOf(text.trim());
		case 'BOOLEAN': {
			const word = text.trim().toLowerCase();
			if (word === '' || TRUE_WORDS.has(word)) return word === '' ? '' : 'true';
			return FALSE_WORDS.has(word) ? 'false' : undefined;
		}
		default:
			return text;
	}
}

/** n8n's own dates (Luxon) know their calendar day. */
function dateObject(value: unknown): string | undefined {
	const day = (value as { toISODate?: unknown } | null)?.toISODate;
	const text: unknown = typeof day === 'function' ? day.call(value) : undefined;
	return typeof text === 'string' ? text : undefined;
}

/** The day of `2026-10-01` or `2026-10-01T00:00:00.000Z`; other forms are Anaplan's to judge. */
function dateOf(text: string): string {
	return /^(\d{4}-\d{2}-\d{2})T/.exec(text)?.[1] ?? text;
}

function unfit(column: ListColumn, value: unknown): { unfit: string } {
	const shown = JSON.stringify(value) ?? String(value);
	return {
		unfit: `The value ${shown.slice(0, 100)} of the column "${column.id}" is no ${column.format === 'BOOLEAN' ? 'true or false' : 'single value'}. Correct it in the row, or fill the column from another field.`,
	};
}

function labelOf(keys: readonly ItemKey[]): string {
	return keys.map((key) => (key === 'id' ? 'ID' : key === 'code' ? 'Code' : 'Name')).join(' or ');
}

function unknownColumn(
	list: ListDetails,
	columns: readonly ListColumn[],
	id: string,
): SettingError {
	const names = columns.filter(({ readOnly }) => !readOnly).map((column) => column.id);
	const near = nearestNames(id, names);
	return new SettingError(
		`The list "${list.name}" has no column "${id}".`,
		`${near.length > 0 ? `The nearest are ${quoted(near)}.` : `It has ${quoted(names)}.`} Open the node and refresh the columns; a property may have been renamed in Anaplan.`,
		{ code: 'columnMissing' },
	);
}

function quoted(names: readonly string[]): string {
	return names.map((name) => `"${name}"`).join(', ');
}
