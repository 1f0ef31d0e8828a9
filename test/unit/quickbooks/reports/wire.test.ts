/** Forms of a report that the simulator does not send, and answers that must not be trusted. */
import { reportNamed } from '../../../../src/quickbooks/reports/catalogue';
import { figureColumns } from '../../../../src/quickbooks/reports/columns';
import { detailsOf } from '../../../../src/quickbooks/reports/details';
import { figuresOf } from '../../../../src/quickbooks/reports/figures';
import { readReport } from '../../../../src/quickbooks/reports/read';
import type { ReportWish } from '../../../../src/quickbooks/reports/wish';
import { parseReport } from '../../../../src/quickbooks/reports/wire';
import { formatDecimal } from '../../../../src/planning/money';
import { answer } from '../../http/fakes';
import { FakeCompany, withCompanyFacts } from '../fakeCompany';

const RANGE = { start: '2026-01-01', end: '2026-01-31' };
const HEADER = {
	ReportName: 'ProfitAndLoss',
	ReportBasis: 'Accrual',
	StartPeriod: RANGE.start,
	EndPeriod: RANGE.end,
	Currency: 'USD',
	Option: [{ Name: 'NoReportData', Value: 'false' }],
};
const cells = (...values: Array<string | [string, string]>) => ({
	ColData: values.map((cell) =>
		typeof cell === 'string' ? { value: cell } : { value: cell[0], id: cell[1] },
	),
});
const ACCOUNT = { ColTitle: '', ColType: 'Account' };
const TOTAL = {
	ColTitle: 'Total',
	ColType: 'Money',
	MetaData: [{ Name: 'ColKey', Value: 'total' }],
};

function report(rows: unknown, columns: object[] = [ACCOUNT, TOTAL], header: object = {}): object {
	return { Header: { ...HEADER, ...header }, Columns: { Column: columns }, Rows: rows };
}

function figures(source: object, withTotals = false) {
	const entry = reportNamed('ProfitAndLoss');
	const parsed = parseReport(source, 'reading a report');
	const columns = figureColumns(entry, 'Total', parsed, RANGE, RANGE);
	const remarks: string[] = [];
	const found = figuresOf(entry, parsed, columns, withTotals, remarks);
	return {
		remarks,
		rows: found.map((one) => [
			one.name,
			one.id,
			formatDecimal(one.amount, 2),
			one.path.join(' > '),
		]),
	};
}

test('rows without a type, sections without an id, a single row that is no list', () => {
	const source = report({
		Row: [
			{
				Header: cells('Income', ''),
				Rows: { Row: { ...cells(['Sales', '7'], '.50') } },
				Summary: cells('Total Income', '.50'),
				group: 'Income',
			},
			cells('Rounding', '-.01'),
			{ Rows: {} },
		],
	});
	expect(figures(source)).toEqual({
		remarks: [],
		rows: [
			['Sales', '7', '0.50', 'Income > Sales'],
			['Rounding', undefined, '-0.01', 'Rounding'],
		],
	});
});

test('columns that stand over others, with the label in any place', () => {
	const source = report({ Row: [cells('12.00', ['Sales', '7'], '13.00', '25.00')] }, [
		{ ColTitle: 'A', ColType: 'Money', MetaData: [{ Name: 'ColKey', Value: 'a' }] },
		ACCOUNT,
		{
			ColTitle: 'Group',
			ColType: 'Group',
			Columns: {
				Column: [{ ColTitle: 'B', ColType: 'Money', MetaData: [{ Name: 'ColKey', Value: 'b' }] }],
			},
		},
		TOTAL,
	]);
	expect(figures(source).rows.map(([name, , amount]) => [name, amount])).toEqual([
		['Sales', '12.00'],
		['Sales', '13.00'],
	]);
	expect(figures(source, true).rows).toHaveLength(3);
});

test('a last column without a key is a total only where it adds up the others', () => {
	const money = (ColTitle: string) => ({ ColTitle, ColType: 'Money' });
	const columns = [ACCOUNT, money('1'), money('2'), money('3')];
	const total = report({ Row: [cells('X', '1.10', '2.20', '3.30')] }, columns);
	const other = report({ Row: [cells('X', '1.10', '2.20', '3.31')] }, columns);
	expect(figures(total).rows).toHaveLength(2);
	expect(figures(other).rows).toHaveLength(3);
});

test('a total that differs from its rows is told', () => {
	const source = report({
		Row: [
			{
				Header: cells('Income', ''),
				Rows: { Row: [cells(['Sales', '7'], '10.00')] },
				Summary: cells('Total Income', '10.01'),
				group: 'Income',
			},
		],
	});
	expect(figures(source).remarks).toEqual([
		expect.stringContaining('"Total Income" differs from the sum of its rows by 0.01'),
	]);
});

test('a total left blank counts as what its rows add up to, also where the cell is missing', () => {
	const source = (...blank: string[]) =>
		report({
			Row: [
				{
					Header: cells('Income', ''),
					Rows: {
						Row: [
							{
								Header: cells(['Services', '1'], '2.00'),
								Rows: { Row: [cells(['Design', '2'], '5.00')] },
								Summary: cells('Total Services', ...blank),
							},
						],
					},
					Summary: cells('Total Income', '7.00'),
					group: 'Income',
				},
			],
		});
	expect(figures(source('')).remarks).toEqual([]);
	expect(figures(source()).remarks).toEqual([]);
	expect(figures(source('6.00')).remarks).toHaveLength(2);
});

test('an amount that is no number is refused, whatever stands around it', () => {
	expect(() => figures(report({ Row: [cells('X', '1,2x')] }))).toThrow(/Profit and Loss: X, Total/);
});

