/** Upload Files and Run of a process with CSV files from binary data. */
import { Readable } from 'node:stream';

import { Container } from '@n8n/di';
import { BinaryDataService, FileLocation } from 'n8n-core';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { ColumnMapping } from '../../sandbox/anaplan/store/definitions';
import {
	byName,
	closeBench,
	failureOf,
	load,
	openBench,
	remarkOf,
	vendorRow,
	WINDOW,
	type Bench,
} from './anaplanSetup';

jest.setTimeout(60_000);

const VENDORS = 'Vendors from QuickBooks';
const CUSTOMERS = 'Customers from QuickBooks';
const FACTS = 'Vendor facts';
const LISTS = [
	{ binaryField: 'data', import: byName(VENDORS) },
	{ binaryField: 'data_1', import: byName(CUSTOMERS) },
];
const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => await closeBench(bench));

async function run(
	input: INodeExecutionData[],
	values: INodeParameters[] = LISTS,
	options: INodeParameters = {},
	settings: NonNullable<Parameters<typeof load>[3]>['settings'] = {},
) {
	const parameters = {
		resource: 'process',
		operation: 'uploadFilesAndRun',
		processId: byName('Load lists'),
		dataSource: 'binary',
		csvFiles: { values },
		options,
	};
	return await load(bench, input, parameters, { settings });
}

type Content = string | Buffer;

/** An item with the files that an Aggregate node would put on it. */
function item(vendors: Content, customers?: Content): INodeExecutionData {
	const file = (content: Content, fileName: string) => ({
		data: Buffer.from(content as string).toString('base64'),
		mimeType: 'text/csv',
		fileName,
	});
	return {
		json: {},
		binary: {
			data: file(vendors, 'suppliers.csv'),
			...(customers === undefined ? {} : { data_1: file(customers, 'clients.csv') }),
		},
	};
}

const csv = (...lines: string[]) => [HEADER, ...lines, ''].join('\n');
const uploads = () => bench.simulator.log.count({ method: 'PUT' });
const starts = () => bench.simulator.log.count({ method: 'POST', path: /\/tasks$/ });
const nothingSent = () => expect([uploads(), starts()]).toEqual([0, 0]);
const remarks = (rejected: INodeExecutionData[]) => rejected.map(remarkOf);

function addLists(): void {
	bench.simulator.model().addProcess('Load lists', [VENDORS, CUSTOMERS]);
}

/** A module import that reads the vendors' file; of columns without a mapping it takes nothing. */
function addFacts(mapped: ColumnMapping[]): void {
	const model = bench.simulator.model();
	const others = model
		.importNamed(VENDORS)
		.columns.filter(({ header }) => !mapped.some((column) => column.header === header))
		.map(({ header }): ColumnMapping => ({ header, target: { to: 'nothing' } }));
	const columns = [...mapped, ...others];
	model.addModule(FACTS, 'QB Vendors', [{ name: 'Limit', format: 'NUMBER' }]);
	model.addImport({ name: FACTS, fileName: 'vendors.csv', target: { module: FACTS }, columns });
	model.addProcess('Load lists', [VENDORS, FACTS]);
}

const BY_CODE: ColumnMapping[] = [
	{ header: 'Code', target: { to: 'item' } },
	{ header: 'Limit', target: { to: 'lineItem', lineItem: 'Limit' } },
];

