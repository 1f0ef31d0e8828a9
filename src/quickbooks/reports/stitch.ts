/** Puts the answers of several requests together so that nothing counts twice. */
import { add, type Decimal, subtract } from '../../planning/money';
import type { Figure } from './figures';

/**
 * Figures of all parts, in the order of the first. Movements of the same row and period add up; of
 * balances only the one at the period's own edge counts, so an account that is back at nothing by then
 * does not keep the balance of an earlier part.
 */
export function stitchFigures(parts: Figure[][]): Figure[] {
	const known = new Map<string, Figure>();
	for (const figure of withTotalsOfPlainRows(parts).flat()) {
		const { span, period } = figure.column;
		if (figure.edge === 'end' && span.end < period.end) continue;
		if (figure.edge === 'start' && span.start > period.start) continue;
		const key = keyOf(figure);
		const before = known.get(key);
		if (before === undefined || figure.edge !== 'movement') {
			known.set(key, figure);
			continue;
		}
		known.set(key, { ...before, amount: add(before.amount, figure.amount) });
	}
	return [...known.values()];
}

/** In a total column a parent has two figures: its own postings, and in its total row those of its children too. */
function keyOf(figure: Figure): string {
	return JSON.stringify([figure.isTotalRow, rowOf(figure), figure.column.key]);
}

/** Rows are known by id; computed ones, which have none, by their place. */
function rowOf({ section, id, path }: Figure): string {
	return JSON.stringify([section, id ?? path]);
}

/**
 * A parent whose children were not posted to within a part is a plain row there, without a total row:
 * that row is its total, and belongs to the total row that other parts have.
 */
function withTotalsOfPlainRows(parts: Figure[][]): Figure[][] {
	const totals = new Map(
		parts.flat().flatMap((one) => (one.isTotalRow ? [[rowOf(one), one.name] as const] : [])),
	);
	if (totals.size === 0) return parts;
	return parts.map((part) => {
		const here = new Set(part.flatMap((one) => (one.isTotalRow ? [rowOf(one)] : [])));
		return part.flatMap((figure) => {
			const row = rowOf(figure);
			const name = here.has(row) ? undefined : totals.get(row);
			return name === undefined ? [figure] : [figure, { ...figure, isTotalRow: true, name }];
		});
	});
}

/** One row of a detail report with what stitching needs of it. */
export interface DetailRow {
	rowType: 'transaction' | 'beginningBalance';
	/** What the account of the row is known by within one report. */
	accountKey: string;
	amount: Decimal | undefined;
	balance: Decimal | undefined;
	/** Everything the item carries, in its order. */
	fields: Map<string, string | null>;
}

/**
 * Rows of all parts, in order. An account's balance at the beginning counts once: in the first part
 * that shows the account. Running balances that begin anew with a part (those of income and expense, at
 * nothing or at the fiscal year's start) go on from the part before.
 */
export function stitchRows(parts: DetailRow[][], show: (balance: Decimal) => string): DetailRow[] {
	const rows: DetailRow[] = [];
	const seen = new Set<string>();
	const last = new Map<string, Decimal>();
	for (const part of parts) {
		const offsets = offsetsOf(part, last);
		for (const row of part) {
			if (row.rowType === 'beginningBalance' && seen.has(row.accountKey)) continue;
			const offset = offsets.get(row.accountKey);
			if (row.balance !== undefined) {
				const balance = offset === undefined ? row.balance : add(row.balance, offset);
				last.set(row.accountKey, balance);
				row.fields.set('balance', show(balance));
			}
			rows.push(row);
		}
		for (const { accountKey } of part) seen.add(accountKey);
	}
	return rows;
}

/** By account: how far the part's balances are off from those of the parts before. */
function offsetsOf(part: DetailRow[], last: Map<string, Decimal>): Map<string, Decimal> {
	const offsets = new Map<string, Decimal>();
	for (const { accountKey, rowType, amount, balance } of part) {
		const before = last.get(accountKey);
		if (before === undefined || balance === undefined || offsets.has(accountKey)) continue;
		if (rowType === 'beginningBalance') offsets.set(accountKey, subtract(before, balance));
		else if (amount !== undefined) {
			offsets.set(accountKey, subtract(before, subtract(balance, amount)));
		}
	}
	return offsets;
}
