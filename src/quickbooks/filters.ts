/** Filters as people enter them, turned into conditions that QuickBooks accepts. */
import { SettingError } from '../errors';
import { readDate, readTime, withOffset } from './dates';
import { fieldTypeOf, operatorsOf, type FieldType } from './filterFields';
import type { FilterOperator, QueryFilter } from './query';

/** One row of the filter table, as n8n hands it over; expressions can give any type. */
export interface FilterRow {
	field?: unknown;
	operator?: unknown;
	value?: unknown;
}

/**
 * The names of the comparisons in the editor. Not QuickBooks' signs: n8n takes a value that begins
 * with "=" for an expression.
 */
const OPERATORS = new Map<string, FilterOperator>([
	['equals', '='],
	['lessThan', '<'],
	['greaterThan', '>'],
	['atMost', '<='],
	['atLeast', '>='],
	['oneOf', 'IN'],
	['like', 'LIKE'],
]);

/**
 * Checks field, comparison and value of each row and brings values into QuickBooks' form.
 * @param timeZone what dates and times without an offset are meant in
 * @throws SettingError naming the field
 */
export function readFilters(
	entity: string,
	rows: readonly FilterRow[],
	timeZone: string,
): QueryFilter[] {
	return rows.map((row) => readFilter(entity, row, timeZone));
}

function readFilter(entity: string, row: FilterRow, timeZone: string): QueryFilter {
	const field = String(row.field ?? '').trim();
	if (field === '') {
		throw new SettingError('A filter has no field.', 'Choose its field, or remove the filter.');
	}
	const type = fieldTypeOf(entity, field);
	const operator = OPERATORS.get(String(row.operator ?? 'equals'));
	if (operator === undefined || !operatorsOf(type).includes(operator)) {
		const fitting = [...OPERATORS].filter(([, sign]) => operatorsOf(type).includes(sign));
		throw new SettingError(
			`The filter on ${field} cannot use the comparison "${String(row.operator)}".`,
			`For this field choose one of ${fitting.map(([name]) => name).join(', ')}.`,
		);
	}
	const read = (value: unknown) => readValue(field, type, value, timeZone);
	return {
		field,
		operator,
		value: operator === 'IN' ? several(row.value).map(read) : read(row.value),
	};
}

function several(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	if (typeof value !== 'string') return [value];
	const parts = value.includes('\n') ? value.split(/\r?\n/) : value.split(',');
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function readValue(
	field: string,
	type: FieldType,
	value: unknown,
	timeZone: string,
): string | boolean {
	switch (type) {
		case 'boolean': {
			const text = String(value).trim().toLowerCase();
			if (text === 'true' || text === 'false') return text === 'true';
			throw unreadable(field, value, 'true or false');
		}
		case 'date': {
			const date = readDate(value, timeZone);
			if (date === undefined) throw unreadable(field, value, 'a date such as 2026-11-01');
			return date;
		}
		case 'dateTime': {
			const time = readTime(value, timeZone);
			if (time === undefined) {
				throw unreadable(field, value, 'a time such as 2026-11-01T08:00:00');
			}
			return withOffset(time);
		}
		case 'id':
		case 'text':
			return typeof value === 'boolean' ? value : String(value ?? '');
	}
}

function unreadable(field: string, value: unknown, wanted: string): SettingError {
	return new SettingError(
		`"${String(value ?? '')}" in the filter on ${field} is not ${wanted}.`,
		`Enter ${wanted}; if the value is an expression, check what it gives.`,
	);
}
