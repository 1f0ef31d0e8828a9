/**
 * Custom fields of an object, each as a value of its own. QuickBooks writes them as a list of
 * `{ DefinitionId, Name, Type, StringValue | NumberValue | DateValue | BooleanValue }`, and leaves the
 * value out where the field is empty (Intuit's custom fields pages and recorded answers).
 */
import type { CustomFieldValue, QuickBooksObject } from '../flow';
import { isObject } from './objects';

/** Without it QuickBooks answers with three custom fields at most (Intuit: custom fields, get started). */
export const ALL_CUSTOM_FIELDS = 'enhancedAllCustomFields';

/** So many, all of them text, come where they are not asked for (same page). */
const FIELDS_WITHOUT_ASKING = 3;

const VALUES = ['StringValue', 'NumberValue', 'DateValue', 'BooleanValue'] as const;

/**
 * Values by the name that people gave the field; null where it is empty. Fields of one name, and those
 * that no object may safely carry as a key (`__proto__`), bear their DefinitionId behind the name:
 * `Region (6)`. Undefined where the object has no custom fields.
 */
export function customFieldsOf(
	row: QuickBooksObject,
): { [name: string]: CustomFieldValue } | undefined {
	const listed = fieldsOf(row);
	if (listed.length === 0) return undefined;
	const fields = listed.map((field, index) => ({
		name: textOf(field.Name),
		definition: textOf(field.DefinitionId) || `${index + 1}`,
		value: valueOf(field),
	}));
	const uses = new Map<string, number>();
	for (const { name } of fields) uses.set(name, (uses.get(name) ?? 0) + 1);
	const values = new Map<string, CustomFieldValue>();
	for (const { name, definition, value } of fields) {
		let key = name === '' ? 'Custom Field' : name;
		if (name === '' || uses.get(name) !== 1 || isReserved(name)) key += ` (${definition})`;
		while (values.has(key)) key += ` (${definition})`;
		values.set(key, value);
	}
	// fromEntries defines keys and never sets a prototype, whatever the name.
	return Object.fromEntries(values);
}

/** The custom fields as QuickBooks lists them. */
export function fieldsOf(row: QuickBooksObject): Array<{ [key: string]: unknown }> {
	return Array.isArray(row.CustomField) ? row.CustomField.filter(isObject) : [];
}

/** True where an object has custom fields, and no more than come where they are not asked for. */
export function mayLackFields(row: QuickBooksObject): boolean {
	const fields = fieldsOf(row);
	const isText = (type: unknown) => type === undefined || type === 'StringType';
	const few = fields.length > 0 && fields.length <= FIELDS_WITHOUT_ASKING;
	return few && fields.every(({ Type }) => isText(Type));
}

/** True for what plain objects have already: such a key is lost or worse when an item is copied. */
function isReserved(name: string): boolean {
	return name in {} || name === 'prototype';
}

function valueOf(field: { [key: string]: unknown }): CustomFieldValue {
	for (const key of VALUES) {
		const value = field[key];
		if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
			return value;
		}
	}
	return null;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
