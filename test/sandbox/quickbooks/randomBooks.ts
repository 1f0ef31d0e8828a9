/** Random but repeatable documents of every posting kind, for properties of reports. */
import { Prng } from '../../../sandbox/common/ids';
import type { Books } from '../../../sandbox/quickbooks/books';
import { amount, cents } from '../../../sandbox/quickbooks/money';
import { refId, text, type JsonObject, type Row } from '../../../sandbox/quickbooks/rows';

export const DAY_MS = 86_400_000;

interface Parts {
	books: Books;
	prng: Prng;
	start: number;
	days: number;
}

const ref = (row: Row): JsonObject => ({ value: row.Id });

/** Adds `count` documents, dated at random within `days` days from `startMs` on. */
export function addRandomDocuments(
	books: Books,
	seed: number,
	startMs: number,
	days: number,
	count: number,
): void {
	const parts: Parts = { books, prng: new Prng(seed), start: startMs, days };
	const makers = [sale, sale, purchase, purchase, pay, payBill, journal, deposit, transfer];
	for (let index = 0; index < count; index += 1) {
		parts.prng.pick(makers)(parts);
	}
	for (const entity of ['Invoice', 'Bill', 'SalesReceipt', 'JournalEntry']) {
		const [row] = books.all(entity);
		if (row !== undefined && entity === 'Invoice') {
			books.void(entity, row.Id);
		}
		const last = books.all(entity).at(-1);
		const isLinked = Array.isArray(last?.LinkedTxn) && last.LinkedTxn.length > 0;
		if (last !== undefined && !isLinked && parts.prng.chance(0.5)) {
			books.delete(entity, last.Id);
		}
	}
}

function date({ prng, start, days }: Parts): string {
	return new Date(start + prng.int(0, days) * DAY_MS).toISOString().slice(0, 10);
}

function head(parts: Parts, party?: Row): JsonObject {
	const { prng, books } = parts;
	const currency = refId(party, 'CurrencyRef') || books.company.homeCurrency;
	const foreign = currency !== books.company.homeCurrency;
	const txnDate = date(parts);
	return {
		TxnDate: txnDate,
		DueDate: new Date(Date.parse(txnDate) + prng.int(0, 45) * DAY_MS).toISOString().slice(0, 10),
		CurrencyRef: { value: currency },
		...(foreign ? { ExchangeRate: prng.int(800_000, 1_400_000) / 1_000_000 } : {}),
		...(prng.chance(0.4) ? { DepartmentRef: ref(prng.pick(books.peek('Department'))) } : {}),
	};
}

function accountsOf({ books }: Parts, ...types: string[]): Row[] {
	return books.peek('Account').filter((row) => types.includes(text(row, 'AccountType')));
}

function sale(parts: Parts): void {
	const { books, prng } = parts;
	const entity = prng.pick(['Invoice', 'Invoice', 'SalesReceipt', 'CreditMemo', 'RefundReceipt']);
	const customer = prng.pick(books.peek('Customer'));
	const lines: JsonObject[] = [];
	let sum = 0;
	for (let count = prng.int(1, 4); count > 0; count -= 1) {
		const item = prng.pick(books.peek('Item'));
		const value = prng.int(1, 250_000);
		sum += value;
		lines.push({
			Id: String(lines.length + 1),
			Amount: amount(value),
			DetailType: 'SalesItemLineDetail',
			SalesItemLineDetail: {
				ItemRef: ref(item),
				ItemAccountRef: structuredClone(item.IncomeAccountRef),
				...(prng.chance(0.5) ? { ClassRef: ref(prng.pick(books.peek('Class'))) } : {}),
			},
		});
	}
	const tax = prng.chance(0.5) ? prng.int(1, 9_999) : 0;
	const money = prng.pick(accountsOf(parts, 'Bank'));
	books.create(entity, {
		...head(parts, customer),
		CustomerRef: ref(customer),
		...(entity.endsWith('Receipt') ? { DepositToAccountRef: ref(money) } : {}),
		Line: lines,
		...(tax === 0 ? {} : { TxnTaxDetail: { TotalTax: amount(tax) } }),
		TotalAmt: amount(sum + tax),
	});
}

function purchase(parts: Parts): void {
	const { books, prng } = parts;
	const entity = prng.pick(['Bill', 'Bill', 'Purchase', 'VendorCredit']);
	const vendor = prng.pick(books.peek('Vendor'));
	const lines: JsonObject[] = [];
	let sum = 0;
	for (let count = prng.int(1, 3); count > 0; count -= 1) {
		const value = prng.int(1, 180_000);
		sum += value;
		const byItem = prng.chance(0.3);
		const detail: JsonObject = {
			...(prng.chance(0.4) ? { ClassRef: ref(prng.pick(books.peek('Class'))) } : {}),
			...(prng.chance(0.3) ? { CustomerRef: ref(prng.pick(books.peek('Customer'))) } : {}),
		};
		const account = prng.pick(accountsOf(parts, 'Expense', 'Cost of Goods Sold', 'Fixed Asset'));
		lines.push({
			Id: String(lines.length + 1),
			Amount: amount(value),
			...(byItem
				? {
						DetailType: 'ItemBasedExpenseLineDetail',
						ItemBasedExpenseLineDetail: { ...detail, ItemRef: ref(prng.pick(books.peek('Item'))) },
					}
				: {
						DetailType: 'AccountBasedExpenseLineDetail',
						AccountBasedExpenseLineDetail: { ...detail, AccountRef: ref(account) },
					}),
		});
	}
	const isPurchase = entity === 'Purchase';
	const type = prng.pick(['Cash', 'Check', 'CreditCard']);
	const from = prng.pick(accountsOf(parts, type === 'CreditCard' ? 'Credit Card' : 'Bank'));
	books.create(entity, {
		...head(parts, isPurchase ? undefined : vendor),
		...(isPurchase
			? {
					AccountRef: ref(from),
					PaymentType: type,
					...(type === 'CreditCard' && prng.chance(0.3) ? { Credit: true } : {}),
					EntityRef: { ...ref(vendor), type: 'Vendor' },
				}
			: { VendorRef: ref(vendor) }),
		Line: lines,
		TotalAmt: amount(sum),
	});
}

