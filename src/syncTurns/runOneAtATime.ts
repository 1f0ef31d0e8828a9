/**
 * One run of a sync at a time, and one more for everything that comes meanwhile. A burst of
 * notifications costs two runs: the one under way, and one that begins after the last of them.
 */
import type { Clock } from '../clock';
import { CancelledError, SettingError } from '../errors';
import type { Places, WaitingPlace } from './places';

export interface SyncTurnOptions {
	places: Places;
	/** How long to let more notifications come before the run begins, in milliseconds. */
	gatherMs: number;
	/** How long after a failure to run once more, in milliseconds; undefined: not at all. */
	retryMs?: number;
	clock: Clock;
	signal?: AbortSignal;
	/** The sync itself; it reads when it is called, never earlier. */
	run: () => Promise<void>;
}

/** What became of a wake-up. */
export type SyncTurn =
	| { outcome: 'covered' }
	| {
			outcome: 'ran';
			/** Other wake-ups that this run stood in for. */
			covered: number;
			/** Runs it took. */
			attempts: number;
			/** Epoch milliseconds: when the run that succeeded began. */
			startedAt: number;
			finishedAt: number;
	  };

/**
 * Runs the sync in its turn, or says that a run which has not begun yet covers the wake-up.
 * @throws what the run throws, when it fails for the last time; both places are free then
 */
export async function runOneAtATime(options: SyncTurnOptions): Promise<SyncTurn> {
	const { places, gatherMs, clock, signal } = options;
	const place = await places.takeWaiting();
	if (place === undefined) return { outcome: 'covered' };
	try {
		await clock.sleep(gatherMs, signal, 'more notifications were being gathered');
		return await places.run(signal, async () => await runAndRetry(options, place));
	} finally {
		await place.leave();
	}
}

async function runAndRetry(options: SyncTurnOptions, first: WaitingPlace): Promise<SyncTurn> {
	const { clock, signal } = options;
	let place = first;
	let covered = 0;
	for (let attempts = 1; ; attempts += 1) {
		// Before the run reads: from now on a notification may be about something it does not see.
		await place.leave();
		covered += place.covered();
		const startedAt = clock.now();
		const failure = await failureOf(options.run);
		if (failure === undefined) {
			return { outcome: 'ran', covered, attempts, startedAt, finishedAt: clock.now() };
		}
		const next = await placeForRetry(options, attempts, failure);
		if (next === undefined) throw failure;
		try {
			await clock.sleep(options.retryMs ?? 0, signal, 'waiting to run the failed sync again');
		} finally {
			await next.leave();
		}
		place = next;
	}
}

async function failureOf(run: () => Promise<void>): Promise<Error | undefined> {
	try {
		await run();
		return undefined;
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
}

/** Undefined where running again is of no use, or where somebody waits who will do it. */
async function placeForRetry(
	{ places, retryMs }: SyncTurnOptions,
	attempts: number,
	failure: Error,
): Promise<WaitingPlace | undefined> {
	const hopeless = failure instanceof SettingError || failure instanceof CancelledError;
	if (retryMs === undefined || attempts > 1 || hopeless) return undefined;
	return await places.takeWaiting();
}
