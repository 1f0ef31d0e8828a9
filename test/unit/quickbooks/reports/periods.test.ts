/** From choices to dates, and from a range to requests that cover it exactly once. */
import { reportNamed, type SummarizeBy } from '../../../../src/quickbooks/reports/catalogue';
import { addDays, fiscalYearStart } from '../../../../src/quickbooks/reports/days';
import { chosenSpan, halves, requestsFor } from '../../../../src/quickbooks/reports/periods';

const profit = reportNamed('ProfitAndLoss');
const sheet = reportNamed('BalanceSheet');
const trial = reportNamed('TrialBalance');

test('choices of a period, in a company whose fiscal year begins in October', () => {
	const spans = (['thisFiscalYear', 'lastFiscalYear', 'lastMonth'] as const).map((choice) =>
		chosenSpan(choice, '2026-01-15', 10),
	);
	expect(spans).toEqual([
		{ start: '2025-10-01', end: '2026-09-30' },
		{ start: '2024-10-01', end: '2025-09-30' },
		{ start: '2025-12-01', end: '2025-12-31' },
	]);
	expect(fiscalYearStart('2026-10-01', 10)).toBe('2026-10-01');
});

test.each([
	['2026-01-01', '2026-06-30', 'Total', 1],
	['2026-01-01', '2026-07-01', 'Total', 2],
	['2025-01-31', '2026-02-28', 'Month', 3],
	['2025-02-15', '2026-11-20', 'Quarter', 4],
	['2025-03-10', '2026-11-20', 'Year', 4],
	['2026-02-28', '2026-02-28', 'Month', 1],
])('%s to %s by %s takes %i requests that meet without gap or overlap', (start, end, by, count) => {
	const parts = requestsFor(profit, by as SummarizeBy, { start, end }, 1);
	expect(parts).toHaveLength(count);
	expect(parts[0].start).toBe(start);
	expect(parts.at(-1)?.end).toBe(end);
	parts.slice(1).forEach((part, index) => {
		expect(part.start).toBe(addDays(parts[index].end, 1));
	});
	for (const part of parts) {
		const first = new Date(`${part.start.slice(0, 7)}-01T00:00:00Z`);
		first.setUTCMonth(first.getUTCMonth() + 6);
		expect(part.end < first.toISOString().slice(0, 10)).toBe(true);
		if (by === 'Year') expect(part.start.slice(0, 4)).toBe(part.end.slice(0, 4));
	}
});

test.each([
	['FiscalQuarter', ['2025-03-15', '2025-08-01', '2026-02-01', '2026-08-01']],
	['FiscalYear', ['2025-03-15', '2025-08-01', '2026-02-01', '2026-08-01']],
	['Quarter', ['2025-03-15', '2025-07-01', '2026-01-01', '2026-07-01']],
] as const)('requests by %s begin where its periods do', (by, starts) => {
	const range = { start: '2025-03-15', end: '2026-11-20' };
	expect(requestsFor(profit, by, range, 2).map(({ start }) => start)).toEqual(starts);
});

test('balances of a whole range need its last part, a trial balance one request per period', () => {
	const range = { start: '2025-05-10', end: '2026-02-20' };
	expect(requestsFor(sheet, 'Total', range, 1)).toEqual([
		{ start: '2025-11-01', end: '2026-02-20' },
	]);
	expect(requestsFor(trial, 'Quarter', range, 7)).toEqual([
		{ start: '2024-07-01', end: '2025-06-30' },
		{ start: '2025-07-01', end: '2025-09-30' },
		{ start: '2025-07-01', end: '2025-12-31' },
		{ start: '2025-07-01', end: '2026-02-20' },
	]);
});

test('a range is halved down to single days, balances no further than to single periods', () => {
	const days = (start: string, end: string) => halves(profit, 'Total', { start, end });
	expect(days('2026-01-01', '2026-04-30')).toEqual([
		{ start: '2026-01-01', end: '2026-02-28' },
		{ start: '2026-03-01', end: '2026-04-30' },
	]);
	expect(days('2026-01-05', '2026-01-06')).toEqual([
		{ start: '2026-01-05', end: '2026-01-05' },
		{ start: '2026-01-06', end: '2026-01-06' },
	]);
	expect(days('2026-01-05', '2026-01-05')).toBeUndefined();
	const range = { start: '2026-01-01', end: '2026-02-28' };
	expect(halves(sheet, 'Total', range)).toBeUndefined();
	expect(halves(trial, 'Month', range)).toBeUndefined();
	expect(halves(sheet, 'Month', range)).toHaveLength(2);
	expect(halves(sheet, 'Month', { start: '2026-01-01', end: '2026-01-31' })).toBeUndefined();
});
