/**
 * Random documents of every kind, each with what its rows must come to. The sums are made here, in
 * whole minor units, from how the documents are built, and from nothing the code under test computes.
 */
import type { QuickBooksObject } from '../../../src/flow';
import { seeded } from './bodies';

type Random = ReturnType<typeof seeded>;

export const PLACES: ReadonlyMap<string, number> = new Map([
	['USD', 2],
	['EUR', 2],
	['JPY', 0],
	['KWD', 3],
]);

export interface RandomDocument {
	body: QuickBooksObject;
	/** What the rows' Amount adds up to, in minor units of the document's currency. */
	worth: bigint;
	places: number;
	/** Whether QuickBooks' own total was made wrong on purpose, so that a row of difference is due. */
	off: boolean;
}

interface Drawn {
	line: QuickBooksObject;
	units: bigint;
}

/** Draws parts of documents in one currency. */
class Draw {
	private lastId = 0;

	constructor(
		readonly next: Random,
		readonly places: number,
	) {}

	amount(units: bigint): number {
		return Number(units) / 10 ** this.places;
	}

	units(limit = 1_000_000): bigint {
		return BigInt(this.next(limit));
	}

	/** Now and then negative, as on a line for goods that came back. */
	lineUnits(): bigint {
		return this.units() - (this.next(8) === 0 ? 500_000n : 0n);
	}

	id(): string {
		this.lastId += 1;
		return String(this.lastId);
	}

	some<Item>(most: number, draw: () => Item): Item[] {
		return Array.from({ length: 1 + this.next(most) }, draw);
	}

	/** A line by item or account; in groups and with discounts and subtotals where `depth` is 0. */
	line(kinds: readonly string[], depth = 0): Drawn {
		const units = this.lineUnits();
		const Amount = this.amount(units);
		const grouped = kinds.includes('SalesItemLineDetail');
		switch (depth === 0 && grouped ? this.next(7) : 9) {
			case 0:
				return {
					line: { Id: this.id(), Amount, DetailType: 'DiscountLineDetail', DiscountLineDetail: {} },
					units: -units,
				};
			case 1: {
				const own = this.id();
				const nested = this.some(3, () => this.line(kinds, 1));
				return {
					line: {
						Id: own,
						...(this.next(2) === 0 ? { Amount: 1 } : {}),
						DetailType: 'GroupLineDetail',
						GroupLineDetail: { Line: nested.map(({ line }) => line) },
					},
					units: total(nested),
				};
			}
			case 2:
				return {
					line: { Amount, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} },
					units: 0n,
				};
			case 3:
				return { line: { Id: this.id(), DetailType: 'DescriptionOnly' }, units: 0n };
			default: {
				const DetailType = kinds[this.next(kinds.length)];
				const detail = this.next(2) === 0 ? { Qty: this.next(9), UnitPrice: 1.5 } : {};
				return { line: { Id: this.id(), Amount, DetailType, [DetailType]: detail }, units };
			}
		}
	}
}

const total = (drawn: readonly Drawn[]) => drawn.reduce((sum, { units }) => sum + units, 0n);
const linesOf = (drawn: readonly Drawn[]) => drawn.map(({ line }) => line);

type Maker = (draw: Draw) => { body: QuickBooksObject; worth: bigint; off?: boolean };

const SALES = ['SalesItemLineDetail'];
const COSTS = ['AccountBasedExpenseLineDetail', 'ItemBasedExpenseLineDetail'];

/** Lines, tax on top or within them, and a total that is off by a little at times. */
function itemised(kinds: readonly string[], sign: 1n | -1n, more: QuickBooksObject = {}): Maker {
	return (draw) => {
		const drawn = [draw.line(kinds, 1), ...draw.some(11, () => draw.line(kinds))];
		const tax = draw.next(3) === 0 ? undefined : draw.units(50_000);
		const within = tax !== undefined && draw.next(4) === 0;
		const off = !within && draw.next(6) === 0 ? 1n + draw.units(5) : 0n;
		const sum = total(drawn) + (within ? 0n : (tax ?? 0n)) + off;
		return {
			body: {
				...more,
				Line: linesOf(drawn),
				...(tax === undefined ? {} : { TxnTaxDetail: { TotalTax: draw.amount(tax) } }),
				GlobalTaxCalculation: within ? 'TaxInclusive' : 'TaxExcluded',
				TotalAmt: draw.amount(sum),
			},
			worth: sign * sum,
			off: off !== 0n,
		};
	};
}

/** Documents paid, credits used, and what is left over. */
function applied(paid: string, credit: string, more: (rest: number) => QuickBooksObject): Maker {
	return (draw) => {
		const Line: QuickBooksObject[] = [];
		let sum = 0n;
		const count = draw.next(9);
		for (let index = 0; index < count; index++) {
			const units = draw.units();
			const used = draw.next(3) === 0;
			sum += used ? -units : units;
			const TxnType = used ? credit : paid;
			Line.push({
				Amount: draw.amount(units),
				LinkedTxn: [{ TxnId: String(100 + index), TxnType }],
				LineEx: { any: [{ name: 'NameValue', value: { Name: 'txnOpenBalance', Value: '1' } }] },
			});
		}
		const rest = draw.units();
		return {
			body: { Line, ...more(draw.amount(rest)), TotalAmt: draw.amount(sum + rest) },
			worth: sum + rest,
		};
	};
}

