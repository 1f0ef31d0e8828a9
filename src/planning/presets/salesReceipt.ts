/** Sales receipts, which are paid at once: one row per line, plus tax. The customer may be missing. */
import { documentPreset } from '../documents';
import { readItemLines } from '../lines';
import { partyAt } from '../parties';

export const salesReceiptPreset = documentPreset({
	party: (source) => partyAt(source, 'CustomerRef', 'Customer'),
	lines: readItemLines,
});
