/** Credit memos: one row per line, plus tax, all counting minus: they take back what invoices add. */
import { documentPreset } from '../documents';
import { readItemLines } from '../lines';
import { partyAt } from '../parties';

export const creditMemoPreset = documentPreset({
	party: (source) => partyAt(source, 'CustomerRef', 'Customer'),
	lines: readItemLines,
	countsMinus: () => true,
});