test('two files fill one run, and each refused row comes out with its line, import and advice', async () => {
	addLists();
	const result = await run([
		item(csv('V1,"two\nlines",,,,,', '#v,x,,,,,'), csv('C1,,,,,,', ',no code,,,,,', '#c,,,,,,')),
	]);
	expect(result.error).toBeUndefined();
	expect([uploads(), starts()]).toEqual([2, 1]);
	expect(result.items('Anaplan', 0)).toMatchObject([
		{
			json: {
				kind: 'loadSummary',
				load: {
					rowsReceived: 5,
					loaded: 2,
					rejected: 3,
					imports: [
						{ import: VENDORS, rowsSent: 2, loaded: 1, rejected: 1, result: 'partial' },
						{ import: CUSTOMERS, rowsSent: 2, loaded: 1, rejected: 1, counts: { created: 1 } },
					],
				},
			},
			pairedItem: { item: 0 },
		},
	]);
	const rejected = result.items('Anaplan', 1);
	expect(rejected.map(({ json, pairedItem }) => [json.Code, pairedItem])).toEqual([
		['#v', { item: 0 }],
		['', { item: 0 }],
		['#c', { item: 0 }],
	]);
	expect(remarks(rejected)).toMatchObject([
		{ import: VENDORS, file: 'suppliers.csv', line: 4, reason: expect.stringContaining('code') },
		{
			import: null,
			file: 'clients.csv',
			line: 3,
			reason: expect.stringContaining('key column is blank'),
			advice: 'Fill in "Code" on line 3 of clients.csv, then load the file again.',
		},
		{ import: CUSTOMERS, line: 4, advice: expect.stringContaining('no # at the start') },
	]);
	const model = bench.simulator.model();
	expect(model.items('QB Vendors')).toMatchObject([{ code: 'V1' }]);
	expect(model.items('QB Customers')).toMatchObject([{ code: 'C1' }]);
});

test('what is wrong with each file is told in one error, and nothing is sent', async () => {
	addLists();
	const { message } = failureOf(
		await run([item(csv('V1,,,,,,,extra'), csv('C1,,,,,,', 'C1,,,,,,'))]),
	);
	expect(message).toContain('2 things stand in the way of this load; nothing was uploaded.');
	expect(message).toContain('(1) suppliers.csv: line 2 has 8 columns');
	expect(message).toContain('(2) The key "C1" (Code) appears twice');
	expect(message).toContain('line 2 of clients.csv and in line 3 of clients.csv');
	nothingSent();
});

test('a check that fails in the second file alone keeps the first from going up', async () => {
	addLists();
	const { message } = failureOf(await run([item(csv('V1,,,,,,'), 'Code,Title\nC1,x\n')]));
	expect(message).toContain(`The import "${CUSTOMERS}" expects the columns "Name"`);
	expect(message).toContain('which the rows of clients.csv do not have; nothing was uploaded.');
	nothingSent();
});

test('however bad the first file is, the second is told too', async () => {
	addLists();
	const twice = Array.from({ length: 60 }, (_, index) => `V${index % 20},,,,,,`);
	const { message } = failureOf(await run([item(csv(...twice), csv('C1,,,,,,', 'C1,,,,,,'))]));
	expect(message).toContain('At least 11 things stand in the way');
	expect(message).toContain('line 3 of clients.csv');
});

test('imports that read one file share it: one upload, one item for a row that both refuse', async () => {
	addFacts(BY_CODE);
	const text = `${HEADER},Limit\nV1,One,,,,,,100\n#2,Two,,,,,,200\nV3,Three,,,,,,much\n`;
	const result = await run([item(text)], [{ binaryField: 'data', import: byName(FACTS) }]);
	expect(result.error).toBeUndefined();
	expect([uploads(), starts()]).toEqual([1, 1]);
	const rejected = result.items('Anaplan', 1);
	expect(rejected.map(({ json }) => [json.Code, json.Name, json.Limit])).toEqual([
		['#2', 'Two', '200'],
		['V3', 'Three', 'much'],
	]);
	expect(remarks(rejected)).toMatchObject([
		{
			outcome: 'rejected',
			import: VENDORS,
			line: 3,
			imports: [
				{ import: VENDORS, outcome: 'rejected', reason: expect.stringContaining('code') },
				{ import: FACTS, outcome: 'rejected', reason: expect.stringContaining('#2') },
			],
		},
		{
			line: 4,
			import: FACTS,
			imports: [
				{ import: VENDORS, outcome: 'loaded' },
				{ import: FACTS, reason: expect.stringContaining('much') },
			],
		},
	]);
	expect(result.items('Anaplan', 0)[0].json.load).toMatchObject({
		rowsReceived: 3,
		loaded: 1,
		rejected: 2,
		imports: [
			{ import: VENDORS, loaded: 2, rejected: 1 },
			{ import: FACTS, loaded: 1, rejected: 2 },
		],
	});
	expect(bench.simulator.model().rows(FACTS)).toMatchObject([{ Limit: '100' }, {}]);
});

