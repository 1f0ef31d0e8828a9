/** Get Report under the real engine: its rows are the books of the simulator, to the cent. */
import { QuickBooksOnlineOAuth2Api } from '../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import { QuickBooksOnlineFetch } from '../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node';
import { SimClock } from '../../sandbox/common';
import { QuickBooksSimulator, type QuickBooksSwitches } from '../../sandbox/quickbooks';
import { runReport } from '../../sandbox/quickbooks/reports';
import type { WireReport, WireRow } from '../../sandbox/quickbooks/reports/wire';
import { systemClock } from '../../src/clock';
import type { ReportRow, ReportSummary } from '../../src/flow';
import { REPORTS } from '../../src/quickbooks/reports/catalogue';
import { addRandomDocuments, DAY_MS } from '../sandbox/quickbooks/randomBooks';
import { createEngine, node, type RunResult, type TestEngine } from './harness';
import { CONNECTION_NAME, connectQuickBooks, errorOf, QUICKBOOKS } from './quickBooksFetchSetup';

/** 20 November 2026, in the books and on the machine's clock. */
const NOW = Date.UTC(2026, 10, 20, 18);
const YEAR = { period: 'custom', startDate: '2025-12-01', endDate: '2026-11-20' };

/** The periods that this range is cut into. */
const PERIODS: { [by: string]: string[] | undefined } = {
	Quarter: [
		'2025-12-01 2025-12-31',
		'2026-01-01 2026-03-31',
		'2026-04-01 2026-06-30',
		'2026-07-01 2026-09-30',
		'2026-10-01 2026-11-20',
	],
	Year: ['2025-12-01 2025-12-31', '2026-01-01 2026-11-20'],
};

let simulator: QuickBooksSimulator;
let engine: TestEngine;

afterEach(async () => {
	jest.restoreAllMocks();
	await simulator.stop();
});

async function start(
	company: object = {},
	switches: Partial<QuickBooksSwitches> = {},
): Promise<void> {
	simulator = await QuickBooksSimulator.start({
		clock: new SimClock(NOW),
		companies: [company],
		switches: { requestsPerSecond: 100, ...switches },
	});
	engine = createEngine({
		nodes: [new QuickBooksOnlineFetch()],
		credentialTypes: [new QuickBooksOnlineOAuth2Api()],
	});
	await connectQuickBooks(engine, simulator);
	const { sleep } = systemClock;
	// Waits for the pace of ten a second would only make the tests long.
	jest
		.spyOn(systemClock, 'sleep')
		.mockImplementation(async (ms, signal, what) => await sleep(Math.min(ms, 300), signal, what));
	jest.spyOn(systemClock, 'now').mockImplementation(() => simulator.clock.now());
}

/** A company with documents of every kind over a year, in one currency unless told otherwise. */
async function startRandom(
	seed: number,
	switches: Partial<QuickBooksSwitches> = {},
	company: object = {},
): Promise<void> {
	await start({ seed, multicurrency: false, ...company }, switches);
	addRandomDocuments(simulator.books, seed, NOW - 400 * DAY_MS, 395, 150);
}

async function run(parameters: object, more: object = {}): Promise<RunResult> {
	const fetch = node(
		'Fetch',
		'quickBooksOnlineFetch',
		{ operation: 'getReport', ...parameters } as never,
		{ [QUICKBOOKS]: CONNECTION_NAME },
	);
	return await engine.run({ nodes: [fetch], ...more });
}

interface Read {
	rows: ReportRow[];
	summary: ReportSummary;
	hints: string[];
}

async function read(parameters: object): Promise<Read> {
	const result = await run(parameters);
	if (result.error) throw result.error;
	const items = result.items('Fetch').map(({ json }) => json as unknown as ReportRow);
	const summary = items.pop() as unknown as ReportSummary;
	expect(summary.kind).toBe('report');
	expect(items.every(({ kind }) => kind === 'reportRow')).toBe(true);
	expect(summary.rows).toBe(items.length);
	return { rows: items, summary, hints: result.hints('Fetch') };
}

const cents = (text: unknown) => Math.round(Number(text ?? 0) * 100);

/** Sums of amounts by key, zeros left out. */
function sums(rows: ReportRow[], key: (row: ReportRow) => string): Map<string, number> {
	const found = new Map<string, number>();
	for (const row of rows) found.set(key(row), (found.get(key(row)) ?? 0) + cents(row.amount));
	return withoutZeros(found);
}

function withoutZeros(sums: Map<string, number>): Map<string, number> {
	return new Map([...sums].filter(([, value]) => value !== 0).sort());
}

/** The report as one answer of the service for any range, read in the simplest way there is. */
function wire(name: string, query: { [key: string]: string }): WireReport {
	return runReport(name, new Map(Object.entries(query)), simulator.books, simulator.switches);
}

