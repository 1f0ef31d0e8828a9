import { setImmediate as turn } from 'node:timers/promises';

import { eachAtOnce } from '../../src/parallel';

async function* numbers(to: number, closed?: () => void) {
	try {
		for (let number = 0; number < to; number++) yield number;
	} finally {
		closed?.();
	}
}

test('works on every member, never on more at once than the limit', async () => {
	let running = 0;
	let most = 0;
	const done: number[] = [];
	await eachAtOnce(numbers(20), 3, async (number) => {
		running += 1;
		most = Math.max(most, running);
		for (let turns = 0; turns < 1 + (number % 4); turns++) await turn();
		running -= 1;
		done.push(number);
	});
	expect(most).toBe(3);
	expect(done.sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
});

test('after a failure nothing further starts, what runs is awaited, and the source is closed', async () => {
	const ended: number[] = [];
	const started: number[] = [];
	let closed = false;
	const work = eachAtOnce(
		numbers(50, () => (closed = true)),
		3,
		async (number) => {
			started.push(number);
			await turn();
			if (number === 1) throw new Error('chunk 1');
			for (let turns = 0; turns < 10; turns++) await turn();
			ended.push(number);
		},
	);
	await expect(work).rejects.toThrow('chunk 1');
	expect(closed).toBe(true);
	expect(started.length).toBeLessThan(6);
	expect(ended).toEqual(started.filter((number) => number !== 1));
});

test("a source that breaks ends with the source's error, after what runs", async () => {
	let ended = false;
	async function* broken() {
		yield 1;
		throw new Error('no more');
	}
	const work = eachAtOnce(broken(), 3, async () => {
		for (let turns = 0; turns < 5; turns++) await turn();
		ended = true;
	});
	await expect(work).rejects.toThrow('no more');
	expect(ended).toBe(true);
});
