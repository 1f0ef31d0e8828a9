/** What a read brought: records, and the window that travels beside them. */
import { ENTITIES, findEntity } from '../entities';
import { SettingError } from '../errors';
import type { SyncRecord, SyncWindow } from '../flow';
import type { Changes } from './changes';
import type { QuickBooksClient } from './client';
import type { Company } from './company';
import { deletedRecord, liveRecord, type RecordContext } from './records';

/** What a read brought. */
export interface Fetched {
	records: SyncRecord[];
	window: SyncWindow;
}

/**
 * In the order of the table, each once.
 * @throws SettingError for an unknown name, and where there is none
 */
export function knownEntities(names: readonly string[]): string[] {
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

/** @throws SettingError for a start in the future: everything before it would never be read. */
export function refuseFuture(client: QuickBooksClient, since: number): void {
	if (since <= client.clock.now()) return;
	throw new SettingError(
		`The start date ${new Date(since).toISOString()} lies in the future.`,
		'Choose a start date in the past, or Last N Days.',
	);
}

/** The same execution always makes the same run ID, so that a repeated node repeats it. */
export function runIdOf(client: QuickBooksClient, executionId: string): string {
	return `${executionId}-${client.realmId}`;
}

export function contextOf(
	client: QuickBooksClient,
	company: Company,
	runId: string,
): RecordContext {
	return { realmId: client.realmId, runId, homeCurrency: company.homeCurrency };
}

/** Of each entity what lives, then what is gone; entities in the order of `changes`. */
export function recordsOf({ entities }: Changes, context: RecordContext): SyncRecord[] {
	return entities.flatMap(({ entity, live, deleted }) => [
		...live.map(({ row, time }) => liveRecord(entity, row, time, context)),
		...deleted.map(({ row, time }) => deletedRecord(entity, row, time, context)),
	]);
}

/** The window but for its bounds. Make it last: it carries the number of calls. */
export function windowOf(
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
		...(client.connection === undefined ? {} : { connection: client.connection }),
	};
}
