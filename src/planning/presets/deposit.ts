/**
 * Bank deposits: one row per line, plus the cash taken out, which counts minus, so that the rows add up
 * to what reaches the bank account. Lines that bring in a payment name only that payment.
 */
import type { QuickBooksObject } from '../../flow';
import { documentPreset, totalOf } from '../documents';
import { listAt, numberAt, objectAt, refAt, textAt } from '../fields';
import { CASH_BACK_LINE } from '../keys';
import { figureLine, type Line, type LineContext } from '../lines';
import { linkedDocuments, linkId } from '../linked';
import { add, compare, type Decimal, isZero, negate, sum, ZERO } from '../money';
import { typedPartyAt } from '../parties';

export const depositPreset = documentPreset({
	lines: (source, context) => [
		...listAt(source, 'Line').map((line, index) => readLine(line, String(index + 1), context)),
		...cashBack(source, context),
	],
	total: depositTotal,
});

function readLine(line: QuickBooksObject, position: string, context: LineContext): Line {
	const detail = objectAt(line, 'DepositLineDetail');
	const id = textAt(line, 'Id').trim();
	const where = `line ${id || position}, Amount`;
	return {
		lineId: context.ids.claim(id || linkId(line), position),
		lineType: listAt(line, 'LinkedTxn').length > 0 ? 'Linked' : 'Deposit',
		amount: numberAt(line, 'Amount', context.document, where) ?? ZERO,
		accountId: refAt(detail, 'AccountRef'),
		itemId: '',
		classId: refAt(detail, 'ClassRef'),
		linked: linkedDocuments(line),
		description: textAt(line, 'Description'),
		party: typedPartyAt(detail, 'Entity'),
		paymentMethodId: refAt(detail, 'PaymentMethodRef'),
		taxCodeId: refAt(detail, 'TaxCodeRef'),
	};
}

function cashBack(source: QuickBooksObject, { document }: LineContext): Line[] {
	const cash = objectAt(source, 'CashBack');
	const amount = numberAt(cash, 'Amount', document, 'CashBack, Amount');
	if (amount === undefined) return [];
	const line = figureLine(CASH_BACK_LINE, 'Cash Back', negate(amount), textAt(cash, 'Memo'));
	return [{ ...line, accountId: refAt(cash, 'AccountRef') }];
}

/**
 * What reaches the bank account. Intuit's reference does not say whether TotalAmt is meant before or
 * after the cash is taken out; where the lines without the cash come to it, it was before.
 */
function depositTotal(
	source: QuickBooksObject,
	lines: readonly Line[],
	context: LineContext,
): Decimal {
	const total = totalOf(source, lines, context);
	const cash = lines.find(({ lineId }) => lineId === CASH_BACK_LINE)?.amount ?? ZERO;
	if (isZero(cash)) return total;
	const tax = numberAt(objectAt(source, 'TxnTaxDetail'), 'TotalTax', context.document) ?? ZERO;
	const net = add(sum(lines.map(({ amount }) => amount)), tax);
	return compare(net, add(total, cash)) === 0 ? net : total;
}
