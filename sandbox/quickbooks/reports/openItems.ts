/** What customers owe and what is owed to vendors, document by document, as of a day. */
import { accrualEntries, type ReportContext } from './context';

export interface OpenItem {
	partyId: string;
	documentId: string;
	date: string;
	/** The day from which it is overdue. */
	dueDate: string;
	/** Home currency in cents; positive is what is owed. */
	cents: number;
}

/**
 * Open items on accounts of a type. A payment counts against the document that it pays, as soon as both
 * exist; what is left of it stands by itself. The sum is always the accounts' balance.
 */
export function openItems(context: ReportContext, side: 'Customer' | 'Vendor'): OpenItem[] {
	const { ledger, request } = context;
	const type = side === 'Customer' ? 'Accounts Receivable' : 'Accounts Payable';
	const sign = side === 'Customer' ? 1 : -1;
	const items = new Map<string, OpenItem>();
	const entries = accrualEntries(context).filter((entry) => entry.date <= request.reportDate);
	const dates = new Map(entries.map((entry) => [entry.id, entry]));
	for (const entry of entries) {
		for (const leg of entry.legs) {
			if (ledger.chart.get(leg.accountId).type !== type || !request.keeps({ entry, leg })) {
				continue;
			}
			const paid = leg.appliesTo === undefined ? undefined : dates.get(leg.appliesTo);
			const document = paid ?? entry;
			const partyId = side === 'Customer' ? leg.customerId : leg.vendorId;
			const key = `${document.id} ${partyId}`;
			const item = items.get(key) ?? {
				partyId,
				documentId: document.id,
				date: document.date,
				dueDate: document.dueDate || document.date,
				cents: 0,
			};
			item.cents += sign * leg.cents;
			items.set(key, item);
		}
	}
	return [...items.values()].filter((item) => item.cents !== 0);
}
