/** Documents that a document or a line is linked to (LinkedTxn). */
import type { QuickBooksObject } from '../flow';
import { listAt, textAt } from './fields';

/**
 * QuickBooks' names of linked documents that are no entity names (its schema's TxnTypeEnum, entity
 * reference). Several names can mean one entity, so the entity is what keys are made of.
 */
const ENTITY_OF_TYPE: ReadonlyMap<string, string> = new Map([
	['BillPaymentCheck', 'BillPayment'],
	['BillPaymentCreditCard', 'BillPayment'],
	['ReceivePayment', 'Payment'],
	['Check', 'Purchase'],
	['Expense', 'Purchase'],
	['CashPurchase', 'Purchase'],
	['CreditCardCredit', 'Purchase'],
	['CreditCardCharge', 'Purchase'],
	['CreditCardExpense', 'Purchase'],
]);

/** The entity a link points to; QuickBooks' own word where it is none the pack knows (`ReimburseCharge`). */
export function linkedEntity(link: QuickBooksObject): string {
	const type = textAt(link, 'TxnType').trim();
	return ENTITY_OF_TYPE.get(type) ?? type;
}

/** The documents something is linked to, for example `PurchaseOrder 12, PurchaseOrder 15`. */
export function linkedDocuments(source: QuickBooksObject): string {
	return listAt(source, 'LinkedTxn')
		.map((link) => `${linkedEntity(link)} ${textAt(link, 'TxnId')}`.trim())
		.join(', ');
}

/** `<Entity>-<TxnId>[-<TxnLineId>]` of the first linked document; empty where there is none. */
export function linkId(line: QuickBooksObject): string {
	const link = listAt(line, 'LinkedTxn').at(0);
	if (link === undefined) return '';
	const parts = [linkedEntity(link), textAt(link, 'TxnId'), textAt(link, 'TxnLineId')];
	return parts
		.map((part) => part.trim())
		.filter((part) => part !== '')
		.join('-');
}
