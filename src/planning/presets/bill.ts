/**
 * Bills: one row per line, plus tax. Lines by item carry no account in QuickBooks; their Account
 * Code stays blank and Item ID says which item they are for.
 */
import { documentPreset } from '../documents';
import { textAt } from '../fields';
import { readItemLines } from '../lines';

export const billPreset = documentPreset({
	party: { field: 'VendorRef', entity: 'Vendor' },
	documentNumber: (source) => textAt(source, 'DocNumber'),
	lines: readItemLines,
});
