/**
 * Finds deletions that QuickBooks no longer reports: what the ledger knows and QuickBooks does not
 * have any more was deleted.
 */
import { labelOf } from '../entities';
import { bothStates, IDS_PER_QUERY } from './byId';
import type { QuickBooksClient } from './client';
import { textAt } from './objects';
import { readPages } from './paging';
import { countStatement, MAX_RESULTS } from './query';

/** Up to this many queries by id a count, made to find a cheaper way, would not pay off. */
const QUERIES_NOT_WORTH_A_COUNT = 2;

/**
 * Of the ids in `known` those that have to be read one by one to learn whether they still exist: all
 * of them where that takes the fewest calls, else those that a listing of the whole entity did not
 * show. A listing alone proves no deletion, because data changes while it is read.
 */
export async function idsInDoubt(
	client: QuickBooksClient,
	entity: string,
	known: readonly string[],
): Promise<readonly string[]> {
	const queries = Math.ceil(known.length / IDS_PER_QUERY);
	if (queries <= QUERIES_NOT_WORTH_A_COUNT) return known;
	const count = await countAll(client, entity);
	// A list that ends on a full page takes one page more.
	const pages = Math.floor(count / MAX_RESULTS) + 1;
	if (queries <= pages) return known;
	const there = new Set<string>();
	const request = { entity, filters: bothStates(entity), what: whatOf(entity) };
	for await (const page of readPages(client, request)) {
		for (const row of page.rows) there.add(textAt(row, 'Id') ?? '');
	}
	return known.filter((id) => !there.has(id));
}

/** How many objects of the entity there are, inactive ones included. */
export async function countAll(client: QuickBooksClient, entity: string): Promise<number> {
	return await client.count(countStatement(entity, bothStates(entity)), whatOf(entity));
}

function whatOf(entity: string): string {
	return `looking for deleted ${labelOf(entity).toLowerCase()}`;
}
