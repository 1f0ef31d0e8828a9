/** Sums of lines by account and column. */
import type { Amounts } from './accountRows';
import { isResult, naturalSign, type Account } from './chart';
import type { ReportContext } from './context';
import { fiscalYearStart } from './days';
import type { Line } from './entry';
import type { SummaryColumn } from './summaryColumns';

/** What was posted to each account within each column, on the account's natural side. */
export function movements(
	lines: Line[],
	columns: SummaryColumn[],
): (account: Account) => Amounts | undefined {
	return sumsOf(lines, columns, (line, column) => {
		const { date } = line.entry;
		return date >= column.start && date <= column.end && column.holds(line);
	});
}

/** What each account stands at on the last day of each column, natural side. */
export function balancesAt(
	lines: Line[],
	columns: SummaryColumn[],
): (account: Account) => Amounts | undefined {
	return sumsOf(
		lines,
		columns,
		(line, column) => line.entry.date <= column.end && column.holds(line),
	);
}

function sumsOf(
	lines: Line[],
	columns: SummaryColumn[],
	counts: (line: Line, column: SummaryColumn) => boolean,
): (account: Account) => Amounts | undefined {
	const sums = new Map<string, Amounts>();
	for (const line of lines) {
		columns.forEach((column, index) => {
			if (!counts(line, column)) {
				return;
			}
			const own = sums.get(line.leg.accountId) ?? columns.map(() => undefined);
			own[index] = (own[index] ?? 0) + line.leg.cents;
			sums.set(line.leg.accountId, own);
		});
	}
	return (account) =>
		sums
			.get(account.id)
			?.map((value) => (value === undefined ? undefined : value * naturalSign(account) || 0));
}

/** Profit (positive) per column: what was posted to result accounts from `from` to the column's end. */
export function profit(
	{ ledger }: ReportContext,
	lines: Line[],
	columns: SummaryColumn[],
	from: (column: SummaryColumn) => string | undefined,
	until: (column: SummaryColumn) => string,
): number[] {
	return columns.map((column) => {
		const first = from(column) ?? '';
		const last = until(column);
		let sum = 0;
		for (const line of lines) {
			const { date } = line.entry;
			const inside = date >= first && date <= last && column.holds(line);
			if (inside && isResult(ledger.chart.get(line.leg.accountId))) {
				sum -= line.leg.cents;
			}
		}
		return sum || 0;
	});
}

/** The first day of the fiscal year that a column ends in. */
export function yearOf({ firstMonth }: ReportContext, column: SummaryColumn): string {
	return fiscalYearStart(column.end, firstMonth);
}
