/** What a read brought: records, and the window that travels beside them. */
import { CHANGING_ENTITIES, ENTITIES, type EntityEntry, findEntity } from '../entities';
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

/** Why some names that QuickBooks knows are none of this node's. */
const LEFT_OUT = new Map([
	[
		'TaxAgency',
		"QuickBooks' change data capture does not know tax agencies, and no amount refers to them. Choose TaxRate, which names its agency.",
	],
	[
		'JournalCode',
		"QuickBooks' change data capture does not know journal codes, and only French companies have them. Choose JournalEntry, which names its code.",
	],
]);

/**
 * The entry of a name.
 * @throws SettingError for a name that the table does not have
 */
export function knownEntity(name: string): EntityEntry {
	const entry = findEntity(name);
	if (entry !== undefined) return entry;
	throw new SettingError(
		`"${name}" is not an entity of this node.`,
		LEFT_OUT.get(name) ?? `Choose one of ${namesOf(ENTITIES)}.`,
	);
}

/**
 * Entities whose changes can be read, in the order of the table, each once.
 * @throws SettingError for an unknown name, for exchange rates, and where there is none
 */
export function changingEntities(names: readonly string[]): string[] {
	if (names.length === 0) {
		throw new SettingError(
			'No entity is chosen.',
			`Choose at least one of ${namesOf(CHANGING_ENTITIES)}.`,
		);
	}
	const rate = names.map(knownEntity).find(({ kind }) => kind === 'rate');
	if (rate !== undefined) {
		throw new SettingError(
			`${rate.label} have no changes that QuickBooks could report.`,
			'Read them with Get Many, for the currencies and the date that you need.',
		);
	}
	return CHANGING_ENTITIES.map(({ name }) => name).filter((name) => names.includes(name));
}

function namesOf(entries: readonly EntityEntry[]): string {
	return entries.map(({ name }) => name).join(', ');
}

/** @throws SettingError for a start in the future: everything before it would never be read. */
export function refuseFuture(client: QuickBooksClient, since: number): void {
	if (since <= client.clock.now()) return;
	throw new SettingError(
		`The start date ${new Date(since).toISOString()} lies in the future.`,
		'Choose a start date in the past, or Last N Days.',
	);
}

/** Clocks that differ by less are as right as a start date in the editor can be. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

/**
 * What a start that this machine's clock may have counted is worth, by QuickBooks' clock.
 * @param since epoch milliseconds
 * @throws SettingError where the start lies in QuickBooks' future, so that nothing was read at all
 */
export function remarksOnClock(since: number, { to, clockAheadMs: ahead }: Changes): string[] {
	if (Math.abs(ahead) < CLOCK_TOLERANCE_MS) return [];
	const hours = Math.round((Math.abs(ahead) / HOUR_MS) * 10) / 10;
	const clock = `The clock of this machine is ${hours} hours ${ahead > 0 ? 'ahead of' : 'behind'} QuickBooks'`;
	if (since > Date.parse(to)) {
		throw new SettingError(
			`${clock}, for which the start date ${new Date(since).toISOString()} lies in the future.`,
			'Set the clock of the machine that runs n8n, or choose an earlier start date.',
		);
	}
	const effect =
		ahead > 0
			? 'so a start that is counted in days lies later than meant, and changes before it were not read'
			: 'so a start that is counted in days lies earlier than meant, which does no harm';
	return [
		`${clock}, ${effect}. The window ends by QuickBooks' clock. Set the clock of the machine that runs n8n.`,
	];
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
export function recordsOf(
	{ entities }: Pick<Changes, 'entities'>,
	context: RecordContext,
): SyncRecord[] {
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
