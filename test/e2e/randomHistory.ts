/** Work in a company's books by chance, the same for the same seed. */
import type { Prng } from '../../sandbox/common';
import type { Books } from '../../sandbox/quickbooks';
import { itemLines, mergeable } from '../../sandbox/quickbooks/correctionDay';
import { active, billFrom, invoiceFor, paymentOf } from '../../sandbox/quickbooks/documents';
import { cents } from '../../sandbox/quickbooks/money';
import { objects, type Row } from '../../sandbox/quickbooks/rows';

/** One kind of work; what it cannot do in these books it leaves. */
type Work = (books: Books, prng: Prng, number: string) => void;

/** Fewer people than this and the company has nobody left to do business with. */
const PEOPLE_LEFT = 8;

function anyOf(books: Books, entity: string, prng: Prng, fits: (row: Row) => boolean = worth) {
	const rows = books.all(entity).filter(fits);
	return rows.length === 0 ? undefined : prng.pick(rows);
}

function worth(row: Row): boolean {
	return cents(row, 'TotalAmt') > 0;
}

const WORK: Readonly<Record<string, Work>> = {
	invoice: (books, prng, number) => {
		const customer = prng.pick(active(books, 'Customer'));
		books.create('Invoice', invoiceFor(books, customer, prng, number));
	},
	bill: (books, prng, number) => {
		const vendor = prng.pick(active(books, 'Vendor'));
		books.create('Bill', billFrom(books, vendor, prng, number));
	},
	payment: (books, prng) => {
		const open = anyOf(books, 'Invoice', prng, (row) => cents(row, 'Balance') > 2);
		if (open !== undefined) books.create('Payment', paymentOf(books, open, prng));
	},
	dearer: (books, prng) => {
		const invoice = anyOf(books, 'Invoice', prng, (row) => itemLines(row).length > 0);
		if (invoice === undefined) return;
		const [first] = itemLines(invoice);
		const Line = objects(invoice, 'Line').map((line) =>
			line.Id === first?.Id ? { ...line, Amount: (cents(line, 'Amount') + 1_234) / 100 } : line,
		);
		books.update('Invoice', invoice.Id, { Line });
	},
	lineGone: (books, prng) => {
		const invoice = anyOf(books, 'Invoice', prng, (row) => itemLines(row).length > 1);
		if (invoice === undefined) return;
		const gone = prng.pick(itemLines(invoice));
		const Line = objects(invoice, 'Line').filter((line) => line.Id !== gone.Id);
		books.update('Invoice', invoice.Id, { Line });
	},
	otherMonth: (books, prng) => {
		const bill = anyOf(books, 'Bill', prng);
		const TxnDate = `2026-0${prng.int(1, 9)}-15`;
		if (bill !== undefined) books.update('Bill', bill.Id, { TxnDate });
	},
	void: (books, prng) => {
		const entity = prng.pick(['Invoice', 'Payment']);
		const row = anyOf(books, entity, prng);
		if (row !== undefined) books.void(entity, row.Id);
	},
	delete: (books, prng) => {
		const entity = prng.pick(['Invoice', 'Bill', 'Payment']);
		const row = anyOf(books, entity, prng);
		if (row !== undefined) books.delete(entity, row.Id);
	},
	inactivate: (books, prng) => {
		const entity = prng.pick(['Customer', 'Vendor']);
		const rows = active(books, entity);
		if (rows.length > PEOPLE_LEFT) books.inactivate(entity, prng.pick(rows).Id);
	},
	merge: (books, prng) => {
		if (active(books, 'Customer').length <= PEOPLE_LEFT) return;
		const [loser, survivor] = mergeable(books, prng);
		books.merge('Customer', loser.Id, survivor.Id, prng.pick(['inactive', 'deleted'] as const));
	},
};

/** Does some work and returns what kinds, for the words of a failing test. */
export function workByChance(books: Books, prng: Prng, steps: number, name: string): string[] {
	return Array.from({ length: steps }, (_, step) => {
		const kind = prng.pick(Object.keys(WORK));
		WORK[kind]?.(books, prng, `${name}-${step}`);
		return kind;
	});
}
