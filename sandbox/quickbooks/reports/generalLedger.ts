/** https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/generalledger */
import { isResult, naturalSign, type Account } from './chart';
import { keptLines, type ReportContext } from './context';
import { fiscalYearStart } from './days';
import { DetailColumns } from './detailColumns';
import type { Line } from './entry';
import { data, section, type WireColumn, type WireRow } from './wire';

const USUAL = [
	'tx_date',
	'txn_type',
	'doc_num',
	'name',
	'memo',
	'split_acc',
	'subt_nat_amount',
	'rbal_nat_amount',
];

export function generalLedger(context: ReportContext): { columns: WireColumn[]; rows: WireRow[] } {
	const { ledger, request } = context;
	const columns = new DetailColumns(context, USUAL);
	const byAccount = new Map<string, Line[]>();
	for (const line of keptLines(context)) {
		const list = byAccount.get(line.leg.accountId) ?? [];
		list.push(line);
		byAccount.set(line.leg.accountId, list);
	}
	const accounts = ledger.chart.all();
	const rows = accounts
		.filter(({ parentId }) => ledger.chart.find(parentId) === undefined)
		.flatMap((account) => accountSection(context, columns, account, byAccount, 0));
	const any = [...byAccount.values()].some((lines) =>
		lines.some(({ entry }) => entry.date >= request.start),
	);
	return { columns: columns.wire(), rows: any ? rows : [] };
}

function accountSection(
	context: ReportContext,
	columns: DetailColumns,
	account: Account,
	byAccount: Map<string, Line[]>,
	depth: number,
): WireRow[] {
	const { ledger, request, words, switches } = context;
	const lines = byAccount.get(account.id) ?? [];
	const nested = ledger.chart
		.all()
		.filter(({ parentId }) => parentId === account.id)
		.flatMap((child) => accountSection(context, columns, child, byAccount, depth + 1));
	const before = beginning(context, account, lines);
	const within = lines.filter(({ entry }) => entry.date >= request.start);
	if (within.length === 0 && before === 0 && nested.length === 0) {
		return [];
	}
	const sign = naturalSign(account);
	let balance = before;
	let total = 0;
	const rows: WireRow[] = [];
	if (before !== 0 || within.length > 0) {
		rows.push(
			data(columns.titled({ value: words('Beginning Balance') }, { rbal_nat_amount: before })),
		);
	}
	for (const line of within) {
		const cents = sign * line.leg.cents || 0;
		balance += cents;
		total += cents;
		rows.push(data(columns.cells({ line, cents, balance })));
	}
	const named = { value: account.name };
	// Headers of sub-accounts were seen without an id.
	const header = depth > 0 && !switches.ledgerSubsectionIds ? named : { ...named, id: account.id };
	return [
		section({
			header: columns.titled(header),
			rows: [...rows, ...nested],
			summary: columns.titled(
				{ value: words(`Total for ${account.name}`) },
				{ subt_nat_amount: total },
			),
		}),
	];
}

/** Income and expense begin each fiscal year at nothing. */
function beginning(context: ReportContext, account: Account, lines: Line[]): number {
	const { request, firstMonth } = context;
	const from = isResult(account) ? fiscalYearStart(request.start, firstMonth) : '';
	const sum = lines
		.filter(({ entry }) => entry.date < request.start && entry.date >= from)
		.reduce((all, { leg }) => all + leg.cents, 0);
	return naturalSign(account) * sum || 0;
}
