/**
 * Keeps calls under a service's limits for everything this process does. A pacer belongs to a
 * budget (a realm of QuickBooks, a tenant of Anaplan), not to an execution, so it lives in module
 * state under the budget's key.
 */
import type { CountsFrom, PacingLimits, SharedBudget } from '../budget';
import type { Clock } from '../clock';
import { systemClock } from '../clock';
import { CancelledError } from '../errors';
import { orCancelled } from './cancel';

export type { PacingLimits } from '../budget';

/**
 * Windows are kept this much longer than the service's: calls do not all take the same time to
 * arrive, and two that left a second apart can arrive a little closer.
 */
export const SLACK_MS = 100;
const SECOND_MS = 1_000 + SLACK_MS;
const MINUTE_MS = 60_000 + SLACK_MS;
/**
 * Longest way of a call to the service: behind a new connection, or on a busy machine. Between its
 * permission and its answer nobody knows when it arrived, so the window of a second counts it from its
 * answer, or from this long after its permission where the answer takes longer.
 */
const LONGEST_WAY_MS = 2_000;
/** How often a caller that waits for a free place looks again, in milliseconds. */
const CONCURRENCY_POLL_MS = 20;

/** A call that was permitted; epoch milliseconds. */
interface PacedCall {
	readonly begunAt: number;
	endedAt?: number;
}

/** Hands out permissions to send. */
export class Pacer {
	/** The calls of the last minute and those under way, the oldest first. */
	private calls: PacedCall[] = [];
	private blockedUntil = 0;
	private queue: Promise<void> = Promise.resolve();
	private shared: SharedBudget | undefined;

	constructor(
		private limits: PacingLimits,
		private readonly clock: Clock = systemClock,
		private readonly countsFrom: CountsFrom = 'start',
	) {}

	/**
	 * Waits until one call may start and returns the function that ends it. Callers are served in
	 * the order they came. Rejects with CancelledError when `signal` aborts.
	 */
	async acquire(signal: AbortSignal | undefined, what: string): Promise<() => void> {
		const turn = this.queue.then(async () => await this.waitForPlace(signal, what));
		// A caller that gave up must not block those behind it.
		this.queue = turn.then(
			() => undefined,
			() => undefined,
		);
		// Those ahead may have long pauses; a cancelled caller does not wait for them.
		const place = orCancelled(turn, signal, what);
		// Its turn still comes; a place that it takes then is given back at once.
		place.catch(() => {
			turn.then(
				(given) => {
					this.end(given);
				},
				() => undefined,
			);
		});
		const call = await place;
		const endShared = await this.sharedPlace(signal, what).catch((error: unknown) => {
			this.end(call);
			throw error;
		});
		let ended = false;
		return () => {
			if (ended) return;
			ended = true;
			this.end(call);
			// Its place falls free by itself after a while.
			endShared().catch(() => undefined);
		};
	}

	/**
	 * Keeps the limits together with other processes from now on. When the store fails, this process
	 * goes on with its own count until it joins again: a store that is down must not stop reads.
	 */
	join(shared: SharedBudget): void {
		this.shared = shared;
	}

	/** Changes the limits; calls that were made count under the new ones too. */
	limitTo(limits: PacingLimits): void {
		this.limits = limits;
	}

	/** Holds back every caller of this budget, after the service said that it is too much. */
	holdUntil(epochMs: number): void {
		this.blockedUntil = Math.max(this.blockedUntil, epochMs);
		this.shared?.hold(epochMs - this.clock.now()).catch(() => undefined);
	}

	private async sharedPlace(
		signal: AbortSignal | undefined,
		what: string,
	): Promise<() => Promise<void>> {
		for (;;) {
			const { shared } = this;
			const answer = await shared?.take(this.limits).catch(() => undefined);
			if (answer === undefined) {
				if (this.shared === shared) this.shared = undefined;
				return async () => undefined;
			}
			if ('end' in answer) return answer.end;
			await this.clock.sleep(answer.waitMs, signal, what);
		}
	}

	private async waitForPlace(signal: AbortSignal | undefined, what: string): Promise<PacedCall> {
		for (;;) {
			if (signal?.aborted) throw new CancelledError(what);
			const now = this.clock.now();
			const wait = this.waitAt(now);
			if (wait <= 0) {
				const call: PacedCall = { begunAt: now };
				this.calls.push(call);
				return call;
			}
			await this.clock.sleep(wait, signal, what);
		}
	}

	private end(call: PacedCall): void {
		call.endedAt = this.clock.now();
	}

	/** Milliseconds until a call may start; 0 or less when now. */
	private waitAt(now: number): number {
		// A clock that was set back makes nobody wait for a time that has been already.
		this.calls = this.calls.filter(
			({ begunAt, endedAt }) =>
				endedAt === undefined || (endedAt > now - MINUTE_MS && begunAt <= now),
		);
		const { perMinute, perSecond, concurrent } = this.limits;
		const fromEnd = this.countsFrom === 'end';
		const arrivals = (longestWay: number) =>
			this.calls.map((call) => latestArrival(call, now, fromEnd ? Infinity : longestWay));
		let wait = this.blockedUntil - now;
		wait = Math.max(wait, windowWait(arrivals(0), perMinute, MINUTE_MS, now));
		wait = Math.max(wait, windowWait(arrivals(LONGEST_WAY_MS), perSecond, SECOND_MS, now));
		const underWay = this.calls.filter(({ endedAt }) => endedAt === undefined).length;
		if (underWay >= concurrent) wait = Math.max(wait, CONCURRENCY_POLL_MS);
		return wait;
	}
}

/** When a call arrived at the service at the latest, as far as is known now. */
function latestArrival({ begunAt, endedAt }: PacedCall, now: number, longestWay: number): number {
	return Math.min(endedAt ?? now, begunAt + longestWay);
}

/** How long until a window of `length` milliseconds holds fewer than `limit` of the `times`. */
function windowWait(times: number[], limit: number, length: number, now: number): number {
	const oldestThatCounts = times.sort((a, b) => a - b)[times.length - limit];
	return oldestThatCounts === undefined ? 0 : oldestThatCounts + length - now;
}

const pacers = new Map<string, Pacer>();

/**
 * The process-wide pacer of a budget; the `limits` asked for last count from then on.
 * @param countsFrom the first to ask decides
 */
export function sharedPacer(
	budget: string,
	limits: PacingLimits,
	countsFrom: CountsFrom = 'start',
): Pacer {
	let pacer = pacers.get(budget);
	if (pacer === undefined) {
		pacer = new Pacer(limits, systemClock, countsFrom);
		pacers.set(budget, pacer);
	} else pacer.limitTo(limits);
	return pacer;
}
