/**
 * Reads a whole list while the company goes on working. Offsets alone skip rows when earlier ones
 * are changed or deleted between two pages, so a page starts where the last one ended in time:
 * every page is sorted by the time of the last change and asks for rows from the last time seen,
 * that time included. A row that changes during the read moves to the end and comes again with its
 * newer version.
 */
import { labelOf } from '../entities';
import { ServiceError } from '../errors';
import type { QuickBooksObject } from '../flow';
import type { QuickBooksClient } from './client';
import { withBadObject } from './badValue';
import { textAt } from './objects';
import {
	countStatement,
	LAST_UPDATED,
	MAX_RESULTS,
	selectStatement,
	type QueryFilter,
} from './query';

/**
 * So often a read may begin again within one time. Rows leave a time because people delete or change
 * them, which in the seconds that such a read takes happens once or twice; what goes on for longer is an
 * import into this company, or QuickBooks giving rows of one time in another order at every call.
 */
const RESTARTS_WITHIN_A_TIME = 5;

export interface ListRequest {
	entity: string;
	filters: readonly QueryFilter[];
	/** For errors: "reading invoices". */
	what: string;
	/** Rows per call, at least 2; QuickBooks allows up to 1,000. */
	pageSize?: number;
	/**
	 * Whether the list is compared with QuickBooks' own count: always, or never. Left out: where it had
	 * several pages, or none.
	 */
	verify?: boolean;
}

/** Rows of one page that were not seen before in this version. */
export interface ListPage {
	rows: QuickBooksObject[];
	/** When QuickBooks answered: ISO 8601 with offset. */
	time: string;
	/** True where QuickBooks has no more. */
	last: boolean;
}

/** A row and when QuickBooks answered with it. */
export interface ReadRow {
	row: QuickBooksObject;
	time: string;
}

/** A whole list. */
export interface ListResult {
	rows: ReadRow[];
	/** QuickBooks' time of the first page: changes after it may be missing. */
	time: string;
	/** True where the limit ended the list. */
	cut: boolean;
}

/**
 * Pages of a list, those unchanged for longest first. An id can come again with a newer version,
 * which replaces the older one. It ends: every page moves the time on, or the position within it, or
 * begins again within this time, which it may do a few times only.
 * @throws ServiceError where rows of one time keep changing places
 */
export async function* readPages(
	client: QuickBooksClient,
	request: ListRequest,
): AsyncGenerator<ListPage, void, undefined> {
	const pageSize = request.pageSize ?? MAX_RESULTS;
	const seen = new Map<string, string>();
	let from: string | undefined;
	let startPosition = 1;
	/** The row that the next page must begin with, where it begins inside one time. */
	let expected: string | undefined;
	let restarts = 0;
	for (;;) {
		const place = {
			entity: request.entity,
			filters: from === undefined ? request.filters : resumeAt(request.filters, from),
			startPosition,
			maxResults: pageSize,
		};
		const page = await client
			.query(request.entity, selectStatement(place), request.what)
			.catch(async (error: unknown) => {
				throw await withBadObject(client, { ...place, what: request.what }, error);
			});
		const moved = expected !== undefined && textAt(page.rows[0], 'Id') !== expected;
		const last = !moved && page.rows.length < pageSize;
		yield { rows: page.rows.filter((row) => isNew(seen, row, request)), time: page.time, last };
		if (last) return;
		expected = undefined;
		if (moved) {
			// Rows before this page are gone from this time, so others slipped past: from its start again.
			restarts += 1;
			if (restarts > RESTARTS_WITHIN_A_TIME) throw restless(from, request);
			startPosition = 1;
			continue;
		}
		const reached = lastUpdated(page.rows[page.rows.length - 1], request);
		if (from === undefined || Date.parse(reached) > Date.parse(from)) {
			from = reached;
			startPosition = 1;
			restarts = 0;
		} else {
			// The whole page lies within one time: go on inside it, at its last row once more.
			startPosition += page.rows.length - 1;
			expected = idOf(page.rows[page.rows.length - 1], request);
		}
	}
}

