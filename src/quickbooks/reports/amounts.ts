/** Amounts of report cells, exact. */
import { type Decimal, formatMoney, parseDecimal } from '../../planning/money';
import type { ReportCell } from './wire';

/** Undefined for a blank cell. `.00`, as QuickBooks writes zero, is a number. @throws SettingError */
export function amountOf(cell: ReportCell | undefined, place: Place): Decimal | undefined {
	if (cell === undefined || cell.value === '') return undefined;
	const text = cell.value.replace(/^([+-]?)\./, '$10.');
	return parseDecimal(text, { document: place.report, field: `${place.row}, ${place.column}` });
}

/** Where an amount stands, for errors. */
export interface Place {
	report: string;
	row: string;
	column: string;
}

/** As items carry it: plain text with the currency's places, nothing rounded. */
export function shown(amount: Decimal, currency: string): string {
	return formatMoney(amount, currency);
}
