/** https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/profitandloss */
import { accountRows, addTo, zeros } from './accountRows';
import { movements } from './balances';
import { isResult } from './chart';
import { linesInRange, type ReportContext } from './context';
import { labelColumn, summaryColumns } from './summaryColumns';
import { blanks, moneys, section, type WireColumn, type WireRow } from './wire';

interface Section {
	type: string;
	title: string;
	group: string;
	/** What is shown after it: title, group and which sums. */
	after?: { title: string; group: string };
	sign: 1 | -1;
}

export const SECTIONS: Section[] = [
	{ type: 'Income', title: 'Income', group: 'Income', sign: 1 },
	{
		type: 'Cost of Goods Sold',
		title: 'Cost of Goods Sold',
		group: 'COGS',
		sign: -1,
		after: { title: 'Gross Profit', group: 'GrossProfit' },
	},
	{
		type: 'Expense',
		title: 'Expenses',
		group: 'Expenses',
		sign: -1,
		after: { title: 'Net Operating Income', group: 'NetOperatingIncome' },
	},
	{ type: 'Other Income', title: 'Other Income', group: 'OtherIncome', sign: 1 },
	{
		type: 'Other Expense',
		title: 'Other Expenses',
		group: 'OtherExpenses',
		sign: -1,
		after: { title: 'Net Other Income', group: 'NetOtherIncome' },
	},
];

export function profitAndLoss(context: ReportContext): { columns: WireColumn[]; rows: WireRow[] } {
	const { ledger, words } = context;
	const lines = linesInRange(context).filter(({ leg }) =>
		isResult(ledger.chart.get(leg.accountId)),
	);
	const columns = summaryColumns(context, lines, true);
	const amounts = movements(lines, columns);
	const rows: WireRow[] = [];
	const sum = zeros(columns.length);
	const other = zeros(columns.length);
	for (const { type, title, group, sign, after } of SECTIONS) {
		const part = accountRows(
			ledger.chart,
			(account) => account.type === type,
			amounts,
			columns.length,
			words,
		);
		if (part.rows.length > 0) {
			rows.push(
				section({
					header: [{ value: words(title) }, ...blanks(columns.length)],
					rows: part.rows,
					summary: [{ value: words(`Total ${title}`) }, ...moneys(part.totals)],
					group,
				}),
			);
		}
		addTo(sum, part.totals, sign);
		if (group.startsWith('Other')) {
			addTo(other, part.totals, sign);
		}
		const isOther = group === 'OtherExpenses';
		const hasOther = rows.some((row) => row.group?.startsWith('Other'));
		if (after !== undefined && (!isOther || hasOther)) {
			const shown = moneys(isOther ? other : [...sum]);
			rows.push(
				section({ summary: [{ value: words(after.title) }, ...shown], group: after.group }),
			);
		}
	}
	rows.push(
		section({ summary: [{ value: words('Net Income') }, ...moneys(sum)], group: 'NetIncome' }),
	);
	return {
		columns: [labelColumn('Account', 'account'), ...columns.map(({ wire }) => wire)],
		rows: lines.length === 0 ? [] : rows,
	};
}
