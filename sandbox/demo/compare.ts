import type { BooksTotals } from '../quickbooks/totals';
import type { AnaplanReader } from './anaplanReader';
import { fromScaled, toScaled } from './decimals';

/** The demo model's list for each QuickBooks list entity. */
export const LISTS: Readonly<Record<string, string>> = {
	Account: 'QB Accounts',
	Vendor: 'QB Vendors',
	Customer: 'QB Customers',
};
/** The transactions that are loaded, and the module that holds their lines. */
export const TRANSACTIONS: readonly string[] = ['Invoice', 'Bill', 'Payment'];
export const TRANSACTION_MODULE = 'QB Transactions';

/** Sums of one entity in one currency, times 10^12. */
interface Sums {
	amount: bigint;
	home: bigint;
}

/** What Anaplan holds of the company. */
export interface AnaplanTotals {
	/** Items by QuickBooks entity. */
	readonly lists: Readonly<Record<string, number>>;
	/** By entity, then by currency. */
	readonly sums: ReadonlyMap<string, ReadonlyMap<string, Readonly<Sums>>>;
	/** Transaction lines in the module. */
	readonly lines: number;
}

/** One line of the comparison. */
export interface Comparison {
	readonly what: string;
	readonly quickBooks: string;
	readonly anaplan: string;
	readonly agree: boolean;
}

/** Adds the rows of the transaction module up, exactly. */
export function sumRows(
	rows: readonly Readonly<Record<string, string>>[],
): Map<string, Map<string, Sums>> {
	const byEntity = new Map<string, Map<string, Sums>>();
	for (const row of rows) {
		const entity = row.Entity ?? '';
		const currency = row.Currency ?? '';
		const byCurrency = byEntity.get(entity) ?? new Map<string, Sums>();
		byEntity.set(entity, byCurrency);
		const sums = byCurrency.get(currency) ?? { amount: 0n, home: 0n };
		byCurrency.set(currency, sums);
		sums.amount += toScaled(row.Amount ?? '');
		sums.home += toScaled(row['Home Amount'] ?? '');
	}
	return byEntity;
}

/** Reads what the demo model holds, over Anaplan's API. */
export async function readAnaplanTotals(reader: AnaplanReader): Promise<AnaplanTotals> {
	const lists: Record<string, number> = {};
	for (const [entity, list] of Object.entries(LISTS)) lists[entity] = await reader.listCount(list);
	const rows = await reader.moduleRows(TRANSACTION_MODULE);
	return { lists, sums: sumRows(rows), lines: rows.length };
}

function countLine(entity: string, books: BooksTotals, anaplan: AnaplanTotals): Comparison {
	const quickBooks = books[entity]?.count ?? 0;
	const found = anaplan.lists[entity] ?? 0;
	return {
		what: `${entity}: number`,
		quickBooks: String(quickBooks),
		anaplan: String(found),
		agree: quickBooks === found,
	};
}

function sumLine(what: string, expected: string, found: bigint): Comparison {
	return {
		what,
		quickBooks: fromScaled(toScaled(expected)),
		anaplan: fromScaled(found),
		agree: toScaled(expected) === found,
	};
}

/**
 * Puts QuickBooks' totals beside Anaplan's: the number of list entries, and the sums of each
 * transaction entity by currency, in the document's and in the home currency. What only one side
 * has is a difference.
 */
export function compareTotals(books: BooksTotals, anaplan: AnaplanTotals): Comparison[] {
	const lines = Object.keys(LISTS).map((entity) => countLine(entity, books, anaplan));
	const entities = [...new Set([...TRANSACTIONS, ...anaplan.sums.keys()])];
	for (const entity of entities) {
		const expected = books[entity]?.currencies ?? {};
		const found = anaplan.sums.get(entity);
		const currencies = [...new Set([...Object.keys(expected), ...(found?.keys() ?? [])])].sort();
		for (const currency of currencies) {
			const wanted = expected[currency];
			const sums = found?.get(currency);
			const name = `${entity || '(no entity)'}, ${currency || '(no currency)'}`;
			lines.push(sumLine(`${name}: sum`, wanted?.total ?? '0', sums?.amount ?? 0n));
			lines.push(sumLine(`${name}: in home currency`, wanted?.homeTotal ?? '0', sums?.home ?? 0n));
		}
	}
	return lines;
}

/** True only when something was compared and nothing differs. */
export function allAgree(lines: readonly Comparison[]): boolean {
	return lines.length > Object.keys(LISTS).length && lines.every((line) => line.agree);
}
