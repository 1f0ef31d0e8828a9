/** What a positive amount means, kind by kind, on bodies as QuickBooks sends them. */
import type { PlanningRow, QuickBooksObject } from '../../../src/flow';
import { mapRecords } from '../../../src/planning/map';
import { bill, column, invoice, REALM, record } from './bodies';

function mapped(entity: string, body: QuickBooksObject) {
	const { rows, refused, remarks } = mapRecords([record(entity, body)]);
	expect(refused.map(({ error }) => error.message)).toEqual([]);
	return { rows: rows.map(({ row }) => row), remarks };
}

function clean(entity: string, body: QuickBooksObject): PlanningRow[] {
	const { rows, remarks } = mapped(entity, body);
	expect(remarks).toEqual([]);
	return rows;
}

const shown = (rows: PlanningRow[]) => rows.map((row) => `${row['Line ID']} ${row.Amount}`);

test.each(['CreditMemo', 'RefundReceipt'])(
	'all of a %s counts minus, quantity and tax too',
	(name) => {
		const rows = clean(name, invoice({ DepositToAccountRef: { value: '4' } }));
		expect(shown(rows)).toEqual(['1 -275.00', '2 -87.50', '3 36.25', 'TAX -26.10']);
		expect(column(rows, 'Quantity')).toEqual(['-1', '', '', '']);
		expect(rows[0]).toMatchObject({ Posting: 'true', 'Payment Account Code': `${REALM}-ACC-4` });
	},
);

test.each(['CreditMemo', 'SalesReceipt'])('a voided %s is 0 in amount and quantity', (name) => {
	const { rows } = mapRecords([record(name, invoice(), { operation: 'void' })]);
	expect(rows.map(({ row }) => `${row.Amount} ${row['Home Amount']} ${row.Status}`)).toEqual(
		Array(4).fill('0.00 0.00 Voided'),
	);
	expect(rows[0].row.Quantity).toBe('0');
});

test.each(['SalesReceipt', 'Estimate'])('a %s counts as an invoice does', (name) => {
	const body = invoice({ TxnStatus: 'Accepted', ExpirationDate: '2026-12-24' });
	expect(shown(clean(name, body))).toEqual(['1 275.00', '2 87.50', '3 -36.25', 'TAX 26.10']);
});

test('an estimate is no posting, has a status and expires', () => {
	const [row] = clean('Estimate', invoice({ TxnStatus: 'Pending', ExpirationDate: '2026-12-24' }));
	expect(row).toMatchObject({
		Posting: 'false',
		'Document Status': 'Pending',
		'Due Date': '2026-12-24',
	});
});

test('a vendor credit counts minus, a purchase order is no posting', () => {
	const credit = clean('VendorCredit', bill());
	expect(shown(credit)).toEqual(['1 -900.00', '2 -103.55']);
	expect(credit[1]).toMatchObject({ Quantity: '-1', 'Item Code': `${REALM}-ITM-11` });
	const [order] = clean('PurchaseOrder', bill({ POStatus: 'Open' }));
	expect(order).toMatchObject({ Amount: '900.00', Posting: 'false', 'Document Status': 'Open' });
});

test('a purchase counts plus, a card refund minus; the payee may be of any list, or none', () => {
	const purchase = (changes: QuickBooksObject) =>
		mapped('Purchase', bill({ AccountRef: { value: '41' }, VendorRef: undefined, ...changes }));
	const paid = purchase({ EntityRef: { value: '55', type: 'Employee' }, Credit: false }).rows;
	expect(shown(paid)).toEqual(['1 900.00', '2 103.55']);
	expect(paid[0]).toMatchObject({
		'Party Code': `${REALM}-EMP-55`,
		'Employee Code': `${REALM}-EMP-55`,
		'Vendor Code': '',
		'Payment Account Code': `${REALM}-ACC-41`,
	});
	expect(shown(purchase({ Credit: true }).rows)).toEqual(['1 -900.00', '2 -103.55']);
	expect(purchase({}).remarks).toEqual([]);
	const untyped = purchase({ EntityRef: { value: '55' } });
	expect(untyped.rows[0]['Party Code']).toBe('');
	expect(untyped.remarks[0]).toContain('customer, a vendor or an employee');
});

