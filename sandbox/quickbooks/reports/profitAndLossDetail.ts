/** https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/profitandlossdetail */
import { isResult, naturalSign, type Account } from './chart';
import { linesInRange, type ReportContext } from './context';
import { DetailColumns } from './detailColumns';
import type { Line } from './entry';
import { SECTIONS } from './profitAndLoss';
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

export function profitAndLossDetail(context: ReportContext): {
	columns: WireColumn[];
	rows: WireRow[];
} {
	const { ledger, words } = context;
	const columns = new DetailColumns(context, USUAL);
	const lines = linesInRange(context).filter(({ leg }) =>
		isResult(ledger.chart.get(leg.accountId)),
	);
	const rows: WireRow[] = [];
	let net = 0;
	for (const { type, title, group, sign } of SECTIONS) {
		const roots = ledger.chart
			.all()
			.filter(
				(account) =>
					account.type === type && ledger.chart.find(account.parentId)?.type !== account.type,
			);
		const parts = roots.flatMap((account) => accountPart(context, columns, account, lines));
		if (parts.length === 0) {
			continue;
		}
		const total = parts.reduce((sum, part) => sum + part.total, 0);
		net += sign * total;
		rows.push(
			section({
				header: columns.titled({ value: words(title) }),
				rows: parts.map(({ row }) => row),
				summary: columns.titled({ value: words(`Total ${title}`) }, { subt_nat_amount: total }),
				group,
			}),
		);
	}
	rows.push(
		section({
			summary: columns.titled({ value: words('Net Income') }, { subt_nat_amount: net }),
			group: 'NetIncome',
		}),
	);
	return { columns: columns.wire(), rows: lines.length === 0 ? [] : rows };
}

function accountPart(
	context: ReportContext,
	columns: DetailColumns,
	account: Account,
	lines: Line[],
): Array<{ row: WireRow; total: number }> {
	const { ledger, words } = context;
	const nested = ledger.chart
		.all()
		.filter(({ parentId }) => parentId === account.id)
		.flatMap((child) => accountPart(context, columns, child, lines));
	const own = lines.filter(({ leg }) => leg.accountId === account.id);
	if (own.length === 0 && nested.length === 0) {
		return [];
	}
	let balance = 0;
	const rows = own.map((line) => {
		const cents = naturalSign(account) * line.leg.cents || 0;
		balance += cents;
		return data(columns.cells({ line, cents, balance }));
	});
	const total = balance + nested.reduce((sum, part) => sum + part.total, 0);
	const row = section({
		header: columns.titled({ value: account.name, id: account.id }),
		rows: [...rows, ...nested.map((part) => part.row)],
		summary: columns.titled(
			{ value: words(`Total for ${account.name}`) },
			{ subt_nat_amount: total },
		),
	});
	return [{ row, total }];
}
