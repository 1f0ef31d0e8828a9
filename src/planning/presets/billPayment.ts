/**
 * Payments of bills: one row per document they paid, vendor credits used counting minus, plus the part
 * not applied. QuickBooks does not state that part: it is what the payment has beyond its lines.
 */
import type { QuickBooksObject } from '../../flow';
import { readAppliedLines } from '../applied';
import { documentPreset } from '../documents';
import { numberAt, objectAt, refAt } from '../fields';
import { UNAPPLIED_LINE } from '../keys';
import { figureLine, type Line, type LineContext } from '../lines';
import { compare, subtract, sum, ZERO } from '../money';
import { partyAt } from '../parties';

export const billPaymentPreset = documentPreset({
	party: (source) => partyAt(source, 'VendorRef', 'Vendor'),
	lines: readBillPaymentLines,
	paymentAccountId: (source) =>
		refAt(objectAt(source, 'CheckPayment'), 'BankAccountRef') ||
		refAt(objectAt(source, 'CreditCardPayment'), 'CCAccountRef'),
});

function readBillPaymentLines(source: QuickBooksObject, context: LineContext): Line[] {
	const accountId = refAt(source, 'APAccountRef');
	const total = numberAt(source, 'TotalAmt', context.document);
	const shape = { paid: 'Bill', credit: 'VendorCredit', accountId };
	const applied = readAppliedLines(source, context, shape, total);
	if (total === undefined) return applied;
	const rest = subtract(total, sum(applied.map(({ amount }) => amount)));
	// Less than nothing left over is no unapplied part; the row of the difference says so then.
	if (compare(rest, ZERO) <= 0) return applied;
	return [
		...applied,
		{ ...figureLine(UNAPPLIED_LINE, 'Unapplied', rest, 'Amount not applied'), accountId },
	];
}