test('a home total QuickBooks states is turned round with the credit', () => {
	const rows = clean(
		'CreditMemo',
		invoice({ CurrencyRef: { value: 'EUR' }, ExchangeRate: 1.1, HomeTotalAmt: 387.59 }),
	);
	expect(
		rows
			.map((row) => Number(row['Home Amount']))
			.reduce((a, b) => a + b)
			.toFixed(2),
	).toBe('-387.59');
});

describe('bill payments', () => {
	const payment = (Line: QuickBooksObject[], TotalAmt: number) => ({
		Id: '8',
		TxnDate: '2026-10-04',
		VendorRef: { value: '56' },
		PayType: 'Check',
		CheckPayment: { BankAccountRef: { value: '35' } },
		APAccountRef: { value: '33' },
		Line,
		TotalAmt,
	});
	const line = (TxnType: string, TxnId: string, Amount: number) => ({
		Amount,
		LinkedTxn: [{ TxnId, TxnType }],
	});

	test('count bills plus, vendor credits minus, and say what is not applied', () => {
		const rows = clean(
			'BillPayment',
			payment([line('Bill', '25', 100), line('VendorCredit', '26', 30)], 75),
		);
		expect(shown(rows)).toEqual(['Bill-25 100.00', 'VendorCredit-26 -30.00', 'UNAPPLIED 5.00']);
		expect(rows[0]).toMatchObject({
			'Account Code': `${REALM}-ACC-33`,
			'Payment Account Code': `${REALM}-ACC-35`,
			'Vendor Code': `${REALM}-VEN-56`,
		});
	});

	test('without lines are wholly unapplied', () => {
		expect(shown(clean('BillPayment', payment([], 75)))).toEqual(['UNAPPLIED 75.00']);
	});

	test('tell by the total whether a journal entry was paid or used up', () => {
		const lines = [line('Bill', '25', 100), line('JournalEntry', '9', 40)];
		expect(shown(clean('BillPayment', payment(lines, 60)))[1]).toBe('JournalEntry-9 -40.00');
		expect(shown(clean('BillPayment', payment(lines, 140)))[1]).toBe('JournalEntry-9 40.00');
	});

	test('show a difference where two choices of signs would do', () => {
		const lines = [
			line('JournalEntry', '9', 40),
			line('JournalEntry', '10', 40),
			line('Bill', '25', 100),
		];
		const { rows, remarks } = mapped('BillPayment', payment(lines, 100));
		expect(shown(rows).at(-1)).toBe('DIFF -80.00');
		expect(remarks).toHaveLength(1);
	});

	test("call linked documents by their entity, whatever QuickBooks' word", () => {
		const rows = clean('BillPayment', payment([line('Bill', '25', 10), line('Check', '7', 5)], 5));
		expect(column(rows, 'Linked Document')).toEqual(['Bill 25', 'Purchase 7']);
		expect(shown(rows)[1]).toBe('Purchase-7 -5.00');
	});
});

