/** What the ledger remembers of a document's rows: see `Face`. */
import { minorUnitsOf } from '../planning/currencies';
import { isZero, parseDecimal, sum, formatDecimal, ZERO, type Decimal } from '../planning/money';
import type { PlanningRow } from '../flow';
import type { Face } from './types';

/**
 * Columns that are the same on all rows of a document. They stand on zero rows and tombstones too,
 * because an import overwrites names, dates and currencies with what the row says, blanks included.
 */
export const FACE_COLUMNS = [
	'Document Number',
	'Transaction Date',
	'Due Date',
	'Period',
	'Party Code',
	'Department ID',
	'Name',
	'Full Name',
	'Parent Code',
	'Type',
	'Sub Type',
	'Number',
	'Company Name',
	'Email',
	'Currency',
	'Home Currency',
	'Exchange Rate',
] as const;

/** Columns whose sum is what the document is worth; a row holds something unless all of them are zero. */
export const AMOUNT_COLUMNS = ['Amount', 'Home Amount'] as const;

/** @throws SettingError naming the row when an amount is not a number. */
export function amountOf(row: PlanningRow, column: string): Decimal {
	const text = row[column] ?? '';
	return text === ''
		? ZERO
		: parseDecimal(text, { document: `Row ${row.Code ?? ''}`, field: column });
}

/** Whether a row leaves something other than zero in Anaplan. A list item always does. */
export function holdsSomething(row: PlanningRow): boolean {
	if (row.Amount === undefined) return row.Status !== 'Deleted';
	return AMOUNT_COLUMNS.some((column) => !isZero(amountOf(row, column)));
}

/** The face of a document's rows; `before` fills in where there are none. */
export function faceOf(rows: readonly PlanningRow[], before: Face | null): Face {
	const values = new Map(before?.values);
	const first = rows.at(0);
	if (first === undefined)
		return {
			values,
			amount: zeroIn(values, 'Currency', before),
			homeAmount: zeroIn(values, 'Home Currency', before),
		};
	for (const column of FACE_COLUMNS) {
		const value = first[column] ?? '';
		if (value === '') values.delete(column);
		else values.set(column, value);
	}
	return {
		values,
		amount: total(rows, 'Amount', 'Currency'),
		homeAmount: total(rows, 'Home Amount', 'Home Currency'),
	};
}

function total(rows: readonly PlanningRow[], column: string, currency: string): string {
	if (rows[0][column] === undefined) return '';
	const places = minorUnitsOf(rows[0][currency] ?? '');
	return formatDecimal(sum(rows.map((row) => amountOf(row, column))), places);
}

/** Zero as the currency writes it; blank where the document has no amounts. */
function zeroIn(
	values: ReadonlyMap<string, string>,
	currency: string,
	before: Face | null,
): string {
	if (before !== null && before.amount === '') return '';
	return formatDecimal(ZERO, minorUnitsOf(values.get(currency) ?? ''));
}
