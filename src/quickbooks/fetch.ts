/** The two reads of the Fetch node: records and the window that travels beside them. */
import { ENTITIES, findEntity } from '../entities';
import { SettingError } from '../errors';
import type { SyncRecord, SyncWindow } from '../flow';
import { readChanges } from './cdc';
import type { QuickBooksClient } from './client';
import { readCompany, type Company } from './company';
import { toUtc } from './dates';
import { readList } from './paging';
import { ACTIVE_AND_INACTIVE, type QueryFilter } from './query';
import { deletedRecord, liveRecord, type RecordContext } from './records';

/** What a read brought. */
export interface Fetched {
	records: SyncRecord[];
	window: SyncWindow;
}

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
	if (options.since > client.clock.now()) {
		throw new SettingError(
			`The start date ${new Date(options.since).toISOString()} lies in the future.`,
			'Choose a start date in the past, or Last N Days.',
		);
	}
	const runId = runIdOf(client, options.executionId);
	const company = await readCompany(client);
	const changes = await readChanges(client, entities, options.since);
	const context = contextOf(client, company, runId);
	const records = changes.entities.flatMap(({ entity, live, deleted }) => [
		...live.map(({ row, time }) => liveRecord(entity, row, time, context)),
		...deleted.map(({ row, time }) => deletedRecord(entity, row, time, context)),
	]);
	return {
		records,
		window: {
			...windowOf(client, company, runId, entities, records),
			from: new Date(options.since).toISOString(),
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

/** In the order of the table, each once. */
function knownEntities(names: readonly string[]): string[] {
	const unknown = names.find((name) => findEntity(name) === undefined);
	if (names.length === 0 || unknown !== undefined) {
		throw new SettingError(
			unknown === undefined
				? 'No entity is chosen.'
				: `"${unknown}" is not an entity of this node.`,
			`Choose at least one of ${ENTITIES.map(({ name }) => name).join(', ')}.`,
		);
	}
	return ENTITIES.map(({ name }) => name).filter((name) => names.includes(name));
}

/** The same execution always makes the same run ID, so that a repeated node repeats it. */
function runIdOf(client: QuickBooksClient, executionId: string): string {
	return `${executionId}-${client.realmId}`;
}

function contextOf(client: QuickBooksClient, company: Company, runId: string): RecordContext {
	return { realmId: client.realmId, runId, homeCurrency: company.homeCurrency };
}

function windowOf(
	client: QuickBooksClient,
	company: Company,
	runId: string,
	entities: string[],
	records: SyncRecord[],
) {
	const expected: { [entity: string]: number } = {};
	for (const entity of entities) {
		expected[entity] = records.filter((record) => record.entity === entity).length;
	}
	return {
		kind: 'window' as const,
		runId,
		realmId: client.realmId,
		companyName: company.name,
		homeCurrency: company.homeCurrency,
		entities,
		expected,
		quickBooksCalls: client.calls,
	};
}
