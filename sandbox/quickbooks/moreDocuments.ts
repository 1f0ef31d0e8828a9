/**
 * Builders of documents beyond invoices, bills and payments, from seeded chance; used by the seed and
 * by a day of work. They read the books and enter nothing.
 */
import type { Prng } from '../common/ids';
import type { Books } from './books';
import { active, billFrom, invoiceFor } from './documents';
import { amount, cents } from './money';
import { objects, refId, text, type JsonObject, type Row } from './rows';
import { pacificDate } from './time';

const DAY = 86_400_000;

function ref(row: Row, name = 'Name'): JsonObject {
	return { value: row.Id, name: text(row, name) };
}

/** Accounts of a type in a currency, in use. */
export function accountsOf(books: Books, type: string, currency: string): Row[] {
	return active(books, 'Account').filter(
		(row) => row.AccountType === type && refId(row, 'CurrencyRef') === currency,
	);
}

function home(books: Books): string {
	return books.company.homeCurrency;
}

/** The account in which received money waits to be brought to the bank. */
function undeposited(books: Books): Row | undefined {
	return books.peek('Account').find((row) => row.AccountSubType === 'UndepositedFunds');
}

/** Custom fields of a sales form; some are left empty. */
export function salesFields(prng: Prng): JsonObject[] {
	return [
		{ DefinitionId: '1', StringValue: prng.pick(['Zoë', 'Max "the Axe"', 'Åsa']) },
		{ DefinitionId: '2' },
		{ DefinitionId: '3', StringValue: prng.pick(['West', 'East']) },
		{ DefinitionId: '4', NumberValue: prng.int(0, 40) / 4 },
		{ DefinitionId: '5', DateValue: '2026-12-24' },
		{ DefinitionId: '6', StringValue: prng.pick(['EMEA', 'Americas']) },
		{ DefinitionId: '7', StringValue: 'odd, but allowed' },
		{ DefinitionId: '8', BooleanValue: prng.chance(0.5) },
	];
}

/** A sale that was paid at once: an invoice's lines, and where the money went. */
export function salesReceiptFor(
	books: Books,
	customer: Row,
	prng: Prng,
	number: string,
): JsonObject {
	const { DueDate: _due, EmailStatus: _mail, ...sale } = invoiceFor(books, customer, prng, number);
	const currency = refId(customer, 'CurrencyRef');
	const [bank] = accountsOf(books, 'Bank', currency);
	const account = currency === home(books) ? undeposited(books) : bank;
	return {
		...sale,
		...(account === undefined ? {} : { DepositToAccountRef: ref(account) }),
		PaymentRefNum: String(prng.int(1000, 9999)),
		CustomField: salesFields(prng),
	};
}

/** Money given back; it comes from a bank account of the customer's currency. */
export function refundFor(books: Books, customer: Row, prng: Prng, number: string): JsonObject {
	const { DueDate: _due, EmailStatus: _mail, ...sale } = invoiceFor(books, customer, prng, number);
	const [bank] = accountsOf(books, 'Bank', refId(customer, 'CurrencyRef'));
	return { ...sale, DepositToAccountRef: bank === undefined ? { value: '' } : ref(bank) };
}

export function estimateFor(books: Books, customer: Row, prng: Prng, number: string): JsonObject {
	const status = prng.pick(['Pending', 'Accepted', 'Closed', 'Rejected']);
	return {
		...invoiceFor(books, customer, prng, number),
		TxnStatus: status,
		ExpirationDate: pacificDate(books.now() + 30 * DAY),
		...(status === 'Accepted' ? { AcceptedDate: pacificDate(books.now() + 3 * DAY) } : {}),
		CustomField: salesFields(prng).slice(0, 4),
	};
}

export function vendorCreditFrom(
	books: Books,
	vendor: Row,
	prng: Prng,
	number: string,
): JsonObject {
	const { DueDate: _due, ...credit } = billFrom(books, vendor, prng, number);
	return { ...credit, Line: objects(credit, 'Line').slice(0, 1) };
}

export function purchaseOrderFor(
	books: Books,
	vendor: Row,
	prng: Prng,
	number: string,
): JsonObject {
	return {
		...billFrom(books, vendor, prng, number),
		POStatus: prng.pick(['Open', 'Open', 'Closed']),
		Memo: 'Deliver to the back door, "ring twice"',
		CustomField: [{ DefinitionId: '12', StringValue: 'Nursery' }, { DefinitionId: '13' }],
	};
}

