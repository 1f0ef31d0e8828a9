/** Repeatable chance and counted ids, so that a simulator run can be told again. */

/** A small seeded generator (mulberry32). Good enough for test data; never for secrets. */
export class Prng {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** A number from 0 (included) to 1 (excluded). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number from `min` to `max`, both included. */
	int(min: number, max: number): number {
		return min + Math.floor(this.next() * (max - min + 1));
	}

	/** True with the given probability (0 to 1). */
	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** One of the values. The list must not be empty. */
	pick<T>(values: readonly T[]): T {
		if (values.length === 0) {
			throw new Error('Cannot pick from an empty list.');
		}
		return values[Math.floor(this.next() * values.length)];
	}

	/** Lower-case hexadecimal text of the given length. */
	hex(length: number): string {
		let text = '';
		while (text.length < length) {
			text += Math.floor(this.next() * 16).toString(16);
		}
		return text;
	}
}

/** Counts decimal ids up, one at a time. */
export class IdCounter {
	private last: number;

	constructor(first = 1) {
		this.last = first - 1;
	}

	next(): string {
		this.last += 1;
		return String(this.last);
	}

	/** Makes sure that `id` and everything below it is never given out again. */
	reserve(id: number): void {
		this.last = Math.max(this.last, id);
	}
}
