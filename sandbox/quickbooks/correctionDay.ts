/** A day on which a bookkeeper puts things right: what a plain load of new documents would miss. */
import { Prng } from '../common/ids';
import type { Books } from './books';
import type { MergedLoser } from './merge';
import { active } from './documents';
import { cents, toCents } from './money';
import { correctMore } from './moreDays';
import { objects, refId, text, type JsonObject, type Row } from './rows';

/** Seeds these days apart from the days of plain work. */
const DAY_SEED = 104_729;

/** What was done, with the Ids that a reader may want to look at. */
export interface CorrectionDay {
	/** One sentence per step, for people. */
	done: string[];
	/** The invoice that lost a line. */
	shortenedInvoice: string;
	voidedInvoice: string;
	deletedBill: string;
	inactivatedVendor: string;
	mergedCustomer: { loser: string; survivor: string };
}

/**
 * Changes an invoice, takes a line off another, voids a third, deletes a bill, makes a vendor inactive
 * and merges two customers. The same `day` on the same books does the same.
 * @throws Error where the books are too small for one of the steps
 */
export function correctADay(books: Books, day: number, loser: MergedLoser): CorrectionDay {
	const prng = new Prng(DAY_SEED * day);
	const done: string[] = [];
	const used = new Set<string>();
	const take = (what: string, rows: Row[]): Row => {
		const free = rows.filter((row) => !used.has(row.Id));
		if (free.length === 0) {
			throw new Error(`The books have ${what} no more.`);
		}
		const row = prng.pick(free);
		used.add(row.Id);
		return row;
	};
	const unpaid = books
		.all('Invoice')
		.filter((row) => cents(row, 'TotalAmt') > 0 && objects(row, 'LinkedTxn').length === 0);
	const paid = books
		.all('Invoice')
		.filter((row) => cents(row, 'TotalAmt') > 0 && objects(row, 'LinkedTxn').length > 0);

	const changed = take('an invoice to change', unpaid.filter(hasItems(1)));
	books.update('Invoice', changed.Id, { Line: dearer(changed) });
	done.push(`Invoice ${nameOf(changed)}: a price was raised by 25.00`);

	const shortened = take('an invoice to shorten', unpaid.filter(hasItems(2)));
	const gone = itemLines(shortened)[0];
	const Line = objects(shortened, 'Line').filter((line) => line.Id !== gone.Id);
	books.update('Invoice', shortened.Id, { Line });
	done.push(`Invoice ${nameOf(shortened)}: a line of ${money(gone, shortened)} was removed`);

	// A paid one where there is any: its payment lets go of it, which is a change of the payment too.
	const voided = take('an invoice to void', paid.length > 0 ? paid : unpaid);
	books.void('Invoice', voided.Id);
	done.push(`Invoice ${nameOf(voided)} of ${total(voided)} was voided`);

	const bill = take(
		'a bill to delete',
		books.all('Bill').filter((row) => cents(row, 'TotalAmt') > 0),
	);
	books.delete('Bill', bill.Id);
	done.push(`Bill ${nameOf(bill)} of ${total(bill)} was deleted`);

	const vendor = take('a vendor to make inactive', active(books, 'Vendor'));
	books.inactivate('Vendor', vendor.Id);
	done.push(`Vendor ${nameOf(vendor)} was made inactive`);

	const [merged, survivor] = mergeable(books, prng);
	const moved = documentsOf(books, merged.Id);
	books.merge('Customer', merged.Id, survivor.Id, loser);
	done.push(
		`Customer ${nameOf(merged)} was merged into ${nameOf(survivor)}, with ${moved} documents`,
	);
	done.push(...correctMore(books, day));
	return {
		done,
		shortenedInvoice: shortened.Id,
		voidedInvoice: voided.Id,
		deletedBill: bill.Id,
		inactivatedVendor: vendor.Id,
		mergedCustomer: { loser: merged.Id, survivor: survivor.Id },
	};
}

/** Two customers that QuickBooks lets one merge: same currency and level, the first with documents. */
export function mergeable(books: Books, prng: Prng): [loser: Row, survivor: Row] {
	const customers = active(books, 'Customer');
	const parents = new Set(customers.map((row) => refId(row, 'ParentRef')));
	const pairs = customers
		.filter((row) => !parents.has(row.Id) && documentsOf(books, row.Id) > 0)
		.flatMap((one) => {
			const others = customers.filter(
				(other) =>
					other.Id !== one.Id &&
					refId(other, 'CurrencyRef') === refId(one, 'CurrencyRef') &&
					refId(other, 'ParentRef') === refId(one, 'ParentRef'),
			);
			return others.length > 0 ? [{ one, others }] : [];
		});
	if (pairs.length === 0) {
		throw new Error('The books have no two customers to merge.');
	}
	const { one, others } = prng.pick(pairs);
	return [structuredClone(one), structuredClone(prng.pick(others))];
}

function documentsOf(books: Books, customerId: string): number {
	return ['Invoice', 'CreditMemo', 'Payment']
		.flatMap((entity) => books.peek(entity))
		.filter((row) => refId(row, 'CustomerRef') === customerId).length;
}

export function itemLines(invoice: Row): JsonObject[] {
	return objects(invoice, 'Line').filter(
		(line) => line.DetailType === 'SalesItemLineDetail' && cents(line, 'Amount') > 0,
	);
}

function hasItems(least: number): (row: Row) => boolean {
	return (row) => itemLines(row).length >= least;
}

function dearer(invoice: Row): JsonObject[] {
	const [first] = itemLines(invoice);
	return objects(invoice, 'Line').map((line) =>
		line.Id === first.Id ? { ...line, Amount: (toCents(Number(line.Amount)) + 2_500) / 100 } : line,
	);
}

function nameOf(row: Row): string {
	return `${text(row, 'DocNumber') || text(row, 'DisplayName') || row.Id} (Id ${row.Id})`;
}

function total(row: Row): string {
	return `${(cents(row, 'TotalAmt') / 100).toFixed(2)} ${refId(row, 'CurrencyRef')}`;
}

function money(line: JsonObject, row: Row): string {
	return `${(cents(line, 'Amount') / 100).toFixed(2)} ${refId(row, 'CurrencyRef')}`;
}
