import type { Clock } from '../../../src/clock';
import { CancelledError, ServiceError, SettingError } from '../../../src/errors';
import { ProcessPlaces } from '../../../src/syncTurns/processPlaces';
import { runOneAtATime, type SyncTurn } from '../../../src/syncTurns/runOneAtATime';

/** Every sleep ends when the test says so. */
class ManualClock implements Clock {
	readonly asked: number[] = [];
	private readonly sleepers: Array<() => void> = [];

	now = () => 0;
	random = () => 0;

	async sleep(milliseconds: number, signal: AbortSignal | undefined, what: string): Promise<void> {
		this.asked.push(milliseconds);
		await new Promise<void>((resolve, reject) => {
			this.sleepers.push(resolve);
			signal?.addEventListener('abort', () => reject(new CancelledError(what)), { once: true });
		});
	}

	/** Wakes everybody who sleeps, and lets them go on as far as they get. */
	async wake(): Promise<void> {
		for (const wake of this.sleepers.splice(0)) wake();
		await settled();
	}
}

/** Lets everything go on that waits for nothing but promises. */
async function settled(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}

let next = 1;
let key = '';
let clock: ManualClock;
/** Runs under way; each is ended by the test. */
let runs: Array<{ end: () => void; fail: (error: Error) => void }>;
let mostAtOnce = 0;

beforeEach(() => {
	key = `sync ${next++}`;
	clock = new ManualClock();
	runs = [];
	mostAtOnce = 0;
});

interface Woken {
	result: Promise<SyncTurn>;
	stop: AbortController;
}

let atOnce = 0;

async function wakeUp(options: { retryMs?: number; of?: string } = {}): Promise<Woken> {
	const stop = new AbortController();
	const result = runOneAtATime({
		places: new ProcessPlaces(options.of ?? key),
		gatherMs: 10_000,
		...(options.retryMs === undefined ? {} : { retryMs: options.retryMs }),
		clock,
		signal: stop.signal,
		run: async () => {
			atOnce += 1;
			mostAtOnce = Math.max(mostAtOnce, atOnce);
			await new Promise<void>((end, fail) => runs.push({ end, fail })).finally(() => {
				atOnce -= 1;
			});
		},
	});
	result.catch(() => undefined);
	await settled();
	return { result, stop };
}

test('a burst is one run: the first gathers, the others are covered by it', async () => {
	const first = await wakeUp();
	const others = await Promise.all([wakeUp(), wakeUp(), wakeUp()]);
	for (const { result } of others) expect(await result).toEqual({ outcome: 'covered' });
	expect(runs).toHaveLength(0);
	expect(clock.asked).toEqual([10_000]);
	await clock.wake();
	expect(runs).toHaveLength(1);
	runs[0].end();
	expect(await first.result).toMatchObject({ outcome: 'ran', covered: 3, attempts: 1 });
});

test('what comes during a run is picked up by one more, which begins after the run has ended', async () => {
	const first = await wakeUp();
	await clock.wake();
	const second = await wakeUp();
	const covered = [await wakeUp(), await wakeUp()];
	await clock.wake();
	// Gathered, and still waiting: whoever comes now is covered too.
	covered.push(await wakeUp());
	for (const { result } of covered) expect(await result).toEqual({ outcome: 'covered' });
	expect(runs).toHaveLength(1);
	runs[0].end();
	await first.result;
	await settled();
	expect(runs).toHaveLength(2);
	runs[1].end();
	expect(await second.result).toMatchObject({ outcome: 'ran', covered: 3 });
	expect(mostAtOnce).toBe(1);
});

test('a wake-up after the run has begun is never covered by it', async () => {
	const first = await wakeUp();
	await clock.wake();
	expect(runs).toHaveLength(1);
	const late = await wakeUp();
	runs[0].end();
	await first.result;
	await clock.wake();
	expect(runs).toHaveLength(2);
	runs[1].end();
	expect(await late.result).toMatchObject({ outcome: 'ran', covered: 0 });
});

test('syncs of different workflows do not wait for each other', async () => {
	await wakeUp();
	await wakeUp({ of: `${key} (other)` });
	await clock.wake();
	expect(runs).toHaveLength(2);
	for (const { end } of runs) end();
});

test('a run that fails is tried once more, and stands for what came during the pause', async () => {
	const first = await wakeUp({ retryMs: 60_000 });
	await clock.wake();
	runs[0].fail(new ServiceError('Anaplan is away.', 'Wait.'));
	await settled();
	expect(clock.asked).toEqual([10_000, 60_000]);
	const during = await wakeUp();
	expect(await during.result).toEqual({ outcome: 'covered' });
	await clock.wake();
	expect(runs).toHaveLength(2);
	runs[1].end();
	expect(await first.result).toMatchObject({ outcome: 'ran', covered: 1, attempts: 2 });
});

test('a run that fails twice ends with its error, and the next wake-up runs', async () => {
	const first = await wakeUp({ retryMs: 60_000 });
	await clock.wake();
	runs[0].fail(new ServiceError('Away.', 'Wait.'));
	await settled();
	await clock.wake();
	runs[1].fail(new ServiceError('Still away.', 'Wait.'));
	await expect(first.result).rejects.toThrow('Still away.');
	const again = await wakeUp();
	await clock.wake();
	expect(runs).toHaveLength(3);
	runs[2].end();
	expect(await again.result).toMatchObject({ outcome: 'ran' });
});

test('where another run waits, a failed one is not tried again: that one reads everything', async () => {
	const first = await wakeUp({ retryMs: 60_000 });
	await clock.wake();
	const second = await wakeUp();
	await clock.wake();
	runs[0].fail(new ServiceError('Away.', 'Wait.'));
	await expect(first.result).rejects.toThrow('Away.');
	await settled();
	expect(runs).toHaveLength(2);
	runs[1].end();
	expect(await second.result).toMatchObject({ outcome: 'ran' });
});

test.each([
	['a wrong setting', new SettingError('No import.', 'Choose one.'), 60_000],
	['a stopped run', new CancelledError('loading'), 60_000],
	['no retry wanted', new ServiceError('Away.', 'Wait.'), undefined],
] as const)('%s is not tried again', async (_why, error, retryMs) => {
	const first = await wakeUp(retryMs === undefined ? {} : { retryMs });
	await clock.wake();
	runs[0].fail(error);
	await expect(first.result).rejects.toBe(error);
	expect(runs).toHaveLength(1);
});

test('stopping an execution that gathers, or that waits, frees its place', async () => {
	const gathering = await wakeUp();
	gathering.stop.abort();
	await expect(gathering.result).rejects.toBeInstanceOf(CancelledError);
	const first = await wakeUp();
	await clock.wake();
	const waiting = await wakeUp();
	await clock.wake();
	waiting.stop.abort();
	await expect(waiting.result).rejects.toBeInstanceOf(CancelledError);
	const instead = await wakeUp();
	await clock.wake();
	expect(runs).toHaveLength(1);
	runs[0].end();
	await first.result;
	await settled();
	expect(runs).toHaveLength(2);
	runs[1].end();
	expect(await instead.result).toMatchObject({ outcome: 'ran' });
});

test('stopping an execution that waits for its retry frees both places', async () => {
	const first = await wakeUp({ retryMs: 60_000 });
	await clock.wake();
	runs[0].fail(new ServiceError('Away.', 'Wait.'));
	await settled();
	first.stop.abort();
	await expect(first.result).rejects.toBeInstanceOf(CancelledError);
	await wakeUp();
	await clock.wake();
	expect(runs).toHaveLength(2);
	runs[1].end();
});
