/** Accounts as nested rows: a parent that was posted to itself carries its amounts in its header. */
import type { Account, Chart } from './chart';
import { data, moneys, section, type WireRow } from './wire';
import type { Words } from './words';

/** Amounts per column of an account; blank where nothing was posted. */
export type Amounts = Array<number | undefined>;

export interface AccountRows {
	rows: WireRow[];
	totals: number[];
}

/** Accounts of one section. `amounts` gives what an account has by itself, undefined for nothing at all. */
export function accountRows(
	chart: Chart,
	belongs: (account: Account) => boolean,
	amounts: (account: Account) => Amounts | undefined,
	columns: number,
	words: Words,
): AccountRows {
	const accounts = chart.all().filter(belongs);
	const ids = new Set(accounts.map((account) => account.id));
	const childrenOf = (id: string) =>
		accounts.filter((account) => account.parentId === id).sort(byName);
	const totals = zeros(columns);
	const rows: WireRow[] = [];
	for (const account of accounts.filter(({ parentId }) => !ids.has(parentId)).sort(byName)) {
		const node = nodeOf(account, childrenOf, amounts, columns, words);
		if (node !== undefined) {
			rows.push(node.row);
			addTo(totals, node.totals);
		}
	}
	return { rows, totals };
}

function nodeOf(
	account: Account,
	childrenOf: (id: string) => Account[],
	amounts: (account: Account) => Amounts | undefined,
	columns: number,
	words: Words,
): { row: WireRow; totals: number[] } | undefined {
	const own = amounts(account);
	const totals = zeros(columns);
	addTo(totals, own ?? []);
	const rows: WireRow[] = [];
	for (const child of childrenOf(account.id)) {
		const node = nodeOf(child, childrenOf, amounts, columns, words);
		if (node !== undefined) {
			rows.push(node.row);
			addTo(totals, node.totals);
		}
	}
	const label = { value: account.name, id: account.id };
	if (rows.length === 0) {
		return own === undefined ? undefined : { row: data([label, ...moneys(own)]), totals };
	}
	const blank: Amounts = Array.from({ length: columns }, () => undefined);
	return {
		row: section({
			header: [label, ...moneys(own ?? blank)],
			rows,
			summary: [{ value: words(`Total ${account.name}`) }, ...moneys(totals)],
		}),
		totals,
	};
}

function byName(a: Account, b: Account): number {
	return a.name === b.name ? Number(a.id) - Number(b.id) : a.name < b.name ? -1 : 1;
}

export function zeros(count: number): number[] {
	return Array.from({ length: count }, () => 0);
}

export function addTo(sums: number[], values: Amounts, sign = 1): void {
	values.forEach((value, index) => {
		sums[index] += sign * (value ?? 0);
	});
}
