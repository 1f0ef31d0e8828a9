/**
 * Documents of the other kinds, laid down after the history of invoices, bills and payments and dated
 * into it, none of them in its last days: what tests expect of those stays as it is.
 */
import { Prng } from '../../common/ids';
import type { Books } from '../books';
import { active } from '../documents';
import { cents } from '../money';
import {
	accountsOf,
	billPaymentFor,
	budgetFor,
	depositOf,
	estimateFor,
	journalFor,
	purchaseFrom,
	purchaseOrderFor,
	refundFor,
	salesReceiptFor,
	timeFor,
	transferOf,
	vendorCreditFrom,
} from '../moreDocuments';
import { objects, refId, type JsonObject, type Row } from '../rows';
import { seedMoreLists } from './moreLists';

const DAY = 86_400_000;
/** The last days of history belong to what was there before. */
const QUIET_DAYS = 12;
/** Keeps the chance of these apart from the company's own. */
const OWN_SEED = 65_537;

/** How many of each kind, at a scale of 1. */
const NUMBERS = {
	SalesReceipt: 12,
	RefundReceipt: 4,
	Estimate: 8,
	VendorCredit: 8,
	Purchase: 16,
	PurchaseOrder: 6,
	BillPayment: 12,
	Deposit: 6,
	Transfer: 4,
	JournalEntry: 9,
	TimeActivity: 20,
};

export interface MoreSeed {
	/** First and last moment of history, epoch milliseconds. */
	start: number;
	end: number;
	seed: number;
	/** How many documents, as a multiple of the usual number; 0: none, and no further lists. */
	scale: number;
}

/** Enters lists and documents of the other kinds. */
export function seedMore(books: Books, { start, end, seed, scale }: MoreSeed): void {
	if (scale <= 0) {
		return;
	}
	books.at(start, () => seedMoreLists(books));
	new MoreHistory(books, new Prng(seed * OWN_SEED), start, end - QUIET_DAYS * DAY, scale).run();
}

class MoreHistory {
	constructor(
		private readonly books: Books,
		private readonly prng: Prng,
		private readonly start: number,
		private readonly end: number,
		private readonly scale: number,
	) {}

	run(): void {
		const { books, prng } = this;
		this.sales();
		this.purchases();
		this.payBills();
		this.depositMoney();
		this.each('Transfer', () => transferOf(books, prng));
		this.each('JournalEntry', (index) => journalFor(books, prng, `JE-${index + 1}`));
		this.each('TimeActivity', () => timeFor(books, prng));
		const year = new Date(this.end).getUTCFullYear();
		books.at(this.end, () => {
			books.create('Budget', budgetFor(books, prng, `Plan ${year}, "final"`, year));
			const old = books.create('Budget', budgetFor(books, prng, `Plan ${year - 1}`, year - 1));
			books.inactivate('Budget', old.Id);
			this.undo();
		});
	}

	private sales(): void {
		const { books, prng } = this;
		const customers = active(books, 'Customer').filter((row) => this.hasBank(row));
		if (customers.length === 0 || active(books, 'Item').length === 0) {
			return;
		}
		this.each('SalesReceipt', (index) =>
			salesReceiptFor(books, prng.pick(customers), prng, `SR-${index + 1}`),
		);
		this.each('RefundReceipt', (index) =>
			refundFor(books, prng.pick(customers), prng, `RF-${index + 1}`),
		);
		this.each('Estimate', (index) =>
			estimateFor(books, prng.pick(customers), prng, `EST-${index + 1}`),
		);
	}

	private purchases(): void {
		const { books, prng } = this;
		const vendors = active(books, 'Vendor').filter((row) => this.hasBank(row));
		if (vendors.length === 0) {
			return;
		}
		const vendor = () => prng.pick(vendors);
		this.each('VendorCredit', (index) => {
			// Of a vendor that has an open bill, so that some can be used up.
			const bill = books.peek('Bill')[index * 3];
			const owed = vendors.find((row) => row.Id === refId(bill, 'VendorRef'));
			return vendorCreditFrom(books, owed ?? vendor(), prng, `VC-${index + 1}`);
		});
		this.each('Purchase', (index) =>
			purchaseFrom(books, this.atHome(vendors), prng, `EX-${index + 1}`, index % 8 === 3),
		);
		this.each('PurchaseOrder', (index) =>
			purchaseOrderFor(books, vendor(), prng, `PO-${index + 1}`),
		);
	}

