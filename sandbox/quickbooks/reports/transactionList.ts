/** https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/transactionlist */
import type { ReportContext } from './context';
import { DetailColumns } from './detailColumns';
import { data, type WireColumn, type WireRow } from './wire';

const USUAL = [
	'tx_date',
	'txn_type',
	'doc_num',
	'is_no_post',
	'name',
	'memo',
	'account_name',
	'other_account',
	'subt_nat_amount',
];

/** One flat row per document: its own side, for instance the receivables of an invoice. */
export function transactionList(context: ReportContext): {
	columns: WireColumn[];
	rows: WireRow[];
} {
	const { ledger, request } = context;
	const columns = new DetailColumns(context, USUAL);
	const rows: WireRow[] = [];
	for (const entry of ledger.entries) {
		const inside = entry.date >= request.start && entry.date <= request.end;
		const [leg] = entry.legs;
		const kept = entry.legs.some((one) => request.keeps({ entry, leg: one }));
		if (!inside || leg === undefined || !kept) {
			continue;
		}
		rows.push(data(columns.cells({ line: { entry, leg }, cents: leg.cents })));
	}
	return { columns: columns.wire(), rows: request.descending ? rows.reverse() : rows };
}
