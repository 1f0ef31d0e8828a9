/** The simulator's own truth by account and month: what a planner would add up. */
import { cents, decimal } from './money';
import { child, objects, refId, text, type JsonObject } from './rows';

/** Sum of one entity's documents on one account, in one month and currency. */
export interface Posting {
	entity: string;
	/** Blank for what QuickBooks shows no account of: tax, item lines of bills, payments. */
	accountId: string;
	/** `YYYY-MM` of TxnDate. */
	month: string;
	/** ISO code of the document. */
	currency: string;
	/** In the document's currency, two decimals. */
	total: string;
}

/**
 * Adds documents up by account and month. What the lines do not name an account for is the rest of
 * TotalAmt, so every document counts in full. Of journal entries debits count up and credits down.
 */
export function postingsOf(entity: string, rows: Iterable<JsonObject>, home: string): Posting[] {
	const sums = new Map<string, Posting & { cents: bigint }>();
	for (const row of rows) {
		const month = text(row, 'TxnDate').slice(0, 'YYYY-MM'.length);
		const currency = refId(row, 'CurrencyRef') || home;
		for (const [accountId, value] of byAccount(row)) {
			const key = `${accountId}|${month}|${currency}`;
			const sum = sums.get(key) ?? { entity, accountId, month, currency, total: '', cents: 0n };
			sum.cents += BigInt(value);
			sums.set(key, sum);
		}
	}
	return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => shown(sum));
}

function shown({ cents: sum, ...posting }: Posting & { cents: bigint }): Posting {
	return { ...posting, total: decimal(sum) };
}

function byAccount(row: JsonObject): Map<string, number> {
	const accounts = new Map<string, number>();
	let rest = cents(row, 'TotalAmt');
	for (const line of leaves(objects(row, 'Line'))) {
		const discount = child(line, 'DiscountLineDetail');
		const journal = child(line, 'JournalEntryLineDetail');
		const accountId =
			refId(child(line, 'SalesItemLineDetail'), 'ItemAccountRef') ||
			refId(child(line, 'AccountBasedExpenseLineDetail'), 'AccountRef') ||
			refId(child(line, 'DepositLineDetail'), 'AccountRef') ||
			refId(journal, 'AccountRef') ||
			refId(discount, 'DiscountAccountRef');
		if (accountId === '') {
			continue;
		}
		const isMinus = discount !== undefined || journal?.PostingType === 'Credit';
		const value = (isMinus ? -1 : 1) * cents(line, 'Amount');
		accounts.set(accountId, (accounts.get(accountId) ?? 0) + value);
		rest -= value;
	}
	accounts.set('', (accounts.get('') ?? 0) + rest);
	return accounts;
}

/** A group stands for the lines in it. */
function leaves(lines: JsonObject[]): JsonObject[] {
	return lines.flatMap((line) => {
		const nested = objects(child(line, 'GroupLineDetail'), 'Line');
		return nested.length > 0 ? leaves(nested) : [line];
	});
}
