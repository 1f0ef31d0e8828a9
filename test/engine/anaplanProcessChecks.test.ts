/** Dry Run, Columns From Other Fields and Check Set-Up of loads through a process. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { PlanningRow } from '../../src/flow';
import {
	byName,
	closeBench,
	failureOf,
	items,
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
const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';
const SORT = 'Sort vendors';
const TABLE = [
	{ entity: 'Vendor', import: byName(VENDORS) },
	{ entity: 'Customer', import: byName(CUSTOMERS) },
];
const CSV_TABLE = [
	{ binaryField: 'data', import: byName(VENDORS) },
	{ binaryField: 'data_1', import: byName(CUSTOMERS) },
];

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
	const model = bench.simulator.model();
	model.addAction({ name: SORT, actionType: 'ORDER_HIERARCHY', listName: 'QB Vendors' });
	model.addProcess('Load lists', [VENDORS, CUSTOMERS, SORT]);
});

afterEach(async () => await closeBench(bench));

async function run(
	input: INodeExecutionData[],
	options: INodeParameters = {},
	more: INodeParameters = {},
) {
	return await load(bench, input, {
		resource: 'process',
		operation: 'uploadFilesAndRun',
		processId: byName('Load lists'),
		dataSource: 'items',
		files: { values: TABLE },
		csvFiles: { values: CSV_TABLE },
		options,
		...more,
	});
}

/** What came out; nothing was sent and nothing ran. */
async function looked(...parameters: Parameters<typeof run>) {
	const result = await run(...parameters);
	expect(bench.simulator.log.count({ method: 'PUT' })).toBe(0);
	expect(bench.simulator.log.count({ method: 'POST', path: /\/tasks$/ })).toBe(0);
	return result;
}

const customerRow = (code: string, more: PlanningRow = {}) =>
	vendorRow('9', `Customer ${code}`, { Entity: 'Customer', Code: code, ...more });

function csvItem(vendors: string[], customers: string[]): INodeExecutionData {
	const file = (lines: string[], fileName: string) => ({
		data: Buffer.from([HEADER, ...lines, ''].join('\n')).toString('base64'),
		mimeType: 'text/csv',
		fileName,
	});
	return { json: {}, binary: { data: file(vendors, 'v.csv'), data_1: file(customers, 'c.csv') } };
}

/** A further import of the vendors' file, as a step of the process. */
function addFacts(extra: string): void {
	const model = bench.simulator.model();
	model.addModule('Facts', 'QB Vendors', [{ name: 'Limit', format: 'NUMBER' }]);
	model.addImport({
		name: 'Vendor facts',
		fileName: 'vendors.csv',
		target: { module: 'Facts' },
		columns: [
			{ header: 'Code', target: { to: 'item' } },
			{ header: extra, target: { to: 'lineItem', lineItem: 'Limit' } },
		],
	});
	model.addProcess('Load facts', [VENDORS, 'Vendor facts']);
}

