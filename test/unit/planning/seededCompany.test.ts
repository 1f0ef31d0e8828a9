/**
 * The simulator's whole company through the mapper. The simulator keeps its own totals, so this
 * compares two independent opinions of the same books.
 */
import { Books } from '../../../sandbox/quickbooks/books';
import { seedBooks } from '../../../sandbox/quickbooks/seed/seedBooks';
import { ENTITIES } from '../../../src/entities';
import type { QuickBooksObject } from '../../../src/flow';
import { mapRecords } from '../../../src/planning/map';
import { PRESETS } from '../../../src/planning/presets';
import { column, minor, minorSum, REALM, record } from './bodies';

/** Their rows count minus what QuickBooks calls their total. */
const COUNTS_MINUS = new Set(['CreditMemo', 'RefundReceipt', 'VendorCredit']);

const NOW = Date.UTC(2026, 9, 6, 3, 17);

function seeded(): Books {
	const books = new Books(
		{ realmId: REALM, name: 'Sandbox Company', homeCurrency: 'USD', multicurrency: true },
		{ now: () => NOW },
	);
	seedBooks(books, NOW, 42);
	return books;
}

function rowsOf(books: Books, entity: string) {
	const records = books.all(entity).map((row) => {
		const body: QuickBooksObject = { ...row };
		const voided = row.TotalAmt === 0 && String(row.PrivateNote).startsWith('Voided');
		return record(entity, body, { operation: voided ? 'void' : 'upsert' });
	});
	const { rows, refused, remarks } = mapRecords(records);
	expect({ entity, refused, remarks }).toEqual({ entity, refused: [], remarks: [] });
	return rows.map(({ row }) => row);
}

test.each([0, 1, 3])("all entities add up to the simulator's totals after %i days", (days) => {
	const books = seeded();
	for (let day = 0; day < days; day++) books.liveDay();
	const totals = books.totals();
	// The company has some of everything; an entity without rows would prove nothing.
	expect(Object.keys(totals)).toEqual(expect.arrayContaining([...PRESETS.keys()]));
	for (const { name, kind, planned } of ENTITIES) {
		if (!planned) continue;
		const rows = rowsOf(books, name);
		expect(new Set(column(rows, 'Code')).size).toBe(rows.length);
		if (kind === 'list') {
			expect(rows).toHaveLength(totals[name].count);
			continue;
		}
		const sign = COUNTS_MINUS.has(name) ? -1n : 1n;
		expect(minorSum(rows, 'Home Amount', 2)).toBe(sign * minor(totals[name].homeTotal, 2));
		for (const [currency, { total }] of Object.entries(totals[name].currencies)) {
			const inCurrency = rows.filter((row) => row.Currency === currency);
			expect(minorSum(inCurrency, 'Amount', 2)).toBe(sign * minor(total, 2));
		}
		expect(new Set(column(rows, 'Document ID')).size).toBe(totals[name].count);
	}
});
