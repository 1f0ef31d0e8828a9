/** https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/balancesheet */
import { accountRows, addTo, zeros, type AccountRows } from './accountRows';
import { balancesAt, profit, yearOf } from './balances';
import { isResult } from './chart';
import { keptLines, type ReportContext } from './context';
import { addDays } from './days';
import { isByPeriod, labelColumn, summaryColumns } from './summaryColumns';
import { blanks, data, moneys, section, type WireColumn, type WireRow } from './wire';

interface Part {
	title: string;
	group: string;
	/** Account type of a leaf. */
	type?: string;
	parts?: Part[];
}

const ASSETS: Part = {
	title: 'ASSETS',
	group: 'TotalAssets',
	parts: [
		{
			title: 'Current Assets',
			group: 'CurrentAssets',
			parts: [
				{ title: 'Bank Accounts', group: 'BankAccounts', type: 'Bank' },
				{ title: 'Accounts Receivable', group: 'AR', type: 'Accounts Receivable' },
				{ title: 'Other Current Assets', group: 'OtherCurrentAssets', type: 'Other Current Asset' },
			],
		},
		{ title: 'Fixed Assets', group: 'FixedAssets', type: 'Fixed Asset' },
		{ title: 'Other Assets', group: 'OtherAssets', type: 'Other Asset' },
	],
};

const LIABILITIES: Part = {
	title: 'LIABILITIES AND EQUITY',
	group: 'TotalLiabilitiesAndEquity',
	parts: [
		{
			title: 'Liabilities',
			group: 'Liabilities',
			parts: [
				{
					title: 'Current Liabilities',
					group: 'CurrentLiabilities',
					parts: [
						{ title: 'Accounts Payable', group: 'AP', type: 'Accounts Payable' },
						{ title: 'Credit Cards', group: 'CreditCards', type: 'Credit Card' },
						{
							title: 'Other Current Liabilities',
							group: 'OtherCurrentLiabilities',
							type: 'Other Current Liability',
						},
					],
				},
				{
					title: 'Long-Term Liabilities',
					group: 'LongTermLiabilities',
					type: 'Long Term Liability',
				},
			],
		},
		{ title: 'Equity', group: 'Equity', type: 'Equity' },
	],
};

export function balanceSheet(context: ReportContext): { columns: WireColumn[]; rows: WireRow[] } {
	const { ledger, words, request } = context;
	const lines = keptLines(context);
	const byPeriod = isByPeriod(request.summary);
	const columns = summaryColumns(context, lines, !byPeriod);
	const count = columns.length;
	const amounts = balancesAt(lines, columns);
	const retained = ledger.chart.get(ledger.chart.system('retained'));
	const before = profit(
		context,
		lines,
		columns,
		() => undefined,
		(column) => addDays(yearOf(context, column), -1),
	);
	const current = profit(
		context,
		lines,
		columns,
		(column) => yearOf(context, column),
		(column) => column.end,
	);
	const withRetained: typeof amounts = (account) => {
		const own = amounts(account);
		if (account.id !== retained.id || (own === undefined && before.every((value) => value === 0))) {
			return own;
		}
		return before.map((value, index) => value + (own?.[index] ?? 0));
	};
	const leaf = (type: string): AccountRows => {
		const part = accountRows(
			ledger.chart,
			(account) => account.type === type && !isResult(account),
			withRetained,
			count,
			words,
		);
		if (type === 'Equity' && current.some((value) => value !== 0)) {
			part.rows.push(
				data([{ value: words('Net Income') }, ...moneys(current)], { group: 'NetIncome' }),
			);
			addTo(part.totals, current);
		}
		return part;
	};
	const render = ({ title, group, type, parts = [] }: Part): AccountRows => {
		const inner: AccountRows = type === undefined ? { rows: [], totals: zeros(count) } : leaf(type);
		for (const part of parts) {
			const rendered = render(part);
			inner.rows.push(...rendered.rows);
			addTo(inner.totals, rendered.totals);
		}
		if (inner.rows.length === 0) {
			return inner;
		}
		const row = section({
			header: [{ value: words(title) }, ...blanks(count)],
			rows: inner.rows,
			summary: [{ value: words(`Total ${title}`) }, ...moneys(inner.totals)],
			group,
		});
		return { rows: [row], totals: inner.totals };
	};
	return {
		columns: [labelColumn('Account', 'account'), ...columns.map(({ wire }) => wire)],
		rows: lines.length === 0 ? [] : [...render(ASSETS).rows, ...render(LIABILITIES).rows],
	};
}
