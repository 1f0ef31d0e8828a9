/**
 * Digits after the decimal point of currencies that do not have two. Source: ISO 4217, list one
 * (SIX, "Current currency & funds code list"), column "minor unit".
 */
const OTHER_THAN_TWO: ReadonlyMap<string, number> = new Map([
	...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG'].map(
		(code): [string, number] => [code, 0],
	),
	...['RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map((code): [string, number] => [
		code,
		0,
	]),
	...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code): [string, number] => [code, 3]),
	...['CLF', 'UYW'].map((code): [string, number] => [code, 4]),
]);

/** What almost every ISO 4217 currency has. */
const USUAL_MINOR_UNITS = 2;

/** How many digits after the decimal point a currency has; two for a code the table does not name. */
export function minorUnitsOf(currency: string): number {
	return OTHER_THAN_TWO.get(currency.toUpperCase()) ?? USUAL_MINOR_UNITS;
}
