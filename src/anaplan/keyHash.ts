/** Keys as 64-bit hashes: of files too large to hold their keys. Pure. */

/** 64 bits as two numbers (Bryc's cyrb53 without its cut to 53): fast, and checked by whoever asks. */
export function hashOf(key: string): [number, number] {
	let high = 0xdeadbeef;
	let low = 0x41c6ce57;
	for (let at = 0; at < key.length; at++) {
		const code = key.charCodeAt(at);
		high = Math.imul(high ^ code, 2654435761);
		low = Math.imul(low ^ code, 1597334677);
	}
	high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
	low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
	return [high >>> 0, low >>> 0];
}

/** Places at the start; a power of two, and doubled when half of them are taken. */
const FIRST_PLACES = 1_024;

/**
 * Keys with marks, 9 bytes a place. That two keys have one hash is as good as impossible: of ten million
 * keys among fifty million the chance is one in thirty thousand.
 */
export class MarkedKeys {
	private high = new Uint32Array(FIRST_PLACES);
	private low = new Uint32Array(FIRST_PLACES);
	/** 0 for a place that is free. */
	private marks = new Uint8Array(FIRST_PLACES);
	private count = 0;

	/** How many keys there are. */
	get size(): number {
		return this.count;
	}

	/** The marks of a key; 0 where it is unknown. */
	marksOf(key: string): number {
		if (this.count === 0) return 0;
		return this.marks[this.placeOf(...hashOf(key))];
	}

	/** Adds marks (bits, at least one) to those of a key. */
	mark(key: string, marks: number): void {
		const [high, low] = hashOf(key);
		const place = this.placeOf(high, low);
		if (this.marks[place] === 0) {
			this.high[place] = high;
			this.low[place] = low;
			this.count += 1;
		}
		this.marks[place] |= marks;
		if (this.count * 2 > this.marks.length) this.grow();
	}

	/** The place of a hash, or the free one where it would stand. */
	private placeOf(high: number, low: number): number {
		const last = this.marks.length - 1;
		let place = low & last;
		while (this.marks[place] !== 0 && (this.high[place] !== high || this.low[place] !== low)) {
			place = (place + 1) & last;
		}
		return place;
	}

	private grow(): void {
		const { high, low, marks } = this;
		const places = marks.length * 2;
		this.high = new Uint32Array(places);
		this.low = new Uint32Array(places);
		this.marks = new Uint8Array(places);
		for (let at = 0; at < marks.length; at++) {
			if (marks[at] === 0) continue;
			const place = this.placeOf(high[at], low[at]);
			this.high[place] = high[at];
			this.low[place] = low[at];
			this.marks[place] = marks[at];
		}
	}
}
