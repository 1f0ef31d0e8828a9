/** Invoices: one row per line, plus tax. */
import { documentPreset } from '../documents';
import { textAt } from '../fields';
import { readItemLines } from '../lines';

export const invoicePreset = documentPreset({
	party: { field: 'CustomerRef', entity: 'Customer' },
	documentNumber: (source) => textAt(source, 'DocNumber'),
	lines: readItemLines,
});
