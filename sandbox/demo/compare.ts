import type { Posting } from '../quickbooks/postings';
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
	/** Items by QuickBooks entity, without those that are marked as deleted. */
	readonly lists: Readonly<Record<string, number>>;
	/** By entity, then by currency. */
	readonly sums: ReadonlyMap<string, ReadonlyMap<string, Readonly<Sums>>>;
	/** Transaction lines in the module. */
	readonly lines: number;
	/** Amounts by account, month and currency; see {@link postingKey}. */
	readonly postings: ReadonlyMap<string, bigint>;
	/** Codes that stand in the module more than once. */
	readonly doubledCodes: readonly string[];
}

/** Everything QuickBooks' side of the comparison needs. */
export interface BooksFigures {
	readonly totals: BooksTotals;
	readonly postings: readonly Posting[];
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

/** Names a sum by account, month and currency; the account is QuickBooks' Id, or blank. */
function postingKey(entity: string, account: string, month: string, currency: string): string {
	const where = account === '' ? 'no account' : `account ${account}`;
	return `${entity}, ${where}, ${month}, ${currency}`;
}

/** What stands before QuickBooks' Id in the Account Code of a row. */
const ACCOUNT_CODE = /^\d+-ACC-/;

/** Adds the amounts up by account, month and currency. */
export function postingsOf(rows: readonly Readonly<Record<string, string>>[]): Map<string, bigint> {
	const sums = new Map<string, bigint>();
	for (const row of rows) {
		const key = postingKey(
			row.Entity ?? '',
			(row['Account Code'] ?? '').replace(ACCOUNT_CODE, ''),
			row.Period ?? '',
			row.Currency ?? '',
		);
		sums.set(key, (sums.get(key) ?? 0n) + toScaled(row.Amount ?? ''));
	}
	return sums;
}

/** Reads what the demo model holds, over Anaplan's API. */
export async function readAnaplanTotals(reader: AnaplanReader): Promise<AnaplanTotals> {
	const lists: Record<string, number> = {};
	for (const [entity, list] of Object.entries(LISTS)) {
		const items = await reader.listItems(list);
		lists[entity] = items.filter(({ properties }) => properties.Status !== 'Deleted').length;
	}
	return totalsOf(lists, await reader.moduleRows(TRANSACTION_MODULE));
}

/** Adds up what was read: list items by entity, and the rows of the transaction module. */
export function totalsOf(
	lists: Readonly<Record<string, number>>,
	rows: readonly Readonly<Record<string, string>>[],
): AnaplanTotals {
	const seen = new Set<string>();
	const doubledCodes: string[] = [];
	for (const { Item: code = '' } of rows) {
		if (seen.has(code)) doubledCodes.push(code);
		seen.add(code);
	}
	return {
		lists,
		sums: sumRows(rows),
		lines: rows.length,
		postings: postingsOf(rows),
		doubledCodes,
	};
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
 * One line that says how many sums by account, month and currency were compared, and one for each
 * that differs. A sum that only one side has counts as zero on the other: a removed line leaves one.
 */
function postingLines(books: readonly Posting[], anaplan: AnaplanTotals): Comparison[] {
	const wanted = new Map(
		books
			.filter(({ entity }) => TRANSACTIONS.includes(entity))
			.map(({ entity, accountId, month, currency, total }) => [
				postingKey(entity, accountId, month, currency),
				toScaled(total),
			]),
	);
	const keys = [...new Set([...wanted.keys(), ...anaplan.postings.keys()])].sort();
	const lines = keys.map((key) => {
		const expected = wanted.get(key) ?? 0n;
		return sumLine(key, fromScaled(expected), anaplan.postings.get(key) ?? 0n);
	});
	const differing = lines.filter((line) => !line.agree);
	return [
		{
			what: 'Sums by account, month and currency',
			quickBooks: String(keys.length),
			anaplan: String(keys.length - differing.length),
			agree: differing.length === 0,
		},
		...differing,
	];
}

/**
 * Puts QuickBooks' totals beside Anaplan's: the number of list entries, the sums of each transaction
 * entity by currency, in the document's and in the home currency, the sums by account, month and
 * currency, and whether a key stands twice. What only one side has is a difference.
 */
export function compareTotals(
	{ totals: books, postings }: BooksFigures,
	anaplan: AnaplanTotals,
): Comparison[] {
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
	const doubled = anaplan.doubledCodes.length;
	lines.push(...postingLines(postings, anaplan), {
		what: 'Keys of transaction lines that stand twice',
		quickBooks: '0',
		anaplan: String(doubled),
		agree: doubled === 0,
	});
	return lines;
}

/** True only when something was compared and nothing differs. */
export function allAgree(lines: readonly Comparison[]): boolean {
	const compared = lines.some(({ what }) => what.endsWith(': sum'));
	return compared && lines.every((line) => line.agree);
}