test('a key that such a file holds twice is told once, and so is one that differs in case alone', async () => {
	addFacts(BY_CODE);
	const text = (code: string) => `${HEADER},Limit\nV1,,,,,,,1\n${code},,,,,,,2\n`;
	const twice = failureOf(await run([item(text('V1'))], [LISTS[0]]));
	expect(twice.message).toMatch(/^The key "V1" \(Code\) appears twice/);
	const cased = failureOf(await run([item(text('v1'))], [LISTS[0]]));
	expect(cased.message).toMatch(/^The keys "V1" and "v1" .* for the import "Vendor facts"/);
	nothingSent();
});

test('a row with a blank key for one of the imports goes to none, and comes out once', async () => {
	addFacts([{ header: 'Facts Code', target: { to: 'item' } }, BY_CODE[1]]);
	const text = `${HEADER},Facts Code,Limit\nV1,,,,,,,V1,1\nV2,,,,,,,,2\n,,,,,,,,3\n`;
	const result = await run([item(text)], [LISTS[0]], { keyColumns: 'Code, Facts Code' });
	expect(result.error).toBeUndefined();
	expect(remarks(result.items('Anaplan', 1))).toMatchObject([
		{ line: 3, import: null, advice: expect.stringContaining('Fill in "Facts Code" on line 3') },
		{ line: 4, advice: expect.stringContaining('Fill in "Code" and "Facts Code" on line 4') },
	]);
	expect(result.items('Anaplan', 0)[0].json.load).toMatchObject({ loaded: 1, rejected: 2 });
	expect(bench.simulator.model().items('QB Vendors')).toMatchObject([{ code: 'V1' }]);
});

test('imports of one file that read its numbers in different ways are refused', async () => {
	addFacts([...BY_CODE, { header: 'Amount', target: { to: 'nothing' } }]);
	const model = bench.simulator.model();
	model.importNamed(FACTS).decimalSeparator = ',';
	model.importNamed(VENDORS).columns.push({ header: 'Amount', target: { to: 'nothing' } });
	const text = `${HEADER},Limit,Amount\nV1,,,,,,,1,1.5\n`;
	const { message } = failureOf(await run([item(text)], [LISTS[0]]));
	expect(message).toContain('read the same file "vendors.csv", one with a decimal point');
	nothingSent();
});

test('two lines that fill one file are an error, and so is one import named twice', async () => {
	addFacts(BY_CODE);
	const lines = [LISTS[0], { binaryField: 'data_1', import: byName(FACTS) }];
	const input = [item(`${HEADER},Limit\nV1,,,,,,,1\n`, `${HEADER},Limit\nV2,,,,,,,1\n`)];
	const { message, advice } = failureOf(await run(input, lines));
	expect(message).toContain(
		`The imports "${VENDORS}" (line 1 of the table "Files") and "${FACTS}" (line 2) of the process "Load lists" read the same file in Anaplan; nothing was uploaded.`,
	);
	expect(advice).toContain('Keep one line for each file');
	const again = failureOf(await run(input, [LISTS[0], LISTS[0]]));
	expect(again.message).toContain(`The lines 1 and 2 of the table "Files" both name`);
	nothingSent();
});

test('a step without a file stops the run, or runs with what Anaplan holds', async () => {
	addLists();
	const input = [item(csv('V1,,,,,,'))];
	const { message, advice } = failureOf(await run(input, [LISTS[0]]));
	expect(message).toContain(`has steps for which no file is given: "${CUSTOMERS}"`);
	expect(advice).toContain('"Steps Without Rows"');
	nothingSent();
	const wanted = await run(input, [LISTS[0]], { stepsWithoutFile: 'run' });
	expect(wanted.items('Anaplan', 0)[0].json.load).toMatchObject({
		loaded: 1,
		imports: [{ import: VENDORS }],
	});
	expect([uploads(), starts()]).toEqual([1, 1]);
});

test('a wrong import, a binary field that is not there and a bad file are told together', async () => {
	const steps = [VENDORS, CUSTOMERS, 'Accounts from QuickBooks'];
	bench.simulator.model().addProcess('Load lists', steps);
	const lines = [
		LISTS[0],
		{ binaryField: 'data_1', import: byName('Clients') },
		{ binaryField: 'accounts', import: byName('Accounts from QuickBooks') },
	];
	const { message, advice } = failureOf(await run([item('', csv('C1,,,,,,'))], lines));
	expect(message).toContain('has no import step called "Clients"');
	expect(message).toContain('suppliers.csv is empty');
	expect(message).toContain('The item has no binary field "accounts"; it has "data", "data_1".');
	expect(message).not.toContain('steps for which no file');
	expect(advice).toContain('"Include Binaries"');
	nothingSent();
});

