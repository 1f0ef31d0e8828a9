/** A trial balance of any form: no account is lost, and what does not add up is told. */
import { formatDecimal } from '../../../../src/planning/money';
import { reportNamed } from '../../../../src/quickbooks/reports/catalogue';
import { trialBalanceFigures } from '../../../../src/quickbooks/reports/trialBalance';
import { parseReport } from '../../../../src/quickbooks/reports/wire';

const JANUARY = { start: '2026-01-01', end: '2026-01-31' };

function row(label: string, id: string, debit: string, credit: string) {
	return { ColData: [{ value: label, id }, { value: debit }, { value: credit }] };
}

function balances(rows: object[], withTotals = false) {
	const source = {
		Header: { ReportName: 'TrialBalance', Currency: 'USD' },
		Columns: {
			Column: [
				{ ColTitle: '', ColType: 'Account' },
				{ ColTitle: 'Soll', ColType: 'Money' },
				{ ColTitle: 'Haben', ColType: 'Money' },
			],
		},
		Rows: { Row: rows },
	};
	const answer = parseReport(source, 'reading a report');
	const remarks: string[] = [];
	const entry = reportNamed('TrialBalance');
	const figures = trialBalanceFigures(entry, answer, JANUARY, withTotals, remarks);
	const shown = figures.map((one) => [one.id, formatDecimal(one.amount, 2), one.path.join(' > ')]);
	return { remarks, shown, figures };
}

const CHECKING = row('Checking', '35', '100.00', '');
const EQUITY = row('Equity', '40', '', '130.00');
const vehicles = (total: object) => ({
	Header: row('Vehicles', '36', '50.00', ''),
	Rows: { Row: [row('Depreciation', '37', '', '20.00')] },
	Summary: total,
	type: 'Section',
});
const grand = (debit: string, credit: string) => ({
	Summary: row('TOTAL', '', debit, credit),
	type: 'Section',
	group: 'GrandTotal',
});

test.each([
	['the difference of its sides', row('Total Vehicles', '', '30.00', '')],
	['both sides', row('Total Vehicles', '', '50.00', '20.00')],
	['nothing', row('Total Vehicles', '', '', '')],
])('accounts below others count, where the section shows %s', (_, total) => {
	const rows = [CHECKING, vehicles(total), EQUITY, grand('150.00', '150.00')];
	expect(balances(rows)).toMatchObject({
		remarks: [],
		shown: [
			['35', '100.00', 'Checking'],
			['36', '50.00', 'Vehicles'],
			['37', '-20.00', 'Vehicles > Depreciation'],
			['40', '-130.00', 'Equity'],
		],
	});
});

test('totals come where they are asked for, that of a section with its id', () => {
	const rows = [vehicles(row('Total Vehicles', '', '30.00', '')), grand('50.00', '20.00')];
	const { shown, figures } = balances(rows, true);
	expect(figures.map(({ isTotalRow }) => isTotalRow)).toEqual([false, false, true, true]);
	expect(shown.slice(2)).toEqual([
		['36', '30.00', 'Vehicles'],
		[undefined, '30.00', 'TOTAL'],
	]);
});

test('accounts within sections within sections, the outermost without a title', () => {
	const inner = vehicles(row('Total Vehicles', '', '30.00', ''));
	const rows = [{ Rows: { Row: [{ Header: row('Assets', '', '', ''), Rows: { Row: inner } }] } }];
	expect(balances([...rows, grand('50.00', '20.00')])).toMatchObject({
		remarks: [],
		shown: [
			['36', '50.00', 'Assets > Vehicles'],
			['37', '-20.00', 'Assets > Vehicles > Depreciation'],
		],
	});
});

test('a side that differs from the grand total is told, with the day and the column', () => {
	const rows = [CHECKING, EQUITY, grand('100.00', '130.01')];
	expect(balances(rows).remarks).toEqual([
		expect.stringContaining(
			'Trial Balance as of 2026-01-31: "TOTAL" differs from the sum of its rows by 0.01 in the column "Haben"',
		),
	]);
	// One account missing on each side leaves the difference of the sides as it was.
	expect(balances([CHECKING, EQUITY, grand('107.00', '137.00')]).remarks).toHaveLength(2);
});

test('a section that differs from its rows is told', () => {
	const rows = [vehicles(row('Total Vehicles', '', '31.00', '')), grand('50.00', '20.00')];
	expect(balances(rows).remarks).toEqual([
		expect.stringContaining('"Total Vehicles" differs from the sum of its rows by 1.00'),
	]);
});