describe('deposits', () => {
	const deposit = (changes: QuickBooksObject) => ({
		Id: '12',
		TxnDate: '2026-10-04',
		DepositToAccountRef: { value: '35' },
		Line: [
			{ Amount: 218.75, LinkedTxn: [{ TxnId: '124', TxnType: 'Payment', TxnLineId: '0' }] },
			{
				Id: '2',
				Amount: 81.25,
				DetailType: 'DepositLineDetail',
				DepositLineDetail: {
					AccountRef: { value: '79' },
					Entity: { value: '24', type: 'CUSTOMER' },
					PaymentMethodRef: { value: '2' },
				},
			},
		],
		...changes,
	});

	test('key lines without an Id by the payment they bring in, and carry a party each', () => {
		const rows = clean('Deposit', deposit({ TotalAmt: 300 }));
		expect(shown(rows)).toEqual(['Payment-124-0 218.75', '2 81.25']);
		expect(column(rows, 'Party Code')).toEqual(['', `${REALM}-CUS-24`]);
		expect(column(rows, 'Payment Method Code')).toEqual(['', `${REALM}-PMT-2`]);
		expect(rows[0]['Payment Account Code']).toBe(`${REALM}-ACC-35`);
	});

	test.each([250, 300])('come to what reaches the bank, with a TotalAmt of %d', (TotalAmt) => {
		const CashBack = { AccountRef: { value: '90' }, Amount: 50, Memo: 'Petty cash' };
		const rows = clean('Deposit', deposit({ TotalAmt, CashBack }));
		expect(shown(rows).at(-1)).toBe('CASHBACK -50.00');
		expect(rows.at(-1)?.['Account Code']).toBe(`${REALM}-ACC-90`);
	});

	test.each([
		[250, 312.5],
		[300, 375],
	])('are worth that in home currency too, with totals of %d and %d', (TotalAmt, HomeTotalAmt) => {
		const CashBack = { AccountRef: { value: '90' }, Amount: 50 };
		const foreign = { CurrencyRef: { value: 'EUR' }, ExchangeRate: 1.25 };
		const rows = clean('Deposit', deposit({ TotalAmt, HomeTotalAmt, CashBack, ...foreign }));
		expect(column(rows, 'Home Amount')).toEqual(['273.44', '101.56', '-62.50']);
	});
});

test('a transfer has two sides that add up to 0', () => {
	const rows = clean('Transfer', {
		Id: '9',
		TxnDate: '2026-10-04',
		FromAccountRef: { value: '35' },
		ToAccountRef: { value: '36' },
		Amount: 120.5,
		CurrencyRef: { value: 'EUR' },
		ExchangeRate: 1.1,
	});
	expect(shown(rows)).toEqual(['FROM -120.50', 'TO 120.50']);
	expect(column(rows, 'Account Code')).toEqual([`${REALM}-ACC-35`, `${REALM}-ACC-36`]);
	expect(column(rows, 'Home Amount')).toEqual(['-132.55', '132.55']);
});

describe('journal entries', () => {
	const side = (Id: string, PostingType: string, Amount: number, more: QuickBooksObject = {}) => ({
		Id,
		Amount,
		DetailType: 'JournalEntryLineDetail',
		JournalEntryLineDetail: { PostingType, AccountRef: { value: `7${Id}` }, ...more },
	});
	const entry = (Line: QuickBooksObject[], more: QuickBooksObject = {}) => ({
		Id: '227',
		DocNumber: 'JE-7',
		TxnDate: '2026-10-31',
		TotalAmt: 0,
		Line,
		...more,
	});

	test('count debits plus and credits minus, with party, class and department of each line', () => {
		const rows = clean(
			'JournalEntry',
			entry([
				side('0', 'Debit', 100, {
					Entity: { Type: 'Vendor', EntityRef: { value: '56' } },
					DepartmentRef: { value: '3' },
				}),
				side('1', 'Credit', 100, { ClassRef: { value: '9' } }),
			]),
		);
		expect(shown(rows)).toEqual(['0 100.00', '1 -100.00']);
		expect(column(rows, 'Line Type')).toEqual(['Debit', 'Credit']);
		expect(column(rows, 'Party Code')).toEqual([`${REALM}-VEN-56`, '']);
		expect(column(rows, 'Department Code')).toEqual([`${REALM}-DEP-3`, '']);
		expect(column(rows, 'Class Code')).toEqual(['', `${REALM}-CLS-9`]);
	});

	test('carry tax that stands beside the lines, and none that is in them', () => {
		const beside = entry([side('0', 'Debit', 100, { TaxAmount: 20 }), side('1', 'Credit', 120)], {
			TxnTaxDetail: { TotalTax: 20 },
		});
		expect(shown(clean('JournalEntry', beside)).at(-1)).toBe('TAX 20.00');
		const within = entry([side('0', 'Debit', 120, { TaxAmount: 20 }), side('1', 'Credit', 120)]);
		expect(shown(clean('JournalEntry', within)).at(-1)).toBe('TAX 0.00');
	});

	test('that are not balanced show by how much', () => {
		const { rows, remarks } = mapped(
			'JournalEntry',
			entry([side('0', 'Debit', 100), side('1', 'Credit', 99)]),
		);
		expect(shown(rows).at(-1)).toBe('DIFF -1.00');
		expect(remarks[0]).toContain('JE-7');
	});
});