/** Rows with an id and their first amount. */
function wireAmounts(rows: WireRow[] = []): Map<string, number> {
	const found = new Map<string, number>();
	for (const row of rows) {
		const cells = row.ColData ?? row.Header?.ColData ?? [];
		if (cells[0]?.id !== undefined) found.set(cells[0].id, cents(cells.at(-1)?.value));
		for (const [id, value] of wireAmounts(row.Rows?.Row)) {
			found.set(id, (found.get(id) ?? 0) + value);
		}
	}
	return withoutZeros(found);
}

interface Ref {
	value: string;
}
interface DocumentLine {
	Amount?: number;
	DetailType?: string;
	GroupLineDetail?: { Line: DocumentLine[] };
	SalesItemLineDetail?: { ItemRef: Ref };
	DiscountLineDetail?: { DiscountAccountRef?: Ref };
	AccountBasedExpenseLineDetail?: { AccountRef: Ref };
	ItemBasedExpenseLineDetail?: { ItemRef: Ref };
	JournalEntryLineDetail?: { PostingType: string; AccountRef: Ref };
	DepositLineDetail?: { AccountRef?: Ref };
}
interface Document {
	TxnDate: string;
	Credit?: boolean;
	Line: DocumentLine[];
}

/** What each income and expense account got, by month, straight from the documents. */
function resultsFromDocuments(from: string, to: string): Map<string, number> {
	const { books } = simulator;
	const types = new Map(books.all('Account').map((row) => [row.Id, String(row.AccountType)]));
	const results = new Map<string, number>();
	const add = (date: string, account: string, debit: number) => {
		const type = types.get(account) ?? '';
		if (date < from || date > to || !/Income|Expense|Cost of Goods/.test(type)) return;
		const key = `${account} ${date.slice(0, 7)}`;
		const value = /Income/.test(type) ? -debit : debit;
		results.set(key, (results.get(key) ?? 0) + value);
	};
	const documents = (entity: string) => books.all(entity) as unknown as Document[];
	const accountOfItem = (id = '', key: string) =>
		String((books.get('Item', id)?.[key] as unknown as Ref | undefined)?.value);
	const discounts = books.all('Account').find((row) => row.AcctNum === '4200')?.Id ?? '';
	const sales: Array<[string, number]> = [
		['Invoice', 1],
		['SalesReceipt', 1],
		['CreditMemo', -1],
		['RefundReceipt', -1],
	];
	for (const [entity, sign] of sales) {
		for (const { TxnDate, Line } of documents(entity)) {
			for (const line of Line.flatMap((one) => one.GroupLineDetail?.Line ?? [one])) {
				const value = sign * cents(line.Amount);
				const { SalesItemLineDetail: item, DiscountLineDetail: discount } = line;
				if (item !== undefined) {
					add(TxnDate, accountOfItem(item.ItemRef.value, 'IncomeAccountRef'), -value);
				} else if (discount !== undefined) {
					add(TxnDate, discount.DiscountAccountRef?.value ?? discounts, value);
				}
			}
		}
	}
	for (const entity of ['Bill', 'Purchase', 'VendorCredit']) {
		for (const { TxnDate, Line, Credit } of documents(entity)) {
			const sign = entity === 'VendorCredit' || Credit === true ? -1 : 1;
			for (const line of Line) {
				const item = line.ItemBasedExpenseLineDetail?.ItemRef.value;
				const account =
					line.AccountBasedExpenseLineDetail?.AccountRef.value ??
					accountOfItem(item, 'ExpenseAccountRef');
				add(TxnDate, account, sign * cents(line.Amount));
			}
		}
	}
	for (const { TxnDate, Line } of documents('JournalEntry')) {
		for (const { JournalEntryLineDetail: detail, Amount } of Line) {
			const sign = detail?.PostingType === 'Debit' ? 1 : -1;
			add(TxnDate, detail?.AccountRef.value ?? '', sign * cents(Amount));
		}
	}
	for (const { TxnDate, Line } of documents('Deposit')) {
		for (const line of Line) {
			add(TxnDate, line.DepositLineDetail?.AccountRef?.value ?? '', -cents(line.Amount));
		}
	}
	return withoutZeros(results);
}

const reportCalls = () => simulator.log.count({ path: '/reports/' });