/** An expense paid at once, by cash, check or card; with `credit` a refund to the card. */
export function purchaseFrom(
	books: Books,
	vendor: Row,
	prng: Prng,
	number: string,
	credit: boolean,
): JsonObject {
	const { VendorRef: _vendor, DueDate: _due, ...bill } = billFrom(books, vendor, prng, number);
	const currency = refId(vendor, 'CurrencyRef') || home(books);
	const wanted = credit ? 'CreditCard' : prng.pick(['Cash', 'Check', 'CreditCard']);
	const cards = accountsOf(books, 'Credit Card', currency);
	const byCard = wanted === 'CreditCard' && cards.length > 0;
	const [account] = byCard ? cards : accountsOf(books, 'Bank', currency);
	return {
		...bill,
		AccountRef: account === undefined ? { value: '' } : ref(account),
		PaymentType: byCard ? 'CreditCard' : wanted === 'CreditCard' ? 'Check' : wanted,
		...(credit && byCard ? { Credit: true } : {}),
		...(prng.chance(0.8) ? { EntityRef: { ...ref(vendor, 'DisplayName'), type: 'Vendor' } } : {}),
		PurchaseEx: {
			any: [
				{
					name: '{http://schema.intuit.com/finance/v3}NameValue',
					nil: false,
					value: { Name: 'TxnType', Value: '54' },
					declaredType: 'com.intuit.schema.finance.v3.NameValue',
					globalScope: true,
					scope: 'javax.xml.bind.JAXBElement$GlobalScope',
					typeSubstituted: false,
				},
			],
		},
		CustomField: [{ DefinitionId: '12', StringValue: prng.pick(['Office', 'Yard']) }],
	};
}

/** Pays bills of one vendor, the last one in part; a vendor credit is used up where there is one. */
export function billPaymentFor(
	books: Books,
	bills: readonly Row[],
	prng: Prng,
	credit?: Row,
): JsonObject {
	const [first] = bills;
	const currency = refId(first, 'CurrencyRef') || home(books);
	const line = (value: number, id: string, type: string): JsonObject => ({
		Amount: amount(value),
		LinkedTxn: [{ TxnId: id, TxnType: type }],
	});
	const parts = bills.map((bill, index) => {
		const open = cents(bill, 'Balance');
		const partly = index === bills.length - 1 && bills.length > 1;
		return { id: bill.Id, value: partly ? Math.max(1, Math.floor(open / 3)) : open };
	});
	const sum = parts.reduce((total, part) => total + part.value, 0);
	const used = credit === undefined ? 0 : Math.min(sum, cents(credit, 'Balance'));
	const cards = accountsOf(books, 'Credit Card', currency);
	const byCard = cards.length > 0 && prng.chance(0.3);
	const [bank] = accountsOf(books, 'Bank', currency);
	return {
		VendorRef: { value: refId(first, 'VendorRef') },
		TxnDate: pacificDate(books.now()),
		CurrencyRef: { value: currency },
		...(typeof first.ExchangeRate === 'number' ? { ExchangeRate: first.ExchangeRate } : {}),
		TotalAmt: amount(sum - used),
		...(byCard
			? { PayType: 'CreditCard', CreditCardPayment: { CCAccountRef: ref(cards[0]) } }
			: {
					PayType: 'Check',
					CheckPayment: {
						BankAccountRef: bank === undefined ? { value: '' } : ref(bank),
						PrintStatus: 'NotSet',
					},
				}),
		Line: [
			...parts.map((part) => line(part.value, part.id, 'Bill')),
			...(credit === undefined || used === 0 ? [] : [line(used, credit.Id, 'VendorCredit')]),
		],
	};
}

/** Brings received money to the bank, at times with other income and with cash taken out. */
export function depositOf(
	books: Books,
	received: ReadonlyArray<{ entity: string; row: Row }>,
	prng: Prng,
): JsonObject {
	const [bank] = accountsOf(books, 'Bank', home(books));
	const other = prng.pick(accountsOf(books, 'Other Income', home(books)));
	const customer = prng.pick(active(books, 'Customer'));
	const cashBack = received.length > 0 && prng.chance(0.4);
	const petty = accountsOf(books, 'Bank', home(books)).at(-1);
	return {
		TxnDate: pacificDate(books.now()),
		CurrencyRef: { value: home(books) },
		DepositToAccountRef: ref(bank),
		PrivateNote: 'Brought to the bank, "counted twice"',
		Line: [
			...received.map(({ entity, row }) => ({
				Amount: row.TotalAmt,
				LinkedTxn: [{ TxnId: row.Id, TxnType: entity, TxnLineId: '0' }],
			})),
			...(received.length === 0 || prng.chance(0.4)
				? [
						{
							Description: 'Interest, rounded',
							Amount: amount(prng.int(101, 9_999)),
							DetailType: 'DepositLineDetail',
							DepositLineDetail: {
								AccountRef: ref(other),
								Entity: { ...ref(customer, 'DisplayName'), type: 'CUSTOMER' },
							},
						},
					]
				: []),
		],
		...(cashBack && petty !== undefined
			? { CashBack: { AccountRef: ref(petty), Amount: 1.25, Memo: 'Coffee ☕' } }
			: {}),
	};
}

