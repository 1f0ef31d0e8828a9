/** Random documents of every kind: rows add up to what the document is worth, in both currencies. */
import { ENTITIES } from '../../../src/entities';
import { mapRecords } from '../../../src/planning/map';
import { column, minorSum, record, seeded } from './bodies';
import { PLACES, RANDOM_ENTITIES, randomDocument } from './randomDocuments';

const CURRENCIES = [...PLACES.keys()];

test('there are random documents of every planned transaction', () => {
	const planned = ENTITIES.filter(
		({ kind, planned: isPlanned }) => isPlanned && kind === 'transaction',
	);
	expect([...RANDOM_ENTITIES].sort()).toEqual(planned.map(({ name }) => name).sort());
});

/** Worth times rate in home minor units, halves away from zero, by whole numbers of six-digit rates. */
function homeUnits(worth: bigint, places: number, rate: number, homePlaces: number): bigint {
	const scaled = worth * BigInt(Math.round(rate * 1_000_000)) * 10n ** BigInt(homePlaces);
	const divisor = 10n ** BigInt(6 + places);
	const size = scaled < 0n ? -scaled : scaled;
	const rounded = (size + divisor / 2n) / divisor;
	return scaled < 0n ? -rounded : rounded;
}

test.each(RANDOM_ENTITIES)(
	'the rows of 200 random %ss add up and have keys of their own',
	(entity) => {
		const next = seeded(20261126 + RANDOM_ENTITIES.indexOf(entity));
		for (let round = 0; round < 200; round++) {
			const currency = CURRENCIES[next(CURRENCIES.length)];
			const homeCurrency = CURRENCIES[next(CURRENCIES.length)];
			const rate = Number(`${next(3)}.${String(1 + next(999_999)).padStart(6, '0')}`);
			const { body, worth, places, off } = randomDocument(entity, next, currency, rate);
			const homePlaces = PLACES.get(homeCurrency) ?? 2;
			const { rows, refused, remarks } = mapRecords([record(entity, body, { homeCurrency })]);
			expect(refused).toEqual([]);
			const flat = rows.map(({ row }) => row);
			expect(minorSum(flat, 'Amount', places)).toBe(worth);
			const home = currency === homeCurrency ? worth : homeUnits(worth, places, rate, homePlaces);
			expect(minorSum(flat, 'Home Amount', homePlaces)).toBe(home);
			expect(new Set(column(flat, 'Code')).size).toBe(flat.length);
			expect(Math.max(...flat.map(({ Code }) => Code.length))).toBeLessThanOrEqual(60);
			expect(column(flat, 'Line ID').includes('DIFF')).toBe(off);
			if (!off) expect(remarks.filter((remark) => !remark.includes('tax-inclusive'))).toEqual([]);
		}
	},
);
