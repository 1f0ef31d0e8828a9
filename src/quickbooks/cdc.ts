/**
 * What changed in a company since a point in time: live objects and deletions, and what cannot be
 * vouched for. Rules of change data capture: Intuit's page on it (1,000 objects per call over all
 * entities, no paging, 30 days).
 */
import { findEntity } from '../entities';
import { ServiceError } from '../errors';
import type { QuickBooksObject } from '../flow';
import type { ChangeAnswer, QuickBooksClient } from './client';
import { daysBefore, withOffset } from './dates';
import { textAt } from './objects';
import { readList, type ReadRow } from './paging';
import { ACTIVE_AND_INACTIVE, LAST_UPDATED, selectStatement, type QueryFilter } from './query';

/** Change data capture looks back this far. */
export const CDC_REACH_DAYS = 30;
/** Kept clear of that limit: the machine's clock may be wrong and the call takes time. */
export const CDC_MARGIN_MS = 3_600_000;
/** An answer with this many objects may have been cut, its deletions first. */
export const CDC_OBJECT_LIMIT = 1_000;
/**
 * Asked for this much earlier and dropped again: whether `changedSince` includes its own second is
 * not documented.
 */
const CDC_OVERLAP_MS = 2_000;
/** QuickBooks' code for "Operation cdc with changedSince … older than fixed days is not supported". */
const UNSUPPORTED = '500';
/** Ids per confirming query; keeps the statement well below the limit of a URL. */
const IDS_PER_QUERY = 200;

/** All changes of a company since a point in time. */
export interface Changes {
	/** In the order of the entities asked for. */
	entities: EntityChanges[];
	/** QuickBooks' time of the earliest answer: what changed before it is here. ISO 8601 with offset. */
	to: string;
	/** False where a change or a deletion may be missing. */
	complete: boolean;
	/** Why; whole sentences for people. */
	remarks: string[];
}

export interface EntityChanges {
	entity: string;
	live: ReadRow[];
	deleted: ReadRow[];
}

/**
 * Reads the changes of `entities` since `since` (epoch milliseconds, included) with as few calls as
 * possible: one for all entities; one for each where the answer may be cut; a query where change
 * data capture cannot answer.
 */
export async function readChanges(
	client: QuickBooksClient,
	entities: readonly string[],
	since: number,
): Promise<Changes> {
	return await new ChangeReader(client, since).read(entities);
}

class ChangeReader {
	private readonly found = new Map<string, EntityChanges>();
	private readonly times: string[] = [];
	private readonly remarks: string[] = [];
	private complete = true;

	constructor(
		private readonly client: QuickBooksClient,
		private readonly since: number,
	) {}

	async read(entities: readonly string[]): Promise<Changes> {
		const floor = daysBefore(this.client.clock.now(), CDC_REACH_DAYS) + CDC_MARGIN_MS;
		const captured = entities.filter((entity) => findEntity(entity)?.cdc ?? false);
		const tooOld = this.since < floor || !(await this.tryCapture(captured, this.since, false));
		if (tooOld && captured.length > 0) {
			// Deletions first: what is deleted while the queries run is then the next run's.
			const seen = this.since < floor && (await this.tryCapture(captured, floor, true));
			this.incomplete(deletionsNotSeen(this.since, seen ? floor : undefined));
		}
		for (const entity of entities) {
			if (tooOld || !captured.includes(entity)) await this.queryLive(entity);
		}
		await this.confirmDeletions();
		return {
			entities: entities.map((entity) => this.of(entity)),
			to: this.times.reduce((a, b) => (Date.parse(b) < Date.parse(a) ? b : a)),
			complete: this.complete,
			remarks: this.remarks,
		};
	}

	/** False where QuickBooks says that it does not look back that far (its clock is not ours). */
	private async tryCapture(
		entities: string[],
		since: number,
		deletionsOnly: boolean,
	): Promise<boolean> {
		return await this.capture(entities, since, deletionsOnly).then(() => true, refusedAsTooOld);
	}

	/** One call for all; where it may be cut, one for each; where that may be cut, a query. */
	private async capture(entities: string[], since: number, deletionsOnly: boolean): Promise<void> {
		if (entities.length === 0) return;
		const answer = await this.ask(entities, since);
		if (answer.objects < CDC_OBJECT_LIMIT) {
			for (const entity of entities) this.take(entity, answer, since, deletionsOnly);
			return;
		}
		if (entities.length > 1) {
			for (const entity of entities) await this.capture([entity], since, deletionsOnly);
			return;
		}
		const [entity] = entities;
		// Deletions come last in an answer, so those that are there are true, but more may be missing.
		this.take(entity, answer, since, true);
		if (findEntity(entity)?.kind === 'transaction') {
			this.incomplete(
				`${labelOf(entity)}: QuickBooks cut its list of changes at ${CDC_OBJECT_LIMIT.toLocaleString('en-US')}, so deleted documents may be missing (changed ones are all here). Run the workflow more often, so that fewer than ${CDC_OBJECT_LIMIT.toLocaleString('en-US')} change in between, and compare the totals once.`,
			);
		}
		if (!deletionsOnly) await this.queryLive(entity);
	}

