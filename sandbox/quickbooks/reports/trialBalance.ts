/** https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/trialbalance */
import { isResult } from './chart';
import { keptLines, type ReportContext } from './context';
import { fiscalYearStart } from './days';
import { labelColumn, withoutKeys } from './summaryColumns';
import { money, section, type WireColumn, type WireRow } from './wire';

/**
 * Balances on the last day. Income and expense count from the start of the fiscal year, or, where that
 * switch says so, from the report's start date; what came before is in Retained Earnings.
 */
export function trialBalance(context: ReportContext): { columns: WireColumn[]; rows: WireRow[] } {
	const { ledger, request, words, switches, firstMonth } = context;
	const { chart } = ledger;
	const from =
		switches.trialBalanceFrom === 'startDate'
			? request.start
			: fiscalYearStart(request.end, firstMonth);
	const retained = chart.system('retained');
	const balances = new Map<string, number>();
	for (const { entry, leg } of keptLines(context)) {
		const isOld = entry.date < from && isResult(chart.get(leg.accountId));
		const id = isOld ? retained : leg.accountId;
		balances.set(id, (balances.get(id) ?? 0) + leg.cents);
	}
	const rows: WireRow[] = [];
	let sum = 0;
	for (const account of chart.all()) {
		const balance = balances.get(account.id) ?? 0;
		if (balance === 0) {
			continue;
		}
		sum += Math.max(0, balance);
		rows.push({
			ColData: [
				{ value: fullName(context, account.id), id: account.id },
				money(balance > 0 ? balance : undefined),
				money(balance < 0 ? -balance : undefined),
			],
		});
	}
	const credits = [...balances.values()].reduce((all, value) => all + Math.max(0, -value), 0);
	rows.push(
		section({
			summary: [{ value: words('TOTAL') }, money(sum), money(credits)],
			group: 'GrandTotal',
		}),
	);
	const columns = [
		labelColumn('Account', 'account'),
		{ ...labelColumn('Money', 'debit'), ColTitle: words('Debit') },
		{ ...labelColumn('Money', 'credit'), ColTitle: words('Credit') },
	];
	return {
		columns: switches.reportColumnKeys === 'all' ? columns : withoutKeys(columns),
		rows: rows.length === 1 ? [] : rows,
	};
}

/** `Utilities:Telephone`, as the flat list of a trial balance names accounts. */
function fullName({ ledger }: ReportContext, id: string): string {
	const account = ledger.chart.get(id);
	const parent = ledger.chart.find(account.parentId);
	return parent === undefined
		? account.name
		: `${fullName({ ledger } as ReportContext, parent.id)}:${account.name}`;
}
