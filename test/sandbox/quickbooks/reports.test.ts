/** Reports of the simulator: their wire form, and that they are the same books as the documents. */
import type { QuickBooksSimulator, QuickBooksSwitches } from '../../../sandbox/quickbooks';
import { Caller, faultOf, NOW, startSimulator, type Answer, type Body } from './harness';
import { addRandomDocuments, DAY_MS } from './randomBooks';

const START = NOW - 400 * DAY_MS;
const RANGE = 'start_date=2025-10-01&end_date=2026-11-20';

interface Cell {
	value: string;
	id?: string;
}
interface Row {
	ColData?: Cell[];
	Header?: { ColData: Cell[] };
	Rows?: { Row: Row[] };
	Summary?: { ColData: Cell[] };
	type?: string;
	group?: string;
}
interface Report {
	Header: Body & { Option: Array<{ Name: string; Value: string }> };
	Columns: {
		Column: Array<{
			ColTitle: string;
			ColType: string;
			MetaData?: Array<{ Name: string; Value: string }>;
		}>;
	};
	Rows: { Row?: Row[] };
}

let simulator: QuickBooksSimulator;
let caller: Caller;

async function start(
	switches: Partial<QuickBooksSwitches> = {},
	company: object = {},
): Promise<void> {
	simulator = await startSimulator({ companies: [company] }, switches);
	caller = await Caller.connect(simulator);
}

afterEach(async () => {
	await simulator.stop();
});

async function ask(path: string): Promise<Answer> {
	return await caller.get(`/reports/${path}`);
}

async function report(path: string): Promise<Report> {
	const answer = await ask(path);
	expect(answer.status).toBe(200);
	return answer.body as unknown as Report;
}

function flat(rows: Row[] = []): Row[] {
	return rows.flatMap((row) => [row, ...flat(row.Rows?.Row)]);
}

const cents = (text: string | undefined) => Math.round(Number(text || '0') * 100);

function grouped({ Rows }: Report, group: string): Row {
	const found = flat(Rows.Row).find((row) => row.group === group);
	if (found === undefined) {
		throw new Error(`There is no group ${group}.`);
	}
	return found;
}

function summary(source: Report, group: string): number {
	const row = grouped(source, group);
	return cents((row.Summary ?? { ColData: row.ColData ?? [] }).ColData[1]?.value);
}