	/** One by one, oldest first; some pay two bills, some use a credit. */
	private payBills(): void {
		const { books, prng } = this;
		for (let index = 0; index < this.count('BillPayment'); index += 1) {
			const open = this.old('Bill').filter((row) => cents(row, 'Balance') > 1);
			const [bill] = open;
			if (bill === undefined || !this.hasBank(bill)) {
				return;
			}
			const same = open.filter(
				(row) =>
					refId(row, 'VendorRef') === refId(bill, 'VendorRef') &&
					row.ExchangeRate === bill.ExchangeRate,
			);
			const credit = this.old('VendorCredit').find(
				(row) => refId(row, 'VendorRef') === refId(bill, 'VendorRef') && cents(row, 'Balance') > 0,
			);
			const bills = same.slice(0, index % 4 === 1 ? 2 : 1);
			const at = Math.max(...bills.map(({ Id }) => this.created('Bill', Id))) + 5 * DAY;
			books.at(Math.min(Math.max(at, this.spread(index, 12)), this.end), () =>
				books.create('BillPayment', billPaymentFor(books, bills, prng, credit)),
			);
		}
	}

	private depositMoney(): void {
		const { books, prng } = this;
		for (let index = 0; index < this.count('Deposit'); index += 1) {
			const waiting = ['SalesReceipt', 'Payment'].flatMap((entity) =>
				this.old(entity)
					.filter((row) => refId(row, 'CurrencyRef') === books.company.homeCurrency)
					.filter((row) => objects(row, 'LinkedTxn').length === 0 && cents(row, 'TotalAmt') > 0)
					.slice(0, 2)
					.map((row) => ({ entity, row })),
			);
			const received = index % 3 === 2 ? [] : waiting;
			const times = received.map(({ entity, row }) => this.created(entity, row.Id) + DAY);
			books.at(Math.min(Math.max(this.start, ...times), this.end), () =>
				books.create('Deposit', depositOf(books, received, prng)),
			);
		}
	}

	/** What QuickBooks' users also do: a void, two deletions, a refund that was a mistake. */
	private undo(): void {
		const { books } = this;
		const last = (entity: string) => books.peek(entity).at(-1)?.Id;
		for (const [entity, act] of [
			['SalesReceipt', 'void'],
			['Purchase', 'void'],
			['JournalEntry', 'delete'],
			['TimeActivity', 'delete'],
		] as const) {
			const id = last(entity);
			if (id !== undefined) {
				books[act](entity, id);
			}
		}
	}

	private each(entity: keyof typeof NUMBERS, make: (index: number) => JsonObject): void {
		const count = this.count(entity);
		for (let index = 0; index < count; index += 1) {
			this.books.at(this.spread(index, count), () => this.books.create(entity, make(index)));
		}
	}

	private count(entity: keyof typeof NUMBERS): number {
		return Math.round(NUMBERS[entity] * this.scale);
	}

	private spread(index: number, count: number): number {
		return this.start + Math.floor(((this.end - this.start) * (index + 0.5)) / count);
	}

	/** Copies of what was there before the quiet days, so that history runs forward. */
	private old(entity: string): Row[] {
		return this.books.all(entity).filter(({ Id }) => this.created(entity, Id) < this.end - 6 * DAY);
	}

	private created(entity: string, id: string): number {
		return this.books.stored(entity, id)?.createdMs ?? this.start;
	}

	private hasBank(party: Row): boolean {
		const currency = refId(party, 'CurrencyRef') || this.books.company.homeCurrency;
		return accountsOf(this.books, 'Bank', currency).length > 0;
	}

	/** Mostly at home, at times abroad. */
	private atHome(vendors: Row[]): Row {
		const near = vendors.filter(
			(row) => refId(row, 'CurrencyRef') === this.books.company.homeCurrency,
		);
		return this.prng.pick(near.length > 0 && this.prng.chance(0.8) ? near : vendors);
	}
}