	private async ask(entities: string[], since: number): Promise<ChangeAnswer> {
		const what = `reading changes of ${entities.map((entity) => labelOf(entity).toLowerCase()).join(', ')}`;
		const answer = await this.client.changes(entities, withOffset(since - CDC_OVERLAP_MS), what);
		this.times.push(answer.time);
		return answer;
	}

	private take(entity: string, answer: ChangeAnswer, since: number, deletionsOnly: boolean): void {
		const group = answer.groups.get(entity);
		if (group === undefined) return;
		const changes = this.of(entity);
		const inTime = (row: QuickBooksObject) => !isBefore(row, since);
		const read = (row: QuickBooksObject) => ({ row, time: answer.time });
		changes.deleted.push(...group.deleted.filter(inTime).map(read));
		if (!deletionsOnly) changes.live.push(...group.live.filter(inTime).map(read));
	}

	private async queryLive(entity: string): Promise<void> {
		const filters: QueryFilter[] = [
			...(findEntity(entity)?.kind === 'list' ? [ACTIVE_AND_INACTIVE] : []),
			{ field: LAST_UPDATED, operator: '>=', value: withOffset(this.since) },
		];
		const what = `reading ${labelOf(entity).toLowerCase()}`;
		const list = await readList(this.client, { entity, filters, what });
		this.times.push(list.time);
		this.of(entity).live.push(...list.rows);
	}

	/**
	 * QuickBooks has reported living documents as deleted, and a document deleted between a query
	 * and change data capture would be in both lists. Reading the ids settles it before anything is
	 * taken out of a plan.
	 */
	private async confirmDeletions(): Promise<void> {
		for (const changes of this.found.values()) {
			const { entity, deleted } = changes;
			if (deleted.length === 0) continue;
			const alive = await this.readAlive(entity, deleted);
			changes.deleted = deleted.filter(({ row }) => !alive.has(idOf(row)));
			const gone = new Set(changes.deleted.map(({ row }) => idOf(row)));
			const known = new Set(changes.live.map(({ row }) => idOf(row)));
			const revived = [...alive].filter(([id]) => !known.has(id)).map(([, row]) => row);
			changes.live = [...changes.live.filter(({ row }) => !gone.has(idOf(row))), ...revived];
		}
	}

	private async readAlive(entity: string, deleted: ReadRow[]): Promise<Map<string, ReadRow>> {
		const alive = new Map<string, ReadRow>();
		const ids = [...new Set(deleted.map(({ row }) => idOf(row)))].filter((id) => id !== '');
		for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
			const page = await this.client.query(
				entity,
				confirmStatement(entity, ids.slice(start, start + IDS_PER_QUERY)),
				`confirming deleted ${labelOf(entity).toLowerCase()}`,
			);
			for (const row of page.rows) alive.set(idOf(row), { row, time: page.time });
		}
		return alive;
	}

	private of(entity: string): EntityChanges {
		const known = this.found.get(entity) ?? { entity, live: [], deleted: [] };
		this.found.set(entity, known);
		return known;
	}

	private incomplete(remark: string): void {
		this.complete = false;
		this.remarks.push(remark);
	}
}

/** False for the refusal of a start too far back; anything else stays an error. */
function refusedAsTooOld(error: unknown): false {
	if (error instanceof ServiceError && error.facts.code === UNSUPPORTED) return false;
	throw error;
}

function deletionsNotSeen(from: number, to: number | undefined): string {
	const until = to === undefined ? 'now' : withOffset(to);
	return `Documents deleted between ${withOffset(from)} and ${until} are not seen, because QuickBooks reports deletions of the last ${CDC_REACH_DAYS} days only. On a first load nothing is missing; otherwise compare the totals once, and run the workflow more often.`;
}

function confirmStatement(entity: string, ids: string[]): string {
	return selectStatement({
		entity,
		filters: [
			...(findEntity(entity)?.kind === 'list' ? [ACTIVE_AND_INACTIVE] : []),
			{ field: 'Id', operator: 'IN', value: ids },
		],
		startPosition: 1,
		maxResults: IDS_PER_QUERY,
	});
}

/** QuickBooks writes times to the second, so a part of a second is never a reason to drop a row. */
function isBefore(row: QuickBooksObject, since: number): boolean {
	const updated = textAt(row, 'MetaData', 'LastUpdatedTime');
	return updated !== undefined && Date.parse(updated) < Math.floor(since / 1_000) * 1_000;
}

function idOf(row: QuickBooksObject): string {
	return typeof row.Id === 'string' ? row.Id : '';
}

function labelOf(entity: string): string {
	return findEntity(entity)?.label ?? entity;
}