describe('Profit and Loss', () => {
	test.each([1, 2, 3])('by month equals the documents, seed %i', async (seed) => {
		await startRandom(seed);
		const { rows, summary, hints } = await read({ ...YEAR, summarizeBy: 'Month' });
		const read1 = sums(rows, (row) => `${row.accountId} ${row.periodStart?.slice(0, 7)}`);
		expect(read1).toEqual(resultsFromDocuments('2025-12-01', '2026-11-20'));
		expect(read1.size).toBeGreaterThan(40);
		expect(summary).toMatchObject({
			report: 'ProfitAndLoss',
			from: '2025-12-01',
			to: '2026-11-20',
			accountingMethod: 'Accrual',
			summarizedBy: 'Month',
			homeCurrency: 'USD',
			parts: 2,
			remarks: [],
		});
		expect(hints).toEqual([]);
		expect(reportCalls()).toBe(2);
		expect(simulator.log.count({ path: 'format=' })).toBe(0);
	});

	test('rows are flat, exact and paired, and say where they stand', async () => {
		await startRandom(1);
		const { rows } = await read({
			period: 'custom',
			startDate: '2026-03-10',
			endDate: '2026-04-20',
			summarizeBy: 'Month',
		});
		const consulting = rows.filter(({ accountName }) => accountName === 'Consulting');
		expect(consulting.map((row) => [row.periodStart, row.periodEnd])).toEqual([
			['2026-03-10', '2026-03-31'],
			['2026-04-01', '2026-04-20'],
		]);
		expect(consulting[0]).toMatchObject({
			rowType: 'figure',
			section: 'Income',
			accountCode: `${simulator.books.company.realmId}-ACC-${consulting[0].accountId}`,
			path: 'Income > Services > Job services > Consulting',
			measure: 'movement',
			currency: 'USD',
		});
		for (const row of rows) expect(row.amount).toMatch(/^-?\d+\.\d\d$/);
		const result = await run({ report: 'ProfitAndLoss' }, { input: [{ json: {} }, { json: {} }] });
		const items = result.items('Fetch');
		expect(items.filter(({ json }) => json.kind === 'report')).toHaveLength(2);
		expect(new Set(items.map(({ pairedItem }) => JSON.stringify(pairedItem)))).toEqual(
			new Set(['{"item":0}', '{"item":1}']),
		);
	});

	test('a range read in parts equals the range read at once', async () => {
		await startRandom(4);
		for (const summarizeBy of ['Total', 'Quarter', 'Year', 'Customers', 'Classes']) {
			const { rows, summary } = await read({ ...YEAR, summarizeBy });
			expect(summary.parts).toBeGreaterThan(1);
			const whole = wire('ProfitAndLoss', {
				start_date: YEAR.startDate,
				end_date: YEAR.endDate,
				summarize_column_by: summarizeBy,
			});
			expect(sums(rows, (row) => String(row.accountId))).toEqual(wireAmounts(whole.Rows.Row));
			const keys = rows.map((row) =>
				JSON.stringify([row.accountId, row.periodStart, row.customerId, row.classId]),
			);
			expect(new Set(keys).size).toBe(keys.length);
			// Also of accounts that only one of the parts shows.
			const spans = [...new Set(rows.map((row) => `${row.periodStart} ${row.periodEnd}`))];
			expect(spans.sort()).toEqual(PERIODS[summarizeBy] ?? ['2025-12-01 2026-11-20']);
		}
	});

	test('customers, classes and locations come with their id, what has none without', async () => {
		await startRandom(5);
		for (const [summarizeBy, field, entity] of [
			['Customers', 'customer', 'Customer'],
			['Classes', 'class', 'Class'],
			['Departments', 'department', 'Department'],
			['Vendors', 'vendor', 'Vendor'],
			['ProductsAndServices', 'item', 'Item'],
		]) {
			const { rows } = await read({ ...YEAR, summarizeBy });
			const ids = new Set(rows.map((row) => row[`${field}Id`]));
			expect(ids.has(null)).toBe(true);
			expect(ids.size).toBeGreaterThan(2);
			for (const id of ids) {
				if (id !== null) expect(simulator.books.get(entity, id)).toBeDefined();
			}
		}
	});

	test('quarters and years of the fiscal year are the company’s, also where a request cuts them', async () => {
		await startRandom(6, {}, { fiscalYearStartMonth: 'February' });
		const months = resultsFromDocuments(YEAR.startDate, YEAR.endDate);
		for (const [summarizeBy, starts] of [
			['FiscalQuarter', ['2025-12-01', '2026-02-01', '2026-05-01', '2026-08-01', '2026-11-01']],
			['FiscalYear', ['2025-12-01', '2026-02-01']],
		] as const) {
			const { rows } = await read({ ...YEAR, summarizeBy });
			const expected = new Map<string, number>();
			for (const [key, value] of months) {
				const [account, month] = key.split(' ');
				const first = starts.findLast((start) => start <= `${month}-31`) ?? '';
				const at = `${account} ${first}`;
				expected.set(at, (expected.get(at) ?? 0) + value);
			}
			expect(sums(rows, (row) => `${row.accountId} ${row.periodStart}`)).toEqual(
				withoutZeros(expected),
			);
			const keys = rows.map((row) => `${row.accountId} ${row.periodStart}`);
			expect(new Set(keys).size).toBe(keys.length);
		}
		const trial = await read({
			report: 'TrialBalance',
			...YEAR,
			summarizeBalancesBy: 'FiscalYear',
		});
		expect([...new Set(trial.rows.map(({ periodEnd }) => periodEnd))]).toEqual([
			'2026-01-31',
			'2026-11-20',
		]);
	});

	test('what was paid to employees comes with their id and code', async () => {
		await start({ empty: true });
		const { books } = simulator;
		const bank = books.create('Account', { Name: 'Bank', AccountType: 'Bank' });
		const wages = books.create('Account', { Name: 'Wages', AccountType: 'Expense' });
		const ann = books.create('Employee', { GivenName: 'Ann', FamilyName: 'Lee' });
		books.create('Purchase', {
			AccountRef: { value: bank.Id },
			EntityRef: { value: ann.Id, type: 'Employee' },
			PaymentType: 'Cash',
			TxnDate: '2026-02-03',
			TotalAmt: 80.5,
			Line: [
				{
					Amount: 80.5,
					DetailType: 'AccountBasedExpenseLineDetail',
					AccountBasedExpenseLineDetail: { AccountRef: { value: wages.Id } },
				},
			],
		});
		const { rows } = await read({ period: 'thisFiscalYear', summarizeBy: 'Employees' });
		expect(rows.filter(({ amount }) => amount !== '0.00')).toMatchObject([
			{
				accountId: wages.Id,
				employeeId: ann.Id,
				employeeCode: `${books.company.realmId}-EMP-${ann.Id}`,
				amount: '80.50',
			},
		]);
	});

	test('accounts five levels deep, each with postings of its own', async () => {
		await start({ empty: true });
		const { books } = simulator;
		const bank = books.create('Account', { Name: 'Bank', AccountType: 'Bank' });
		let parent: string | undefined;
		const ids: string[] = [];
		for (const name of ['One', 'Two', 'Three', 'Four', 'Five']) {
			parent = books.create('Account', {
				Name: name,
				AccountType: 'Expense',
				...(parent === undefined ? {} : { ParentRef: { value: parent } }),
			}).Id;
			ids.push(parent);
		}
		for (const month of ['02', '11']) {
			// In November only the innermost is posted to: its parents are bare sections then.
			for (const [index, id] of ids.entries()) {
				if (month === '11' && index < 4) continue;
				books.create('Purchase', {
					AccountRef: { value: bank.Id },
					PaymentType: 'Cash',
					TxnDate: `2026-${month}-03`,
					TotalAmt: index + 1.01,
					Line: [
						{
							Amount: index + 1.01,
							DetailType: 'AccountBasedExpenseLineDetail',
							AccountBasedExpenseLineDetail: { AccountRef: { value: id } },
						},
					],
				});
			}
		}
		const { rows } = await read({ period: 'thisFiscalYear', includeTotals: true });
		const figures = rows.filter(({ rowType }) => rowType === 'figure');
		expect(figures.map((row) => [row.accountId, row.amount, row.path])).toEqual([
			[ids[0], '1.01', 'Expenses > One'],
			[ids[1], '2.01', 'Expenses > One > Two'],
			[ids[2], '3.01', 'Expenses > One > Two > Three'],
			[ids[3], '4.01', 'Expenses > One > Two > Three > Four'],
			[ids[4], '10.02', 'Expenses > One > Two > Three > Four > Five'],
		]);
		const net = rows.find(({ section }) => section === 'NetIncome');
		expect(net).toMatchObject({ rowType: 'total', amount: '-20.06', accountId: null });
		const one = rows.find(({ rowType, accountId }) => rowType === 'total' && accountId === ids[0]);
		expect(one?.amount).toBe('20.06');
	});

	test('titles in another language change nothing but titles', async () => {
		await startRandom(6);
		const plain = await read({ ...YEAR, summarizeBy: 'Month' });
		simulator.switches.reportLanguage = 'de';
		const german = await read({ ...YEAR, summarizeBy: 'Month' });
		const bare = ({ rows }: Read) => rows.map(({ path: _path, runId: _run, ...row }) => row);
		expect(bare(german)).toEqual(bare(plain));
		expect(german.rows[0].path).toMatch(/^Erträge > /);
	});

	test('filters and the cash basis are sent, and a filter that would be ignored is refused', async () => {
		await startRandom(7);
		const one = await read({ ...YEAR, reportFilters: { class: '1' } });
		const both = await read({ ...YEAR, reportFilters: { class: '1, 2' } });
		expect(both.rows.length).toBeGreaterThan(0);
		expect(sums(one.rows, () => '')).not.toEqual(sums(both.rows, () => ''));
		const cash = await read({ ...YEAR, accountingMethod: 'Cash' });
		expect(cash.summary.accountingMethod).toBe('Cash');
		const range = { start_date: YEAR.startDate, end_date: YEAR.endDate };
		const whole = wire('ProfitAndLoss', { ...range, accounting_method: 'Cash' });
		expect(sums(cash.rows, (row) => String(row.accountId))).toEqual(wireAmounts(whole.Rows.Row));
		const before = reportCalls();
		const refused = await run({ report: 'TrialBalance', reportFilters: { class: '1' } });
		expect(errorOf(refused).message).toContain('cannot be filtered by class');
		expect(reportCalls()).toBe(before);
	});

	test('foreign documents come in home currency', async () => {
		await startRandom(8, {}, { multicurrency: true });
		const { rows, summary } = await read({ ...YEAR, summarizeBy: 'Total' });
		expect(summary.homeCurrency).toBe('USD');
		const whole = wire('ProfitAndLoss', { start_date: YEAR.startDate, end_date: YEAR.endDate });
		expect(sums(rows, (row) => String(row.accountId))).toEqual(wireAmounts(whole.Rows.Row));
	});
});

