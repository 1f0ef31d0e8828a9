/**
 * Reports of figures, split in every way and with their totals, read in parts as the pack reads them:
 * the same as the one answer the service would give for the whole range, cell by cell.
 */
import type { WireReport, WireRow } from '../../../../sandbox/quickbooks/reports/wire';
import type { ReportRow } from '../../../../src/flow';
import {
	REPORTS,
	type ReportEntry,
	type SummarizeBy,
} from '../../../../src/quickbooks/reports/catalogue';
import { periodsOf } from '../../../../src/quickbooks/reports/days';
import { addTo, cents, RANGE, ReportCompany, withoutZeros } from './reportCompany';

const FIELDS: { [by in SummarizeBy]?: string } = {
	Customers: 'customerId',
	Vendors: 'vendorId',
	Employees: 'employeeId',
	Classes: 'classId',
	Departments: 'departmentId',
	ProductsAndServices: 'itemId',
};
const MONTHS: { [by in SummarizeBy]?: number } = {
	Month: 1,
	Quarter: 3,
	Year: 12,
	FiscalQuarter: 3,
	FiscalYear: 12,
};
const BUCKETS = new Map([
	['Current', 'current'],
	['1 - 30', '1-30'],
	['31 - 60', '31-60'],
	['61 - 90', '61-90'],
	['91 and over', '91+'],
]);
/** Books of their own for each accounting method, the one with the calendar's year, the other without. */
const BOOKS = {
	Accrual: { company: new ReportCompany(1), fiscalMonth: 1 },
	Cash: {
		company: new ReportCompany(2, { multicurrency: true, fiscalYearStartMonth: 'February' }),
		fiscalMonth: 2,
	},
};

/** What the columns of an answer stand for, in their order. */
function columnKeys({ Columns }: WireReport, by: SummarizeBy): string[] {
	const money = Columns.Column.slice(1);
	return money.map(({ ColTitle, MetaData = [] }) => {
		const meta = new Map(MetaData.map(({ Name, Value }) => [Name, Value]));
		const start = meta.get('StartDate');
		if (money.length > 1 && ColTitle === 'Total') return 'total';
		if (start !== undefined) return start < RANGE.start ? RANGE.start : start;
		if (FIELDS[by] !== undefined) return meta.get('ColKey') ?? '';
		return BUCKETS.get(ColTitle) ?? 'all';
	});
}

/** Every cell with an amount, by row and column. */
function wireCells(answer: WireReport, by: SummarizeBy): Map<string, number> {
	const keys = columnKeys(answer, by);
	const found = new Map<string, number>();
	const walk = (rows: WireRow[], group: string, path: string[]) => {
		for (const row of rows) {
			const section = row.group ?? group;
			const put = (kind: string, cells: Array<{ value: string }>, id?: string, place?: string[]) =>
				keys.forEach((key, index) => {
					const value = cents(cells[index + 1].value);
					addTo(found, JSON.stringify([kind, section, id ?? place?.join(' > '), key]), value);
				});
			const own = row.ColData ?? row.Header?.ColData;
			const inside = own === undefined ? path : [...path, own[0].value];
			if (own !== undefined) put('row', own, own[0].id, inside);
			walk(row.Rows?.Row ?? [], section, inside);
			const total = row.Summary?.ColData;
			if (total === undefined) continue;
			put('total', total, own?.[0].id, own === undefined ? [...path, total[0].value] : inside);
		}
	};
	walk(answer.Rows.Row ?? [], '', []);
	return found;
}

/** The same of items. */
function itemCells(
	rows: ReportRow[],
	{ about }: ReportEntry,
	by: SummarizeBy,
): Map<string, number> {
	const found = new Map<string, number>();
	for (const row of rows) {
		const { totalOf, section, path, periodStart, bucket } = row;
		const kind = totalOf === 'rows' || totalOf === 'rowsAndColumns' ? 'total' : 'row';
		const field = FIELDS[by];
		const isTotalColumn = totalOf === 'columns' || totalOf === 'rowsAndColumns';
		const split = field === undefined ? (bucket ?? 'all') : (row[field] ?? '0');
		const column = isTotalColumn ? 'total' : MONTHS[by] === undefined ? split : periodStart;
		const key = JSON.stringify([kind, section, row[`${about}Id`] ?? path, column]);
		// One item per cell: two of the same key would be added up in Anaplan.
		expect(found.has(key)).toBe(false);
		found.set(key, cents(row.amount));
	}
	return found;
}

