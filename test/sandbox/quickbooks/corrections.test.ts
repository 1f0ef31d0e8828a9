import { SimClock } from '../../../sandbox/common';
import { Books, QuickBooksSimulator, type MergedLoser } from '../../../sandbox/quickbooks';
import { NOW, type Body } from './harness';

async function booksOf(seed = 1): Promise<Books> {
	const simulator = await QuickBooksSimulator.start({
		clock: new SimClock(NOW, { frozen: true }),
		seed,
	});
	await simulator.stop();
	return simulator.books;
}

const ENTITIES = ['Vendor', 'Customer', 'Invoice', 'Bill', 'Payment', 'CreditMemo'];

function everything(books: Books): unknown {
	return ENTITIES.map((entity) => [books.all(entity), books.tombstones(entity)]);
}

function idOf(ref: unknown): unknown {
	return (ref as Body | undefined)?.value;
}

function documentsOf(books: Books, customerId: string): Body[] {
	return ['Invoice', 'CreditMemo', 'Payment']
		.flatMap((entity) => books.all(entity))
		.filter((row) => idOf(row.CustomerRef) === customerId);
}

/** Sum of the postings of an entity in a currency, in cents. */
function posted(books: Books, entity: string, currency: string): bigint {
	return books
		.postings()
		.filter((one) => one.entity === entity && one.currency === currency)
		.reduce((sum, one) => sum + BigInt(one.total.replace('.', '')), 0n);
}

describe('a day of corrections', () => {
	it('takes away a line, a document and a party, and says so', async () => {
		const books = await booksOf();
		const before = new Map(books.all('Invoice').map((row) => [row.Id, row]));
		const day = books.correctionDay();
		expect(day.done).toHaveLength(12);
		const lines = (row: Body | undefined) => (row?.Line as Body[] | undefined)?.length ?? 0;
		const shortened = books.get('Invoice', day.shortenedInvoice);
		expect(lines(shortened)).toBe(lines(before.get(day.shortenedInvoice)) - 1);
		expect(books.get('Invoice', day.voidedInvoice)).toMatchObject({ TotalAmt: 0 });
		expect(books.get('Bill', day.deletedBill)).toBeUndefined();
		expect(books.tombstones('Bill').map(({ id }) => id)).toContain(day.deletedBill);
		expect(books.get('Vendor', day.inactivatedVendor)).toMatchObject({ Active: false });
		expect(documentsOf(books, day.mergedCustomer.loser)).toEqual([]);
		expect(documentsOf(books, day.mergedCustomer.survivor)).not.toEqual([]);
	});

	it('does the same on the same books', async () => {
		const [one, other] = [await booksOf(), await booksOf()];
		expect(one.correctionDay()).toEqual(other.correctionDay());
		expect(everything(one)).toEqual(everything(other));
	});
});

describe('merging customers', () => {
	async function merged(left: MergedLoser) {
		const books = await booksOf();
		const before = books.totals();
		const { loser, survivor } = books.correctionDay(left).mergedCustomer;
		return { books, before, loser, survivor };
	}

	it('gives the documents to the survivor as new versions and moves no money', async () => {
		const books = await booksOf();
		const open = books
			.all('Customer')
			.filter((row) => row.Active !== false && row.ParentRef === undefined);
		const loser = open.find((row) => documentsOf(books, row.Id).length > 0);
		const survivor = open.find(
			(row) => row.Id !== loser?.Id && idOf(row.CurrencyRef) === idOf(loser?.CurrencyRef),
		);
		if (loser === undefined || survivor === undefined) throw new Error('nobody to merge');
		const totals = books.totals();
		const postings = books.postings();
		const moved = documentsOf(books, loser.Id);
		books.merge('Customer', loser.Id, survivor.Id);
		for (const row of moved) {
			const now = documentsOf(books, survivor.Id).find((one) => one.Id === row.Id);
			expect(Number(now?.SyncToken)).toBeGreaterThan(Number(row.SyncToken));
		}
		expect(books.postings()).toEqual(postings);
		expect(books.totals().Invoice).toEqual(totals.Invoice);
	});

	it.each([
		['inactive', true, 0],
		['deleted', false, 1],
		['silent', false, 0],
	] as const)('leaves the loser %s', async (left, stays, graves) => {
		const { books, before, loser } = await merged(left);
		expect(books.get('Customer', loser)?.Active).toBe(stays ? false : undefined);
		expect(books.tombstones('Customer')).toHaveLength(graves);
		expect(books.totals().Customer?.count).toBe((before.Customer?.count ?? 0) - (stays ? 0 : 1));
	});

	it('refuses what QuickBooks refuses', async () => {
		const books = await booksOf();
		const [one] = books.all('Customer');
		const foreign = books
			.all('Customer')
			.find((row) => idOf(row.CurrencyRef) !== idOf(one?.CurrencyRef));
		expect(() => books.merge('Customer', one?.Id ?? '', one?.Id ?? '')).toThrow('with itself');
		expect(() => books.merge('Customer', one?.Id ?? '', foreign?.Id ?? '')).toThrow('CurrencyRef');
	});
});

describe('sums by account and month', () => {
	it('add up to the totals, whatever was done to the books', async () => {
		const books = await booksOf();
		books.liveDay();
		books.correctionDay();
		const totals = books.totals();
		for (const entity of ['Invoice', 'Bill', 'Payment']) {
			for (const [currency, { total }] of Object.entries(totals[entity]?.currencies ?? {})) {
				expect({ entity, currency, sum: posted(books, entity, currency) }).toEqual({
					entity,
					currency,
					sum: BigInt(total.replace('.', '')),
				});
			}
		}
		expect(books.postings().filter(({ accountId }) => accountId !== '').length).toBeGreaterThan(50);
	});
});