describe('balances', () => {
	test('a balance sheet by month reads each end of month, in parts, and adds nothing up', async () => {
		await startRandom(2);
		const { rows, summary } = await read({ report: 'BalanceSheet', ...YEAR, summarizeBy: 'Month' });
		expect(summary.parts).toBe(2);
		const ends = [...new Set(rows.map((row) => String(row.periodEnd)))].sort();
		expect(ends).toHaveLength(12);
		expect(ends.at(-1)).toBe('2026-11-20');
		for (const end of ends) {
			const whole = wire('BalanceSheet', { start_date: end, end_date: end });
			const at = rows.filter((row) => row.periodEnd === end && row.accountId !== null);
			expect(sums(at, (row) => String(row.accountId))).toEqual(wireAmounts(whole.Rows.Row));
			const sides = rows.filter((row) => row.periodEnd === end);
			const isAsset = ({ path }: ReportRow) => path.startsWith('ASSETS');
			const total = (part: ReportRow[]) => part.reduce((sum, row) => sum + cents(row.amount), 0);
			expect(total(sides.filter(isAsset))).toBe(total(sides.filter((row) => !isAsset(row))));
		}
		expect(rows[0].measure).toBe('balance');
	});

	test('a balance sheet of a whole range takes one request and the balances of its last day', async () => {
		await startRandom(3);
		for (const summarizeBy of ['Total', 'Classes']) {
			simulator.log.clear();
			const { rows, summary } = await read({ report: 'BalanceSheet', ...YEAR, summarizeBy });
			expect(reportCalls()).toBe(1);
			expect(summary).toMatchObject({ from: null, to: '2026-11-20' });
			const query = { start_date: '2026-11-01', end_date: '2026-11-20' };
			const whole = wireAmounts(wire('BalanceSheet', query).Rows.Row);
			const known = rows.filter(({ accountId }) => accountId !== null);
			expect(sums(known, (row) => String(row.accountId))).toEqual(whole);
		}
	});

	test('a balance sheet by year keeps no balance of the middle of a year', async () => {
		await start({ empty: true });
		const { books } = simulator;
		const bank = books.create('Account', { Name: 'Bank', AccountType: 'Bank' });
		const loan = books.create('Account', { Name: 'Loan', AccountType: 'Long Term Liability' });
		const move = (TxnDate: string, from: string, to: string) =>
			books.create('Transfer', {
				TxnDate,
				Amount: 500,
				FromAccountRef: { value: from },
				ToAccountRef: { value: to },
			});
		move('2025-02-01', loan.Id, bank.Id);
		move('2025-08-01', bank.Id, loan.Id);
		move('2026-02-01', loan.Id, bank.Id);
		const range = { period: 'custom', startDate: '2025-01-01', endDate: '2026-11-20' };
		const { rows } = await read({ report: 'BalanceSheet', ...range, summarizeBy: 'Year' });
		const found = rows.map((row) => [row.accountName, row.periodEnd, row.amount]);
		expect(found.filter(([, , amount]) => amount !== '0.00')).toEqual([
			['Bank', '2026-11-20', '500.00'],
			['Loan', '2026-11-20', '500.00'],
		]);
		expect(found.every(([, end]) => end === '2025-12-31' || end === '2026-11-20')).toBe(true);
	});

	test.each(['fiscalYear', 'startDate'] as const)(
		'a trial balance by month is the same, counted from the %s',
		async (trialBalanceFrom) => {
			await startRandom(1, { trialBalanceFrom }, { fiscalYearStartMonth: 'July' });
			for (const reportColumnKeys of ['documented', 'all'] as const) {
				simulator.switches.reportColumnKeys = reportColumnKeys;
				const { rows, summary } = await read({
					report: 'TrialBalance',
					...YEAR,
					summarizeBalancesBy: 'Month',
				});
				expect(summary.parts).toBe(12);
				const ends = [...new Set(rows.map((row) => String(row.periodEnd)))];
				expect(ends).toHaveLength(12);
				for (const end of ends) {
					const at = rows.filter((row) => row.periodEnd === end);
					expect(at.reduce((sum, row) => sum + cents(row.amount), 0)).toBe(0);
					const year = end < '2026-07-01' ? '2025-07-01' : '2026-07-01';
					expect(new Set(at.map((row) => row.periodStart))).toEqual(new Set([year]));
					const income = at.filter((row) =>
						/Revenue|Expense/.test(
							String(simulator.books.get('Account', String(row.accountId))?.Classification),
						),
					);
					const profit = wire('ProfitAndLoss', { start_date: year, end_date: end });
					const amounts = [...wireAmounts(profit.Rows.Row).keys()];
					expect(income.map((row) => row.accountId).sort()).toEqual(amounts.sort());
				}
				const [row] = rows.filter(({ credit }) => credit !== null);
				expect(cents(row.amount)).toBe(-cents(row.credit));
				expect(row.debit).toBeNull();
			}
		},
	);

	test.each(['documented', 'all'] as const)(
		'what is owed, by days overdue, with keys of columns %s',
		async (reportColumnKeys) => {
			await startRandom(2, { reportColumnKeys });
			for (const [report, balances, about] of [
				['AgedReceivables', 'CustomerBalance', 'customerId'],
				['AgedPayables', 'VendorBalance', 'vendorId'],
			]) {
				const aged = await read({ report, reportDate: '2026-11-20' });
				const buckets = new Set(aged.rows.map((row) => row.bucket));
				for (const bucket of buckets) {
					expect(['current', '1-30', '31-60', '61-90', '91+']).toContain(bucket);
				}
				expect(buckets.size).toBeGreaterThan(2);
				const owed = await read({ report: balances, reportDate: '2026-11-20' });
				const key = (row: ReportRow) => String(row[about]);
				expect(sums(aged.rows, key)).toEqual(sums(owed.rows, key));
				expect(sums(owed.rows, key).size).toBeGreaterThan(3);
				const whole = wire(balances, { report_date: '2026-11-20' });
				expect(sums(owed.rows, key)).toEqual(wireAmounts(whole.Rows.Row));
				expect(owed.summary).toMatchObject({ from: null, to: '2026-11-20' });
			}
		},
	);

	test('today is the report date where none is given, and aging follows its options', async () => {
		await startRandom(3);
		const { rows, summary } = await read({
			report: 'AgedReceivables',
			reportOptions: { agingDays: 10, agingPeriods: 2 },
		});
		expect(summary.to).toBe('2026-11-20');
		expect([...new Set(rows.map((row) => row.bucket))].sort()).toEqual(['1-10', '11+', 'current']);
	});

	test('a cash flow over parts begins with the first and ends with the last', async () => {
		await startRandom(4);
		const { rows } = await read({ report: 'CashFlow', ...YEAR, includeTotals: true });
		const whole = wire('CashFlow', { start_date: YEAR.startDate, end_date: YEAR.endDate });
		for (const group of ['BeginningCash', 'CashIncrease', 'EndingCash']) {
			const expected = whole.Rows.Row?.find((row) => row.group === group)?.Summary?.ColData[1];
			const found = rows.filter(({ section }) => section === group);
			expect(found.map((row) => cents(row.amount))).toEqual([cents(expected?.value)]);
		}
		const figures = rows.filter(
			({ accountId, rowType }) => accountId !== null && rowType === 'figure',
		);
		expect(sums(figures, (row) => String(row.accountId))).toEqual(wireAmounts(whole.Rows.Row));
	});
});

