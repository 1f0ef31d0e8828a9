/** What a read of changes has found so far. */
import type { ReadRow } from './paging';

/** Changes of one entity. */
export interface EntityChanges {
	entity: string;
	live: ReadRow[];
	deleted: ReadRow[];
}

/** Collects changes by entity, and the times of the answers they came in. */
export class FoundChanges {
	private readonly byEntity = new Map<string, EntityChanges>();
	private readonly answers: Array<{ time: string; aheadMs: number }> = [];

	/** The entity's changes, to be added to. */
	of(entity: string): EntityChanges {
		const known = this.byEntity.get(entity) ?? { entity, live: [], deleted: [] };
		this.byEntity.set(entity, known);
		return known;
	}

	/**
	 * @param time of an answer that bounds the read: ISO 8601 with offset
	 * @param now what this machine's clock shows: epoch milliseconds
	 */
	noteTime(time: string, now: number): void {
		this.answers.push({ time, aheadMs: now - Date.parse(time) });
	}

	/** QuickBooks' time of the earliest answer: what changed before it was found. */
	get earliest(): string {
		return this.answers.reduce((a, b) => (Date.parse(b.time) < Date.parse(a.time) ? b : a)).time;
	}

	/** How far this machine's clock is ahead of QuickBooks', or behind where it is below 0. */
	get clockAheadMs(): number {
		// An answer that took long says nothing of the clocks.
		return this.answers.reduce((a, b) => (Math.abs(b.aheadMs) < Math.abs(a.aheadMs) ? b : a))
			.aheadMs;
	}
}
