/** Invoices: one row per line, plus tax. */
import { documentPreset } from '../documents';
import { readItemLines } from '../lines';
import { partyAt } from '../parties';

export const invoicePreset = documentPreset({
	party: (source) => partyAt(source, 'CustomerRef', 'Customer'),
	lines: readItemLines,
});
