import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Prng } from '../../../sandbox/common/ids';
import { KeyIndex } from '../../../src/anaplan/keyIndex';

const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('anaplan-keys-'));

// A place for temporary files of this file's own: others of the machine come and go meanwhile.
const usual = process.env.TMPDIR;
const own = mkdtempSync(join(tmpdir(), 'key-index-test-'));
beforeAll(() => {
	process.env.TMPDIR = own;
});
afterAll(() => {
	if (usual === undefined) delete process.env.TMPDIR;
	else process.env.TMPDIR = usual;
	rmSync(own, { recursive: true, force: true });
});

test('few keys are held: the second line with a key is told at once', async () => {
	const index = new KeyIndex(10);
	expect(index.add('a', 2)).toBeUndefined();
	expect(index.add('b', 3)).toBeUndefined();
	expect(index.add('a', 4)).toBe(2);
	expect(await index.repeated()).toEqual([]);
	await index.close();
});

test('of many keys every repeated one is found, on whichever side of the bound, and no other', async () => {
	const random = new Prng(7);
	const before = folders();
	const index = new KeyIndex(500);
	const planted = new Map<number, number>();
	const keys = Array.from({ length: 60_000 }, (_, at) => `9341453908059321-INV-${at}-1`);
	for (let twice = 0; twice < 40; twice++) {
		const [first, second] = [random.int(0, 29_999), random.int(30_000, 59_999)];
		if (planted.has(second) || [...planted.values()].includes(first)) continue;
		keys[second] = keys[first];
		planted.set(second, first);
	}
	for (const [line, key] of keys.entries()) {
		expect(index.add(key, line)).toBeUndefined();
		if (line % 1_000 === 0) await index.settle();
	}
	expect(folders().length).toBe(before.length + 1);
	const found = await index.repeated();
	expect(new Map(found.map(({ first, second }) => [second, first]))).toEqual(planted);
	await index.close();
	expect(folders()).toEqual(before);
});
