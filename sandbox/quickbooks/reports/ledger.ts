/** All entries of a company, computed from its documents whenever a report is asked for. */
import type { Books, Stored } from '../books';
import { pacificDate } from '../time';
import { cashBasis } from './cashBasis';
import { Chart, isResult, naturalSign } from './chart';
import type { Entry } from './entry';
import { balanced, type Source } from './entries/maker';
import { collectApplications, isPayment, paymentEntry } from './entries/payments';
import { purchaseEntry } from './entries/purchases';
import { saleEntry } from './entries/sales';
import { transferEntry } from './entries/transfers';

export type Basis = 'Accrual' | 'Cash';

/** Kinds of documents that post; estimates, purchase orders and time activities do not. */
export const POSTING_KINDS = [
	'Invoice',
	'SalesReceipt',
	'CreditMemo',
	'RefundReceipt',
	'Bill',
	'VendorCredit',
	'Purchase',
	'Payment',
	'BillPayment',
	'Deposit',
	'Transfer',
	'JournalEntry',
] as const;

/** Opening balances of accounts in another currency are taken at this rate; the seed names none. */
const OPENING_RATE = 1.1;

/** Ids of opening entries lie above every counted id. */
const OPENING_ID = '8000000';

export interface Ledger {
	chart: Chart;
	/** In order of date, then id. */
	entries: Entry[];
}

/** The entries of a company. Each one adds up to 0 in home currency. */
export function ledgerOf(books: Books, basis: Basis): Ledger {
	const chart = new Chart(books);
	const byId = new Map<string, Entry>();
	const payments: Source[] = [];
	for (const entity of POSTING_KINDS) {
		for (const stored of books.entries(entity)) {
			const source: Source = { entity, stored, row: stored.row, books, chart };
			if (isPayment(entity)) {
				payments.push(source);
				continue;
			}
			byId.set(stored.row.Id, documentEntry(source));
		}
	}
	const find = (id: string) => byId.get(id);
	const applications = collectApplications(payments, find);
	const paying = payments.map((source) => paymentEntry(source, applications, find));
	const documents = [...byId.values()];
	const recognised =
		basis === 'Cash' ? cashBasis(documents, applications, chart, isPaidAtOnce) : documents;
	const entries = [...openings(chart), ...recognised, ...paying];
	entries.sort(byDateAndId);
	return { chart, entries };
}

function documentEntry(source: Source): Entry {
	const entry = saleEntry(source) ?? purchaseEntry(source) ?? transferEntry(source);
	if (entry === undefined) {
		throw new Error(`There is no posting rule for ${source.entity}.`);
	}
	return entry;
}

/** Everything but what customers and vendors are owed or owe. */
function isPaidAtOnce(entry: Entry): boolean {
	return !['Invoice', 'CreditMemo', 'Bill', 'VendorCredit'].includes(entry.entity);
}

function openings(chart: Chart): Entry[] {
	return chart
		.all()
		.filter((account) => account.openingCents !== 0 && !isResult(account))
		.map((account) => {
			const foreign = naturalSign(account) * account.openingCents;
			const isHome = account.currency === chart.get(chart.system('opening')).currency;
			const rate = isHome ? 1 : OPENING_RATE;
			const line = { accountId: account.id, foreignCents: foreign, memo: 'Opening Balance' };
			return {
				entity: 'JournalEntry',
				id: `${OPENING_ID}${account.id}`,
				type: 'Journal Entry',
				date: pacificDate(account.createdMs),
				dueDate: '',
				docNumber: '',
				memo: 'Opening Balance',
				currency: account.currency,
				rate,
				party: undefined,
				legs: balanced(rate, { accountId: chart.system('opening') }, [line], {}),
				createdMs: account.createdMs,
				updatedMs: account.createdMs,
			};
		});
}

function byDateAndId(a: Entry, b: Entry): number {
	return a.date === b.date ? Number(a.id) - Number(b.id) : a.date < b.date ? -1 : 1;
}

/** The stored object of an entry, or undefined for an opening balance. */
export function documentOf(books: Books, entry: Entry): Stored | undefined {
	return books.stored(entry.entity, entry.id);
}
