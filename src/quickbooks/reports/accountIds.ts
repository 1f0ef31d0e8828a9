/** Ids of accounts that a ledger names by title only: QuickBooks leaves them out of some headers. */
import type { QuickBooksObject } from '../../flow';
import type { QuickBooksClient } from '../client';
import { textAt } from '../objects';
import { readList } from '../paging';
import { ACTIVE_AND_INACTIVE } from '../query';
import type { DetailRow } from './stitch';

/**
 * Fills in the accounts' ids: from another row of the same account, else from the list of accounts by
 * their full names, which costs a call.
 * @returns titles of accounts that stay without an id
 */
export async function nameAccounts(
	client: QuickBooksClient,
	rows: readonly DetailRow[],
): Promise<string[]> {
	const unnamed = () =>
		rows.filter((row) => row.accountKey !== '' && row.fields.get('accountId') === null);
	const beside = new Map<string, string>();
	for (const { accountKey, fields } of rows) {
		const id = fields.get('accountId');
		if (typeof id === 'string') beside.set(accountKey, id);
	}
	fill(unnamed(), beside);
	if (unnamed().length === 0) return [];
	const list = await readList(client, {
		entity: 'Account',
		filters: [ACTIVE_AND_INACTIVE],
		what: 'reading accounts for the report',
	});
	fill(unnamed(), pathsOf(list.rows.map(({ row }) => row)));
	return [...new Set(unnamed().map(({ accountKey }) => accountKey))];
}

function fill(rows: DetailRow[], ids: Map<string, string>): void {
	for (const { accountKey, fields } of rows) {
		fields.set('accountId', ids.get(accountKey) ?? null);
	}
}

/** Ids by the titles from the outermost account on, plain and with account numbers before them. */
function pathsOf(accounts: QuickBooksObject[]): Map<string, string> {
	const byId = new Map(accounts.map((account) => [account.Id ?? '', account]));
	const ids = new Map<string, string>();
	for (const account of accounts) {
		const id = account.Id ?? '';
		for (const numbered of [true, false]) ids.set(pathOf(account, byId, numbered), id);
	}
	return ids;
}

function pathOf(
	account: QuickBooksObject,
	byId: Map<string, QuickBooksObject>,
	numbered: boolean,
	depth = 0,
): string {
	const name = textAt(account, 'Name') ?? '';
	const number = textAt(account, 'AcctNum') ?? '';
	const title = numbered && number !== '' ? `${number} ${name}` : name;
	const parent = byId.get(textAt(account, 'ParentRef', 'value') ?? '');
	// QuickBooks allows five levels; more would be a circle.
	return parent === undefined || depth >= DEEPEST
		? title
		: `${pathOf(parent, byId, numbered, depth + 1)} > ${title}`;
}

const DEEPEST = 5;
