import { CancelledError } from '../../../src/errors';
import { Pacer, sharedPacer, SLACK_MS } from '../../../src/http/pacing';
import { FakeClock } from './fakes';

const LIMITS = { perMinute: 500, perSecond: 10, concurrent: 10 };

async function burst(pacer: Pacer, clock: FakeClock, calls: number): Promise<number[]> {
	const starts: number[] = [];
	for (let call = 0; call < calls; call++) {
		const release = await pacer.acquire(undefined, 'calling');
		starts.push(clock.now());
		release();
	}
	return starts;
}

function mostInWindow(starts: number[], length: number): number {
	return Math.max(
		...starts.map((from) => starts.filter((at) => at >= from && at < from + length).length),
	);
}

test('no window of a second, however calls arrive, holds more than allowed, and the limit is used', async () => {
	const clock = new FakeClock();
	const starts = await burst(new Pacer(LIMITS, clock), clock, 95);
	expect(mostInWindow(starts, 1_000 + SLACK_MS)).toBe(10);
	expect(starts[94] - starts[0]).toBe(9 * (1_000 + SLACK_MS));
});

test('no second at the service holds more than allowed, however long calls are on their way', async () => {
	const clock = new FakeClock();
	const pacer = new Pacer(LIMITS, clock);
	const arrivals: number[] = [];
	const underWay: Array<{ until: number; release: () => void }> = [];
	clock.onSleep = () => {
		for (const { until, release } of underWay) if (until <= clock.now()) release();
	};
	for (let call = 0; call < 40; call++) {
		const release = await pacer.acquire(undefined, 'calling');
		// Every other ten go behind new connections.
		const arrival = clock.now() + (call % 20 < 10 ? 400 : 0);
		arrivals.push(arrival);
		underWay.push({ until: arrival + 20, release });
	}
	expect(mostInWindow(arrivals, 1_000)).toBe(10);
});

test('a call that takes long counts for the second only as long as it can have been on its way', async () => {
	const clock = new FakeClock();
	const pacer = new Pacer({ ...LIMITS, perSecond: 1 }, clock);
	await pacer.acquire(undefined, 'a report of minutes');
	const begun = clock.now();
	await pacer.acquire(undefined, 'calling');
	expect(clock.now() - begun).toBe(2_000 + 1_000 + SLACK_MS);
});

test('no window of a minute holds more calls than allowed', async () => {
	const clock = new FakeClock();
	const starts = await burst(new Pacer({ ...LIMITS, perSecond: 1_000 }, clock), clock, 1_200);
	expect(mostInWindow(starts, 60_000 + SLACK_MS)).toBe(500);
	expect(starts[1_199] - starts[0]).toBe(2 * (60_000 + SLACK_MS));
});

test('no more calls are under way at once than allowed', async () => {
	const clock = new FakeClock();
	const pacer = new Pacer({ perMinute: 500, perSecond: 100, concurrent: 2 }, clock);
	const first = await pacer.acquire(undefined, 'calling');
	await pacer.acquire(undefined, 'calling');
	let third = false;
	clock.onSleep = () => {
		expect(third).toBe(false);
		first();
	};
	await pacer.acquire(undefined, 'calling');
	third = true;
	expect(clock.slept).toHaveLength(1);
});

test('where calls count from their end, one that is still to be sent never makes a window too full', async () => {
	const clock = new FakeClock();
	const pacer = new Pacer({ perMinute: 3, perSecond: 3, concurrent: 10 }, clock, 'end');
	const first = await pacer.acquire(undefined, 'calling');
	(await pacer.acquire(undefined, 'calling'))();
	const begun = clock.now();
	// It waits elsewhere for more than a minute before it is sent.
	clock.onSleep = () => {
		if (clock.now() >= begun + 90_000) first();
	};
	const [sent] = await burst(pacer, clock, 1);
	expect(sent).toBe(begun);
	const others = await burst(pacer, clock, 3);
	expect(others.map((at) => at - begun)).toEqual([60_100, 60_100, 120_200]);
});

test('ending a call twice frees one place only', async () => {
	const clock = new FakeClock();
	const pacer = new Pacer({ perMinute: 500, perSecond: 100, concurrent: 2 }, clock);
	const first = await pacer.acquire(undefined, 'calling');
	const second = await pacer.acquire(undefined, 'calling');
	first();
	first();
	await pacer.acquire(undefined, 'calling');
	clock.onSleep = () => second();
	await pacer.acquire(undefined, 'calling');
	expect(clock.slept).toHaveLength(1);
});

test('a hold keeps everybody back, and the longest one counts', async () => {
	const clock = new FakeClock();
	const pacer = new Pacer(LIMITS, clock);
	pacer.holdUntil(clock.now() + 60_000);
	pacer.holdUntil(clock.now() + 1_000);
	const before = clock.now();
	await Promise.all([pacer.acquire(undefined, 'a'), pacer.acquire(undefined, 'b')]);
	expect(clock.now() - before).toBe(60_000);
});

