/**
 * What QuickBooks computes when a transaction is saved: line ids, subtotal lines, totals and home
 * amounts. All sums are in whole cents.
 */
import { composeBudget, composeDeposit, composeJournal, composeTime } from './composeOther';
import { definitionOf } from './entities';
import { OPEN } from './links';
import { amount, cents, homeCents } from './money';
import { child, isObject, objects, text, type JsonObject } from './rows';

/** What composing needs to know of the company. */
export interface CompanyView {
	multicurrency: boolean;
	/** The income account of an item, as a Ref, or undefined. */
	incomeAccount(itemId: string): JsonObject | undefined;
}

/** Fills in everything computed of a transaction. Does not change `draft`. */
export function compose(entity: string, draft: JsonObject, company: CompanyView): JsonObject {
	const row = structuredClone(draft);
	COMPOSERS.get(entity)?.(row, company);
	const { kind, money } = definitionOf(entity);
	if (kind === 'transaction' && money && company.multicurrency) {
		row.ExchangeRate ??= 1;
	}
	return row;
}

const COMPOSERS = new Map<string, (row: JsonObject, company: CompanyView) => void>([
	['Invoice', composeSale],
	['CreditMemo', composeSale],
	['SalesReceipt', composeSale],
	['RefundReceipt', composeSale],
	['Estimate', composeSale],
	['Bill', composeBill],
	['VendorCredit', composeBill],
	['Purchase', composePurchase],
	['PurchaseOrder', composeBill],
	['Payment', composePayment],
	['Deposit', composeDeposit],
	['JournalEntry', composeJournal],
	['TimeActivity', composeTime],
	['Budget', composeBudget],
]);

function composeSale(row: JsonObject, company: CompanyView): void {
	const sent = withoutFinalSubtotal(objects(row, 'Line'));
	const discounts = sent.filter((line) => line.DetailType === 'DiscountLineDetail');
	const lines = sent.filter((line) => line.DetailType !== 'DiscountLineDetail');
	const ids = lineIds(sent);
	let sum = 0;
	let sinceSubtotal = 0;
	const kept: JsonObject[] = [];
	for (const line of lines) {
		if (line.DetailType === 'SubTotalLineDetail') {
			kept.push(subtotal(sinceSubtotal, text(line, 'Description')));
			sinceSubtotal = 0;
			continue;
		}
		const complete = numbered(line, ids, kept.length + 1);
		const value = completeSalesLine(complete, ids, company);
		sum += value;
		sinceSubtotal += value;
		kept.push(complete);
	}
	kept.push(subtotal(sum));
	let discounted = 0;
	for (const line of discounts) {
		const complete = numbered(line, ids, kept.length + 1);
		const detail = child(complete, 'DiscountLineDetail');
		const percent = detail?.DiscountPercent;
		if (detail?.PercentBased === true && typeof percent === 'number') {
			complete.Amount = amount(Math.round((sum * percent) / 100));
		}
		discounted += cents(complete, 'Amount');
		kept.push(complete);
	}
	row.Line = kept;
	row.TotalAmt = amount(sum - discounted + cents(child(row, 'TxnTaxDetail'), 'TotalTax'));
}

/** The value of a sales line in cents; fills in item accounts, also inside a group. */
function completeSalesLine(line: JsonObject, ids: () => string, company: CompanyView): number {
	if (line.DetailType === 'GroupLineDetail') {
		const detail = child(line, 'GroupLineDetail') ?? {};
		const nested = objects(detail, 'Line').map((entry, index) => numbered(entry, ids, index + 1));
		const sum = nested.reduce((total, entry) => total + completeSalesLine(entry, ids, company), 0);
		line.GroupLineDetail = { ...detail, Line: nested };
		if (line.Amount !== undefined) {
			line.Amount = amount(sum);
		}
		return sum;
	}
	const detail = child(line, 'SalesItemLineDetail');
	if (detail !== undefined) {
		const itemRef = child(detail, 'ItemRef');
		const account = itemRef && company.incomeAccount(text(itemRef, 'value'));
		if (account !== undefined) {
			detail.ItemAccountRef = account;
		}
	}
	return cents(line, 'Amount');
}

function composeBill(row: JsonObject): void {
	const sent = objects(row, 'Line');
	const ids = lineIds(sent);
	const lines = sent.map((line, index) => numbered(line, ids, index + 1));
	const sum = lines.reduce((total, line) => total + cents(line, 'Amount'), 0);
	row.Line = lines;
	row.TotalAmt = amount(sum + cents(child(row, 'TxnTaxDetail'), 'TotalTax'));
}

/** Lines of purchases often come without their number (recorded answers). */
function composePurchase(row: JsonObject): void {
	composeBill(row);
	for (const line of objects(row, 'Line')) {
		delete line.LineNum;
	}
}

