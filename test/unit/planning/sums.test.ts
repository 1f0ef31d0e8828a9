/** Random documents from a fixed seed: whatever is in them, rows add up and keys are unique. */
import type { QuickBooksObject } from '../../../src/flow';
import { mapRecords } from '../../../src/planning/map';
import { column, invoice, minor, minorSum, payment, record, seeded } from './bodies';

const PLACES = new Map([
	['USD', 2],
	['EUR', 2],
	['JPY', 0],
	['KWD', 3],
]);
const CURRENCIES = [...PLACES.keys()];

/** Whole minor units as the JSON number QuickBooks would send. */
const amountOf = (units: bigint, places: number) => Number(units) / 10 ** places;

interface Generated {
	body: QuickBooksObject;
	total: bigint;
	places: number;
}

function randomInvoice(next: (limit: number) => number, currency: string): Generated {
	const places = PLACES.get(currency) ?? 2;
	let total = 0n;
	let lastId = 0;
	const line = (depth: number): QuickBooksObject => {
		lastId += 1;
		const Id = String(lastId);
		const units = BigInt(next(1_000_000)) - (next(8) === 0 ? 500_000n : 0n);
		const Amount = amountOf(units, places);
		switch (next(depth === 0 ? 6 : 3)) {
			case 3:
				total -= units;
				return { Id, Amount, DetailType: 'DiscountLineDetail', DiscountLineDetail: {} };
			case 4:
				return {
					Id,
					Amount: 1,
					DetailType: 'GroupLineDetail',
					GroupLineDetail: { Line: Array.from({ length: 1 + next(3) }, () => line(1)) },
				};
			case 5:
				lastId -= 1;
				return { Amount, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} };
			default:
				total += units;
				return { Id, Amount, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: {} };
		}
	};
	const Line = Array.from({ length: 1 + next(12) }, () => line(0));
	const tax = BigInt(next(50_000));
	total += tax;
	// Now and then QuickBooks' total is off, as with cash rounding.
	if (next(5) === 0) total += BigInt(next(7)) - 3n;
	return {
		body: invoice({
			Line,
			CurrencyRef: { value: currency },
			TxnTaxDetail: { TotalTax: amountOf(tax, places) },
			TotalAmt: amountOf(total, places),
			ExchangeRate: Number(`${next(3)}.${String(1 + next(999_999)).padStart(6, '0')}`),
		}),
		total,
		places,
	};
}

/** Total times rate in home minor units, halves away from zero, by whole numbers of six-digit rates. */
function homeUnits(total: bigint, places: number, rate: number, homePlaces: number): bigint {
	const rateUnits = BigInt(Math.round(rate * 1_000_000));
	const scaled = total * rateUnits * 10n ** BigInt(homePlaces);
	const divisor = 10n ** BigInt(6 + places);
	const size = scaled < 0n ? -scaled : scaled;
	const rounded = (size + divisor / 2n) / divisor;
	return scaled < 0n ? -rounded : rounded;
}

test('rows of 600 random invoices add up to TotalAmt and to the home total', () => {
	const next = seeded(20261123);
	for (let round = 0; round < 600; round++) {
		const currency = CURRENCIES[next(CURRENCIES.length)];
		const homeCurrency = CURRENCIES[next(CURRENCIES.length)];
		const { body, total, places } = randomInvoice(next, currency);
		const homePlaces = PLACES.get(homeCurrency) ?? 2;
		const { rows, refused } = mapRecords([record('Invoice', body, { homeCurrency })]);
		expect(refused).toEqual([]);
		const flat = rows.map(({ row }) => row);
		expect(minorSum(flat, 'Amount', places)).toBe(total);
		const home =
			currency === homeCurrency
				? total
				: homeUnits(total, places, Number(body.ExchangeRate), homePlaces);
		expect(minorSum(flat, 'Home Amount', homePlaces)).toBe(home);
		expect(new Set(column(flat, 'Code')).size).toBe(flat.length);
	}
});

test('rows of 300 random invoices follow a home total QuickBooks states', () => {
	const next = seeded(7);
	for (let round = 0; round < 300; round++) {
		const { body } = randomInvoice(next, 'EUR');
		const HomeTotalAmt = next(10_000_000) / 100;
		const { rows } = mapRecords([record('Invoice', { ...body, HomeTotalAmt })]);
		expect(
			minorSum(
				rows.map(({ row }) => row),
				'Home Amount',
				2,
			),
		).toBe(minor(HomeTotalAmt.toFixed(2), 2));
	}
});

test('rows of 300 random payments add up, whatever credits were used', () => {
	const next = seeded(99);
	for (let round = 0; round < 300; round++) {
		let total = BigInt(next(90_000));
		const UnappliedAmt = amountOf(total, 2);
		const Line = Array.from({ length: next(9) }, (_, index) => {
			const units = BigInt(next(400_000));
			const credit = next(3) === 0;
			total += credit ? -units : units;
			return {
				Amount: amountOf(units, 2),
				LinkedTxn: [{ TxnId: String(100 + index), TxnType: credit ? 'CreditMemo' : 'Invoice' }],
			};
		});
		const body = payment({ Line, UnappliedAmt, TotalAmt: amountOf(total, 2) });
		const { rows, remarks } = mapRecords([record('Payment', body)]);
		expect(
			minorSum(
				rows.map(({ row }) => row),
				'Amount',
				2,
			),
		).toBe(total);
		expect(remarks).toEqual([]);
	}
});