describe.each(['Accrual', 'Cash'] as const)('%s', (accountingMethod) => {
	const { company, fiscalMonth } = BOOKS[accountingMethod];
	const summaries = REPORTS.filter(
		({ kind, name, hasMethod }) =>
			kind !== 'detail' && name !== 'TrialBalance' && (hasMethod || accountingMethod === 'Accrual'),
	);

	test.each(summaries)('$name', async (report) => {
		const { name } = report;
		for (const by of report.summaries.length === 0 ? (['Total'] as const) : report.summaries) {
			const wish = { summarizeBy: by, accountingMethod };
			const { rows, summary } = await company.read(name, { ...wish, includeTotals: true });
			expect({ by, remarks: summary.remarks }).toEqual({ by, remarks: [] });
			const whole = company.wire(name, {
				start_date: RANGE.start,
				end_date: RANGE.end,
				report_date: RANGE.end,
				accounting_method: accountingMethod,
				summarize_column_by: by,
			});
			const cells = itemCells(rows, report, by);
			expect(withoutZeros(cells)).toEqual(withoutZeros(wireCells(whole, by)));
			if (by !== 'Total' && by !== 'Month') continue;
			const plain = await company.read(name, wish);
			expect(plain.rows).toEqual(rows.filter(({ rowType }) => rowType === 'figure'));
		}
	});

	test('TrialBalance', async () => {
		for (const by of [
			'Total',
			'Month',
			'Quarter',
			'Year',
			'FiscalQuarter',
			'FiscalYear',
		] as const) {
			const wish = { summarizeBy: by, accountingMethod, includeTotals: true };
			const { rows, summary } = await company.read('TrialBalance', wish);
			expect({ by, remarks: summary.remarks }).toEqual({ by, remarks: [] });
			const months = MONTHS[by];
			const yearFrom = by.startsWith('Fiscal') ? fiscalMonth : 1;
			const spans = months === undefined ? [RANGE] : periodsOf(RANGE, months, yearFrom);
			const expected = new Map<string, number>();
			for (const { end } of spans) {
				const query = { start_date: end, end_date: end, accounting_method: accountingMethod };
				for (const row of company.wire('TrialBalance', query).Rows.Row ?? []) {
					const [label, debit, credit] = row.ColData ?? row.Summary?.ColData ?? [];
					const key = `${end} ${label.id ?? label.value}`;
					addTo(expected, `${key} debit`, cents(debit.value));
					addTo(expected, `${key} credit`, cents(credit.value));
					addTo(expected, key, cents(debit.value) - cents(credit.value));
				}
			}
			const found = new Map<string, number>();
			for (const { periodEnd, accountId, accountName, debit, credit, amount } of rows) {
				const key = `${periodEnd} ${accountId ?? accountName}`;
				addTo(found, `${key} debit`, cents(debit));
				addTo(found, `${key} credit`, cents(credit));
				addTo(found, key, cents(amount));
			}
			expect(withoutZeros(found)).toEqual(withoutZeros(expected));
		}
	});

	test('parents have a total of their own postings and another of all', async () => {
		const { rows } = await company.read('ProfitAndLoss', {
			summarizeBy: 'Month',
			includeTotals: true,
		});
		const of = (kind: string) => rows.filter(({ totalOf }) => totalOf === kind);
		const own = new Map(of('columns').map((row) => [row.accountId, row.amount]));
		const both = of('rowsAndColumns').filter(({ accountId }) => own.has(accountId));
		// Without such parents the tests above would prove little.
		expect(both.length).toBeGreaterThan(1);
		for (const { accountId, amount } of both) expect(own.get(accountId)).not.toBe(amount);
	});
});
