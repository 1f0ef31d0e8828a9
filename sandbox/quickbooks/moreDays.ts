/** What a day of work and a day of corrections do to documents of the other kinds. */
import { Prng } from '../common/ids';
import type { Books } from './books';
import { active } from './documents';
import { cents } from './money';
import {
	accountsOf,
	billPaymentFor,
	estimateFor,
	journalFor,
	purchaseFrom,
	salesReceiptFor,
	timeFor,
	transferOf,
} from './moreDocuments';
import { objects, refId, text, type JsonObject, type Row } from './rows';

/** Keeps the chance of these apart from that of the days themselves. */
const OWN_SEED = 15_485_863;

type Note = (what: string, entity: string, row: Row) => void;

/** New documents of the other kinds; one sentence each. Nothing is removed. */
export function workMore(books: Books, day: number): string[] {
	const prng = new Prng(OWN_SEED * day);
	const done: string[] = [];
	const enter = (entity: string, body: JsonObject | undefined) => {
		if (body !== undefined) {
			noteIn(done)('New', entity, books.create(entity, body));
		}
	};
	const atHome = (entity: string) =>
		active(books, entity).filter((row) => refId(row, 'CurrencyRef') === books.company.homeCurrency);
	const [customers, vendors] = [atHome('Customer'), atHome('Vendor')];
	const hasBank = accountsOf(books, 'Bank', books.company.homeCurrency).length > 1;
	if (customers.length === 0 || vendors.length === 0 || !hasBank) {
		return done;
	}
	const vendor = prng.pick(vendors);
	enter('SalesReceipt', salesReceiptFor(books, prng.pick(customers), prng, `DS${day}`));
	enter('Estimate', estimateFor(books, prng.pick(customers), prng, `DE${day}`));
	enter('Purchase', purchaseFrom(books, vendor, prng, `DX${day}`, false));
	enter('JournalEntry', journalFor(books, prng, `DJ${day}`));
	enter('Transfer', transferOf(books, prng));
	if (active(books, 'Employee').length > 0) {
		enter('TimeActivity', timeFor(books, prng));
	}
	const bill = books
		.all('Bill')
		.find(
			(row) =>
				cents(row, 'Balance') > 0 && refId(row, 'CurrencyRef') === books.company.homeCurrency,
		);
	enter('BillPayment', bill && billPaymentFor(books, [bill], prng));
	return done;
}

/** Corrections of documents of the other kinds, as far as the books have them. */
export function correctMore(books: Books, day: number): string[] {
	const prng = new Prng(OWN_SEED * day + 1);
	const done: string[] = [];
	const act = (what: string, entity: string, how: (row: Row) => void, fits = worthy) => {
		const rows = books.all(entity).filter(fits);
		if (rows.length > 0) {
			const row = prng.pick(rows);
			how(row);
			noteIn(done)(what, entity, row);
		}
	};
	act('Voided', 'SalesReceipt', (row) => books.void('SalesReceipt', row.Id));
	act('Deleted', 'VendorCredit', (row) => books.delete('VendorCredit', row.Id));
	act('Deleted', 'BillPayment', (row) => books.delete('BillPayment', row.Id));
	act('Deleted', 'TimeActivity', (row) => books.delete('TimeActivity', row.Id), any);
	act('Reversed', 'JournalEntry', (row) => reverse(books, row), any);
	act('Inactive', 'PaymentMethod', (row) => books.inactivate('PaymentMethod', row.Id), isActive);
	return done;
}

const any = () => true;
const worthy = (row: Row) => cents(row, 'TotalAmt') > 0;
const isActive = (row: Row) => row.Active !== false;

/** Turns every debit into a credit, so the entry still balances. */
function reverse(books: Books, entry: Row): void {
	const lines = objects(entry, 'Line').map((line) => {
		const detail = line.JournalEntryLineDetail as JsonObject;
		const PostingType = detail.PostingType === 'Debit' ? 'Credit' : 'Debit';
		return { ...line, JournalEntryLineDetail: { ...detail, PostingType } };
	});
	books.update('JournalEntry', entry.Id, { Line: lines });
}

function noteIn(done: string[]): Note {
	return (what, entity, row) => {
		const name = text(row, 'DocNumber') || text(row, 'Name') || row.Id;
		done.push(`${what} ${entity} ${name} (Id ${row.Id})`);
	};
}