test('a file without a row to send goes up with its header; without any row nothing runs', async () => {
	addLists();
	await run([item(csv('V1,,,,,,'), csv('C1,,,,,,'))]);
	const before = bench.simulator.model().changes;
	const blank = await run([item(csv('V2,,,,,,'), csv(',blank,,,,,'))]);
	expect(bench.simulator.model().changes).toBe(before + 1);
	expect([uploads(), starts()]).toEqual([4, 2]);
	expect(blank.items('Anaplan', 0)[0].json.load).toMatchObject({
		imports: [{ rowsSent: 1 }, { import: CUSTOMERS, rowsSent: 0, result: 'clean' }],
	});
	const none = await run([item(csv(), csv(',blank,,,,,'))]);
	expect([uploads(), starts()]).toEqual([4, 2]);
	expect(none.items('Anaplan', 0)[0].json.load).toMatchObject({
		rowsReceived: 1,
		rejected: 1,
		imports: [{ taskId: null, result: 'notRun' }, { result: 'notRun' }],
	});
	expect(remarks(none.items('Anaplan', 1))).toMatchObject([{ line: 2, import: null }]);
});

test('each file is read in its encoding, and written in that of its file in Anaplan', async () => {
	addLists();
	bench.simulator.model().file('customers.csv').encoding = 'ISO-8859-1';
	const latin = Buffer.from(csv('V1,M\xfcller,,,,,'), 'latin1');
	const marked = Buffer.from(`\ufeff${csv('C1,Stra\xdfe,,,,,')}`, 'utf16le');
	const result = await run([item(latin, marked)], LISTS, { csvEncoding: 'iso-8859-1' });
	expect(result.error).toBeUndefined();
	const model = bench.simulator.model();
	expect(model.items('QB Vendors')[0].properties.Name).toBe('Müller');
	expect(model.items('QB Customers')[0].properties.Name).toBe('Straße');
});

test("files are streamed from n8n's store on the disk", async () => {
	addLists();
	const store = Container.get(BinaryDataService);
	await store.init();
	const stored = async (content: string, fileName: string) =>
		await store.store(
			FileLocation.ofExecution('test-workflow', '1'),
			Readable.from([Buffer.from(content)]),
			{ mimeType: 'text/csv', fileName, data: '' },
		);
	const data = await stored(csv('V1,,,,,,', '#2,,,,,,'), 'suppliers.csv');
	expect(data.id).toMatch(/^filesystem-v2:/);
	const binary = { data, data_1: await stored(csv('C1,,,,,,'), 'clients.csv') };
	const read = jest.spyOn(store, 'getAsStream');
	const result = await run([{ json: {}, binary }]);
	expect(result.items('Anaplan', 0)[0].json.load).toMatchObject({ loaded: 2, rejected: 1 });
	expect(remarks(result.items('Anaplan', 1))).toMatchObject([{ line: 3 }]);
	// The header, the check and the upload of each, and the search for the row that was refused.
	expect(read).toHaveBeenCalledTimes(7);
	read.mockRestore();
});

test('a process that fails as a whole brings every row of every file to Rejected', async () => {
	addLists();
	bench.simulator.faults.arm({
		method: 'GET',
		path: /\/processes\/\d+\/tasks\/[0-9A-F]+$/,
		body: { task: { taskState: 'COMPLETE', result: { successful: false } } },
	});
	const result = await run([item(csv('V1,,,,,,', 'V2,,,,,,'), csv('C1,,,,,,', ',,,,,,'))]);
	const rejected = result.items('Anaplan', 1);
	expect(rejected.map(({ json }) => json.Code)).toEqual(['V1', 'V2', '', 'C1']);
	expect(remarks(rejected)[3]).toMatchObject({
		import: CUSTOMERS,
		line: 2,
		loadedAt: null,
		reason: expect.stringContaining('Anaplan gave no reason'),
		advice: expect.stringContaining('Loading the same rows again is harmless'),
	});
	expect(result.items('Anaplan', 0)[0].json.load).toMatchObject({ loaded: 0, rejected: 4 });
});

