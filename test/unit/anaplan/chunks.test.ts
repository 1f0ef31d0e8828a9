import { parse } from 'csv-parse/sync';

import { Prng } from '../../../sandbox/common/ids';
import { CHUNKING, chunksOf, type Chunking } from '../../../src/anaplan/chunks';
import { writeCsv, type CsvRow } from '../../../src/csv/writer';

async function* pieces(...texts: string[]) {
	for (const text of texts) yield Buffer.from(text);
}

async function cut(source: AsyncIterable<Buffer>, chunking: Partial<Chunking>) {
	const chunks: Buffer[] = [];
	for await (const { index, content } of chunksOf(source, { ...CHUNKING, ...chunking }, 'f.csv')) {
		expect(index).toBe(chunks.length);
		chunks.push(content);
	}
	return chunks;
}

test('chunks keep pieces whole and in order', async () => {
	const chunks = await cut(pieces('aa\n', 'bb\n', 'cccccc\n', 'd\n'), { bytes: 6 });
	expect(chunks.map(String)).toEqual(['aa\nbb\n', 'cccccc\n', 'd\n']);
	expect(await cut(pieces(), {})).toEqual([]);
});

test('later chunks are larger, so that a long file fits into the number Anaplan takes', async () => {
	const rows = Array.from({ length: 14 }, () => 'aa\n');
	const chunks = await cut(pieces(...rows), { bytes: 3, later: 2, laterBytes: 12, most: 5 });
	expect(chunks.map(({ length }) => length)).toEqual([3, 3, 12, 12, 12]);
});

test('a file of more chunks than Anaplan takes is refused with what to do', async () => {
	const rows = Array.from({ length: 15 }, () => 'aa\n');
	const refused = cut(pieces(...rows), { bytes: 3, later: 2, laterBytes: 12, most: 5 });
	await expect(refused).rejects.toMatchObject({
		message: expect.stringContaining('"f.csv" take more than'),
		advice: expect.stringContaining('Split the data into several files'),
	});
});

test("the constants stay below Anaplan's limits and say the right size", async () => {
	expect(CHUNKING.most).toBe(1_000);
	expect(Math.max(CHUNKING.bytes, CHUNKING.laterBytes)).toBeLessThan(CHUNKING.mostBytes);
	expect(CHUNKING.mostBytes).toBe(50_000_000);
	// Not 25 GB of rows in a test: the sentence is made from the constants alone.
	const refused = cut(pieces('a\n', 'b\n'), { bytes: 1, later: 0, laterBytes: 1, most: 1 });
	await expect(refused).rejects.toThrow('more than 0 GB');
	const reach = CHUNKING.later * CHUNKING.bytes + 400 * CHUNKING.laterBytes;
	expect(Math.floor(reach / 1e9)).toBe(25);
});

test('a row larger than a chunk may be is refused', async () => {
	await expect(cut(pieces('a\n', 'b'.repeat(30)), { mostBytes: 20 })).rejects.toThrow(
		'A row for the file "f.csv" takes',
	);
});

/** What breaks cutting: quotes, line breaks of every kind, separators, characters of 1 to 4 bytes. */
const PARTS = ['a', 'Z9', '"', '""', '\n', '\r\n', '\r', ',', ';', '\t', ' ', 'é', 'ß', '\u00a0'];
const WIDE_PARTS = ['€', '漢字', '🏗', 'Ā', '\u2028'];
const ENCODINGS = [
	['UTF-8', 'utf8'],
	['UTF-16LE', 'utf16le'],
	['ISO-8859-1', 'latin1'],
] as const;

test.each(ENCODINGS)(
	'whatever the rows: in %s no chunk ends inside a row or a character, and joined they are the file',
	async (encoding, node) => {
		const random = new Prng(2026);
		const parts = encoding === 'ISO-8859-1' ? PARTS : [...PARTS, ...WIDE_PARTS];
		const value = () =>
			Array.from({ length: random.int(0, 8) }, () => parts[random.int(0, parts.length - 1)]).join(
				'',
			);
		for (let round = 0; round < 25; round++) {
			const columns = ['Key', 'B', 'C'].slice(0, random.int(2, 3));
			const separator = [',', ';', '\t'][random.int(0, 2)];
			const rows: CsvRow[] = Array.from({ length: random.int(0, 1_500) }, (_, index) => ({
				values: Object.fromEntries([...columns.map((c) => [c, value()]), ['Key', `k${index}`]]),
				label: `Row ${index}`,
			}));
			const format = { encoding, separator, delimiter: '"', lineEnd: '\n' as const };
			const whole: Buffer[] = [];
			for await (const piece of writeCsv(rows, columns, format)) whole.push(piece);
			const chunks = await cut(writeCsv(rows, columns, format), { bytes: random.int(1, 20_000) });
			expect(Buffer.concat(chunks).equals(Buffer.concat(whole))).toBe(true);
			const decoded = chunks.map((chunk) => chunk.toString(node));
			// A cut character would be replaced when decoded and not come back.
			expect(decoded.every((text, at) => Buffer.from(text, node).equals(chunks[at]))).toBe(true);
			// A cut row would leave a quote open, or a record with too few columns.
			const read = decoded.flatMap(
				(text) => parse(text, { delimiter: separator, record_delimiter: '\n' }) as string[][],
			);
			expect(read).toEqual([columns, ...rows.map((row) => columns.map((c) => row.values[c]))]);
		}
	},
);

test('rows of long texts still make pieces far smaller than a chunk', async () => {
	const rows = Array.from({ length: 400 }, (_, index) => ({
		values: { A: 'x'.repeat(100_000) },
		label: `Row ${index}`,
	}));
	const format = { encoding: 'UTF-8', separator: ',', delimiter: '"', lineEnd: '\n' as const };
	let most = 0;
	for await (const piece of writeCsv(rows, ['A'], format)) most = Math.max(most, piece.length);
	expect(most).toBeLessThan(500_000);
});
