/** Customers (with their sub-customers) or vendors as rows; a parent's own amounts stand in its header. */
import { refId, text } from '../rows';
import { addTo, zeros } from './accountRows';
import type { ReportContext } from './context';
import { moneys, section, type WireRow } from './wire';

/** @param amounts by party id, one per column; a blank id stands for postings without a party */
export function partyRows(
	context: ReportContext,
	side: 'Customer' | 'Vendor',
	amounts: Map<string, number[]>,
	columns: number,
): WireRow[] {
	const { books, words } = context;
	const parties = books.peek(side);
	const sum = zeros(columns);
	const nameOf = (id: string) => text(books.stored(side, id)?.row, 'DisplayName');
	const render = (id: string): { row: WireRow; totals: number[] } | undefined => {
		const own = amounts.get(id);
		const totals = zeros(columns);
		addTo(totals, own ?? []);
		const nested: WireRow[] = [];
		for (const child of parties.filter((row) => refId(row, 'ParentRef') === id)) {
			const rendered = render(child.Id);
			if (rendered !== undefined) {
				nested.push(rendered.row);
				addTo(totals, rendered.totals);
			}
		}
		const label = { value: nameOf(id), id };
		if (nested.length > 0) {
			const cells = own ?? Array.from({ length: columns }, () => undefined);
			const row = section({
				header: [label, ...moneys(cells)],
				rows: nested,
				summary: [{ value: words(`Total ${nameOf(id)}`) }, ...moneys(totals)],
			});
			return { row, totals };
		}
		// These rows have no type in Intuit's examples.
		return own === undefined
			? undefined
			: { row: { ColData: [label, ...blankZeros(own)] }, totals };
	};
	const roots = parties.filter((row) => refId(row, 'ParentRef') === '').map((row) => row.Id);
	const rows: WireRow[] = [];
	for (const id of [...roots, ...(amounts.has('') ? [''] : [])]) {
		const rendered = render(id);
		if (rendered !== undefined) {
			rows.push(rendered.row);
			addTo(sum, rendered.totals);
		}
	}
	if (rows.length > 0) {
		rows.push(
			section({ summary: [{ value: words('TOTAL') }, ...moneys(sum)], group: 'GrandTotal' }),
		);
	}
	return rows;
}

/** A bucket without anything is blank; the last column, the total, never is. */
function blankZeros(values: number[]) {
	return moneys(
		values.map((value, index) => (value === 0 && index < values.length - 1 ? undefined : value)),
	);
}
