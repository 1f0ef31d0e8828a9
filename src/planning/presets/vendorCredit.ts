/** Credits of vendors: one row per line, plus tax, all counting minus: they take back what bills add. */
import { documentPreset } from '../documents';
import { readItemLines } from '../lines';
import { partyAt } from '../parties';

export const vendorCreditPreset = documentPreset({
	party: (source) => partyAt(source, 'VendorRef', 'Vendor'),
	lines: readItemLines,
	countsMinus: () => true,
});