/** A credit memo applied by a payment pays for part of the invoices, so it adds to what is there. */
function composePayment(row: JsonObject): void {
	const lines = objects(row, 'Line').map((line) => structuredClone(line));
	const applied = lines.reduce((total, line) => {
		const credit = objects(line, 'LinkedTxn').some((link) => link.TxnType === 'CreditMemo');
		return total + (credit ? -1 : 1) * cents(line, 'Amount');
	}, 0);
	row.Line = lines;
	row.UnappliedAmt = amount(cents(row, 'TotalAmt') - applied);
}

/** Documents that say what they are worth in home currency (Intuit's entity reference). */
const WITH_HOME_TOTAL = [
	'Invoice',
	'CreditMemo',
	'SalesReceipt',
	'RefundReceipt',
	'Estimate',
	'Deposit',
];

/** Sets home amounts and balances from the total and what was applied to the transaction, in cents. */
export function settle(
	entity: string,
	row: JsonObject,
	appliedCents: number,
	multicurrency: boolean,
): void {
	const total = cents(row, 'TotalAmt');
	const open = total - appliedCents;
	if (OPEN.includes(entity)) {
		row.Balance = amount(open);
	}
	if (entity === 'CreditMemo') {
		row.RemainingCredit = amount(open);
	}
	if (entity === 'SalesReceipt') {
		row.Balance = 0;
	}
	if (multicurrency && WITH_HOME_TOTAL.includes(entity)) {
		const rate = typeof row.ExchangeRate === 'number' ? row.ExchangeRate : 1;
		row.HomeTotalAmt = amount(homeCents(total, rate));
		if (entity === 'Invoice' || entity === 'CreditMemo') {
			row.HomeBalance = amount(homeCents(open, rate));
		}
	}
}

/** The wire's form after a void: amounts 0, lines kept, memo marked (recorded answers). */
export function voided(entity: string, row: JsonObject): JsonObject {
	const result = structuredClone(row);
	const memo = text(row, 'PrivateNote');
	result.PrivateNote = memo === '' ? 'Voided' : `Voided - ${memo}`;
	if (entity === 'Transfer') {
		result.Amount = 0;
		return result;
	}
	result.TotalAmt = 0;
	if (entity === 'Payment' || entity === 'BillPayment') {
		if (entity === 'Payment') {
			result.UnappliedAmt = 0;
		}
		result.Line = [];
		return result;
	}
	result.Line = objects(result, 'Line').map(zeroLine);
	const tax = child(result, 'TxnTaxDetail');
	if (tax !== undefined) {
		tax.TotalTax = 0;
		tax.TaxLine = objects(tax, 'TaxLine').map(zeroLine);
	}
	return result;
}

function zeroLine(line: JsonObject): JsonObject {
	const result = structuredClone(line);
	if (result.Amount !== undefined) {
		result.Amount = 0;
	}
	for (const key of ['SalesItemLineDetail', 'TaxLineDetail', 'ItemBasedExpenseLineDetail']) {
		const detail = child(result, key);
		for (const name of ['UnitPrice', 'Qty', 'NetAmountTaxable']) {
			if (detail?.[name] !== undefined) {
				detail[name] = 0;
			}
		}
	}
	const group = child(result, 'GroupLineDetail');
	if (group !== undefined) {
		group.Line = objects(group, 'Line').map(zeroLine);
	}
	return result;
}

function subtotal(sum: number, description = ''): JsonObject {
	return {
		...(description === '' ? {} : { Description: description }),
		Amount: amount(sum),
		DetailType: 'SubTotalLineDetail',
		SubTotalLineDetail: {},
	};
}

/** The closing subtotal of a document that was read before and is sent back. */
function withoutFinalSubtotal(lines: JsonObject[]): JsonObject[] {
	const items = lines.filter((line) => line.DetailType !== 'DiscountLineDetail');
	const last = items.at(-1);
	return last?.DetailType === 'SubTotalLineDetail' && text(last, 'Description') === ''
		? lines.filter((line) => line !== last)
		: lines;
}

function numbered(line: JsonObject, ids: () => string, lineNum: number): JsonObject {
	const id = text(line, 'Id');
	const { Id: _sent, LineNum: _number, ...rest } = line;
	return { Id: id === '' ? ids() : id, LineNum: lineNum, ...structuredClone(rest) };
}

/** Gives ids above every id that the document's lines already carry. */
function lineIds(lines: JsonObject[]): () => string {
	let last = 0;
	const visit = (line: JsonObject) => {
		last = Math.max(last, Number(text(line, 'Id')) || 0);
		for (const nested of objects(child(line, 'GroupLineDetail'), 'Line')) {
			visit(nested);
		}
	};
	lines.filter(isObject).forEach(visit);
	return () => {
		last += 1;
		return String(last);
	};
}
