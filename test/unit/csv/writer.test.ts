import { checkRow, writeCsv, type CsvRow } from '../../../src/csv/writer';
import type { CsvFormat } from '../../../src/csv/format';

const PLAIN: CsvFormat = { encoding: 'UTF-8', separator: ',', delimiter: '"', lineEnd: '\n' };

async function bytes(rows: CsvRow[], columns: string[], format: Partial<CsvFormat> = {}) {
	const pieces: Buffer[] = [];
	for await (const piece of writeCsv(rows, columns, { ...PLAIN, ...format })) pieces.push(piece);
	return pieces;
}

const row = (values: { [column: string]: string }): CsvRow => ({
	values,
	label: 'Invoice 1 (row 1)',
});

test('quotes what needs it: separators, quotes, any line break, blanks at the ends', async () => {
	const [text] = await bytes(
		[row({ a: 'x,y', b: 'q"q' }), row({ a: 'l\nf', b: 'c\rr' }), row({ a: ' lead', b: '' })],
		['a', 'b'],
	);
	expect(text.toString()).toBe('a,b\n"x,y","q""q"\n"l\nf","c\rr"\n" lead",\n');
});

test('writes the columns asked for, in their order, and blanks for missing ones', async () => {
	const [text] = await bytes([row({ b: '2', c: '3', a: '1' }), row({ b: '4' })], ['a', 'b']);
	expect(text.toString()).toBe('a,b\n1,2\n,4\n');
});

test('writes UTF-16LE without a byte order mark, semicolons and carriage returns', async () => {
	const [text] = await bytes([row({ a: 'ü🏗', b: ';' })], ['a', 'b'], {
		encoding: 'UTF-16LE',
		separator: ';',
		lineEnd: '\r\n',
	});
	expect(text.subarray(0, 2)).toEqual(Buffer.from('a', 'utf16le'));
	expect(text.toString('utf16le')).toBe('a;b\r\nü🏗;";"\r\n');
});

test('writes ISO-8859-1 as single bytes and refuses what it cannot carry', async () => {
	const [text] = await bytes([row({ a: 'Müller' })], ['a'], { encoding: 'ISO-8859-1' });
	expect(text).toEqual(Buffer.from('a\nMüller\n', 'latin1'));
	await expect(bytes([row({ a: '5 €' })], ['a'], { encoding: 'ISO-8859-1' })).rejects.toThrow(
		'Invoice 1 (row 1): the character "€" (U+20AC) in column "a" does not exist in ISO-8859-1',
	);
});

test('refuses half a surrogate pair in every encoding', async () => {
	for (const encoding of ['UTF-8', 'UTF-16LE']) {
		await expect(bytes([row({ a: 'x\ud83c' })], ['a'], { encoding })).rejects.toThrow('(U+D83C)');
	}
});

test('without a text delimiter quotes stay as they are, and separators and line breaks are refused', async () => {
	const bare = { delimiter: '', separator: '\t' };
	const [text] = await bytes([row({ a: 'say "hi"', b: 'x' })], ['a', 'b'], bare);
	expect(text.toString()).toBe('a\tb\nsay "hi"\tx\n');
	expect(() => checkRow(row({ a: 'x\ty' }), ['a'], { ...PLAIN, ...bare })).toThrow(
		'column "a" contains the separator',
	);
	expect(() => checkRow(row({ a: 'x\ny' }), ['a'], { ...PLAIN, ...bare })).toThrow('a line break');
});

test('refuses an unknown encoding and an impossible separator', async () => {
	await expect(bytes([row({ a: '1' })], ['a'], { encoding: 'EBCDIC' })).rejects.toThrow('EBCDIC');
	await expect(bytes([row({ a: '1' })], ['a', 'b'], { separator: '' })).rejects.toThrow(
		'no column separator',
	);
	await expect(bytes([row({ a: '1' })], ['a', 'b'], { separator: '||' })).rejects.toThrow('"||"');
	expect((await bytes([row({ a: '1' })], ['a'], { separator: '' }))[0].toString()).toBe('a\n1\n');
});

test('comes in pieces that end at row ends', async () => {
	const rows = Array.from({ length: 1_200 }, (_, index) => row({ a: `${index}\nx` }));
	const pieces = await bytes(rows, ['a']);
	expect(pieces.length).toBeGreaterThan(2);
	expect(pieces.every((piece) => piece.toString().endsWith('x"\n'))).toBe(true);
	expect(Buffer.concat(pieces).toString()).toBe(
		`a\n${rows.map((_, index) => `"${index}\nx"\n`).join('')}`,
	);
});
