/** https://developer.intuit.com/app/developer/qbo/docs/api/accounting/report-entities/journalreport */
import type { ReportContext } from './context';
import { DetailColumns } from './detailColumns';
import type { Leg } from './entry';
import { BLANK, data, section, type WireColumn, type WireRow } from './wire';

const USUAL = [
	'tx_date',
	'txn_type',
	'doc_num',
	'name',
	'memo',
	'account_name',
	'debt_amt',
	'credit_amt',
];

/** One block per document. The older reporting service puts a row with the document's name before it. */
export function journalReport(context: ReportContext): { columns: WireColumn[]; rows: WireRow[] } {
	const { ledger, request, switches } = context;
	const columns = new DetailColumns(context, USUAL);
	const rows: WireRow[] = [];
	for (const entry of ledger.entries) {
		const inside = entry.date >= request.start && entry.date <= request.end;
		const legs = entry.legs.filter((leg) => request.keeps({ entry, leg }));
		if (!inside || legs.length === 0) {
			continue;
		}
		if (switches.reportService === 'v1') {
			rows.push(data(documentCells(columns, { entry, leg: legs[0] })));
		}
		legs.forEach((leg, index) => {
			const line = { entry, leg };
			rows.push(data(columns.cells({ line, cents: leg.cents, repeated: index > 0 })));
		});
		rows.push(
			section({
				summary: columns.titled(BLANK, { debt_amt: sumOf(legs, 1), credit_amt: sumOf(legs, -1) }),
			}),
			data(columns.titled(BLANK)),
		);
	}
	return { columns: columns.wire(), rows };
}

/** Date, kind and number of a document; its account and amounts blank. */
function documentCells(
	columns: DetailColumns,
	line: { entry: ReportContext['ledger']['entries'][number]; leg: Leg },
) {
	const whole = columns.cells({ line, cents: 0 });
	return whole.map((cell, index) =>
		['tx_date', 'txn_type', 'doc_num'].includes(columns.keys[index]) ? cell : { value: '' },
	);
}

function sumOf(legs: Leg[], sign: 1 | -1): number {
	return legs.reduce((sum, leg) => sum + Math.max(0, sign * leg.cents), 0);
}
