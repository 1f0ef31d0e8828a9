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
	private readonly times: string[] = [];

	/** The entity's changes, to be added to. */
	of(entity: string): EntityChanges {
		const known = this.byEntity.get(entity) ?? { entity, live: [], deleted: [] };
		this.byEntity.set(entity, known);
		return known;
	}

	/** @param time of an answer that bounds the read: ISO 8601 with offset */
	noteTime(time: string): void {
		this.times.push(time);
	}

	/** QuickBooks' time of the earliest answer: what changed before it was found. */
	get earliest(): string {
		return this.times.reduce((a, b) => (Date.parse(b) < Date.parse(a) ? b : a));
	}
}
