/**
 * Estimates: one row per line, plus tax. QuickBooks books none of it. The status is Pending,
 * Accepted, Closed, Rejected or Converted; the due date is the date the offer expires.
 */
import { documentPreset } from '../documents';
import { dateAt, textAt } from '../fields';
import { readItemLines } from '../lines';
import { partyAt } from '../parties';

export const estimatePreset = documentPreset({
	party: (source) => partyAt(source, 'CustomerRef', 'Customer'),
	lines: readItemLines,
	posting: false,
	documentStatus: (source) => textAt(source, 'TxnStatus'),
	dueDate: (source, document) =>
		dateAt(source, 'ExpirationDate', document) || dateAt(source, 'DueDate', document),
});
