/**
 * Payments of customers: one row per document they were applied to, plus the part not applied. A
 * credit memo used in a payment counts minus, as its amount lowers what the customer had to pay:
 * invoice 100, credit memo 30, payment 70. A payment of 0 that only applies a credit is normal.
 */
import type { QuickBooksObject } from '../../flow';
import { readAppliedLines } from '../applied';
import { documentPreset } from '../documents';
import { numberAt, refAt, textAt } from '../fields';
import { UNAPPLIED_LINE } from '../keys';
import { figureLine, type Line, type LineContext } from '../lines';
import { subtract, ZERO } from '../money';
import { partyAt } from '../parties';

export const paymentPreset = documentPreset({
	party: (source) => partyAt(source, 'CustomerRef', 'Customer'),
	// Payments have no DocNumber; the reference number is what people type in (cheque number).
	documentNumber: (source) => textAt(source, 'DocNumber') || textAt(source, 'PaymentRefNum'),
	lines: readPaymentLines,
});

function readPaymentLines(source: QuickBooksObject, context: LineContext): Line[] {
	const accountId = refAt(source, 'ARAccountRef');
	const unapplied = numberAt(source, 'UnappliedAmt', context.document);
	const total = numberAt(source, 'TotalAmt', context.document);
	const target = total === undefined ? undefined : subtract(total, unapplied ?? ZERO);
	const shape = { paid: 'Invoice', credit: 'CreditMemo', accountId };
	const applied = readAppliedLines(source, context, shape, target);
	// Stated as 0 too, so that an amount applied later overwrites the old figure.
	if (unapplied === undefined) return applied;
	return [
		...applied,
		{
			...figureLine(UNAPPLIED_LINE, 'Unapplied', unapplied, 'Amount not applied'),
			accountId,
		},
	];
}
