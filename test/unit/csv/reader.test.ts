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
