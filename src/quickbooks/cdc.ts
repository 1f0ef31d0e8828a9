/**
 * Asks change data capture: live objects and tombstones since a point in time, with as few calls as
 * possible. Rules: Intuit's page on it (1,000 objects per call over all entities, no paging, 30 days).
 */
import { labelOf } from '../entities';
import { PackError } from '../errors';
import type { QuickBooksObject } from '../flow';
import { hasBadValue, withBadObject } from './badValue';
import { bothStates } from './byId';
import type { ChangeAnswer, QuickBooksClient } from './client';
import { withOffset } from './dates';
import { DoubtedFields } from './doubtedFields';
import type { FoundChanges } from './found';
import { textAt } from './objects';
import { LAST_UPDATED, MAX_RESULTS } from './query';

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
/**
 * "Operation cdc with changedSince … which is older than fixed days is not supported". The words were
 * reported; that they come with the code of unsupported operations is only likely.
 */
const UNSUPPORTED = '500';
const TOO_OLD = /older than/i;

/** An entity and from when on its changes are asked for: epoch milliseconds, included. */
export interface CaptureStart {
	entity: string;
	since: number;
}

/** Change data capture for one read; puts what it finds into `found`. */
export class ChangeCapture {
	/**
	 * Entities whose own answer may have been cut: of these only the tombstones were taken, and more
	 * may be missing.
	 */
	readonly cut = new Set<string>();
	/** Whether what came has all its custom fields. */
	readonly fields: DoubtedFields;

	constructor(
		private readonly client: QuickBooksClient,
		private readonly found: FoundChanges,
		private readonly objectLimit: number = CDC_OBJECT_LIMIT,
	) {
		this.fields = new DoubtedFields(client, 'changeDataCapture');
	}

	/**
	 * One call for all; where it may be cut, one for each.
	 * @returns false where QuickBooks says that it does not look back that far (its clock is not ours)
	 */
	async read(starts: readonly CaptureStart[], deletionsOnly = false): Promise<boolean> {
		return await this.capture(starts, deletionsOnly).then(() => true, refusedAsTooOld);
	}

	private async capture(starts: readonly CaptureStart[], deletionsOnly: boolean): Promise<void> {
		if (starts.length === 0) return;
		const answer = await this.ask(starts).catch(async (error: unknown) => {
			// One object with a bad value fails the whole answer; by itself its entity can be searched.
			if (starts.length > 1 && hasBadValue(error)) return undefined;
			throw await this.placed(starts[0], error);
		});
		const whole = answer !== undefined && answer.objects < this.objectLimit;
		if (answer === undefined || (!whole && starts.length > 1)) {
			for (const start of starts) await this.capture([start], deletionsOnly);
			return;
		}
		// Deletions come last in an answer, so those that are there are true even where it was cut.
		for (const start of starts) this.take(start, answer, deletionsOnly || !whole);
		if (!whole) this.cut.add(starts[0].entity);
	}

	private async ask(starts: readonly CaptureStart[]): Promise<ChangeAnswer> {
		const entities = starts.map(({ entity }) => entity);
		const since = Math.min(...starts.map((start) => start.since));
		const answer = await this.client.changes(
			entities,
			withOffset(since - CDC_OVERLAP_MS),
			whatOf(entities),
		);
		this.found.noteTime(answer.time, this.client.clock.now());
		return answer;
	}

	/** The error with the place of a bad value, which the list of the same changes shows. */
	private async placed({ entity, since }: CaptureStart, error: unknown): Promise<unknown> {
		const value = withOffset(since - CDC_OVERLAP_MS);
		const page = {
			entity,
			filters: [...bothStates(entity), { field: LAST_UPDATED, operator: '>=' as const, value }],
			startPosition: 1,
			maxResults: MAX_RESULTS,
			what: whatOf([entity]),
		};
		return await withBadObject(this.client, page, error);
	}

	private take({ entity, since }: CaptureStart, answer: ChangeAnswer, deletionsOnly: boolean) {
		const group = answer.groups.get(entity);
		if (group === undefined) return;
		const changes = this.found.of(entity);
		const inTime = (row: QuickBooksObject) => !isBefore(row, since);
		const read = (row: QuickBooksObject) => ({ row, time: answer.time });
		changes.deleted.push(...group.deleted.filter(inTime).map(read));
		if (deletionsOnly) return;
		const live = group.live.filter(inTime);
		this.fields.note(entity, live);
		changes.live.push(...live.map(read));
	}
}

/** For errors: "reading changes of invoices, bills". */
function whatOf(entities: readonly string[]): string {
	return `reading changes of ${entities.map((entity) => labelOf(entity).toLowerCase()).join(', ')}`;
}

/** False for the refusal of a start too far back; anything else stays an error. */
function refusedAsTooOld(error: unknown): false {
	if (!(error instanceof PackError)) throw error;
	if (error.facts.code === UNSUPPORTED || TOO_OLD.test(error.message)) return false;
	throw error;
}

/** QuickBooks writes times to the second, so a part of a second is never a reason to drop a row. */
export function isBefore(row: QuickBooksObject, since: number): boolean {
	const updated = textAt(row, 'MetaData', 'LastUpdatedTime');
	return updated !== undefined && Date.parse(updated) < Math.floor(since / 1_000) * 1_000;
}
