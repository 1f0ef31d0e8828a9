/** How documents hang together: what a payment pays, what a deposit brings to the bank, who owes. */
import { appliedOfBillPayment } from './composeOther';
import { cents } from './money';
import { objects, refId, text, type JsonObject } from './rows';

/** Entities whose lines point to other documents. */
export const LINKING: readonly string[] = ['Payment', 'BillPayment', 'Deposit'];

/** Documents that stand open until they are paid or used up. */
export const OPEN: readonly string[] = ['Invoice', 'CreditMemo', 'Bill', 'VendorCredit'];

/** The word by which the linked document names the linking one. */
export function linkTypeOf(entity: string, row: JsonObject | undefined): string {
	if (entity !== 'BillPayment') {
		return entity;
	}
	return row?.PayType === 'CreditCard' ? 'BillPaymentCreditCard' : 'BillPaymentCheck';
}

/** What the lines of a document link to: transaction id -> type and cents. */
export function linksOf(
	entity: string,
	row: JsonObject | undefined,
): Map<string, { type: string; cents: number }> {
	const links = new Map<string, { type: string; cents: number }>();
	if (!LINKING.includes(entity)) {
		return links;
	}
	for (const line of objects(row, 'Line')) {
		for (const link of objects(line, 'LinkedTxn')) {
			const id = text(link, 'TxnId');
			const sum = (links.get(id)?.cents ?? 0) + cents(line, 'Amount');
			links.set(id, { type: text(link, 'TxnType'), cents: sum });
		}
	}
	return links;
}

const OF_VENDORS = ['Bill', 'VendorCredit', 'BillPayment', 'PurchaseOrder'];
const OF_CUSTOMERS = [
	'Invoice',
	'CreditMemo',
	'Payment',
	'SalesReceipt',
	'RefundReceipt',
	'Estimate',
];

/** The customer or vendor in whose currency a document is kept. */
export function partyOf(
	entity: string,
	row: JsonObject | undefined,
): { entity: string; id: string } | undefined {
	const party = OF_VENDORS.includes(entity)
		? { entity: 'Vendor', id: refId(row, 'VendorRef') }
		: { entity: 'Customer', id: refId(row, 'CustomerRef') };
	const isKept = OF_VENDORS.includes(entity) || OF_CUSTOMERS.includes(entity);
	return isKept && party.id !== '' ? party : undefined;
}

/** What a document adds to the open balance of its party, in cents. */
export function openCents(entity: string, row: JsonObject | undefined): number {
	if (row === undefined) {
		return 0;
	}
	switch (entity) {
		case 'Invoice':
		case 'Bill':
			return cents(row, 'Balance');
		case 'CreditMemo':
			return -cents(row, 'RemainingCredit');
		case 'VendorCredit':
			return -cents(row, 'Balance');
		case 'Payment':
			return -cents(row, 'UnappliedAmt');
		case 'BillPayment':
			return appliedOfBillPayment(row) - cents(row, 'TotalAmt');
		default:
			return 0;
	}
}
