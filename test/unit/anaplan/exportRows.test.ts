import type { ExportFile } from '../../../src/anaplan/exportFile';
import { exportRows } from '../../../src/anaplan/exportRows';

const FILE: ExportFile = {
	exportName: 'Out',
	fileName: 'Out.csv',
	mimeType: 'text/csv',
	encoding: 'UTF-8',
	layout: {},
};

async function read(text: string, more: Partial<ExportFile> = {}) {
	const rows: Array<{ [column: string]: string }> = [];
	const pieces = [Buffer.from(text)];
	async function* bytes() {
		yield* await Promise.resolve(pieces);
	}
	for await (const row of exportRows(bytes(), { ...FILE, ...more })) rows.push(row);
	return rows;
}

test('columns without a name and of one name are all kept', async () => {
	expect(await read(',A,,A\r\nx,1,2,3\r\n')).toEqual([
		{ Row: 'x', A: '1', 'Column 3': '2', 'A (2)': '3' },
	]);
});

test("the export's own separator and text delimiter count, whatever the header looks like", async () => {
	const layout = { separator: ';', quote: '' };
	expect(await read('Revenue, net, of tax;Note\r\n5" pipe, 2;"x\r\n', { layout })).toEqual([
		{ 'Revenue, net, of tax': '5" pipe, 2', Note: '"x' },
	]);
	const single = { layout: { separator: '\t', quote: "'" } };
	expect(await read("A\tB\n'x\ty'\t'two\nlines'\n", single)).toEqual([
		{ A: 'x\ty', B: 'two\nlines' },
	]);
});

test('an export without rows gives none', async () => {
	expect(await read('A,B\r\n')).toEqual([]);
	expect(await read('')).toEqual([]);
});

test('a spreadsheet and an unknown encoding are refused with the way out', async () => {
	await expect(read('x', { mimeType: 'application/vnd.ms-excel' })).rejects.toMatchObject({
		message: expect.stringContaining('writes a spreadsheet'),
		advice: expect.stringContaining('binary data'),
	});
	await expect(read('x', { encoding: 'EBCDIC' })).rejects.toMatchObject({
		message: expect.stringContaining('"EBCDIC"'),
	});
});
