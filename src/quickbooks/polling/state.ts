/**
 * How far polling has read, per entity. A read begins some minutes before the end of the last one,
 * because QuickBooks does not promise that a change is visible at once, and what was emitted already is
 * left out by id and version.
 */
import type { SyncRecord } from '../../flow';
import { isObject, textAt } from '../objects';

/** Change data capture is asked again for this much; Intuit names no figure, minutes are usual. */
export const POLL_OVERLAP_MS = 120_000;

/** Where the next read of an entity begins. */
export interface EntityCursor {
	/** QuickBooks' own time: ISO 8601 in UTC. */
	since: string;
	/** Versions changed since then that were read already: `<id>@<SyncToken>`. */
	seen: string[];
}

/** What a node keeps between two polls; plain JSON. */
export interface PollState {
	/** The company it belongs to; with another one polling begins anew. */
	company: string;
	cursors: { [entity: string]: EntityCursor };
	/** The last read of all entities together took too long. */
	oneByOne: boolean;
}

/** The state as it was kept, or an empty one where nothing usable of this company is there. */
export function readState(kept: unknown, company: string): PollState {
	const state: PollState = { company, cursors: {}, oneByOne: false };
	if (!isObject(kept) || kept.company !== company || !isObject(kept.cursors)) return state;
	for (const [entity, cursor] of Object.entries(kept.cursors)) {
		const since = textAt(cursor, 'since');
		if (!isObject(cursor) || since === undefined || Number.isNaN(Date.parse(since))) continue;
		const seen = Array.isArray(cursor.seen) ? cursor.seen : [];
		state.cursors[entity] = { since, seen: seen.filter((key) => typeof key === 'string') };
	}
	return { ...state, oneByOne: kept.oneByOne === true };
}

/** The cursor of an entity of which nothing was read yet. */
export function cursorAt(since: number): EntityCursor {
	return { since: new Date(since).toISOString(), seen: [] };
}

/**
 * What of a read is new, and where the next one begins. Never earlier than this one: changes from
 * before the first start are nobody's.
 * @param records all of one entity since `cursor.since`, however often they were read
 * @param to QuickBooks' time of the read, ISO 8601
 */
export function advance(
	cursor: EntityCursor,
	records: readonly SyncRecord[],
	to: string,
): { fresh: SyncRecord[]; cursor: EntityCursor } {
	const seen = new Set(cursor.seen);
	const next = Math.max(Date.parse(cursor.since), Date.parse(to) - POLL_OVERLAP_MS);
	// QuickBooks writes the times of objects to the second.
	const border = Math.floor(next / 1_000) * 1_000;
	const again = records.filter(({ updatedAt }) => !(Date.parse(updatedAt) < border));
	return {
		fresh: records.filter((record) => !seen.has(versionOf(record))),
		cursor: { since: new Date(next).toISOString(), seen: again.map(versionOf) },
	};
}

/** Ids of which the reads before saw a version that is still inside the overlap. */
export function idsSeen(cursor: EntityCursor): Set<string> {
	return new Set(cursor.seen.map((version) => version.slice(0, version.lastIndexOf('@'))));
}

function versionOf({ id, syncToken }: SyncRecord): string {
	return `${id}@${syncToken ?? 'deleted'}`;
}