describe('Dry Run', () => {
	test('shows a line for each file of the rows, and the steps that would run', async () => {
		const input = items({ ...WINDOW }, vendorRow('1', 'One'), vendorRow('2', 'Two', { Code: '' }));
		const result = await looked(input, { dryRun: true });
		const out = result.items('Anaplan', 0);
		expect(out.map(({ json }) => json)).toMatchObject([
			{
				kind: 'dryRun',
				order: 1,
				import: VENDORS,
				importType: 'HIERARCHY_DATA',
				file: 'vendors.csv',
				rows: 1,
				columns: HEADER.split(','),
				keyColumns: ['Code'],
				sample: [{ Name: 'One', Currency: 'USD' }],
				chunks: 1,
			},
			{ kind: 'dryRun', order: 2, import: CUSTOMERS, rows: 0, sample: [] },
			{
				kind: 'dryRunTotal',
				files: 2,
				process: 'Load lists',
				steps: [VENDORS, CUSTOMERS, SORT],
				rowsWithoutKey: 1,
				rowsWithoutImport: 0,
			},
		]);
		expect(Number(out[0].json.bytes)).toBeGreaterThan(HEADER.length);
		expect(out[0].pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(result.items('Anaplan', 1)).toEqual([]);
	});

	test('names every import of a file, with the columns of all of them', async () => {
		addFacts('Limit');
		const more = {
			processId: byName('Load facts'),
			files: { values: [{ entity: '*', import: byName('Vendor facts') }] },
		};
		const input = items(vendorRow('1', 'One', { Limit: '5' }));
		const [file] = (await looked(input, { dryRun: true }, more)).items('Anaplan', 0);
		expect(file.json).toMatchObject({
			import: `${VENDORS}, Vendor facts`,
			importType: 'HIERARCHY_DATA, MODULE_DATA',
			columns: [...HEADER.split(','), 'Limit'],
			sample: [{ Limit: '5' }],
		});
	});

	test('shows the CSV files of each item', async () => {
		const input = [
			csvItem(['V1,One,,,,,', 'V2,Two,,,,,'], [',blank,,,,,']),
			{ json: { ...WINDOW } as INodeExecutionData['json'] },
			csvItem([], []),
		];
		const result = await looked(input, { dryRun: true }, { dataSource: 'binary' });
		expect(result.items('Anaplan', 0)).toMatchObject([
			{ json: { kind: 'dryRun', import: VENDORS, rows: 2 }, pairedItem: [{ item: 0 }] },
			{ json: { kind: 'dryRun', import: CUSTOMERS, rows: 0 } },
			{ json: { kind: 'dryRunTotal', files: 2, process: 'Load lists', rowsWithoutKey: 1 } },
			{ json: { kind: 'dryRunTotal', imports: 0 }, pairedItem: [{ item: 2 }] },
		]);
	});

	test('makes the checks of a load, of all lines at once', async () => {
		const input = items(vendorRow('1', 'One'), vendorRow('1', 'Again'), customerRow('C1'));
		const values = [TABLE[0], { entity: 'Customer', import: byName('Clients') }];
		const { message } = failureOf(await looked(input, { dryRun: true }, { files: { values } }));
		expect(message).toContain('2 things stand in the way');
		expect(message).toContain('has no import step called "Clients"');
		expect(message).toContain('appears twice');
		const csv = csvItem(['V1,,,,,,', 'V1,,,,,,'], []);
		const twice = await looked([csv], { dryRun: true }, { dataSource: 'binary' });
		expect(failureOf(twice).message).toContain('appears twice');
	});
});

describe('Columns From Other Fields', () => {
	const named = (line: INodeParameters, ...pairs: Array<[string, string]>) => ({
		...line,
		fields: { values: pairs.map(([column, field]) => ({ column, field })) },
	});

	test('of a line fill the columns of its rows, and refused rows find their items', async () => {
		const values = [
			named(TABLE[0], ['Name', 'Trade Name'], ['Code', 'Key']),
			named(TABLE[1], ['Name', 'Full Name']),
		];
		const row = (key: string) =>
			vendorRow('1', 'unused', { Code: 'unused', Key: key, 'Trade Name': `Trade ${key}` });
		const input = items(row('V1'), row('#2'), customerRow('C1', { 'Full Name': 'Whole' }));
		const result = await run(input, {}, { files: { values } });
		expect(result.error).toBeUndefined();
		const model = bench.simulator.model();
		expect(model.items('QB Vendors')).toMatchObject([
			{ code: 'V1', properties: { Name: 'Trade V1' } },
		]);
		expect(model.items('QB Customers')[0].properties.Name).toBe('Whole');
		const [rejected] = result.items('Anaplan', 1);
		expect(rejected).toMatchObject({
			json: { Key: '#2', Code: 'unused' },
			pairedItem: { item: 1 },
		});
		expect(remarkOf(rejected).import).toBe(VENDORS);
	});

	test('that two lines choose differently for the same rows and file are refused', async () => {
		addFacts('Limit');
		const facts = { entity: '*', import: byName('Vendor facts') };
		const more = (...values: INodeParameters[]) => ({
			processId: byName('Load facts'),
			files: { values },
		});
		const input = items(vendorRow('1', 'One', { Credit: '7', Other: '8' }));
		const lines = [named(facts, ['Limit', 'Credit']), named(TABLE[0], ['Limit', 'Other'])];
		const { message, advice } = failureOf(await looked(input, {}, more(...lines)));
		expect(message).toContain('take the same rows into one file of the process "Load facts"');
		expect(message).toContain(`"Vendor facts" and "${VENDORS}"`);
		expect(advice).toContain('Keep one line');
		// The other way round the line of the entity takes its rows first.
		const result = await run(input, {}, more(lines[1], lines[0]));
		expect(result.error).toBeUndefined();
		expect(bench.simulator.model().rows('Facts')).toMatchObject([{ Limit: '8' }]);
	});
});

describe('Check Set-Up', () => {
	const CHECK = { operation: 'checkSetup' };
	const findings = (result: Awaited<ReturnType<typeof run>>) =>
		result.items('Anaplan', 0).map(({ json }) => json);

	test('of the set-up alone tells the steps and each import', async () => {
		const found = findings(await looked(items({}), {}, CHECK));
		expect(found.map(({ code, import: name }) => [code, name])).toEqual([
			['processSteps', null],
			['importSetUp', VENDORS],
			['importSetUp', CUSTOMERS],
			[undefined, undefined],
		]);
		expect(found[0].message).toBe(
			`The process "Load lists" runs in this order: "${VENDORS}", "${CUSTOMERS}", "${SORT}".`,
		);
		expect(found.at(-1)).toEqual({ kind: 'setupCheck', ready: true, errors: 0, warnings: 0 });
	});

	test('of rows reports errors first, one item each', async () => {
		const twice = [vendorRow('1', 'One'), vendorRow('1', 'Again')];
		const found = findings(await looked(items(...twice, customerRow('C1')), {}, CHECK));
		expect(found[0]).toMatchObject({
			kind: 'finding',
			severity: 'error',
			code: 'duplicateKey',
			import: VENDORS,
		});
		expect(found.find(({ code }) => code === 'unusedColumns')).toMatchObject({
			import: VENDORS,
			message: expect.stringContaining('"Full Name"'),
		});
		expect(found.at(-1)).toMatchObject({ ready: false, errors: 1 });
	});

	test('reports a step that gets no rows, and warns where it may run', async () => {
		const more = { ...CHECK, files: { values: [TABLE[0]] } };
		const input = items(vendorRow('1', 'One'));
		const found = findings(await looked(input, {}, more));
		expect(found[0]).toMatchObject({
			severity: 'error',
			code: 'stepsWithoutFile',
			message: expect.stringContaining(`"${CUSTOMERS}"`),
		});
		expect(found.filter(({ code }) => code === 'stepsWithoutFile')).toHaveLength(1);
		const allowed = findings(await looked(input, { stepsWithoutFile: 'run' }, more));
		expect(allowed[0]).toMatchObject({ severity: 'warning', code: 'stepsWithoutFile' });
		expect(allowed.at(-1)).toMatchObject({ ready: true, errors: 0, warnings: 1 });
	});

	test('looks into the CSV files of each item, and can fail on errors', async () => {
		const more = { ...CHECK, dataSource: 'binary' };
		const good = findings(await looked([csvItem(['V1,,,,,,'], ['C1,,,,,,'])], {}, more));
		expect(good.map(({ code }) => code)).toEqual([
			'processSteps',
			'importSetUp',
			'importSetUp',
			undefined,
		]);
		const input = [csvItem(['V1,,,,,,', 'V1,,,,,,'], ['C1,,,,,,', 'C1,,,,,,'])];
		const bad = findings(await looked(input, {}, more));
		expect(bad.map(({ code }) => code)).toEqual(['duplicateKey', 'duplicateKey', undefined]);
		const failed = failureOf(await looked(input, { failOnErrors: true }, more));
		expect(failed.message).toContain('2 things stand in the way');
	});
});
