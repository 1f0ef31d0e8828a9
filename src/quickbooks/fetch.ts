/** The reads of the Fetch node that need no ledger; `sinceCheckpoint.ts` has the one that does. */
import { bothStates } from './byId';
import { readChanges } from './changes';
import type { QuickBooksClient } from './client';
import { readCompany } from './company';
import { toUtc } from './dates';
import { readList } from './paging';
import { type QueryFilter, singleStatement } from './query';
import { liveRecord } from './records';
import {
	changingEntities,
	contextOf,
	type Fetched,
	knownEntity,
	recordsOf,
	refuseFuture,
	remarksOnClock,
	runIdOf,
	windowOf,
} from './window';

/**
 * Everything that changed in the chosen entities since a point in time, deletions and voids
 * included; records in the order of the entities' table (lists before transactions).
 * @param since epoch milliseconds, included
 * @param executionId with the realm ID it makes the run ID
 */
export async function fetchChanges(
	client: QuickBooksClient,
	options: { entities: readonly string[]; since: number; executionId: string },
): Promise<Fetched> {
	const entities = changingEntities(options.entities);
	const { since } = options;
	refuseFuture(client, since);
	const runId = runIdOf(client, options.executionId);
	const company = await readCompany(client);
	const changes = await readChanges(
		client,
		entities.map((entity) => ({ entity, since, firstLoad: false })),
	);
	const records = recordsOf(changes, contextOf(client, company, runId));
	const clockRemarks = remarksOnClock(since, changes);
	return {
		records,
		window: {
			...windowOf(client, company, runId, entities, records),
			from: new Date(since).toISOString(),
			to: toUtc(changes.to),
			complete: changes.complete,
			remarks: [...changes.remarks, ...clockRemarks],
		},
	};
}

/**
 * The objects of one entity that fit the filters: all of them, or at most `limit`. Of CompanyInfo and
 * Preferences the one there is; exchange rates are read by `exchangeRates.ts`.
 */
export async function fetchList(
	client: QuickBooksClient,
	options: {
		entity: string;
		filters: readonly QueryFilter[];
		/** Only some entities can be inactive; for others it says nothing. */
		includeInactive: boolean;
		limit?: number;
		/** As for {@link readList}. */
		verify?: boolean;
		/** What the window says beside what was read. */
		remarks?: readonly string[];
		executionId: string;
	},
): Promise<Fetched> {
	const { name: entity, label, kind } = knownEntity(options.entity);
	if (kind === 'single') return await fetchSingle(client, entity, label, options.executionId);
	const runId = runIdOf(client, options.executionId);
	const asksForActive = options.filters.some(({ field }) => field.toLowerCase() === 'active');
	const both = options.includeInactive && !asksForActive ? bothStates(entity) : [];
	const company = await readCompany(client);
	const list = await readList(
		client,
		{
			entity,
			filters: [...both, ...options.filters],
			what: `reading ${label.toLowerCase()}`,
			...(options.verify === undefined ? {} : { verify: options.verify }),
		},
		options.limit,
	);
	const context = contextOf(client, company, runId);
	const records = list.rows.map(({ row, time }) => liveRecord(entity, row, time, context));
	return {
		records,
		window: {
			...windowOf(client, company, runId, [entity], records),
			from: null,
			to: toUtc(list.time),
			complete: !list.cut,
			remarks: [
				...(options.remarks ?? []),
				...(list.cut
					? [
							`${label}: the list ends at the limit of ${options.limit}; QuickBooks has more. Turn on Return All to read them.`,
						]
					: []),
			],
		},
	};
}

async function fetchSingle(
	client: QuickBooksClient,
	entity: string,
	label: string,
	executionId: string,
): Promise<Fetched> {
	const runId = runIdOf(client, executionId);
	const company = await readCompany(client);
	const what = `reading ${label.toLowerCase()}`;
	const page = await client.query(entity, singleStatement(entity), what);
	const context = contextOf(client, company, runId);
	const records = page.rows.map((row) => liveRecord(entity, row, page.time, context));
	return {
		records,
		window: {
			...windowOf(client, company, runId, [entity], records),
			from: null,
			to: toUtc(page.time),
			complete: true,
			remarks: [],
		},
	};
}