test('of a step that fails as a whole all rows are rejected, those of the other are loaded', async () => {
	addLists();
	// The mapping asks for a column that the import's own list of headers does not tell.
	bench.simulator.faults.arm({
		method: 'GET',
		path: /\/imports\/\d+$/,
		nth: 2,
		body: {
			importMetadata: { name: CUSTOMERS, type: 'FILE', source: { headerNames: ['Code', 'Name'] } },
		},
	});
	const result = await run([item(csv('V1,,,,,,'), csv('C1,,,,,,', 'C2,,,,,,'))]);
	expect(result.items('Anaplan', 0)[0].json.load).toMatchObject({
		loaded: 1,
		rejected: 2,
		imports: [{ result: 'clean' }, { import: CUSTOMERS, result: 'failed', loaded: 0, rejected: 2 }],
	});
	expect(remarks(result.items('Anaplan', 1))).toMatchObject([
		{ import: CUSTOMERS, line: 2, reason: expect.stringContaining('failed as a whole') },
		{ import: CUSTOMERS, line: 3 },
	]);
});

test('each item is a run of the process with its own files, beside a window', async () => {
	addLists();
	const window: INodeExecutionData = { json: { ...WINDOW } as INodeExecutionData['json'] };
	const result = await run([
		item(csv('V1,,,,,,'), csv('C1,,,,,,')),
		window,
		item(csv('V2,,,,,,'), csv('#2,,,,,,')),
	]);
	expect([uploads(), starts()]).toEqual([4, 2]);
	expect(result.items('Anaplan', 0)).toMatchObject([
		{
			json: { kind: 'window', load: { rowsReceived: 4, loaded: 3, rejected: 1 } },
			pairedItem: { item: 1 },
		},
	]);
	expect(result.items('Anaplan', 1)).toMatchObject([
		{ json: { Code: '#2', anaplan: { line: 2 } }, pairedItem: { item: 2 } },
	]);
});

test('with Continue On Fail an item that fails comes out by itself, and its window stays away', async () => {
	addLists();
	const bad = item(csv('V1,,,,,,', 'V1,,,,,,'), csv());
	const good = item(csv('V2,,,,,,'), csv('C2,,,,,,'));
	const settings = { onError: 'continueRegularOutput' } as const;
	const result = await run([bad, good], LISTS, {}, settings);
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 0)).toMatchObject([
		{ json: { kind: 'loadSummary', load: { loaded: 2 } }, pairedItem: { item: 1 } },
	]);
	expect(result.items('Anaplan', 1)).toMatchObject([
		{
			json: { error: expect.stringContaining('appears twice') },
			pairedItem: [{ item: 0 }],
		},
	]);
	const window: INodeExecutionData = { json: { ...WINDOW } as INodeExecutionData['json'] };
	const beside = await run([window, bad], LISTS, {}, settings);
	expect(beside.items('Anaplan', 0)).toEqual([]);
	expect(beside.items('Anaplan', 1)).toHaveLength(1);
});

test('the share of rejected rows of all files of a run can fail the node', async () => {
	addLists();
	const input = [item(csv('V1,,,,,,', '#2,,,,,,'), csv('C1,,,,,,', 'C2,,,,,,'))];
	const { message } = failureOf(await run(input, LISTS, { failAbovePercent: 24 }));
	expect(message).toContain('1 of 4 rows were rejected, more than the 24%');
	expect((await run(input, LISTS, { failAbovePercent: 25 })).error).toBeUndefined();
});

test('an empty table of files says what to add; rows from items stay the default', async () => {
	addLists();
	expect(failureOf(await run([item(csv())], [])).message).toBe('The table of files is empty.');
	const row = { json: vendorRow('1', 'One') };
	const rows = await load(bench, [row], {
		resource: 'process',
		operation: 'uploadFilesAndRun',
		processId: byName('Load lists'),
		files: { values: LISTS.map(({ import: named }) => ({ entity: '*', import: named })) },
	});
	expect(remarkOf(rows.items('Anaplan', 0)[0]).outcome).toBe('loaded');
});
