/**
 * Planning rows against QuickBooks' own report: what is loaded by account and month is what Profit and
 * Loss says, to the cent and in home currency, foreign documents included.
 */
import { Books } from '../../../sandbox/quickbooks/books';
import { runReport } from '../../../sandbox/quickbooks/reports';
import type { WireRow } from '../../../sandbox/quickbooks/reports/wire';
import { seedBooks } from '../../../sandbox/quickbooks/seed/seedBooks';
import { DEFAULT_SWITCHES } from '../../../sandbox/quickbooks/switches';
import type { PlanningRow, QuickBooksObject } from '../../../src/flow';
import { mapRecords } from '../../../src/planning/map';
import { addRandomDocuments, DAY_MS } from '../../sandbox/quickbooks/randomBooks';
import { REALM, record } from './bodies';

const NOW = Date.UTC(2026, 9, 6, 3, 17);
const RANGE = { start_date: '2025-08-01', end_date: '2026-10-31', summarize_column_by: 'Month' };

/** Kinds whose rows name the account that is posted to, and which sign raises income. */
const RAISES_INCOME: { [entity: string]: 1 | -1 } = {
	Invoice: 1,
	SalesReceipt: 1,
	CreditMemo: 1,
	RefundReceipt: 1,
	Bill: -1,
	VendorCredit: -1,
	Purchase: -1,
	Deposit: 1,
	JournalEntry: -1,
};

function booksOf(seed: number): Books {
	const books = new Books(
		{ realmId: REALM, name: 'Sandbox Company', homeCurrency: 'USD', multicurrency: true },
		{ now: () => NOW },
	);
	seedBooks(books, NOW, seed);
	addRandomDocuments(books, seed, NOW - 400 * DAY_MS, 380, 150);
	return books;
}

const cents = (text: string | undefined) => Math.round(Number(text || '0') * 100);

function add(sums: Map<string, number>, key: string, value: number): void {
	sums.set(key, (sums.get(key) ?? 0) + value);
}

/** Profit by account and month, from the rows that would be loaded. */
function planned(books: Books): Map<string, number> {
	const sums = new Map<string, number>();
	for (const [entity, sign] of Object.entries(RAISES_INCOME)) {
		const records = books.all(entity).map((row) => {
			const body: QuickBooksObject = { ...row };
			// The total of a journal entry says nothing.
			const isZero = row.TotalAmt === 0 && entity !== 'JournalEntry';
			const voided = isZero && String(row.PrivateNote).startsWith('Voided');
			return record(entity, body, { operation: voided ? 'void' : 'upsert' });
		});
		const { rows, refused } = mapRecords(records);
		expect(refused).toEqual([]);
		for (const { row } of rows) {
			const account = accountOf(row);
			if (account !== '') {
				add(
					sums,
					`${account} ${row['Transaction Date'].slice(0, 7)}`,
					sign * cents(row['Home Amount']),
				);
			}
		}
	}
	return sums;
}

function accountOf(row: PlanningRow): string {
	return row['Account Code'].split('-').at(-1) ?? '';
}

/** The same from the report. */
function reported(books: Books): Map<string, number> {
	const report = runReport(
		'ProfitAndLoss',
		new Map(Object.entries(RANGE)),
		books,
		DEFAULT_SWITCHES,
	);
	const months = report.Columns.Column.map(({ MetaData = [] }) =>
		MetaData.find(({ Name }) => Name === 'StartDate')?.Value.slice(0, 7),
	);
	const sums = new Map<string, number>();
	const walk = (rows: WireRow[], sign: number) => {
		for (const row of rows) {
			const side = row.group === undefined ? sign : row.group.endsWith('Income') ? 1 : -1;
			const cells = row.ColData ?? row.Header?.ColData ?? [];
			const id = cells[0]?.id;
			cells.forEach((cell, index) => {
				const month = months[index];
				if (id !== undefined && month !== undefined)
					add(sums, `${id} ${month}`, side * cents(cell.value));
			});
			walk(row.Rows?.Row ?? [], side);
		}
	};
	walk(report.Rows.Row ?? [], 1);
	return sums;
}

test.each([1, 2, 3, 4])('rows by account and month equal profit and loss, seed %i', (seed) => {
	const books = booksOf(seed);
	// Lines by item name no account in QuickBooks' documents; exchange gains stand on no line.
	const unnamed = new Set(
		books
			.all('Item')
			.map((row) => (row.ExpenseAccountRef as { value?: string } | undefined)?.value),
	);
	for (const row of books.all('Account')) {
		if (row.AccountSubType === 'ExchangeGainOrLoss') unnamed.add(row.Id);
	}
	const results = new Set(
		books
			.all('Account')
			.filter((row) => ['Revenue', 'Expense'].includes(String(row.Classification)))
			.map((row) => row.Id)
			.filter((id) => !unnamed.has(id)),
	);
	const kept = (sums: Map<string, number>) =>
		new Map(
			[...sums].filter(([key, value]) => value !== 0 && results.has(key.split(' ')[0])).sort(),
		);
	const expected = kept(reported(books));
	expect(expected.size).toBeGreaterThan(80);
	expect(kept(planned(books))).toEqual(expected);
});
