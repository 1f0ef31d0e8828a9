/** https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/cashflow */
import { accountRows, addTo, zeros, type AccountRows, type Amounts } from './accountRows';
import { profit } from './balances';
import { isResult, type Account } from './chart';
import { keptLines, type ReportContext } from './context';
import { addDays } from './days';
import { labelColumn, summaryColumns, withoutKeys } from './summaryColumns';
import { blanks, data, moneys, section, type WireColumn, type WireRow } from './wire';

/** Which account types belong to which activity; what is cash itself belongs to none. */
const OPERATING = [
	'Accounts Receivable',
	'Other Current Asset',
	'Accounts Payable',
	'Credit Card',
	'Other Current Liability',
];
const INVESTING = ['Fixed Asset', 'Other Asset'];
const FINANCING = ['Long Term Liability', 'Equity'];

function isCash(account: Account): boolean {
	return account.type === 'Bank' || account.subType === 'UndepositedFunds';
}

export function cashFlow(context: ReportContext): { columns: WireColumn[]; rows: WireRow[] } {
	const { ledger, words, request, switches } = context;
	const lines = keptLines(context);
	const columns = summaryColumns(context, lines, true);
	const count = columns.length;
	const wire = [labelColumn('Account', 'account'), ...columns.map((column) => column.wire)];
	const shownColumns =
		switches.reportColumnKeys === 'all' || request.summary !== 'Total' ? wire : withoutKeys(wire);
	if (!lines.some(({ entry }) => entry.date >= request.start)) {
		return { columns: shownColumns, rows: [] };
	}
	// Cash rises by what an account is credited.
	const change = (account: Account): Amounts | undefined => {
		const sums = columns.map((column) => {
			const own = lines.filter(
				(line) =>
					line.leg.accountId === account.id &&
					line.entry.date >= column.start &&
					line.entry.date <= column.end &&
					column.holds(line),
			);
			return own.length === 0 ? undefined : -own.reduce((sum, { leg }) => sum + leg.cents, 0) || 0;
		});
		return sums.every((value) => value === undefined) ? undefined : sums;
	};
	const activity = (types: string[]): AccountRows =>
		accountRows(
			ledger.chart,
			(account) => types.includes(account.type) && !isCash(account) && !isResult(account),
			change,
			count,
			words,
		);
	const net = profit(
		context,
		lines,
		columns,
		(column) => column.start,
		(column) => column.end,
	);
	const operating = activity(OPERATING);
	const increase = zeros(count);
	addTo(increase, net);
	const adjustments = 'Adjustments to reconcile Net Income to Net Cash provided by operations:';
	const rows: WireRow[] = [];
	const label = (title: string) => [{ value: words(title) }, ...blanks(count)];
	const total = (title: string, values: Amounts) => [{ value: words(title) }, ...moneys(values)];
	addTo(increase, operating.totals);
	rows.push(
		section({
			header: label('OPERATING ACTIVITIES'),
			rows: [
				data(total('Net Income', net), { group: 'NetIncome' }),
				...(operating.rows.length === 0
					? []
					: [
							section({
								header: label(adjustments),
								rows: operating.rows,
								summary: total(`Total ${adjustments}`, operating.totals),
								group: 'OperatingAdjustments',
							}),
						]),
			],
			summary: total('Net cash provided by operating activities', [...increase]),
			group: 'OperatingActivities',
		}),
	);
	for (const [title, group, types] of [
		['investing', 'InvestingActivities', INVESTING],
		['financing', 'FinancingActivities', FINANCING],
	] as const) {
		const part = activity([...types]);
		if (part.rows.length > 0) {
			addTo(increase, part.totals);
			rows.push(
				section({
					header: label(`${title.toUpperCase()} ACTIVITIES`),
					rows: part.rows,
					summary: total(`Net cash provided by ${title} activities`, part.totals),
					group,
				}),
			);
		}
	}
	const cashUntil = (date: (column: { start: string; end: string }) => string) =>
		columns.map((column) =>
			lines
				.filter((line) => line.entry.date <= date(column) && column.holds(line))
				.filter((line) => isCash(ledger.chart.get(line.leg.accountId)))
				.reduce((sum, { leg }) => sum + leg.cents, 0),
		);
	const ends: Array<[string, string, number[]]> = [
		['Net cash increase for period', 'CashIncrease', increase],
		['Cash at beginning of period', 'BeginningCash', cashUntil(({ start }) => addDays(start, -1))],
		['Cash at end of period', 'EndingCash', cashUntil(({ end }) => end)],
	];
	for (const [title, group, values] of ends) {
		rows.push(section({ summary: total(title, values), group }));
	}
	return { columns: shownColumns, rows };
}
