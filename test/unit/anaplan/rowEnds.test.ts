import { Prng } from '../../../sandbox/common/ids';
import { atRowEnds } from '../../../src/anaplan/rowEnds';

async function cut(bytes: Buffer, size: number, most?: number): Promise<Buffer[]> {
	async function* pieces() {
		for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
	}
	const found: Buffer[] = [];
	for await (const piece of atRowEnds(pieces(), most)) found.push(piece);
	return found;
}

const TEXT = 'Code,Name\r\nA,Größe ȊЊ\r\nB,🏗 last';

test.each([
	['UTF-8', Buffer.from(TEXT, 'utf8'), 'utf8'],
	['UTF-16LE with its mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 'utf16le'],
] as const)(
	'bytes of %s are cut after a row, however they come',
	async (_name, bytes, encoding) => {
		for (let size = 1; size <= bytes.length; size += 1) {
			const pieces = await cut(bytes, size);
			expect(Buffer.concat(pieces)).toEqual(bytes);
			for (const piece of pieces.slice(0, -1)) expect(piece.toString(encoding)).toMatch(/\n$/);
			expect(pieces.length).toBeGreaterThanOrEqual(size < 10 ? 3 : 1);
		}
	},
);

test('what has no rows is passed on all the same, and not held', async () => {
	const random = new Prng(7);
	const bytes = Buffer.from(Array.from({ length: 500 }, () => random.int(11, 210)));
	const pieces = await cut(bytes, 50, 100);
	expect(Buffer.concat(pieces)).toEqual(bytes);
	expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(100);
	expect(await cut(Buffer.alloc(0), 10)).toEqual([]);
});
