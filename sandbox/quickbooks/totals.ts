/** The simulator's own truth of what a complete load must add up to, as exact decimal text. */
import { cents, decimal, homeCents } from './money';
import { objects, refId, text, type JsonObject } from './rows';

export interface CurrencyTotal {
	count: number;
	/** Sum of TotalAmt in the currency, two decimals. */
	total: string;
	/** The same in home currency, converted document by document. */
	homeTotal: string;
}

export interface EntityTotal {
	/** Objects that exist now, voided and inactive ones included, deleted ones not. */
	count: number;
	/** Sum over all currencies in home currency; `0.00` for lists. */
	homeTotal: string;
	/** By ISO code, in alphabetical order; empty for lists. */
	currencies: Record<string, CurrencyTotal>;
	/** Lists: how many of `count` are inactive. Transactions: how many are voided. */
	inactiveOrVoided: number;
}

export type BooksTotals = Record<string, EntityTotal>;

/** Adds up the rows of one entity. */
export function totalOf(rows: Iterable<JsonObject>, isList: boolean, home: string): EntityTotal {
	const sums = new Map<string, { count: number; total: bigint; home: bigint }>();
	let count = 0;
	let marked = 0;
	let homeTotal = 0n;
	for (const row of rows) {
		count += 1;
		if (isList) {
			marked += row.Active === false ? 1 : 0;
			continue;
		}
		marked += isVoided(row) ? 1 : 0;
		const currency = refId(row, 'CurrencyRef') || home;
		const total = totalCents(row);
		const rate = typeof row.ExchangeRate === 'number' ? row.ExchangeRate : 1;
		const inHome = BigInt(homeCents(total, rate));
		const sum = sums.get(currency) ?? { count: 0, total: 0n, home: 0n };
		sum.count += 1;
		sum.total += BigInt(total);
		sum.home += inHome;
		sums.set(currency, sum);
		homeTotal += inHome;
	}
	const currencies: Record<string, CurrencyTotal> = {};
	for (const [currency, sum] of [...sums].sort(([a], [b]) => (a < b ? -1 : 1))) {
		currencies[currency] = {
			count: sum.count,
			total: decimal(sum.total),
			homeTotal: decimal(sum.home),
		};
	}
	return { count, homeTotal: decimal(homeTotal), currencies, inactiveOrVoided: marked };
}

/**
 * What a document adds to a load. A purchase that is a credit is money that came back to the card; a
 * transfer takes as much as it brings; time is worth what a customer is charged; a budget is its cells.
 */
function totalCents(row: JsonObject): number {
	if (row.BudgetDetail !== undefined) {
		return objects(row, 'BudgetDetail').reduce((sum, cell) => sum + cents(cell, 'Amount'), 0);
	}
	if (row.NameOf !== undefined) {
		return row.BillableStatus === 'NotBillable' ? 0 : worthOf(row);
	}
	return (row.Credit === true ? -1 : 1) * cents(row, 'TotalAmt');
}

function worthOf(row: JsonObject): number {
	const part = (key: string, seconds: number) => (Number(row[key]) || 0) * seconds;
	const seconds = part('Hours', 3_600) + part('Minutes', 60) + part('Seconds', 1);
	return Math.round((seconds * cents(row, 'HourlyRate')) / 3_600);
}

/** A journal entry never has a total, so its memo alone says nothing. */
export function isVoided(row: JsonObject): boolean {
	const hasAmounts = objects(row, 'Line').some((line) => cents(line, 'Amount') !== 0);
	const marked = /^Voided\b/.test(text(row, 'PrivateNote'));
	return marked && !row.TotalAmt && !row.Amount && !hasAmounts;
}