test('callers are served in the order they came', async () => {
	const clock = new FakeClock();
	const pacer = new Pacer({ perMinute: 500, perSecond: 1, concurrent: 10 }, clock);
	const order: string[] = [];
	await Promise.all(
		['a', 'b', 'c'].map(async (name) => {
			await pacer.acquire(undefined, name);
			order.push(name);
		}),
	);
	expect(order).toEqual(['a', 'b', 'c']);
});

/** A clock whose sleeps end only when told, for callers that stand in a queue. */
class StuckClock extends FakeClock {
	wake: Array<() => void> = [];

	override async sleep(milliseconds: number, signal: AbortSignal | undefined, what: string) {
		await new Promise<void>((resolve, reject) => {
			this.wake.push(() => {
				this.time += milliseconds;
				resolve();
			});
			signal?.addEventListener('abort', () => reject(new CancelledError(what)));
		});
	}
}

test('a cancelled caller leaves at once, also behind another one that still waits', async () => {
	const clock = new StuckClock();
	const pacer = new Pacer(LIMITS, clock);
	pacer.holdUntil(clock.now() + 60_000);
	const cancel = new AbortController();
	const first = pacer.acquire(undefined, 'reading bills');
	const second = pacer.acquire(cancel.signal, 'reading invoices');
	cancel.abort();
	await expect(second).rejects.toThrow('The execution was stopped while reading invoices.');
	await new Promise(setImmediate);
	clock.wake.forEach((wake) => wake());
	await expect(first).resolves.toBeInstanceOf(Function);
});

test('a cancelled caller takes no place', async () => {
	const clock = new FakeClock();
	const pacer = new Pacer({ perMinute: 500, perSecond: 100, concurrent: 1 }, clock);
	await expect(pacer.acquire(AbortSignal.abort(), 'reading')).rejects.toThrow(CancelledError);
	await pacer.acquire(undefined, 'reading');
	expect(clock.slept).toEqual([]);
});

test('one budget has one pacer in a process, whoever asks', () => {
	expect(sharedPacer('realm 1', LIMITS)).toBe(sharedPacer('realm 1', LIMITS));
	expect(sharedPacer('realm 1', LIMITS)).not.toBe(sharedPacer('realm 2', LIMITS));
});

describe('a budget that other processes share', () => {
	test('is asked before each call, waited for, and told when the call ends', async () => {
		const clock = new FakeClock();
		const pacer = new Pacer(LIMITS, clock);
		const asked: string[] = [];
		const answers = [{ waitMs: 700 }, { end: async () => void asked.push('end') }];
		pacer.join({
			take: async () => {
				asked.push('take');
				return answers.shift() ?? { waitMs: 1 };
			},
			hold: async (milliseconds) => void asked.push(`hold ${milliseconds}`),
		});
		const release = await pacer.acquire(undefined, 'calling');
		expect(clock.slept).toEqual([700]);
		release();
		release();
		pacer.holdUntil(clock.now() + 5_000);
		expect(asked).toEqual(['take', 'take', 'end', 'hold 5000']);
	});

	test('that fails is left alone until it is joined again, and costs no place', async () => {
		const clock = new FakeClock();
		const pacer = new Pacer({ perMinute: 500, perSecond: 500, concurrent: 1 }, clock);
		let calls = 0;
		const broken = {
			take: async () => {
				calls += 1;
				throw new Error('down');
			},
			hold: async () => undefined,
		};
		pacer.join(broken);
		for (let call = 0; call < 3; call += 1) (await pacer.acquire(undefined, 'calling'))();
		expect(calls).toBe(1);
		pacer.join(broken);
		(await pacer.acquire(undefined, 'calling'))();
		expect(calls).toBe(2);
	});
});

test('a limit that is lowered or raised counts from then on, for calls made before too', async () => {
	const clock = new FakeClock();
	const pacer = new Pacer({ perMinute: 100, perSecond: 100, concurrent: 4 }, clock);
	const [first] = await burst(pacer, clock, 20);
	pacer.limitTo({ perMinute: 20, perSecond: 100, concurrent: 4 });
	const [next] = await burst(pacer, clock, 1);
	expect(next - first).toBe(60_000 + SLACK_MS);
	pacer.limitTo({ perMinute: 100, perSecond: 100, concurrent: 4 });
	const starts = await burst(pacer, clock, 90);
	expect(starts.at(-1)).toBe(next);
});

test('a budget that is asked for again takes the limits asked for last', async () => {
	const pacer = sharedPacer('tenant', { perMinute: 1, perSecond: 1, concurrent: 1 });
	(await pacer.acquire(undefined, 'calling'))();
	expect(sharedPacer('tenant', { perMinute: 9, perSecond: 9, concurrent: 1 })).toBe(pacer);
	// With the limits of before this would wait for a minute.
	(await pacer.acquire(undefined, 'calling'))();
});