/**
 * A whole list, or its first `limit` rows. A list of several pages, and an empty one, is compared
 * with QuickBooks' own count, so that it never ends early without an error.
 * @throws ServiceError where count and list differ twice
 */
export async function readList(
	client: QuickBooksClient,
	request: ListRequest,
	limit = Number.POSITIVE_INFINITY,
): Promise<ListResult> {
	const first = await readOnce(client, request, limit);
	if (first.verified) return first;
	const firstCount = await countOf(client, request);
	if (firstCount === first.rows.length) return first;
	// Either documents were added or deleted meanwhile, or the list is wrong: a second look tells.
	const second = await readOnce(client, request, limit);
	if (second.verified) return second;
	const secondCount = await countOf(client, request);
	if (secondCount === second.rows.length) return second;
	throw new ServiceError(
		`QuickBooks Online counts ${secondCount} objects but listed ${second.rows.length} while ${request.what}, twice in a row.`,
		'Run the workflow again when nobody is importing into this company; if it stays, filter by a shorter time.',
	);
}

interface Reading extends ListResult {
	/** True where the list needs no comparison with the count: one page that held something. */
	verified: boolean;
}

async function readOnce(
	client: QuickBooksClient,
	request: ListRequest,
	limit: number,
): Promise<Reading> {
	const rows = new Map<string, ReadRow>();
	let time: string | undefined;
	let pages = 0;
	// One row more than the limit tells whether the limit cut anything.
	const pageSize = Math.min(request.pageSize ?? MAX_RESULTS, limit + 1);
	for await (const page of readPages(client, { ...request, pageSize })) {
		pages += 1;
		time ??= page.time;
		for (const row of page.rows) {
			const id = idOf(row, request);
			// A newer version also takes the newer place, so that the order stays that of the changes.
			rows.delete(id);
			rows.set(id, { row, time: page.time });
		}
		if (rows.size > limit) {
			const kept = [...rows.values()].slice(0, limit);
			return { rows: kept, time, cut: true, verified: true };
		}
	}
	const verified = request.verify === undefined ? pages === 1 && rows.size > 0 : !request.verify;
	return { rows: [...rows.values()], time: time ?? '', cut: false, verified };
}

async function countOf(client: QuickBooksClient, request: ListRequest): Promise<number> {
	return await client.count(countStatement(request.entity, request.filters), request.what);
}

/** Lower bounds of the caller lie below the time reached, so that time stands for them. */
function resumeAt(filters: readonly QueryFilter[], from: string): QueryFilter[] {
	const others = filters.filter(
		({ field, operator }) => field !== LAST_UPDATED || (operator !== '>' && operator !== '>='),
	);
	return [...others, { field: LAST_UPDATED, operator: '>=', value: from }];
}

function isNew(seen: Map<string, string>, row: QuickBooksObject, request: ListRequest): boolean {
	const id = idOf(row, request);
	const version = String(row.SyncToken ?? '');
	if (seen.get(id) === version) return false;
	seen.set(id, version);
	return true;
}

function idOf(row: QuickBooksObject, request: ListRequest): string {
	if (typeof row.Id === 'string' && row.Id !== '') return row.Id;
	throw incomplete('an Id', request);
}

function lastUpdated(row: QuickBooksObject, request: ListRequest): string {
	const time = textAt(row, 'MetaData', 'LastUpdatedTime');
	if (time !== undefined && !Number.isNaN(Date.parse(time))) return time;
	throw incomplete('the time of its last change (MetaData.LastUpdatedTime)', request);
}

function restless(time: string | undefined, { entity, what }: ListRequest): ServiceError {
	return new ServiceError(
		`QuickBooks Online listed the ${labelOf(entity).toLowerCase()} that were last changed at ${time ?? 'one and the same time'} in another order each time while ${what}, so it is not certain that none was left out.`,
		'Run the workflow again when nobody is importing into this company; if it stays, filter by a shorter time.',
	);
}

function incomplete(what: string, request: ListRequest): ServiceError {
	return new ServiceError(
		`QuickBooks Online sent an object of ${request.entity} without ${what} while ${request.what}.`,
		'Run the workflow again; if it stays, open the newest documents of this kind in QuickBooks and save them once.',
	);
}