describe('time activities', () => {
	const time = (changes: QuickBooksObject) => ({
		Id: '5',
		TxnDate: '2026-10-04',
		NameOf: 'Employee',
		EmployeeRef: { value: '55' },
		CustomerRef: { value: '24' },
		ItemRef: { value: '2' },
		BillableStatus: 'Billable',
		HourlyRate: 15,
		...changes,
	});

	test('are hours as quantity and, where billable, hours times rate', () => {
		const [row] = clean('TimeActivity', time({ Hours: 7, Minutes: 20 }));
		expect(row).toMatchObject({
			Code: `${REALM}-TIM-5-TIME`,
			Quantity: '7.333333',
			'Unit Price': '15',
			Amount: '110.00',
			'Party Code': `${REALM}-EMP-55`,
			'Customer Code': `${REALM}-CUS-24`,
			'Document Status': 'Billable',
			Posting: 'false',
		});
		const [own] = clean('TimeActivity', time({ Hours: 8, BillableStatus: 'NotBillable' }));
		expect(own).toMatchObject({ Quantity: '8', Amount: '0.00' });
	});

	test('can state begin, end and break instead, and one of these must be there', () => {
		const [row] = clean(
			'TimeActivity',
			time({
				StartTime: '2026-10-04T08:00:00-07:00',
				EndTime: '2026-10-04T17:30:00-07:00',
				BreakHours: 1,
				BreakMinutes: 15,
			}),
		);
		expect(row).toMatchObject({ Quantity: '8.25', Amount: '123.75' });
		expect(mapRecords([record('TimeActivity', time({}))]).refused).toHaveLength(1);
	});
});

test('a budget has a row per cell, whose key depends on nothing but what tells it apart', () => {
	const cell = (account: string, BudgetDate: string, Amount: number, more = {}) => ({
		AccountRef: { value: account },
		BudgetDate,
		Amount,
		...more,
	});
	const cells = [
		cell('79', '2026-01-01', 100),
		cell('79', '2026-02-01', 110.5),
		cell('79', '2026-01-01', 50, { ClassRef: { value: '9' } }),
		cell('79', '2026-01-01', 25, { CustomerRef: { value: '9' }, DepartmentRef: { value: '3' } }),
	];
	const budget = (BudgetDetail: QuickBooksObject[]) => ({
		Id: '1',
		Name: 'Plan 2026',
		StartDate: '2026-01-01',
		EndDate: '2026-12-31',
		BudgetType: 'ProfitAndLoss',
		Active: true,
		BudgetDetail,
	});
	const rows = clean('Budget', budget(cells));
	expect(shown(rows)).toEqual([
		'79-20260101 100.00',
		'79-20260201 110.50',
		'79-20260101-K9 50.00',
		'79-20260101-C9-D3 25.00',
	]);
	expect(column(rows, 'Period')).toEqual(['2026-01', '2026-02', '2026-01', '2026-01']);
	expect(rows[3]).toMatchObject({
		'Document Number': 'Plan 2026',
		'Customer Code': `${REALM}-CUS-9`,
		'Department Code': `${REALM}-DEP-3`,
		Posting: 'false',
		Status: 'Active',
	});
	const turned = clean('Budget', budget([...cells].reverse()));
	expect(column(turned, 'Code').sort()).toEqual(column(rows, 'Code').sort());
	expect(clean('Budget', { ...budget(cells), Active: false })[0].Status).toBe('Inactive');
});
