/** What the ledger remembers of a document's rows: see `Face`. */
import { minorUnitsOf } from '../planning/currencies';
import { isZero, parseDecimal, sum, formatDecimal, ZERO, type Decimal } from '../planning/money';
import type { PlanningRow } from '../flow';
import type { Face } from './types';

/**
 * Columns of list items beyond those below: what formulas in Anaplan look up by an item's code, such
 * as the account an item is booked on, must stay when the item is deleted or merged away.
 */
const LIST_FACE_COLUMNS = [
	'Classification',
	'Description',
	'Term Code',
	'Payment Method Code',
	'Due Days',
	'Discount Percent',
	'Discount Days',
	'Due Day of Month',
	'Due Next Month Days',
	'Discount Day of Month',
	'Rate',
	'Agency ID',
	'Taxable',
	'Sales Tax Rate Codes',
	'Purchase Tax Rate Codes',
	'Hidden',
	'Hired Date',
	'Released Date',
	'Billable',
	'Bill Rate',
	'Cost Rate',
	'Income Account Code',
	'Expense Account Code',
	'Asset Account Code',
	'Class Code',
	'Tax Code ID',
	'Unit Price',
	'Purchase Cost',
	'Quantity On Hand',
	'Inventory Start Date',
] as const;

/**
 * Columns that are the same on all rows of a document. They stand on zero rows and tombstones too,
 * because an import overwrites names, dates and currencies with what the row says, blanks included.
 * Stores keep the values by their place here: new columns go to the end, and none is ever taken out.
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
	...LIST_FACE_COLUMNS,
] as const;

/** What is remembered of transactions; their rows use some names of the list columns for figures of a line. */
const DOCUMENT_FACE_COLUMNS = FACE_COLUMNS.slice(0, -LIST_FACE_COLUMNS.length);

/** Figures that Anaplan adds up; a row of a document holds something unless all of them are zero. */
export const FIGURE_COLUMNS = ['Amount', 'Home Amount', 'Quantity'] as const;

/** @throws SettingError naming the row when an amount is not a number. */
export function amountOf(row: PlanningRow, column: string): Decimal {
	const text = row[column] ?? '';
	return text === ''
		? ZERO
		: parseDecimal(text, { document: `Row ${row.Code ?? ''}`, field: column });
}

function isDocumentRow(row: PlanningRow): boolean {
	return row.Amount !== undefined;
}

/** Whether a row leaves something other than zero in Anaplan. A list item always does. */
export function holdsSomething(row: PlanningRow): boolean {
	if (!isDocumentRow(row)) return row.Status !== 'Deleted';
	return FIGURE_COLUMNS.some((column) => !isZero(amountOf(row, column)));
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
	for (const column of isDocumentRow(first) ? DOCUMENT_FACE_COLUMNS : FACE_COLUMNS) {
		const value = first[column] ?? '';
		// Journal entries, deposits and budgets have a party or a date of their own on every line.
		const shared = rows.every((row) => (row[column] ?? '') === value);
		if (value === '' || !shared) values.delete(column);
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
