/** The reads of the Fetch node that need no ledger; `sinceCheckpoint.ts` has the one that does. */
import { findEntity } from '../entities';
import { readChanges } from './changes';
import type { QuickBooksClient } from './client';
import { readCompany } from './company';
import { toUtc } from './dates';
import { readList } from './paging';
import { ACTIVE_AND_INACTIVE, type QueryFilter } from './query';
import { liveRecord } from './records';
import {
	contextOf,
	type Fetched,
	knownEntities,
	recordsOf,
	refuseFuture,
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
	const entities = knownEntities(options.entities);
	const { since } = options;
	refuseFuture(client, since);
	const runId = runIdOf(client, options.executionId);
	const company = await readCompany(client);
	const changes = await readChanges(
		client,
		entities.map((entity) => ({ entity, since, firstLoad: false })),
	);
	const records = recordsOf(changes, contextOf(client, company, runId));
	return {
		records,
		window: {
			...windowOf(client, company, runId, entities, records),
			from: new Date(since).toISOString(),
			to: toUtc(changes.to),
			complete: changes.complete,
			remarks: changes.remarks,
		},
	};
}

/** The objects of one entity that fit the filters: all of them, or at most `limit`. */
export async function fetchList(
	client: QuickBooksClient,
	options: {
		entity: string;
		filters: readonly QueryFilter[];
		/** Only list entities can be inactive; for transactions it says nothing. */
		includeInactive: boolean;
		limit?: number;
		executionId: string;
	},
): Promise<Fetched> {
	const [entity] = knownEntities([options.entity]);
	const label = findEntity(entity)?.label ?? entity;
	const runId = runIdOf(client, options.executionId);
	const asksForActive = options.filters.some(({ field }) => field.toLowerCase() === 'active');
	const both =
		options.includeInactive && findEntity(entity)?.kind === 'list' && !asksForActive
			? [ACTIVE_AND_INACTIVE]
			: [];
	const company = await readCompany(client);
	const list = await readList(
		client,
		{ entity, filters: [...both, ...options.filters], what: `reading ${label.toLowerCase()}` },
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
			remarks: list.cut
				? [
						`${label}: the list ends at the limit of ${options.limit}; QuickBooks has more. Turn on Return All to read them.`,
					]
				: [],
		},
	};
}
