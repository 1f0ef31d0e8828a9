/**
 * Bills: one row per line, plus tax. Lines by item carry no account in QuickBooks; their Account
 * Code stays blank, and Item Code says which item's accounts they are booked on. It is not looked up
 * here: a run reads only the items that changed, and the same bill must give the same rows every time.
 */
import { documentPreset } from '../documents';
import { readItemLines } from '../lines';
import { partyAt } from '../parties';

export const billPreset = documentPreset({
	party: (source) => partyAt(source, 'VendorRef', 'Vendor'),
	lines: readItemLines,
});
