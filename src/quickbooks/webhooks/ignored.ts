/**
 * Counts notifications of other companies. A delivery that holds nothing else starts no execution, so
 * the next execution of the trigger tells of it.
 */

/** What has been left out so far. */
export interface IgnoredSoFar {
	/** Since this process started. */
	total: number;
	/** Since {@link IgnoredCounts.take} was last called. */
	untold: number;
}

/** Counts by key; one key stands for one node. Kept by the process, so they begin again with it. */
export class IgnoredCounts {
	private readonly counts = new Map<string, IgnoredSoFar>();

	/** Adds what a delivery held, and says how many that makes. */
	add(key: string, count: number): IgnoredSoFar {
		const { total, untold } = this.counts.get(key) ?? { total: 0, untold: 0 };
		const now = { total: total + count, untold: untold + count };
		this.counts.set(key, now);
		return now;
	}

	/** How many nobody has been told of yet; from here on they count as told. */
	take(key: string): number {
		const { total, untold } = this.add(key, 0);
		this.counts.set(key, { total, untold: 0 });
		return untold;
	}
}