/** Rows of a detail report without what depends on the run or on how it was read. */
function bare(rows: ReportRow[]): string[] {
	return rows.map(({ runId: _run, ...row }) => JSON.stringify(row)).sort();
}

describe('details', () => {
	test.each([false, true])(
		'a ledger in parts equals one range; ids in headers of sub-accounts: %s',
		async (ledgerSubsectionIds) => {
			await startRandom(1, { ledgerSubsectionIds });
			const { rows, summary } = await read({ report: 'GeneralLedger', ...YEAR });
			expect(summary.parts).toBe(2);
			const beginnings = rows.filter(({ rowType }) => rowType === 'beginningBalance');
			expect(new Set(beginnings.map((row) => row.path)).size).toBe(beginnings.length);
			// Every account of the ledger has its id, and moves from its first to its last balance.
			const trial = wire('TrialBalance', { start_date: '2026-01-01', end_date: '2026-11-20' });
			// Debit less credit, as text in the last cell.
			const expected = wireAmounts(
				trial.Rows.Row?.map((row) => ({
					ColData: row.ColData && [
						row.ColData[0],
						{ value: String(Number(row.ColData[1].value) - Number(row.ColData[2].value)) },
					],
				})),
			);
			const last = new Map<string, number>();
			let transactions = 0;
			for (const row of rows) {
				expect(row.accountId).toMatch(/^\d+$/);
				const account = simulator.books.get('Account', String(row.accountId));
				if (account !== undefined) expect(row.accountName).toBe(account.Name);
				last.set(String(row.accountId), cents(row.balance));
				if (row.rowType === 'transaction') {
					transactions += 1;
					expect(row.date).toMatch(/^\d{4}-\d\d-\d\d$/);
					expect(row.transactionId).toMatch(/^\d+$/);
				}
			}
			expect(transactions).toBeGreaterThan(300);
			const isSheet = (id: string) =>
				/Asset|Liability/.test(String(simulator.books.get('Account', id)?.Classification));
			for (const [id, balance] of expected) {
				if (isSheet(id)) expect(Math.abs(last.get(id) ?? 0)).toBe(Math.abs(balance));
			}
			simulator.switches.reportMaxCells = 3_000;
			const small = await read({ report: 'GeneralLedger', ...YEAR });
			expect(small.summary.parts).toBeGreaterThan(4);
			expect(bare(small.rows)).toEqual(bare(rows));
		},
	);

	test.each(['v1', 'v2'] as const)(
		'a journal posts debits and credits with the dates of their documents, service %s',
		async (reportService) => {
			await startRandom(2, { reportService });
			const { rows } = await read({ report: 'JournalReport', ...YEAR });
			const byDocument = new Map<string, number>();
			for (const row of rows) {
				expect(row.date).toMatch(/^\d{4}-\d\d-\d\d$/);
				expect(row.transactionType).not.toBe('');
				expect(row.accountId).toMatch(/^\d+$/);
				const id = String(row.transactionId);
				byDocument.set(id, (byDocument.get(id) ?? 0) + cents(row.debit) - cents(row.credit));
			}
			expect([...byDocument.values()].every((sum) => sum === 0)).toBe(true);
			const documents = await read({ report: 'TransactionList', ...YEAR });
			expect(new Set(documents.rows.map((row) => row.transactionId))).toEqual(
				new Set(byDocument.keys()),
			);
			expect(documents.rows.length).toBe(byDocument.size);
			const profit = resultsFromDocuments('2025-12-01', '2026-11-20');
			const income = rows.filter((row) =>
				/Revenue/.test(
					String(simulator.books.get('Account', String(row.accountId))?.Classification),
				),
			);
			const posted = sums(income, (row) => `${row.accountId} ${row.date?.slice(0, 7)}`);
			for (const [key, value] of posted) expect(profit.get(key)).toBe(-value);
			expect(posted.size).toBeGreaterThan(10);
		},
	);

	test('the detail of profit and loss in parts carries its balances on', async () => {
		await startRandom(3);
		const { rows } = await read({ report: 'ProfitAndLossDetail', ...YEAR });
		const balances = new Map<string, number>();
		for (const row of rows) {
			const account = String(row.accountId);
			const balance = (balances.get(account) ?? 0) + cents(row.amount);
			balances.set(account, balance);
			expect(cents(row.balance)).toBe(balance);
		}
		const totals = new Map<string, number>();
		for (const [key, value] of resultsFromDocuments('2025-12-01', '2026-11-20')) {
			const [account] = key.split(' ');
			totals.set(account, (totals.get(account) ?? 0) + value);
		}
		expect(withoutZeros(balances)).toEqual(withoutZeros(totals));
	});

	test('columns are asked for by key, in home currency, and unknown ones keep their key', async () => {
		await startRandom(4, {}, { multicurrency: true });
		const { rows } = await read({
			report: 'TransactionList',
			...YEAR,
			columns: ['tx_date', 'txn_type', 'subt_nat_amount', 'klass_name', 'currency', 'exch_rate'],
			columnOptions: { otherColumns: 'create_date, is_no_post' },
		});
		expect(simulator.log.count({ path: 'subt_nat_home_amount' })).toBeGreaterThan(0);
		const foreign = rows.find(({ transactionCurrency }) => transactionCurrency === 'EUR');
		expect(foreign).toMatchObject({ currency: 'USD', is_no_post: 'Yes' });
		expect(foreign?.create_date).toMatch(/^\d{4}-/);
		expect(Number(foreign?.exchangeRate)).toBeGreaterThan(0);
		expect(foreign?.amount).toMatch(/^-?\d+\.\d\d$/);
	});
});