describe.each([1, 2, 3, 4, 5, 6])('over random books, seed %i', (seed) => {
	beforeEach(async () => {
		await start({}, { seed });
		addRandomDocuments(simulator.books, seed, START, 380, 160);
	});

	it.each(['Accrual', 'Cash'])('%s: debits are credits, and all reports agree', async (basis) => {
		const method = `&accounting_method=${basis}`;
		const trial = await report(`TrialBalance?${RANGE}${method}`);
		const total = grouped(trial, 'GrandTotal').Summary?.ColData ?? [];
		expect(total[1]?.value).toBe(total[2]?.value);
		expect(cents(total[1]?.value)).toBeGreaterThan(0);
		const sums = (column: number) =>
			flat(trial.Rows.Row).reduce((sum, row) => sum + cents(row.ColData?.[column]?.value), 0);
		expect(sums(1)).toBe(cents(total[1]?.value));
		expect(sums(2)).toBe(cents(total[2]?.value));

		const sheet = await report(`BalanceSheet?${RANGE}${method}`);
		expect(summary(sheet, 'TotalAssets')).toBe(summary(sheet, 'TotalLiabilitiesAndEquity'));
		const year = `start_date=2026-01-01&end_date=2026-11-20${method}`;
		const profit = await report(`ProfitAndLoss?${year}`);
		expect(summary(profit, 'NetIncome')).not.toBe(0);
		expect(summary(profit, 'NetIncome')).toBe(summary(sheet, 'NetIncome'));
		const detail = await report(`ProfitAndLossDetail?${year}`);
		const net = grouped(detail, 'NetIncome').Summary?.ColData ?? [];
		const amount = detail.Columns.Column.findIndex(({ ColType }) => ColType.startsWith('subt_nat'));
		expect(cents(net[amount]?.value)).toBe(summary(profit, 'NetIncome'));

		const cash = await report(`CashFlow?${RANGE}${method}`);
		expect(summary(cash, 'BeginningCash') + summary(cash, 'CashIncrease')).toBe(
			summary(cash, 'EndingCash'),
		);
		expect(
			(cash.Rows.Row ?? [])
				.filter(({ group }) => group?.endsWith('Activities'))
				.reduce((sum, { group }) => sum + summary(cash, group ?? ''), 0),
		).toBe(summary(cash, 'CashIncrease'));
	});

	it('what customers owe is the balance of the receivables, in every report', async () => {
		const sheet = await report(`BalanceSheet?${RANGE}`);
		for (const [group, aged, balance] of [
			['AR', 'AgedReceivables', 'CustomerBalance'],
			['AP', 'AgedPayables', 'VendorBalance'],
		]) {
			const ages = await report(`${aged}?report_date=2026-11-20`);
			const total = grouped(ages, 'GrandTotal').Summary?.ColData ?? [];
			const buckets = total.slice(1, -1).reduce((sum, cell) => sum + cents(cell.value), 0);
			expect(cents(total.at(-1)?.value)).toBe(buckets);
			expect(buckets).toBe(summary(sheet, group));
			const balances = await report(`${balance}?report_date=2026-11-20`);
			expect(summary(balances, 'GrandTotal')).toBe(buckets);
		}
	});

	it('columns by month, customer, class and location add up to the total', async () => {
		const whole = summary(await report(`ProfitAndLoss?${RANGE}`), 'NetIncome');
		for (const by of ['Month', 'Quarter', 'Year', 'Customers', 'Classes', 'Departments']) {
			const cut = await report(`ProfitAndLoss?${RANGE}&summarize_column_by=${by}`);
			const cells = grouped(cut, 'NetIncome').Summary?.ColData.slice(1) ?? [];
			const parts = cells.slice(0, -1).reduce((sum, cell) => sum + cents(cell.value), 0);
			expect(cells.length).toBeGreaterThan(1);
			expect(parts).toBe(whole);
			expect(cents(cells.at(-1)?.value)).toBe(whole);
		}
	});

	it('the ledger moves from beginning to end by what the journal posts', async () => {
		const journal = await report(`JournalReport?${RANGE}`);
		const keys = journal.Columns.Column.map(({ ColType }) => ColType);
		const [debit, credit] = [keys.indexOf('debt_home_amt'), keys.indexOf('credit_home_amt')];
		const account = keys.indexOf('account_name');
		const moved = new Map<string, number>();
		for (const { ColData = [] } of journal.Rows.Row ?? []) {
			const id = ColData[account]?.id;
			if (id !== undefined) {
				const by = cents(ColData[debit]?.value) - cents(ColData[credit]?.value);
				moved.set(id, (moved.get(id) ?? 0) + by);
			}
		}
		expect([...moved.values()].reduce((sum, value) => sum + value, 0)).toBe(0);
		const before = await report('TrialBalance?start_date=2025-01-01&end_date=2025-09-30');
		const after = await report('TrialBalance?start_date=2025-01-01&end_date=2026-11-20');
		const balances = (source: Report) =>
			new Map(
				flat(source.Rows.Row)
					.filter((row) => row.ColData !== undefined)
					.map(({ ColData = [] }) => [
						String(ColData[0].id),
						cents(ColData[1].value) - cents(ColData[2].value),
					]),
			);
		const [old, current] = [balances(before), balances(after)];
		const types = new Map(
			simulator.books.peek('Account').map((row) => [row.Id, String(row.Classification)]),
		);
		let compared = 0;
		for (const [id, value] of current) {
			const isSheet = !['Revenue', 'Expense'].includes(types.get(id) ?? '');
			const isEarnings = simulator.books.get('Account', id)?.AccountSubType === 'RetainedEarnings';
			if (isSheet && !isEarnings) {
				compared += 1;
				expect(value).toBe((old.get(id) ?? 0) + (moved.get(id) ?? 0));
			}
		}
		expect(compared).toBeGreaterThan(5);
	});
});

