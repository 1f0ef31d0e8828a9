/** Reads objects by their ids, which is also how it is settled whether they still exist. */
import { findEntity, labelOf } from '../entities';
import type { QuickBooksClient } from './client';
import { textAt } from './objects';
import type { ReadRow } from './paging';
import { ACTIVE_AND_INACTIVE, selectStatement, type QueryFilter } from './query';

/**
 * Ids per query: with QuickBooks' ids of up to seven digits the statement still fits into a URL, and
 * one answer stays a few hundred kilobytes.
 */
export const IDS_PER_QUERY = 200;

/** One query's part of the ids. */
export interface IdsPage {
	/** Objects that exist, inactive ones included. */
	found: ReadRow[];
	/** Ids of those that do not. */
	missing: string[];
	/** When QuickBooks answered: ISO 8601 with offset. */
	time: string;
}

/** Reads each id once, in parts; blank ids are left out. */
export async function* readByIds(
	client: QuickBooksClient,
	entity: string,
	ids: readonly string[],
): AsyncGenerator<IdsPage, void, undefined> {
	const distinct = [...new Set(ids)].filter((id) => id !== '');
	for (let start = 0; start < distinct.length; start += IDS_PER_QUERY) {
		const asked = distinct.slice(start, start + IDS_PER_QUERY);
		const what = `reading ${labelOf(entity).toLowerCase()} by ID`;
		const page = await client.query(entity, idsStatement(entity, asked), what);
		const there = new Set(page.rows.map((row) => textAt(row, 'Id')));
		yield {
			found: page.rows.map((row) => ({ row, time: page.time })),
			missing: asked.filter((id) => !there.has(id)),
			time: page.time,
		};
	}
}

/** Without a filter on Active QuickBooks would hide inactive list objects, as if they were gone. */
export function bothStates(entity: string): QueryFilter[] {
	return findEntity(entity)?.hidesInactive === true ? [ACTIVE_AND_INACTIVE] : [];
}

/** The statement that reads up to {@link IDS_PER_QUERY} ids. */
export function idsStatement(entity: string, ids: readonly string[]): string {
	return selectStatement({
		entity,
		filters: [...bothStates(entity), { field: 'Id', operator: 'IN', value: ids }],
		startPosition: 1,
		maxResults: IDS_PER_QUERY,
	});
}
