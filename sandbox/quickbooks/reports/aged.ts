/** AgedReceivables and AgedPayables. */
import { zeros } from './accountRows';
import type { ReportContext } from './context';
import { daysBetween } from './days';
import { openItems } from './openItems';
import { partyRows } from './partyRows';
import { labelColumn, withoutKeys } from './summaryColumns';
import type { WireColumn, WireRow } from './wire';

export function aged(side: 'Customer' | 'Vendor') {
	return (context: ReportContext): { columns: WireColumn[]; rows: WireRow[] } => {
		const { request, words, switches, today } = context;
		const { agingPeriod: length, agingPeriods: count } = request;
		// Not due yet, one per period, the rest, and the total of all.
		const titles = [words('Current')];
		const keys = ['current'];
		for (let index = 0; index < count - 1; index += 1) {
			titles.push(`${index * length + 1} - ${(index + 1) * length}`);
			keys.push(String(index));
		}
		titles.push(`${(count - 1) * length + 1} and over`, words('Total'));
		keys.push(String(count - 1), 'total');
		const on = request.agingMethod === 'Current' ? today : request.reportDate;
		const amounts = new Map<string, number[]>();
		for (const item of openItems(context, side)) {
			const overdue = daysBetween(item.dueDate, on);
			const bucket = overdue <= 0 ? 0 : Math.min(count, Math.ceil(overdue / length));
			const own = amounts.get(item.partyId) ?? zeros(titles.length);
			own[bucket] += item.cents;
			own[titles.length - 1] += item.cents;
			amounts.set(item.partyId, own);
		}
		const columns = [
			labelColumn(side, side === 'Customer' ? 'cust_name' : 'vend_name'),
			...titles.map((title, index) => ({
				...labelColumn('Money', keys[index]),
				ColTitle: title,
			})),
		];
		return {
			columns: switches.reportColumnKeys === 'all' ? columns : withoutKeys(columns),
			rows: partyRows(context, side, amounts, titles.length),
		};
	};
}

/** CustomerBalance and VendorBalance. */
export function balance(side: 'Customer' | 'Vendor') {
	return (context: ReportContext): { columns: WireColumn[]; rows: WireRow[] } => {
		const { words, switches } = context;
		const amounts = new Map<string, number[]>();
		for (const item of openItems(context, side)) {
			const own = amounts.get(item.partyId) ?? [0];
			own[0] += item.cents;
			amounts.set(item.partyId, own);
		}
		const columns = [
			labelColumn(side, side === 'Customer' ? 'cust_name' : 'vend_name'),
			{ ...labelColumn('Money', 'total'), ColTitle: words('Total') },
		];
		return {
			columns: switches.reportColumnKeys === 'all' ? columns : withoutKeys(columns),
			rows: partyRows(context, side, amounts, 1),
		};
	};
}