export function transferOf(books: Books, prng: Prng): JsonObject {
	const [from, to] = accountsOf(books, 'Bank', home(books));
	return {
		TxnDate: pacificDate(books.now()),
		FromAccountRef: ref(from),
		ToAccountRef: ref(to),
		Amount: amount(prng.int(10_000, 900_000)),
		PrivateNote: 'Reserve for taxes',
	};
}

/** An entry of three lines that balances; now and then with a customer, a class and a location. */
export function journalFor(books: Books, prng: Prng, number: string): JsonObject {
	const expenses = accountsOf(books, 'Expense', home(books));
	const depreciation = accountsOf(books, 'Other Expense', home(books));
	const assets = accountsOf(books, 'Fixed Asset', home(books));
	const total = prng.int(2_001, 250_000);
	const part = prng.int(1, total - 1);
	const customer = prng.pick(active(books, 'Customer'));
	const line = (posting: string, value: number, account: Row, more: JsonObject = {}) => ({
		Description: 'Month end, "accrual"',
		Amount: amount(value),
		DetailType: 'JournalEntryLineDetail',
		JournalEntryLineDetail: { PostingType: posting, AccountRef: ref(account), ...more },
	});
	const first = (entity: 'Class' | 'Department'): JsonObject =>
		Object.fromEntries(
			books
				.peek(entity)
				.slice(0, 1)
				.map((row) => [`${entity}Ref`, ref(row)]),
		);
	const more: JsonObject = prng.chance(0.5)
		? {
				Entity: { Type: 'Customer', EntityRef: ref(customer, 'DisplayName') },
				...first('Class'),
				...first('Department'),
			}
		: {};
	return {
		TxnDate: pacificDate(books.now()),
		DocNumber: number,
		Adjustment: prng.chance(0.2),
		PrivateNote: 'Voided nothing, just a memo',
		Line: [
			line('Debit', part, prng.pick(depreciation), more),
			line('Debit', total - part, prng.pick(expenses)),
			line('Credit', total, prng.pick(assets)),
		],
	};
}

export function timeFor(books: Books, prng: Prng): JsonObject {
	const byVendor = prng.chance(0.2);
	const worker = prng.pick(active(books, byVendor ? 'Vendor' : 'Employee'));
	const customer = prng.pick(active(books, 'Customer'));
	const item = prng.pick(active(books, 'Item'));
	const billable = prng.chance(0.6);
	return {
		TxnDate: pacificDate(books.now()),
		NameOf: byVendor ? 'Vendor' : 'Employee',
		[byVendor ? 'VendorRef' : 'EmployeeRef']: ref(worker, 'DisplayName'),
		CustomerRef: ref(customer, 'DisplayName'),
		ItemRef: ref(item),
		BillableStatus: billable ? 'Billable' : 'NotBillable',
		Taxable: false,
		HourlyRate: prng.int(80, 260) / 4,
		Hours: prng.int(0, 9),
		Minutes: prng.pick([0, 15, 30, 45]),
		Description: prng.pick(['Pruning', 'Survey; "rough"', 'Baustelle München']),
	};
}

/** A budget of twelve months for a few accounts of a year. */
export function budgetFor(books: Books, prng: Prng, name: string, year: number): JsonObject {
	const accounts = [
		...accountsOf(books, 'Income', home(books)).slice(0, 3),
		...accountsOf(books, 'Expense', home(books)).slice(0, 4),
	];
	return {
		Name: name,
		StartDate: `${year}-01-01`,
		EndDate: `${year}-12-31`,
		BudgetType: 'ProfitAndLoss',
		BudgetEntryType: 'Monthly',
		BudgetDetail: accounts.flatMap((account) =>
			Array.from({ length: 12 }, (_none, month) => ({
				BudgetDate: `${year}-${String(month + 1).padStart(2, '0')}-01`,
				Amount: amount(prng.int(10_000, 400_000)),
				AccountRef: ref(account),
			})),
		),
	};
}
