import { Prng } from '../../../sandbox/common/ids';
import { readCsv, type ReadEncoding } from '../../../src/csv/reader';

async function read(content: string | Buffer, encoding: ReadEncoding = 'utf-8', piece = 3) {
	const all = Buffer.from(content as string);
	async function* pieces() {
		for (let at = 0; at < all.length; at += piece) yield all.subarray(at, at + piece);
	}
	const records = [];
	for await (const record of readCsv(pieces(), encoding, 'rows.csv')) records.push(record);
	return records;
}

test('reads quotes, doubled quotes, line breaks in fields and an empty last column', async () => {
	expect(await read('a,b,c\r\n"x\r\ny","q""q",\r\n1,2,3')).toEqual([
		{ line: 1, fields: ['a', 'b', 'c'] },
		{ line: 2, fields: ['x\r\ny', 'q"q', ''] },
		{ line: 4, fields: ['1', '2', '3'] },
	]);
});

test.each([
	['UTF-8', Buffer.from('\ufeffä;b\n1;🏗\n', 'utf8')],
	['UTF-16LE', Buffer.from('\ufeffä;b\n1;🏗\n', 'utf16le')],
])('a byte order mark of %s decides and is taken away', async (_name, content) => {
	for (const piece of [1, 2, 100]) {
		expect(await read(content, 'iso-8859-1', piece)).toEqual([
			{ line: 1, fields: ['ä', 'b'] },
			{ line: 2, fields: ['1', '🏗'] },
		]);
	}
});

test.each([[','], [';'], ['\t'], ['|']])(
	'finds the separator %j in the header row',
	async (mark) => {
		const [header, first] = await read(`"a, b;c"${mark}b${mark}c\n1${mark}2${mark}3\n`);
		expect(header.fields).toEqual(['a, b;c', 'b', 'c']);
		expect(first.fields).toEqual(['1', '2', '3']);
	},
);

test('short rows are filled up, trailing separators forgiven, longer rows refused by line', async () => {
	expect((await read('a,b\n1\n1,2,,\n')).map(({ fields }) => fields)).toEqual([
		['a', 'b'],
		['1', ''],
		['1', '2'],
	]);
	await expect(read('a,b\n1,2\n\n1,2,3\n')).rejects.toThrow('rows.csv: line 4 has 3 columns');
});

test('rows that end in CRLF below a header that ends in LF keep their values', async () => {
	for (const piece of [1, 2, 3, 100]) {
		expect(await read('a,b\n1,2\r\n3,"4\r\n"\r\n5,6', 'utf-8', piece)).toEqual([
			{ line: 1, fields: ['a', 'b'] },
			{ line: 2, fields: ['1', '2'] },
			{ line: 3, fields: ['3', '4\r\n'] },
			{ line: 5, fields: ['5', '6'] },
		]);
	}
});

test('rows that end in LF below a header that ends in CRLF are refused with the reason', async () => {
	const refused = read('a,b\r\n1,2\n3,4\n');
	await expect(refused).rejects.toThrow('rows.csv: line 2 runs on into the next one');
});

test('refuses bytes of another encoding and open quotes instead of hanging', async () => {
	await expect(read(Buffer.from('a\nM\xfcller\n', 'latin1'))).rejects.toThrow('not UTF-8 text');
	await expect(read('a\n"open\n')).rejects.toThrow('is not valid CSV');
	expect((await read(Buffer.from('a\nM\xfcller\n', 'latin1'), 'iso-8859-1'))[1].fields).toEqual([
		'Müller',
	]);
});

test('empty lines are skipped, and counted', async () => {
	for (const piece of [1, 100]) {
		expect(await read('\n\na;b\n\n1;2\n\n', 'utf-8', piece)).toEqual([
			{ line: 3, fields: ['a', 'b'] },
			{ line: 5, fields: ['1', '2'] },
		]);
	}
});

test('an empty file has no records', async () => {
	expect(await read('')).toEqual([]);
	expect(await read('\n\n')).toEqual([]);
});

test('an error of the source reaches the reader', async () => {
	async function* failing() {
		yield Buffer.from('a,b\n1,2\n');
		throw new Error('disk gone');
	}
	const records = readCsv(failing(), 'utf-8', 'rows.csv');
	await expect(
		(async () => {
			for await (const record of records) void record;
		})(),
	).rejects.toThrow('disk gone');
});

test.each([['\n'], ['\r\n'], ['\r']])(
	'whatever the fields and however the bytes arrive, records come as they were written (%j)',
	async (lineEnd) => {
		const random = new Prng(5);
		const parts = ['a', '"', ',', ';', '\n', '\r\n', '\r', ' ', 'ä', '🏗', '漢'];
		for (let round = 0; round < 12; round++) {
			const written = Array.from({ length: random.int(1, 4_000) }, (_, index) => [
				`key ${index}`,
				...Array.from({ length: 3 }, () =>
					Array.from(
						{ length: random.int(0, 30) },
						() => parts[random.int(0, parts.length - 1)],
					).join(''),
				),
			]);
			const all = [['k', 'l', 'm', 'n'], ...written];
			const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
			const text = all.map((row) => row.map(quoted).join(',') + lineEnd).join('');
			const records = await read(text, 'utf-8', random.int(1_000, 90_000));
			expect(records.map(({ fields }) => fields)).toEqual(all);
			const lines = all.map((row) => row.join('').match(/\r\n|\r|\n/g)?.length ?? 0);
			const last = 1 + lines.slice(0, -1).reduce((sum, count) => sum + 1 + count, 0);
			// Line ends of neighbouring fields are counted apart.
			expect(records.at(-1)?.line).toBeGreaterThanOrEqual(last);
		}
	},
);

test('broken quotes far into a long file are named with their line', async () => {
	const rows = Array.from({ length: 40_000 }, (_, index) => `${index},"some text, quoted"`);
	rows[30_000] = '30000,"never closed';
	await expect(read(['a,b', ...rows].join('\n'), 'utf-8', 65_536)).rejects.toThrow(
		/rows\.csv is not valid CSV near line \d+: its quotes do not match up/,
	);
	rows[30_000] = '30000,a "stray" quote';
	await expect(read(['a,b', ...rows].join('\n'), 'utf-8', 65_536)).rejects.toThrow(
		'near line 30002',
	);
});
