/**
 * Payments: one row per document they were applied to, plus the part not applied. A credit memo
 * used in a payment counts minus, as its amount lowers what the customer had to pay: invoice 100,
 * credit memo 30, payment 70. A payment of 0 that only applies a credit to an invoice is normal.
 */
import type { QuickBooksObject } from '../../flow';
import { documentPreset } from '../documents';
import { listAt, numberAt, refAt, textAt } from '../fields';
import { UNAPPLIED_LINE } from '../keys';
import { figureLine, type Line, type LineContext, linkedDocuments } from '../lines';
import { negate, ZERO } from '../money';

export const paymentPreset = documentPreset({
	party: { field: 'CustomerRef', entity: 'Customer' },
	// Payments have no DocNumber; the reference number is what people type in (cheque number).
	documentNumber: (source) => textAt(source, 'DocNumber') || textAt(source, 'PaymentRefNum'),
	lines: readPaymentLines,
});

function readPaymentLines(source: QuickBooksObject, context: LineContext): Line[] {
	const receivable = refAt(source, 'ARAccountRef');
	const applied = listAt(source, 'Line').map((line, index): Line => {
		const credit = listAt(line, 'LinkedTxn').some(
			(link) => textAt(link, 'TxnType') === 'CreditMemo',
		);
		const position = String(index + 1);
		const amount = numberAt(line, 'Amount', context.document, `line ${position}, Amount`) ?? ZERO;
		const lineId = context.ids.claim(linkId(line) || textAt(line, 'Id').trim(), position);
		return {
			...figureLine(
				lineId,
				credit ? 'Credit' : 'Applied',
				credit ? negate(amount) : amount,
				textAt(line, 'Description'),
			),
			accountId: receivable,
			linked: linkedDocuments(line),
		};
	});
	// Stated as 0 too, so that an amount applied later overwrites the old figure.
	const unapplied = numberAt(source, 'UnappliedAmt', context.document);
	if (unapplied === undefined) return applied;
	return [
		...applied,
		{
			...figureLine(UNAPPLIED_LINE, 'Unapplied', unapplied, 'Amount not applied'),
			accountId: receivable,
		},
	];
}

/** `<TxnType>-<TxnId>[-<TxnLineId>]` of the first linked document; empty where there is none. */
function linkId(line: QuickBooksObject): string {
	const link = listAt(line, 'LinkedTxn').at(0);
	if (link === undefined) return '';
	const parts = [textAt(link, 'TxnType'), textAt(link, 'TxnId'), textAt(link, 'TxnLineId')];
	return parts.filter((part) => part !== '').join('-');
}