test('a report without data has no rows, whatever sections it shows', () => {
	const empty = report(
		{ Row: [{ Summary: cells('Net Income', '0.00'), group: 'NetIncome' }] },
		[ACCOUNT, TOTAL],
		{
			Option: [{ Name: 'NoReportData', Value: 'true' }],
		},
	);
	expect(figures(empty, true).rows).toEqual([]);
	expect(() => parseReport({ Fault: {} }, 'reading a report')).toThrow(/unknown shape/);
});

test('details bind by key or type, home currency first; the rest keeps its key', () => {
	const entry = reportNamed('GeneralLedger');
	const column = (ColType: string, key?: string) => ({
		ColTitle: 'Titel',
		ColType,
		...(key === undefined ? {} : { MetaData: [{ Name: 'ColKey', Value: key }] }),
	});
	const source = report(
		{
			Row: [
				{
					Header: cells(['Bank', '35'], '', '', '', '', ''),
					Rows: {
						Row: [
							cells('Anfang', '', '', '', '', '5.00'),
							cells('2026-01-03', ['Zahlung', '9'], '10.00', '11.00', 'yes', '16.00'),
							cells('', '', '3.00', '4.00', '', ''),
							cells('', '', '', '', '', ''),
						],
					},
					Summary: cells('Summe', '', '10.00', '11.00', '', ''),
				},
			],
		},
		[
			column('tx_date'),
			column('String', 'txn_type'),
			column('subt_nat_amount'),
			column('subt_nat_home_amount'),
			column('is_new_thing'),
			column('rbal_nat_home_amount'),
		],
	);
	const parsed = parseReport(source, 'reading a report');
	const { rows, unknown } = detailsOf(entry, parsed, 'USD');
	expect(unknown).toBe(1);
	expect(rows.map((row) => [row.rowType, Object.fromEntries(row.fields)])).toEqual([
		['beginningBalance', expect.objectContaining({ accountId: '35', balance: '5.00', date: '' })],
		[
			'transaction',
			expect.objectContaining({
				accountId: '35',
				accountName: 'Bank',
				date: '2026-01-03',
				transactionId: '9',
				transactionType: 'Zahlung',
				amount: '11.00',
				subt_nat_amount: '10.00',
				is_new_thing: 'yes',
				balance: '16.00',
			}),
		],
	]);
});

const WISH: ReportWish = {
	report: reportNamed('ProfitAndLoss'),
	period: RANGE,
	today: '2026-11-20',
	accountingMethod: 'Accrual',
	summarizeBy: 'Total',
	filters: {},
	columns: [],
	includeTotals: false,
	aging: { days: 30, periods: 4, fromReportDate: true },
	executionId: '1',
};

/** Reads a report from a company that always answers with this one. */
async function readFrom(source: object, wish: Partial<ReportWish> = {}) {
	const company = withCompanyFacts(new FakeCompany());
	const send = company.send.bind(company);
	company.send = async (attempt) =>
		attempt.url.pathname.includes('/reports/') ? answer(200, source) : await send(attempt);
	return await readReport(company.client(String(Math.random()).slice(2)), { ...WISH, ...wish });
}

test.each([
	['the end date 2026-02-28', { EndPeriod: '2026-02-28' }],
	['the start date 2026-01-02', { StartPeriod: '2026-01-02' }],
	['the accounting method Cash', { ReportBasis: 'Cash' }],
	['the report BalanceSheet', { ReportName: 'BalanceSheet' }],
])('an answer with %s is not what was asked for', async (what, header) => {
	const rows = { Row: [cells(['Sales', '7'], '1.00')] };
	await expect(readFrom(report(rows, undefined, header))).rejects.toThrow(what);
	const good = await readFrom(report(rows));
	expect(good.rows).toMatchObject([{ accountId: '7', amount: '1.00', periodEnd: '2026-01-31' }]);
});

test('of a report as of a day the report date counts, not its period', async () => {
	const wish = {
		report: reportNamed('CustomerBalance'),
		period: { start: '2026-01-31', end: '2026-01-31' },
	};
	const columns = [
		{ ColTitle: '', ColType: 'Customer' },
		{ ColTitle: 'Total', ColType: 'Money' },
	];
	const asOf = (Value: string) =>
		report({ Row: [cells(['Ann', '4'], '37.50')] }, columns, {
			ReportName: 'CustomerBalance',
			StartPeriod: '2025-01-01',
			EndPeriod: '2025-12-31',
			Option: [{ Name: 'report_date', Value }],
		});
	const { rows } = await readFrom(asOf('2026-01-31'), wish);
	expect(rows).toMatchObject([{ customerId: '4', amount: '37.50', periodEnd: '2026-01-31' }]);
	await expect(readFrom(asOf('2026-01-30'), wish)).rejects.toThrow('the report date 2026-01-30');
});

test('a month’s column that does not say its dates is refused rather than guessed', async () => {
	const rows = { Row: [cells(['Sales', '7'], '1.00', '1.00')] };
	const month = { ColTitle: 'Jänner', ColType: 'Money' };
	const source = report(rows, [ACCOUNT, month, TOTAL]);
	await expect(readFrom(source, { summarizeBy: 'Month' })).rejects.toThrow(
		/did not say which period/,
	);
});

test('the sentence of a cut report is found anywhere, in any case', async () => {
	const rows = {
		Row: [
			{
				Header: cells('Income', ''),
				Rows: { Row: [cells('UNABLE to display more data. Please reduce the date range.')] },
			},
		],
	};
	const period = { start: '2026-01-05', end: '2026-01-05' };
	await expect(readFrom(report(rows), { period })).rejects.toThrow(
		/larger than QuickBooks can deliver/,
	);
});
