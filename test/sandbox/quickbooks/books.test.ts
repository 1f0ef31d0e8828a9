import { SimClock } from '../../../sandbox/common';
import { Books, QuickBooksSimulator } from '../../../sandbox/quickbooks';
import { NOW, type Body } from './harness';

async function booksOf(seed = 1): Promise<Books> {
	const simulator = await QuickBooksSimulator.start({
		clock: new SimClock(NOW, { frozen: true }),
		seed,
	});
	const { books } = simulator;
	await simulator.stop();
	return books;
}

const ENTITIES = [
	'Account',
	'Vendor',
	'Customer',
	'Item',
	'Invoice',
	'Bill',
	'Payment',
	'CreditMemo',
];

function everything(books: Books): unknown {
	return ENTITIES.map((entity) => [books.all(entity), books.tombstones(entity)]);
}

/** Signed cents of a line, read from the wire's form alone and without the simulator's helpers. */
function lineCents(line: Body): bigint {
	const exact = (value: unknown) =>
		BigInt(
			Number(value ?? 0)
				.toFixed(2)
				.replace('.', ''),
		);
	switch (line.DetailType) {
		case 'SubTotalLineDetail':
		case 'DescriptionOnly':
			return 0n;
		case 'DiscountLineDetail':
			return -exact(line.Amount);
		case 'GroupLineDetail': {
			const nested = (line.GroupLineDetail as { Line: Body[] }).Line;
			return nested.reduce((sum, entry) => sum + lineCents(entry), 0n);
		}
		default: {
			const links = (line.LinkedTxn ?? []) as Body[];
			return (links[0]?.TxnType === 'CreditMemo' ? -1n : 1n) * exact(line.Amount);
		}
	}
}

function exactCents(value: unknown): bigint {
	return BigInt(
		Number(value ?? 0)
			.toFixed(2)
			.replace('.', ''),
	);
}

describe('the seed', () => {
	it('gives the same books for the same seed and start, and others for another seed', async () => {
		const first = everything(await booksOf());
		expect(everything(await booksOf())).toEqual(first);
		expect(everything(await booksOf(2))).not.toEqual(first);
	});

	it.each(['Invoice', 'Bill', 'Payment', 'CreditMemo'])(
		'has lines that add up to the total of every %s',
		async (entity) => {
			for (const row of (await booksOf()).all(entity)) {
				const lines = (row.Line as Body[]).reduce((sum, line) => sum + lineCents(line), 0n);
				const tax = exactCents((row.TxnTaxDetail as Body | undefined)?.TotalTax);
				const rest = exactCents(row.UnappliedAmt);
				expect([row.Id, lines + tax + rest]).toEqual([row.Id, exactCents(row.TotalAmt)]);
			}
		},
	);

	it('holds what makes loading hard', async () => {
		const books = await booksOf();
		const text = JSON.stringify(everything(books));
		for (const part of ['\\n', '\\"', 'ü', '🥕', '田中', ' (deleted)', '\\\\ Brothers']) {
			expect(text).toContain(part);
		}
		const invoices = books.all('Invoice');
		const kinds = new Set(
			invoices.flatMap((row) => (row.Line as Body[]).map((line) => line.DetailType)),
		);
		expect(kinds).toEqual(
			new Set([
				'SalesItemLineDetail',
				'SubTotalLineDetail',
				'DiscountLineDetail',
				'GroupLineDetail',
				'DescriptionOnly',
			]),
		);
		const groups = invoices.flatMap((row) =>
			(row.Line as Body[]).filter((line) => line.DetailType === 'GroupLineDetail'),
		);
		expect(new Set(groups.map((line) => 'Amount' in line))).toEqual(new Set([true, false]));
		const bills = books.all('Bill').flatMap((row) => row.Line as Body[]);
		expect(new Set(bills.map((line) => line.DetailType)).size).toBe(2);
		const payments = books.all('Payment');
		expect(payments.some((row) => Number(row.UnappliedAmt) > 0)).toBe(true);
		expect(payments.some((row) => JSON.stringify(row).includes('"CreditMemo"'))).toBe(true);
		expect(books.tombstones('Invoice')).toHaveLength(2);
		expect(books.totals().Invoice.inactiveOrVoided).toBe(2);
		expect(Object.keys(books.totals().Invoice.currencies)).toEqual(['EUR', 'USD']);
		const deep = books
			.all('Customer')
			.filter((row) => String(row.FullyQualifiedName).split(':').length === 3);
		expect(deep).toHaveLength(1);
	});

	it('grows with the scale', async () => {
		const simulator = await QuickBooksSimulator.start({ scale: { customers: 5000, invoices: 10 } });
		expect(simulator.books.totals().Customer.count).toBe(5000);
		await simulator.stop();
	});
});