/** Pays an invoice in full or in part, at times with a credit memo's help or with too much. */
function pay(parts: Parts): void {
	const { books, prng } = parts;
	const open = books.peek('Invoice').filter((row) => cents(row, 'Balance') > 1);
	const [invoice] = open.length === 0 ? [] : [prng.pick(open)];
	if (invoice === undefined) {
		return;
	}
	const balance = cents(invoice, 'Balance');
	const applied = prng.chance(0.5) ? balance : prng.int(1, balance);
	const customer = refId(invoice, 'CustomerRef');
	const credit = books
		.peek('CreditMemo')
		.find((row) => refId(row, 'CustomerRef') === customer && cents(row, 'RemainingCredit') > 0);
	const used =
		credit === undefined || prng.chance(0.5)
			? 0
			: Math.min(applied, cents(credit, 'RemainingCredit'));
	const line = (value: number, id: string, type: string): JsonObject => ({
		Amount: amount(value),
		LinkedTxn: [{ TxnId: id, TxnType: type }],
	});
	books.create('Payment', {
		...head(parts, books.stored('Customer', customer)?.row),
		CustomerRef: { value: customer },
		TotalAmt: amount(applied - used + (prng.chance(0.2) ? prng.int(1, 5_000) : 0)),
		Line: [
			line(applied, invoice.Id, 'Invoice'),
			...(used === 0 || credit === undefined ? [] : [line(used, credit.Id, 'CreditMemo')]),
		],
	});
}

const paidBills = new WeakMap<Books, Set<string>>();

function payBill(parts: Parts): void {
	const { books, prng } = parts;
	const paid = paidBills.get(books) ?? new Set<string>();
	paidBills.set(books, paid);
	const open = books.peek('Bill').filter((row) => !paid.has(row.Id));
	if (open.length === 0) {
		return;
	}
	const bill = prng.pick(open);
	paid.add(bill.Id);
	const total = cents(bill, 'TotalAmt');
	const value = prng.chance(0.6) ? total : prng.int(1, total);
	const vendor = refId(bill, 'VendorRef');
	books.create('BillPayment', {
		...head(parts, books.stored('Vendor', vendor)?.row),
		VendorRef: { value: vendor },
		PayType: 'Check',
		CheckPayment: { BankAccountRef: ref(prng.pick(accountsOf(parts, 'Bank'))) },
		TotalAmt: amount(value),
		Line: [{ Amount: amount(value), LinkedTxn: [{ TxnId: bill.Id, TxnType: 'Bill' }] }],
	});
}

function journal(parts: Parts): void {
	const { books, prng } = parts;
	const accounts = accountsOf(parts, 'Expense', 'Income', 'Other Income', 'Long Term Liability');
	const value = prng.int(2, 99_999);
	const first = prng.int(1, value - 1);
	const line = (id: number, part: number, PostingType: string): JsonObject => ({
		Id: String(id),
		Amount: amount(part),
		DetailType: 'JournalEntryLineDetail',
		JournalEntryLineDetail: { PostingType, AccountRef: ref(prng.pick(accounts)) },
	});
	books.create('JournalEntry', {
		...head(parts),
		TotalAmt: 0,
		Line: [line(0, value, 'Debit'), line(1, first, 'Credit'), line(2, value - first, 'Credit')],
	});
}

function deposit(parts: Parts): void {
	const { books, prng } = parts;
	const account = prng.pick(accountsOf(parts, 'Other Income', 'Equity'));
	const value = prng.int(1, 50_000);
	books.create('Deposit', {
		...head(parts),
		DepositToAccountRef: ref(prng.pick(accountsOf(parts, 'Bank'))),
		Line: [
			{
				Id: '1',
				Amount: amount(value),
				DetailType: 'DepositLineDetail',
				DepositLineDetail: { AccountRef: ref(account) },
			},
		],
		TotalAmt: amount(value),
	});
}

function transfer(parts: Parts): void {
	const { books, prng } = parts;
	const [from, to] = accountsOf(parts, 'Bank');
	books.create('Transfer', {
		...head(parts),
		FromAccountRef: ref(from),
		ToAccountRef: ref(to),
		Amount: amount(prng.int(1, 90_000)),
	});
}
