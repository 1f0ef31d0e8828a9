/** The simulators' time: the machine's clock plus an offset, or a clock that stands still. */

export interface SimClockOptions {
	/** True: time passes only through `advance` and `set`. Default false: real time runs on. */
	frozen?: boolean;
}

/** A clock that can be moved. All values are epoch milliseconds. */
export class SimClock {
	/** The time this clock began at; seed data is built from it, so equal starts give equal books. */
	readonly startedAt: number;
	private base: number;
	private anchor: number;
	private readonly frozen: boolean;

	constructor(startMs: number = Date.now(), options: SimClockOptions = {}) {
		this.startedAt = startMs;
		this.base = startMs;
		this.anchor = Date.now();
		this.frozen = options.frozen ?? false;
	}

	now(): number {
		return this.frozen ? this.base : this.base + (Date.now() - this.anchor);
	}

	/** Moves the clock by `milliseconds`; a negative value moves it back. */
	advance(milliseconds: number): void {
		this.set(this.now() + milliseconds);
	}

	/** Puts the clock at `epochMs`; a running clock runs on from there. */
	set(epochMs: number): void {
		if (!Number.isFinite(epochMs)) {
			throw new Error('The clock can only be set to a number of epoch milliseconds.');
		}
		this.base = epochMs;
		this.anchor = Date.now();
	}
}