/** What is in the language of the company. */
const TITLES: ReadonlySet<string> = new Set([
	'path',
	'accountName',
	'accountKey',
	'className',
	'departmentName',
	'transactionType',
	'runId',
]);

describe('every report', () => {
	test('reads the same in any language, with any keys of columns and either service', async () => {
		await startRandom(9);
		const all = async () => {
			const found = new Map<string, string[]>();
			for (const { name } of REPORTS) {
				const { rows, summary } = await read({
					report: name,
					...YEAR,
					summarizeBy: 'Month',
					summarizeBalancesBy: 'Quarter',
				});
				expect(summary.remarks).toEqual([]);
				expect(rows.length).toBeGreaterThan(5);
				const plain = rows.map((row) =>
					JSON.stringify(Object.entries(row).filter(([field]) => !TITLES.has(field))),
				);
				found.set(name, plain);
			}
			return found;
		};
		const usual = await all();
		expect([...usual.keys()]).toHaveLength(12);
		const others: Array<Partial<QuickBooksSwitches>> = [
			{ reportLanguage: 'de' },
			{ reportColumnKeys: 'all', reportLanguage: 'de' },
			{ reportService: 'v1' },
			{ ledgerSubsectionIds: true },
		];
		for (const switches of others) {
			Object.assign(simulator.switches, {
				reportLanguage: 'en',
				reportColumnKeys: 'documented',
				reportService: 'v2',
				...switches,
			});
			expect(await all()).toEqual(usual);
		}
	});

	test('is asked for with its dates and without format, and counted as one call each', async () => {
		await startRandom(9);
		for (const { name, kind } of REPORTS) {
			simulator.log.clear();
			const { summary } = await read({ report: name, ...YEAR, reportDate: '2026-10-31' });
			const calls = simulator.log.all({ path: '/reports/' }).map(({ path }) => path);
			expect(calls).toHaveLength(summary.parts);
			const dates = kind === 'asOf' ? /report_date=2026-10-31/ : /start_date=.*end_date=/;
			for (const path of calls) {
				expect(path).toMatch(dates);
				expect(path).not.toMatch(/format=|date_macro/);
			}
		}
	});
});