function deposit(draw: Draw): ReturnType<Maker> {
	const drawn = draw.some(6, (): Drawn => {
		const units = draw.lineUnits();
		const Amount = draw.amount(units);
		const id = draw.id();
		const LinkedTxn = [{ TxnId: id, TxnType: 'Payment', TxnLineId: '0' }];
		return draw.next(2) === 0
			? { line: { Amount, LinkedTxn }, units }
			: {
					line: {
						Id: id,
						Amount,
						DetailType: 'DepositLineDetail',
						DepositLineDetail: { AccountRef: { value: '79' } },
					},
					units,
				};
	});
	const cash = draw.next(2) === 0 ? 0n : 1n + draw.units(1_000);
	const before = draw.next(2) === 0;
	const worth = total(drawn) - cash;
	return {
		body: {
			Line: linesOf(drawn),
			...(cash === 0n ? {} : { CashBack: { Amount: draw.amount(cash) } }),
			TotalAmt: draw.amount(before ? total(drawn) : worth),
		},
		worth,
	};
}

function transfer(draw: Draw): ReturnType<Maker> {
	return { body: { Amount: draw.amount(draw.units()) }, worth: 0n };
}

function journalEntry(draw: Draw): ReturnType<Maker> {
	const side = (PostingType: string, units: bigint, tax: bigint): QuickBooksObject => ({
		Id: draw.id(),
		Amount: draw.amount(units),
		DetailType: 'JournalEntryLineDetail',
		JournalEntryLineDetail: { PostingType, ...(tax > 0n ? { TaxAmount: draw.amount(tax) } : {}) },
	});
	let open = 0n;
	const Line = draw.some(8, () => {
		const [debit, units] = [draw.next(2) === 0, draw.units()];
		const tax = draw.next(4) === 0 ? draw.units(1_000) : 0n;
		open += (debit ? 1n : -1n) * (units + tax);
		return side(debit ? 'Debit' : 'Credit', units, tax);
	});
	if (open !== 0n) Line.push(side(open > 0n ? 'Credit' : 'Debit', open > 0n ? open : -open, 0n));
	return { body: { Line, TotalAmt: 0 }, worth: 0n };
}

function timeActivity(draw: Draw): ReturnType<Maker> {
	const [Hours, Minutes, rate] = [draw.next(13), draw.next(60), draw.units(20_000)];
	const billable = draw.next(3) > 0;
	// Half away from zero; nothing here is below it.
	const worth = (rate * BigInt(Hours * 60 + Minutes) * 2n + 60n) / 120n;
	return {
		body: {
			Hours,
			Minutes,
			HourlyRate: draw.amount(rate),
			BillableStatus: billable ? 'Billable' : 'NotBillable',
		},
		worth: billable ? worth : 0n,
	};
}

function budget(draw: Draw): ReturnType<Maker> {
	let worth = 0n;
	let place = 0;
	const cells = draw.some(96, () => {
		const units = draw.lineUnits();
		worth += units;
		place += 1;
		// Two accounts, twelve months, then the same divided by class and by customer.
		const division = Math.floor(place / 24) % 4;
		return {
			AccountRef: { value: String(79 + (place % 2)) },
			BudgetDate: `2026-${String(1 + (Math.floor(place / 2) % 12)).padStart(2, '0')}-01`,
			Amount: draw.amount(units),
			...(division % 2 === 1 ? { ClassRef: { value: '5000000000000142238' } } : {}),
			...(division >= 2 ? { CustomerRef: { value: '24' } } : {}),
		};
	});
	return { body: { Name: 'Plan', StartDate: '2026-01-01', BudgetDetail: cells }, worth };
}

const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
	['Invoice', itemised(SALES, 1n)],
	['SalesReceipt', itemised(SALES, 1n)],
	['CreditMemo', itemised(SALES, -1n)],
	['RefundReceipt', itemised(SALES, -1n)],
	['Estimate', itemised(SALES, 1n)],
	['Bill', itemised(COSTS, 1n)],
	['VendorCredit', itemised(COSTS, -1n)],
	[
		'Purchase',
		(draw) =>
			draw.next(2) === 0
				? itemised(COSTS, -1n, { Credit: true })(draw)
				: itemised(COSTS, 1n, { Credit: false, PurchaseEx: { any: [] } })(draw),
	],
	['PurchaseOrder', itemised(COSTS, 1n)],
	['Payment', applied('Invoice', 'CreditMemo', (UnappliedAmt) => ({ UnappliedAmt }))],
	['BillPayment', applied('Bill', 'VendorCredit', () => ({}))],
	['Deposit', deposit],
	['Transfer', transfer],
	['JournalEntry', journalEntry],
	['TimeActivity', timeActivity],
	['Budget', budget],
]);

export const RANDOM_ENTITIES: readonly string[] = [...MAKERS.keys()];

/** A document of the entity. @param rate home units for one unit of `currency` */
export function randomDocument(
	entity: string,
	next: Random,
	currency: string,
	rate: number,
): RandomDocument {
	const maker = MAKERS.get(entity);
	if (maker === undefined) throw new Error(`no random ${entity}`);
	const places = PLACES.get(currency) ?? 2;
	const { body, worth, off = false } = maker(new Draw(next, places));
	return {
		body: {
			Id: '77',
			SyncToken: '0',
			TxnDate: '2026-10-01',
			CurrencyRef: { value: currency },
			ExchangeRate: rate,
			...body,
		},
		worth,
		places,
		off,
	};
}