describe('totals', () => {
	it('sums per currency and in home currency, document by document', async () => {
		const books = await booksOf();
		const before = books.totals().Bill;
		const vendor = books.all('Vendor')[1];
		const bill = books.create('Bill', {
			VendorRef: { value: vendor.Id },
			ExchangeRate: 1.005,
			Line: [{ Amount: 0.5, DetailType: 'AccountBasedExpenseLineDetail' }],
		});
		const after = books.totals().Bill;
		// 0.50 x 1.005 = 0.5025 -> 0.50, and half a cent goes away from zero: 1.00 x 1.005 -> 1.01.
		const sum = (total: string) => Math.round(Number(total) * 100);
		expect(sum(after.currencies.EUR.total) - sum(before.currencies.EUR.total)).toBe(50);
		expect(sum(after.homeTotal) - sum(before.homeTotal)).toBe(50);
		books.update('Bill', bill.Id, {
			Line: [{ Amount: 1, DetailType: 'AccountBasedExpenseLineDetail' }],
		});
		expect(sum(books.totals().Bill.homeTotal) - sum(before.homeTotal)).toBe(101);
		books.delete('Bill', bill.Id);
		expect(books.totals().Bill).toEqual(before);
	});
});

describe('a day of work', () => {
	it('adds and changes, removes nothing, and is the same in every run', async () => {
		const [one, two] = [await booksOf(), await booksOf()];
		const before = new Map(
			ENTITIES.flatMap((entity) => one.all(entity).map((row) => [`${entity}${row.Id}`, row])),
		);
		const graves = one.tombstones('Invoice').length;
		const voided = one.totals().Invoice.inactiveOrVoided;
		expect(one.liveDay()).toEqual(two.liveDay());
		expect(one.liveDay()).toEqual(two.liveDay());
		expect(everything(one)).toEqual(everything(two));
		expect(one.tombstones('Invoice')).toHaveLength(graves);
		expect(one.totals().Invoice.inactiveOrVoided).toBe(voided);
		for (const entity of ['Invoice', 'Bill', 'Payment']) {
			for (const row of one.all(entity)) {
				const ids = (lines: unknown) =>
					((lines ?? []) as Body[]).map((line) => line.Id).filter((id) => id !== undefined);
				const old = before.get(`${entity}${row.Id}`);
				expect(ids(row.Line)).toEqual(expect.arrayContaining(ids(old?.Line)));
			}
		}
		expect(one.totals().Invoice.count).toBe(two.totals().Invoice.count);
		const created = one.all('Invoice').filter((row) => !before.has(`Invoice${row.Id}`));
		expect(created.some((row) => (row.CurrencyRef as Body).value === 'EUR')).toBe(true);
	});
});

describe('what a person does', () => {
	it('raises version and change time, and carries names down to sub-customers', async () => {
		const clock = new SimClock(NOW, { frozen: true });
		const simulator = await QuickBooksSimulator.start({ clock });
		const { books } = simulator;
		await simulator.stop();
		const parent = books.all('Customer').find((row) => row.DisplayName === 'Shara Barnett');
		clock.advance(90_000);
		const renamed = books.update('Customer', String(parent?.Id), { DisplayName: 'Shara B.' });
		expect(renamed).toMatchObject({
			SyncToken: '1',
			MetaData: { LastUpdatedTime: '2026-11-20T10:01:30-08:00' },
		});
		const job = books.all('Customer').find((row) => row.DisplayName === 'Barnett Design');
		expect(job).toMatchObject({ FullyQualifiedName: 'Shara B.:Barnett Design', SyncToken: '1' });
	});

	it('takes an inactive name back to what it was', async () => {
		const books = await booksOf();
		const [vendor] = books.all('Vendor');
		books.inactivate('Vendor', vendor.Id);
		expect(books.activate('Vendor', vendor.Id)).toMatchObject({
			DisplayName: vendor.DisplayName,
			Active: true,
			SyncToken: '2',
		});
		expect(() => books.delete('Vendor', vendor.Id)).toThrow('cannot be deleted');
	});

	it('keeps what a customer owes, with jobs', async () => {
		const books = await booksOf();
		for (const customer of books.all('Customer')) {
			const own = (entity: string, key: string) =>
				books
					.all(entity)
					.filter((row) => (row.CustomerRef as Body).value === customer.Id)
					.reduce((sum, row) => sum + exactCents(row[key]), 0n);
			const owed =
				own('Invoice', 'Balance') -
				own('Payment', 'UnappliedAmt') -
				own('CreditMemo', 'RemainingCredit');
			expect([customer.Id, exactCents(customer.Balance)]).toEqual([customer.Id, owed]);
		}
	});
});
