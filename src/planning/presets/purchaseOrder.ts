/** Purchase orders: one row per line. QuickBooks books none of it; the status is Open or Closed. */
import { documentPreset } from '../documents';
import { textAt } from '../fields';
import { readItemLines } from '../lines';
import { partyAt } from '../parties';

export const purchaseOrderPreset = documentPreset({
	party: (source) => partyAt(source, 'VendorRef', 'Vendor'),
	lines: readItemLines,
	posting: false,
	documentStatus: (source) => textAt(source, 'POStatus'),
});
