/** Upload and Run of an import with CSV files from binary data. */
import type { INodeExecutionData } from 'n8n-workflow';

import { byName, closeBench, failureOf, load, openBench, WINDOW, type Bench } from './anaplanSetup';

jest.setTimeout(30_000);

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => await closeBench(bench));

function csvItem(content: string | Buffer, fileName = 'vendors.csv'): INodeExecutionData {
	const data = Buffer.from(content as string).toString('base64');
	return { json: {}, binary: { data: { data, mimeType: 'text/csv', fileName } } };
}

const VENDORS = { dataSource: 'binary', importId: byName('Vendors from QuickBooks') };
const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';

test('a file with a byte order mark, semicolons, quotes and an extra column fills a list', async () => {
	const text = `\ufeff${HEADER.replaceAll(',', ';')};Comment\r\nA;"Two\r\nlines; ""q"""; ;USD;true;Active;t1;x\r\n`;
	const result = await load(bench, [csvItem(text)], VENDORS);
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 0)).toMatchObject([
		{
			json: { kind: 'loadSummary', load: { rowsReceived: 1, loaded: 1, rejected: 0 } },
			pairedItem: { item: 0 },
		},
	]);
	expect(result.items('Anaplan', 1)).toEqual([]);
	expect(bench.simulator.model().items('QB Vendors')).toMatchObject([
		{ code: 'A', properties: { Name: 'Two\r\nlines; "q"' } },
	]);
});

test('refused rows come out with the line of the file and the reason, beside a window', async () => {
	const text = `${HEADER}\nA,"two\nlines",,USD,true,Active,t1\n#b,B,,USD,true,Active,t2\n,blank,,,,,\n`;
	const window: INodeExecutionData = { json: { ...WINDOW } as INodeExecutionData['json'] };
	const result = await load(bench, [window, csvItem(text)], VENDORS);
	expect(result.items('Anaplan', 0)).toMatchObject([
		{ json: { kind: 'window', load: { rowsReceived: 3, loaded: 1, rejected: 2 } } },
	]);
	const rejected = result.items('Anaplan', 1);
	expect(rejected.map((item) => item.pairedItem)).toEqual([{ item: 1 }, { item: 1 }]);
	expect(rejected.map((item) => item.json.anaplan)).toMatchObject([
		{ line: 5, reason: expect.stringContaining('blank') },
		{ line: 4, reason: expect.stringContaining('Invalid code'), outcome: 'rejected' },
	]);
});

test('an extra column is an error for a module import', async () => {
	const model = bench.simulator.model();
	const header = model.importNamed('Transactions from QuickBooks').columns.map((c) => c.header);
	const text = `${[...header, 'Colour'].join(',')}\n${header.map(() => '1').join(',')},red\n`;
	const result = await load(bench, [csvItem(text, 'amounts.csv')], {
		...VENDORS,
		importId: byName('Transactions from QuickBooks'),
	});
	expect(failureOf(result).message).toContain(
		'amounts.csv has columns that the module import "Transactions from QuickBooks" does not know: "Colour"',
	);
	expect(bench.simulator.log.count({ method: 'PUT' })).toBe(0);
});

test.each([
	['a missing column', 'Code,Title\nA,x\n', 'expects the columns "Name"'],
	['a key twice', `${HEADER}\nA,,,,,,\nB,,,,,,\nA,,,,,,\n`, 'line 2 of vendors.csv and in line 4'],
	['a row that is too long', `${HEADER}\nA,,,,,,,extra\n`, 'line 2 has 8 columns'],
	['unmatched quotes', `${HEADER}\nA,"open,,,,,\n`, 'is not valid CSV'],
	['an empty file', '', 'it has no header row'],
	[
		'bytes of another encoding',
		Buffer.from(`${HEADER}\nA,\xe4,,,,,\n`, 'latin1'),
		'not UTF-8 text',
	],
])('%s is told before anything is uploaded', async (_what, content, message) => {
	const result = await load(bench, [csvItem(content)], VENDORS);
	expect(failureOf(result).message).toContain(message);
	expect(bench.simulator.log.count({ method: 'PUT' })).toBe(0);
});

test('a file in ISO-8859-1 is read when the option says so', async () => {
	const result = await load(
		bench,
		[csvItem(Buffer.from(`${HEADER}\nA,M\xfcller,,,,,\n`, 'latin1'))],
		{ ...VENDORS, options: { csvEncoding: 'iso-8859-1' } },
	);
	expect(result.error).toBeUndefined();
	expect(bench.simulator.model().items('QB Vendors')[0].properties.Name).toBe('Müller');
});

test('a task that fails as a whole brings every row of the file to Rejected', async () => {
	bench.simulator.faults.arm({
		method: 'GET',
		path: /\/imports\/\d+\/tasks\/[0-9A-F]+$/,
		body: { task: { taskState: 'COMPLETE', result: { successful: false } } },
	});
	const result = await load(bench, [csvItem(`${HEADER}\nA,,,,,,\nB,,,,,,\n`)], VENDORS);
	expect(result.items('Anaplan', 1).map((item) => item.json.Code)).toEqual(['A', 'B']);
	expect(JSON.stringify(result.items('Anaplan', 1))).toContain('Anaplan gave no reason');
	expect(result.items('Anaplan', 0)[0].json.load).toMatchObject({ loaded: 0, rejected: 2 });
});

test('the share of rejected rows of a file can fail the node', async () => {
	const text = `${HEADER}\nA,,,,,,\n#b,,,,,,\n`;
	const options = { failAbovePercent: 0 };
	const { message } = failureOf(await load(bench, [csvItem(text)], { ...VENDORS, options }));
	expect(message).toContain('1 of 2 rows were rejected, more than the 0%');
});

test('with Continue On Fail a file that cannot be loaded is told by itself, and the next is loaded', async () => {
	const bad = csvItem(`${HEADER}\nA,,,,,,\nA,,,,,,\n`);
	const input = [bad, { json: {} }, csvItem(`${HEADER}\nB,,,,,,\n#c,,,,,,\n`, 'more.csv')];
	const settings = { onError: 'continueRegularOutput' } as const;
	const result = await load(bench, input, VENDORS, { settings });
	expect(result.items('Anaplan', 0)).toMatchObject([
		{ json: { kind: 'loadSummary', load: { loaded: 1, rejected: 1 } }, pairedItem: { item: 2 } },
	]);
	expect(result.items('Anaplan', 1)).toMatchObject([
		{ json: { error: expect.stringContaining('appears twice') }, pairedItem: [{ item: 0 }] },
		{ json: { error: expect.stringContaining('has no binary field "data"; it has no binary') } },
		{ json: { anaplan: { file: 'more.csv', line: 3 } }, pairedItem: { item: 2 } },
	]);
});
