/**
 * Purchases: expenses, cheques and card charges paid at once. One row per line, plus tax. A card
 * refund (Credit) counts minus. The payee may be a vendor, a customer or an employee, or missing.
 */
import { documentPreset } from '../documents';
import { refAt } from '../fields';
import { readItemLines } from '../lines';
import { typedPartyAt } from '../parties';

export const purchasePreset = documentPreset({
	party: (source) => typedPartyAt(source, 'EntityRef'),
	lines: readItemLines,
	countsMinus: (source) => source.Credit === true,
	paymentAccountId: (source) => refAt(source, 'AccountRef'),
});
