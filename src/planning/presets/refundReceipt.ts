/** Refunds to customers: one row per line, plus tax, all counting minus. DepositToAccountRef is the account paid from. */
import { documentPreset } from '../documents';
import { readItemLines } from '../lines';
import { partyAt } from '../parties';

export const refundReceiptPreset = documentPreset({
	party: (source) => partyAt(source, 'CustomerRef', 'Customer'),
	lines: readItemLines,
	countsMinus: () => true,
});
