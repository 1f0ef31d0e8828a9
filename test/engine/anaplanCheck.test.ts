/** Check Set-Up, dry run, and loads that refuse: all findings at once, and nothing moves. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import {
	byName,
	failureOf,
	invoiceRow,
	items,
	load,
	openBench,
	vendorRow,
	WINDOW,
	type Bench,
} from './anaplanSetup';

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => {
	// Stopped first: a failed expectation must not leave a server open.
	await bench.simulator.stop();
	const { log } = bench.simulator;
	const opened = log.count({ method: 'POST', path: /\/2\/0\/.*\/open$/ });
	expect(log.count({ method: 'PUT' })).toBe(0);
	expect(log.count({ method: 'POST', path: '/2/0/' })).toBe(opened);
});

const VENDORS = 'Vendors from QuickBooks';
const table = (...lines: Array<[string, string]>): INodeParameters => ({
	imports: { values: lines.map(([entity, name]) => ({ entity, import: byName(name) })) },
});
const check = async (input: INodeExecutionData[], more: INodeParameters = {}) =>
	await load(bench, input, { operation: 'checkSetup', ...more });
const csvItem = (content: string): INodeExecutionData => ({
	json: {},
	binary: {
		data: {
			data: Buffer.from(content).toString('base64'),
			mimeType: 'text/csv',
			fileName: 'v.csv',
		},
	},
});

test('a set-up in order is reported import by import, and is ready', async () => {
	const result = await check([{ json: {} }]);
	expect(result.error).toBeUndefined();
	const found = result.items('Anaplan');
	expect(found.at(-1)?.json).toEqual({ kind: 'setupCheck', ready: true, errors: 0, warnings: 0 });
	expect(found.slice(0, -1).map(({ json }) => [json.severity, json.code])).toEqual(
		Array.from({ length: 5 }, () => ['note', 'importSetUp']),
	);
	expect(found[0].json).toMatchObject({
		import: 'Transactions from QuickBooks',
		message: expect.stringMatching(
			/^The import reads \d+ columns from the file ".*": UTF-8, separated by commas, numbers with a decimal point\.$/,
		),
	});
	expect(found.every(({ pairedItem }) => JSON.stringify(pairedItem) === '[{"item":0}]')).toBe(true);
});

test('each finding has an item of its own, errors first, with the nearest column named', async () => {
	const model = bench.simulator.model();
	model.removeImport('Customers from QuickBooks');
	model.renameColumn('Transactions from QuickBooks', 'Party Code', 'Partner Code');
	model.renameColumn('Transactions from QuickBooks', 'Amount', 'Zzz');
	model.file('vendors.csv').encoding = 'ISO-8859-1';
	model.file('vendors.csv').delimiter = '';
	const rows = items(
		vendorRow('1', 'Ōsaka'),
		vendorRow('2', 'Two, Ltd'),
		vendorRow('2', 'Again'),
		invoiceRow('5', '1', '10.00', { 'Home Amount': '10.00' }),
		{ Entity: 'Estimate', Code: 'E1' },
	);
	const result = await check(rows);
	const errors = result
		.items('Anaplan')
		.map(({ json }) => json)
		.filter(({ severity }) => severity === 'error');
	expect(errors.map(({ code, import: name, column }) => [code, name, column])).toEqual([
		['importMissing', 'Customers from QuickBooks', null],
		['rowsWithoutImport', null, null],
		['duplicateKey', VENDORS, null],
		['missingColumn', 'Transactions from QuickBooks', 'Zzz'],
		['renamedColumn', 'Transactions from QuickBooks', 'Partner Code'],
		['character', VENDORS, null],
		['unquotable', VENDORS, null],
	]);
	expect(errors[4].message).toContain('they have "Party Code", which is the nearest');
	expect(errors[5].message).toContain('the character "Ō" (U+014C) in column "Name"');
	expect(errors[6].message).toContain('contains the separator ","');
	expect(errors.every(({ advice }) => typeof advice === 'string' && advice !== '')).toBe(true);
	const warnings = result.items('Anaplan').filter(({ json }) => json.severity === 'warning');
	expect(warnings.map(({ json }) => json.code)).toEqual(['narrowEncoding', 'noTextDelimiter']);
	expect(result.items('Anaplan').at(-1)?.json).toMatchObject({ ready: false, errors: 7 });
	expect(result.items('Anaplan', 1)).toEqual([]);
});

test('a load refuses with all of that in one error', async () => {
	const model = bench.simulator.model();
	model.removeImport('Customers from QuickBooks');
	model.renameColumn('Transactions from QuickBooks', 'Party Code', 'Partner Code');
	const rows = items(vendorRow('2', 'Two'), vendorRow('2', 'Again'), invoiceRow('5', '1', '10.00'));
	const { message, advice } = failureOf(await load(bench, rows));
	expect(message).toMatch(
		/^3 things stand in the way of this load; nothing was uploaded\. \(1\) The model ".*" has no import called "Customers from QuickBooks"\. \(2\) The key .* \(3\) The import "Transactions from QuickBooks" expects the column "Partner Code" \(the nearest column is "Party Code"\)/,
	);
	expect(advice).toMatch(
		/^\(1\) The nearest are .* \(2\) Anaplan would add .* \(3\) If a column was renamed/,
	);
});

test('on wish the check fails the workflow as a load would', async () => {
	bench.simulator.model().removeImport(VENDORS);
	const result = await check([{ json: {} }], { options: { failOnErrors: true } });
	expect(failureOf(result).message).toContain(`has no import called "${VENDORS}"`);
});

test.each([
	['LOCKED', 'is locked'],
	['ARCHIVED', 'is archived'],
	['MAINTENANCE', 'is offline for maintenance'],
] as const)('a model in state %s is a finding', async (state, is) => {
	bench.simulator.model().activeState = state;
	const result = await check([{ json: {} }]);
	expect(result.items('Anaplan').map(({ json }) => json)).toMatchObject([
		{ severity: 'error', code: state, import: null, message: expect.stringContaining(is) },
		{ kind: 'setupCheck', ready: false },
	]);
});

test('in a deployed model the lists are pointed out', async () => {
	bench.simulator.model().activeState = 'PRODUCTION';
	const result = await check([{ json: {} }], table(['Vendor', VENDORS]));
	expect(result.items('Anaplan')[0].json).toMatchObject({
		severity: 'warning',
		code: 'modelDeployed',
		import: VENDORS,
	});
});

test('a closed model is opened, waited for, and the check goes on', async () => {
	bench.simulator.model().loaded = false;
	const result = await check([{ json: {} }], table(['Vendor', VENDORS]));
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan').map(({ json }) => json.code)).toContain('modelOpened');
	expect(bench.simulator.log.count({ method: 'POST', path: /\/open$/ })).toBe(1);
	expect(bench.simulator.model().loaded).toBe(true);
}, 30_000);

test('a user without access to the model is told so', async () => {
	await bench.simulator.stop();
	bench = await openBench({}, { email: 'noaccess@example.com', password: 'Noaccess-4711!' });
	const result = await check([{ json: {} }]);
	expect(result.items('Anaplan')[0].json).toMatchObject({
		severity: 'error',
		advice: expect.stringContaining('a role other than No Access'),
	});
});

test('a whole CSV file is checked', async () => {
	const text =
		'Code,Full Name,Parent Code,Currency,Active,Status,Transaction ID\nA,x,,USD,true,Active,t\n';
	const more = { dataSource: 'binary', importId: byName(VENDORS) };
	const found = (await check([csvItem(text)], more)).items('Anaplan').map(({ json }) => json);
	expect(found).toMatchObject([
		{ severity: 'error', code: 'renamedColumn', column: 'Name' },
		{ kind: 'setupCheck', ready: false, errors: 1 },
	]);
	const repeated = `${text}A,y,,USD,true,Active,t\n`.replace('Full Name', 'Name');
	expect((await check([csvItem(repeated)], more)).items('Anaplan')[0].json).toMatchObject({
		code: 'duplicateKey',
		message: expect.stringContaining('line 2 of v.csv and in line 3 of v.csv'),
	});
});

test('of a CSV file too the closed model, the deployed list and columns without use are told', async () => {
	const model = bench.simulator.model();
	model.activeState = 'PRODUCTION';
	model.loaded = false;
	const text =
		'Code,Name,Parent Code,Currency,Active,Status,Transaction ID,Colour\nA,x,,USD,true,Active,t,red\n';
	const more = { dataSource: 'binary', importId: byName(VENDORS) };
	const found = (await check([csvItem(text)], more)).items('Anaplan').map(({ json }) => json);
	expect(found.map(({ code }) => code)).toEqual([
		'modelDeployed',
		'modelOpened',
		'importSetUp',
		'unusedColumns',
		undefined,
	]);
	expect(found[3]).toMatchObject({
		column: 'Colour',
		message: 'The rows have columns that the import does not read: "Colour".',
	});
}, 30_000);

test('an import that another model feeds is a finding', async () => {
	const body = { importMetadata: { name: VENDORS, type: 'MODEL' } };
	const { id } = bench.simulator.model().importNamed(VENDORS);
	bench.simulator.faults.arm({ method: 'GET', path: new RegExp(`/imports/${id}$`), body });
	const result = await check([{ json: {} }], table(['Vendor', VENDORS]));
	expect(result.items('Anaplan').map(({ json }) => json)).toMatchObject([
		{ severity: 'error', code: 'importNotFromFile', import: VENDORS },
		{ kind: 'setupCheck', ready: false, errors: 1 },
	]);
});

test.each([
	[{ encoding: 'UTF-32' }, 'UTF-32'],
	[{ separator: '' }, 'separator'],
	[{ headerRow: 2, firstDataRow: 3 }, 'expects its header in row 2 and data from row 3'],
])('a file that is set up as %j is a finding', async (set, words) => {
	Object.assign(bench.simulator.model().file('vendors.csv'), set);
	const result = await check([{ json: {} }], table(['Vendor', VENDORS]));
	const errors = result.items('Anaplan').filter(({ json }) => json.severity === 'error');
	expect(errors.map(({ json }) => json)).toMatchObject([
		{ import: VENDORS, message: expect.stringContaining(words), advice: expect.any(String) },
	]);
});

test('a dry run shows what would be sent, in load order, and lets no window by', async () => {
	const rows = items(
		WINDOW,
		invoiceRow('145', '1', '-12.50', { 'Home Amount': '-12.50' }),
		vendorRow('1', 'Größe'),
		vendorRow('2', 'Two'),
		{ ...vendorRow('3', 'No key'), Code: '' },
	);
	const result = await load(bench, rows, { options: { dryRun: true } });
	expect(result.error).toBeUndefined();
	const shown = result.items('Anaplan').map(({ json }) => json);
	expect(
		shown.map(({ kind, order, import: name, rows: count }) => [kind, order, name, count]),
	).toEqual([
		['dryRun', 1, VENDORS, 2],
		['dryRun', 2, 'Transaction Lines from QuickBooks', 1],
		['dryRun', 3, 'Transactions from QuickBooks', 1],
		['dryRunTotal', undefined, undefined, undefined],
	]);
	const [vendors] = shown;
	expect(vendors).toMatchObject({
		importType: 'HIERARCHY_DATA',
		file: 'vendors.csv',
		encoding: 'UTF-8',
		keyColumns: ['Code'],
		chunks: 1,
		sample: [{ Name: 'Größe' }, { Name: 'Two' }],
	});
	const columns = vendors.columns as string[];
	const sample = vendors.sample as Array<{ [column: string]: string }>;
	const file = [columns, ...sample.map((row) => columns.map((column) => row[column]))]
		.map((row) => `${row.join(',')}\n`)
		.join('');
	expect(vendors.bytes).toBe(Buffer.byteLength(file));
	expect(shown[3]).toMatchObject({ imports: 3, rowsWithoutImport: 0, rowsWithoutKey: 1 });
	expect(result.items('Anaplan', 1)).toEqual([]);
});

test('a dry run of a CSV file counts its rows, bytes and chunks', async () => {
	const header = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID\n';
	const lines = Array.from({ length: 1_200 }, (_, at) => `V${at},n,,USD,true,Active,t\n`).join('');
	const result = await load(bench, [csvItem(header + lines)], {
		dataSource: 'binary',
		importId: byName(VENDORS),
		options: { dryRun: true },
	});
	expect(result.items('Anaplan').map(({ json }) => json)).toMatchObject([
		{ order: 1, import: VENDORS, rows: 1_200, bytes: (header + lines).length, chunks: 1 },
		{ kind: 'dryRunTotal', imports: 1 },
	]);
});

test('a dry run refuses as a load does', async () => {
	const rows = items(vendorRow('2', 'Two'), vendorRow('2', 'Again'));
	const { message } = failureOf(await load(bench, rows, { options: { dryRun: true } }));
	expect(message).toContain('appears twice');
});