describe('limits', () => {
	test('a report that QuickBooks cuts is read in smaller parts, and equals the whole', async () => {
		await startRandom(5);
		const whole = await read({ ...YEAR, summarizeBy: 'Month' });
		const total = await read({ ...YEAR, summarizeBy: 'Total' });
		simulator.switches.reportMaxCells = 250;
		const small = await read({ ...YEAR, summarizeBy: 'Month' });
		expect(small.summary.parts).toBeGreaterThan(2);
		const order = (row: ReportRow) => JSON.stringify([row.accountId, row.periodStart]);
		expect(sums(small.rows, order)).toEqual(sums(whole.rows, order));
		simulator.switches.reportMaxCells = 90;
		const days = await read({ ...YEAR, summarizeBy: 'Total' });
		expect(days.summary.parts).toBeGreaterThan(6);
		const account = (row: ReportRow) => String(row.accountId);
		expect(sums(days.rows, account)).toEqual(sums(total.rows, account));
		expect(small.hints).toEqual([]);
	});

	test('a range that QuickBooks is too slow for is halved, and an outage still ends', async () => {
		await startRandom(5);
		const whole = await read({ ...YEAR });
		const slow = /ProfitAndLoss.*start_date=2025-12-01&end_date=2026-05-31/;
		const fault = simulator.faults.arm({ path: slow, status: 504, body: 'Gateway Timeout' });
		const halved = await read({ ...YEAR });
		expect(halved.summary.parts).toBe(whole.summary.parts + 1);
		const account = (row: ReportRow) => String(row.accountId);
		expect(sums(halved.rows, account)).toEqual(sums(whole.rows, account));
		simulator.faults.disarm(fault);
		simulator.faults.arm({ path: /ProfitAndLoss/, status: 504, body: 'Gateway Timeout' });
		simulator.log.clear();
		expect(errorOf(await run({ ...YEAR })).message).toContain('status 504');
		expect(reportCalls()).toBeLessThan(20);
	});

	test('what cannot be made smaller is refused with what to do, and nothing is handed on', async () => {
		await startRandom(6, { reportMaxCells: 10 });
		for (const [report, advice] of [
			['JournalReport', 'Choose fewer Columns'],
			['BalanceSheet', 'Choose Total under Summarize By'],
			['AgedPayables', 'filter by customer'],
		]) {
			const result = await run({ report, ...YEAR });
			expect(errorOf(result).message).toContain('larger than QuickBooks can deliver');
			expect(errorOf(result).advice).toContain(advice);
			expect(result.items('Fetch')).toEqual([]);
		}
	});

	test('no data is no error: the closing item alone, with a remark', async () => {
		await start({ empty: true });
		for (const report of [
			'ProfitAndLoss',
			'BalanceSheet',
			'TrialBalance',
			'GeneralLedger',
			'AgedPayables',
		]) {
			const { rows, summary, hints } = await read({ report });
			expect(rows).toEqual([]);
			expect(summary.remarks).toHaveLength(1);
			expect(summary.remarks[0]).toContain('has nothing to show');
			expect(hints).toEqual(summary.remarks);
		}
	});

	test('both dates are always sent, and the fiscal year is the company’s', async () => {
		await start({ fiscalYearStartMonth: 'April' });
		for (const [period, from, to] of [
			['thisMonth', '2026-11-01', '2026-11-30'],
			['lastMonth', '2026-10-01', '2026-10-31'],
			['thisFiscalYear', '2026-04-01', '2027-03-31'],
			['thisFiscalYearToDate', '2026-04-01', '2026-11-20'],
			['lastFiscalYear', '2025-04-01', '2026-03-31'],
		]) {
			const { summary } = await read({ period });
			expect(summary).toMatchObject({ from, to });
		}
		expect(reportCalls()).toBe(simulator.log.count({ path: 'start_date=' }));
		expect(reportCalls()).toBe(simulator.log.count({ path: 'end_date=' }));
		const wrong = await run({ ...YEAR, startDate: '2026-12-01' });
		expect(errorOf(wrong).message).toContain('lies after its end date');
	});
});