describe('the wire form', () => {
	it('nests accounts; a parent with own postings carries them in its header', async () => {
		await start({}, { empty: true });
		const { books } = simulator;
		let parent: string | undefined;
		const ids: string[] = [];
		for (const name of ['One', 'Two', 'Three', 'Four', 'Five']) {
			const row = books.create('Account', {
				Name: name,
				AccountType: 'Expense',
				...(parent === undefined ? {} : { ParentRef: { value: parent } }),
			});
			parent = row.Id;
			ids.push(row.Id);
		}
		const bank = books.create('Account', { Name: 'Bank', AccountType: 'Bank' });
		for (const [index, id] of ids.entries()) {
			books.create('Purchase', {
				AccountRef: { value: bank.Id },
				PaymentType: 'Cash',
				TxnDate: '2026-03-15',
				TotalAmt: index + 1,
				Line: [
					{
						Id: '1',
						Amount: index + 1,
						DetailType: 'AccountBasedExpenseLineDetail',
						AccountBasedExpenseLineDetail: { AccountRef: { value: id } },
					},
				],
			});
		}
		const profit = await report('ProfitAndLoss?start_date=2026-03-01&end_date=2026-03-31');
		let [row] = grouped(profit, 'Expenses').Rows?.Row ?? [];
		for (const [index, id] of ids.entries()) {
			const isLast = index === ids.length - 1;
			expect(row.type).toBe(isLast ? 'Data' : 'Section');
			const cells = isLast ? row.ColData : row.Header?.ColData;
			expect(cells).toEqual([
				{ value: ['One', 'Two', 'Three', 'Four', 'Five'][index], id },
				{ value: `${index + 1}.00` },
			]);
			[row] = row.Rows?.Row ?? [];
		}
		expect(summary(profit, 'Expenses')).toBe(1_500);
		expect(profit.Header).toMatchObject({
			ReportName: 'ProfitAndLoss',
			ReportBasis: 'Accrual',
			StartPeriod: '2026-03-01',
			EndPeriod: '2026-03-31',
			SummarizeColumnsBy: 'Total',
			Currency: 'USD',
		});
	});

	it('counts an invoice by what was paid of it on the cash basis', async () => {
		await start({}, { empty: true });
		const { books } = simulator;
		const customer = books.create('Customer', { DisplayName: 'Ann' });
		const line = { Id: '1', DetailType: 'SalesItemLineDetail', SalesItemLineDetail: {} };
		const invoice = books.create('Invoice', {
			CustomerRef: { value: customer.Id },
			TxnDate: '2026-01-10',
			Line: [{ ...line, Amount: 100 }],
		});
		const pay = (TotalAmt: number, TxnDate: string) =>
			books.create('Payment', {
				CustomerRef: { value: customer.Id },
				TxnDate,
				TotalAmt,
				Line: [{ Amount: TotalAmt, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
			});
		pay(33.33, '2026-02-05');
		pay(66.67, '2026-03-05');
		const months = async (method: string) => {
			const year = 'start_date=2026-01-01&end_date=2026-04-30&summarize_column_by=Month';
			const profit = await report(`ProfitAndLoss?${year}&accounting_method=${method}`);
			return grouped(profit, 'NetIncome')
				.Summary?.ColData.slice(1, -1)
				.map((cell) => cell.value);
		};
		expect(await months('Accrual')).toEqual(['100.00', '.00', '.00', '.00']);
		expect(await months('Cash')).toEqual(['.00', '33.33', '66.67', '.00']);
	});

	it('leaves out what does not post: estimates, purchase orders, voided documents', async () => {
		await start();
		const { books } = simulator;
		const before = await report(`TrialBalance?${RANGE}`);
		const [customer] = books.all('Customer');
		const [vendor] = books.all('Vendor');
		const Line = [
			{
				Id: '1',
				Amount: 77,
				DetailType: 'SalesItemLineDetail',
				SalesItemLineDetail: { ItemRef: { value: '1' } },
			},
		];
		const common = { TxnDate: '2026-10-10', TotalAmt: 77, Line };
		books.create('Estimate', { ...common, CustomerRef: { value: customer.Id } });
		books.create('PurchaseOrder', { ...common, VendorRef: { value: vendor.Id } });
		const invoice = books.create('Invoice', { ...common, CustomerRef: { value: customer.Id } });
		expect((await report(`TrialBalance?${RANGE}`)).Rows).not.toEqual(before.Rows);
		books.void('Invoice', invoice.Id);
		expect((await report(`TrialBalance?${RANGE}`)).Rows).toEqual(before.Rows);
	});

	it('says NoReportData and sends empty Rows where nothing was posted', async () => {
		await start({}, { empty: true });
		for (const name of [
			'ProfitAndLoss',
			'ProfitAndLossDetail',
			'BalanceSheet',
			'TrialBalance',
			'GeneralLedger',
			'JournalReport',
			'TransactionList',
			'CashFlow',
			'AgedReceivables',
			'AgedPayables',
			'VendorBalance',
			'CustomerBalance',
		]) {
			const empty = await report(`${name}?${RANGE}`);
			expect(empty.Rows).toEqual({});
			expect(empty.Header.Option).toContainEqual({ Name: 'NoReportData', Value: 'true' });
		}
	});

	it('takes the month so far where a date is missing', async () => {
		await start();
		for (const path of ['ProfitAndLoss', 'ProfitAndLoss?end_date=2026-03-31']) {
			expect((await report(path)).Header).toMatchObject({
				DateMacro: 'this month-to-date',
				StartPeriod: '2026-11-01',
				EndPeriod: '2026-11-20',
			});
		}
	});

	it('months at the borders are partial and say so', async () => {
		await start();
		const cut = await report(
			'ProfitAndLoss?start_date=2026-08-15&end_date=2026-10-10&summarize_column_by=Month',
		);
		expect(cut.Columns.Column.slice(1).map(({ ColTitle }) => ColTitle)).toEqual([
			'Aug 15-31, 2026',
			'Sep 2026',
			'Oct 1-10, 2026',
			'Total',
		]);
		expect(cut.Columns.Column[1].MetaData).toContainEqual({
			Name: 'EndDate',
			Value: '2026-08-31',
		});
	});

	it('cuts at the limit of cells, with a sentence and status 200', async () => {
		await start({ reportMaxCells: 100 });
		const cut = await report(`GeneralLedger?${RANGE}`);
		expect(cut.Rows.Row?.at(-1)).toEqual({
			ColData: [{ value: 'Unable to display more data. Please reduce the date range.' }],
			type: 'Data',
		});
		expect(flat(cut.Rows.Row).length).toBeLessThan(30);
	});

	it('writes titles in the language of the company, and the same figures', async () => {
		await start({ reportLanguage: 'de' });
		const profit = await report(`ProfitAndLoss?${RANGE}`);
		expect(grouped(profit, 'Income').Header?.ColData[0].value).toBe('Erträge');
		const total = summary(profit, 'Income');
		simulator.switches.reportLanguage = 'en';
		expect(summary(await report(`ProfitAndLoss?${RANGE}`), 'Income')).toBe(total);
	});

	it('leaves keys of columns out where Intuit’s examples do, unless the switch says otherwise', async () => {
		await start();
		expect((await report(`TrialBalance?${RANGE}`)).Columns.Column[1]).toEqual({
			ColTitle: 'Debit',
			ColType: 'Money',
		});
		simulator.switches.reportColumnKeys = 'all';
		expect((await report(`TrialBalance?${RANGE}`)).Columns.Column[1].MetaData).toEqual([
			{ Name: 'ColKey', Value: 'debit' },
		]);
	});

	it('repeats each document in a row of its own with the older reporting service', async () => {
		await start();
		const rows = async () => (await report(`JournalReport?${RANGE}`)).Rows.Row?.length ?? 0;
		const now = await rows();
		const documents = (await report(`TransactionList?${RANGE}`)).Rows.Row?.length ?? 0;
		simulator.switches.reportService = 'v1';
		expect(await rows()).toBe(now + documents);
	});

	it('names amounts by home currency where multicurrency is on, and drops the plain keys', async () => {
		await start();
		const columns = async (list: string) =>
			(await report(`GeneralLedger?${RANGE}&columns=${list}`)).Columns.Column.map(
				({ ColType }) => ColType,
			);
		expect(await columns('tx_date,subt_nat_amount,subt_nat_home_amount')).toEqual([
			'tx_date',
			'subt_nat_home_amount',
		]);
		simulator.books.company.multicurrency = false;
		expect(await columns('tx_date,subt_nat_amount,subt_nat_home_amount')).toEqual([
			'tx_date',
			'subt_nat_amount',
		]);
	});

	it('filters by customer, class, department and account', async () => {
		await start();
		addRandomDocuments(simulator.books, 9, START, 380, 60);
		const income = async (filter: string) => {
			const found = await report(`ProfitAndLoss?${RANGE}${filter}`);
			return found.Rows.Row === undefined ? 0 : summary(found, 'NetIncome');
		};
		for (const [name, entity] of [
			['class', 'Class'],
			['department', 'Department'],
		]) {
			const ids = simulator.books.all(entity).map((row) => row.Id);
			let sum = 0;
			for (const id of ids) {
				sum += await income(`&${name}=${id}`);
			}
			expect(await income(`&${name}=${ids.join(',')}`)).toBe(sum);
			expect(sum).not.toBe(0);
			expect(sum).not.toBe(await income(''));
		}
		expect((await report(`ProfitAndLoss?${RANGE}&class=1`)).Header).toMatchObject({ Class: '1' });
	});

	it('refuses unknown reports and bad parameters, and times out on format=json where told to', async () => {
		await start();
		expect((await ask('ProfitAndLos')).status).toBe(400);
		expect(faultOf(await ask('ProfitAndLoss?start_date=2026-2-1&end_date=2026-03-01')).code).toBe(
			'2030',
		);
		expect((await ask(`ProfitAndLoss?${RANGE}&summarize_column_by=Moon`)).status).toBe(400);
		expect((await ask(`ProfitAndLoss?${RANGE}&format=json`)).status).toBe(200);
		simulator.switches.reportFormatParameter = 'timeout';
		expect((await ask(`ProfitAndLoss?${RANGE}&format=json`)).status).toBe(504);
	});

	it('refuses more reports a minute than the limit, and still answers other reads', async () => {
		await start({ throttling: true, reportsPerMinute: 3, requestsPerSecond: 100 });
		for (let index = 0; index < 3; index += 1) {
			await report(`ProfitAndLoss?${RANGE}`);
		}
		expect((await ask(`ProfitAndLoss?${RANGE}`)).status).toBe(429);
		expect((await caller.query('select * from Term')).status).toBe(200);
	});
});
