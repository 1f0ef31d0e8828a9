/** Runs without a file, exports with their download, and lists, against the Anaplan simulator. */
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';

import {
	anaplanNode,
	byId,
	byName,
	failureOf,
	items,
	load,
	openBench,
	type Bench,
} from './anaplanSetup';

jest.setTimeout(60_000);

const VENDORS = 'Vendors from QuickBooks';
const CUSTOMERS = 'Customers from QuickBooks';
const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';
const TRANSACTIONS =
	'Code,Amount,Home Amount,Entity,Document Number,Transaction Date,Period,Party Code,Account Code,Currency,Status,Transaction ID';
const GOOD = `${HEADER}\nV1,Ann,,USD,true,Active,t1\n`;

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => {
	await bench.simulator.stop();
});

async function run(parameters: INodeParameters, input = items({})) {
	return await load(bench, input, parameters);
}

/** The content that everybody's imports read. */
function provide(fileName: string, content: string): void {
	bench.simulator.model().setDefaultFile(fileName, content);
}

const starts = () => bench.simulator.log.count({ method: 'POST', path: /\/tasks$/ });

test('running a process tells each step and puts the refused rows on Rejected', async () => {
	bench.simulator.model().addProcess('Load all', [VENDORS, CUSTOMERS]);
	provide('vendors.csv', `${GOOD}#bad,Bo,,USD,true,Active,t2\n`);
	provide('customers.csv', GOOD);
	const result = await run({
		resource: 'process',
		operation: 'run',
		processId: byName('Load all'),
	});
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 0)).toMatchObject([
		{
			json: {
				result: 'partial',
				process: 'Load all',
				rejectedRows: 1,
				steps: [
					{ result: 'partial', created: 1, failed: 1, unit: 'rows' },
					{ result: 'clean', created: 1, failed: 0 },
				],
			},
			pairedItem: { item: 0 },
		},
	]);
	expect(result.items('Anaplan', 1)).toMatchObject([
		{
			json: {
				Code: '#bad',
				anaplan: {
					outcome: 'rejected',
					importId: bench.simulator.model().importNamed(VENDORS).id,
					reason: expect.stringContaining('does not accept the code'),
					advice: expect.stringContaining('no # at the start'),
					line: 3,
				},
			},
			pairedItem: { item: 0 },
		},
	]);
	expect(bench.simulator.model().items('QB Customers')).toHaveLength(1);
});

test('a process in which every step failed is an error that says why and what to do', async () => {
	bench.simulator.model().addProcess('Load all', [VENDORS]);
	provide('vendors.csv', 'Nothing\nx\n');
	const result = await run({
		resource: 'process',
		operation: 'run',
		processId: byName('Load all'),
	});
	const { message, advice } = failureOf(result);
	expect(message).toMatch(/^The process "Load all" failed: the columns of the file do not match/);
	expect(advice).toContain('Give renamed columns their old names');
});

test('an import that refused every row is an error that quotes the rows, or an item beside them', async () => {
	provide('vendors.csv', `${HEADER}\n#1,Ann,,USD,true,Active,t1\n,Bo,,USD,true,Active,t2\n`);
	const ask = { resource: 'import', operation: 'run', importId: byName(VENDORS) };
	const { message, advice } = failureOf(await run(ask));
	expect(message).toContain(`The import "${VENDORS}" failed`);
	expect(message).toContain('2 rows were refused. Anaplan does not accept the code of this item');
	expect(message).toContain('The row has no key');
	expect(advice).toContain('no # at the start');
	expect(advice).toContain('Get Dump');
	const settings = { onError: 'continueRegularOutput' } as const;
	const went = await load(bench, items({}), ask, { settings });
	expect(went.items('Anaplan', 0)[0].json.error).toContain('failed');
	expect(went.items('Anaplan', 1)).toMatchObject([
		{ json: { Code: '#1', anaplan: { import: VENDORS } }, pairedItem: { item: 0 } },
		{ json: { Name: 'Bo', anaplan: { reason: expect.stringContaining('has no key') } } },
	]);
});

test('steps that failed for different reasons are told one by one', async () => {
	bench.simulator.model().addProcess('Load all', [VENDORS, CUSTOMERS]);
	provide('vendors.csv', 'Nothing\nx\n');
	const result = await run({
		resource: 'process',
		operation: 'run',
		processId: byName('Load all'),
	});
	const { message } = failureOf(result);
	expect(message).toContain(`"${VENDORS}": the columns of the file do not match`);
	expect(message).toContain(`"${CUSTOMERS}": Anaplan no longer has the uploaded file`);
});

test('a process of which one step failed goes on, and the step says why', async () => {
	bench.simulator.model().addProcess('Load all', [VENDORS, CUSTOMERS]);
	provide('vendors.csv', 'Nothing\nx\n');
	provide('customers.csv', GOOD);
	const result = await run({
		resource: 'process',
		operation: 'run',
		processId: byName('Load all'),
	});
	expect(result.items('Anaplan', 0)[0].json).toMatchObject({
		result: 'partial',
		steps: [
			{
				name: VENDORS,
				result: 'failed',
				reason: expect.stringContaining('columns of the file do not match'),
				advice: expect.stringContaining('old names'),
			},
			{ name: CUSTOMERS, result: 'clean', created: 1 },
		],
	});
});

test.each([
	['import', 49, true],
	['import', 50, false],
	['process', 24, true],
	['process', 25, false],
] as const)(
	'a run of an %s with Fail Above Rejected at %d%% fails: %s',
	async (resource, failAbovePercent, fails) => {
		bench.simulator.model().addProcess('Load all', [VENDORS, CUSTOMERS]);
		provide('vendors.csv', `${GOOD}#bad,Bo,,USD,true,Active,t2\n`);
		provide('customers.csv', `${GOOD}C2,Bo,,USD,true,Active,t2\n`);
		const result = await run({
			resource,
			operation: 'run',
			importId: byName(VENDORS),
			processId: byName('Load all'),
			options: { failAbovePercent },
		});
		expect(result.error !== undefined).toBe(fails);
		if (!fails) return;
		const { message, advice } = failureOf(result);
		const all = resource === 'import' ? 2 : 4;
		expect(message).toContain(`1 of ${all} rows were rejected, more than the ${failAbovePercent}%`);
		expect(message).toContain('does not accept the code');
		expect(advice).toContain('changes nothing');
	},
);

test('cells that a module import refused count as cells', async () => {
	provide(
		'transactions.csv',
		`${TRANSACTIONS}\nnowhere,5,5,Invoice,1,2026-10-01,2026-10,,,USD,Active,t\n`,
	);
	bench.simulator.model().list('QB Transaction Lines').add('L1', 'L1');
	provide(
		'transactions.csv',
		`${TRANSACTIONS}\nL1,5,five,Invoice,1,2026-10-01,2026-10,,,USD,Active,t\n`,
	);
	const ask = {
		resource: 'import',
		operation: 'run',
		importId: byName('Transactions from QuickBooks'),
	};
	const result = await run(ask);
	const [step] = result.items('Anaplan', 0)[0].json.steps as Array<{ [key: string]: unknown }>;
	expect(step).toMatchObject({ unit: 'cells', result: 'partial' });
	const failed = failureOf(await run({ ...ask, options: { failAbovePercent: 0 } }));
	expect(failed.message).toMatch(/^\d+ of \d+ cells were rejected/);
});

test('results nested two deep are walked, and the dump of the innermost is fetched', async () => {
	bench.simulator.model().addProcess('Load all', [VENDORS, CUSTOMERS]);
	const [vendors, customers] = [VENDORS, CUSTOMERS].map(
		(name) => bench.simulator.model().importNamed(name).id,
	);
	const counts = (failed: string) => ({
		localMessageText: 'x',
		occurrences: 0,
		type: 'hierarchyRowsProcessed',
		values: ['failedCount', failed, 'successCreateCount', '3', 'hierarchyName', null],
	});
	const inner = { objectId: customers, successful: true, failureDumpAvailable: true };
	const result = {
		successful: false,
		failureDumpAvailable: false,
		nestedResults: [
			{ objectId: vendors, successful: true, details: [counts('0')] },
			{
				objectId: '118000000099',
				successful: false,
				nestedResults: [{ ...inner, details: [counts('1')] }],
			},
		],
	};
	const { faults } = bench.simulator;
	const task = /\/processes\/\d+\/tasks\/[0-9A-F]+/.source;
	faults.arm({
		method: 'GET',
		path: new RegExp(`${task}$`),
		body: { task: { taskState: 'COMPLETE', result } },
	});
	const dump = new RegExp(`${task}/dumps/${customers}`).source;
	faults.arm({ path: new RegExp(`${dump}/chunks(\\?|$)`), body: { chunks: [{ id: '0' }] } });
	faults.arm({
		path: new RegExp(`${dump}/chunks/0$`),
		body: '"_Status_","Code","_Line_","_Error_1_"\n"E","C9","2","Invalid parent"\n',
	});
	const run2 = await run({ resource: 'process', operation: 'run', processId: byName('Load all') });
	expect(run2.items('Anaplan', 0)[0].json).toMatchObject({
		result: 'partial',
		rejectedRows: 1,
		steps: [
			{ name: VENDORS, result: 'clean', created: 3 },
			{ name: CUSTOMERS, result: 'partial', failed: 1 },
		],
	});
	expect(run2.items('Anaplan', 1)).toMatchObject([
		{
			json: {
				Code: 'C9',
				anaplan: { import: CUSTOMERS, advice: expect.stringContaining('Load the parent first') },
			},
		},
	]);
});

test('an unsuccessful process without a word is neither clean nor dead', async () => {
	bench.simulator.model().addProcess('Load all', [VENDORS]);
	provide('vendors.csv', GOOD);
	const body = {
		task: {
			taskState: 'COMPLETE',
			result: { successful: false, failureDumpAvailable: false },
		},
	};
	bench.simulator.faults.arm({ method: 'GET', path: /\/processes\/\d+\/tasks\/[0-9A-F]+$/, body });
	const result = await run({
		resource: 'process',
		operation: 'run',
		processId: byName('Load all'),
	});
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 0)[0].json).toMatchObject({
		result: 'unexplained',
		reason: 'Anaplan gave no reason',
		advice: expect.stringContaining('what has landed'),
	});
});

test('running an import whose private file is gone says so', async () => {
	const result = await run({ resource: 'import', operation: 'run', importId: byName(VENDORS) });
	const { message, advice } = failureOf(result);
	expect(message).toContain(
		`The import "${VENDORS}" failed: Anaplan no longer has the uploaded file`,
	);
	expect(advice).toContain('48 hours');
});

test('deletes by selection, once, also when the answer to the start is lost', async () => {
	const model = bench.simulator.model();
	model.addList({ name: 'Teams' });
	const module = model.addModule('Budget', 'Teams', [{ name: 'Gone', format: 'BOOLEAN' }]);
	module.set(module.lineItems[0], model.list('Teams').add('a', 'Team a'), 'true');
	model.list('Teams').add('b', 'Team b');
	model.addAction({
		actionType: 'DELETE_BY_SELECTION',
		name: 'Remove teams',
		moduleName: 'Budget',
		lineItem: 'Gone',
	});
	bench.simulator.faults.arm({ method: 'POST', path: /\/tasks$/, loseAnswer: true, times: 1 });
	const result = await run({
		resource: 'action',
		operation: 'run',
		actionId: byName('Remove teams'),
	});
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 0)[0].json).toMatchObject({
		result: 'clean',
		action: 'Remove teams',
		messages: ['1 items deleted from Teams.'],
	});
	expect(model.items('Teams').map(({ code }) => code)).toEqual(['b']);
	expect(starts()).toBe(1);
});

test('runs an export and hands its file over, joined from its chunks', async () => {
	await bench.simulator.stop();
	bench = await openBench({ fileChunkBytes: 7 });
	const model = bench.simulator.model();
	model.addList({ name: 'Teams' });
	model.addModule('Budget', 'Teams', [{ name: 'Größe', format: 'NUMBER' }]);
	model.list('Teams').add('a', 'Team ä');
	model.addExport({ name: 'Budget out', moduleName: 'Budget' });
	const result = await run({
		resource: 'export',
		operation: 'runAndDownload',
		exportId: byName('Budget out'),
	});
	expect(result.error).toBeUndefined();
	const [item] = result.items('Anaplan', 0);
	expect(item.json).toMatchObject({ result: 'clean', export: 'Budget out' });
	expect(item.binary?.data).toMatchObject({ fileName: 'Budget out.csv', mimeType: 'text/csv' });
	const { id = '' } = item.binary?.data ?? {};
	const bytes = await Container.get(BinaryDataService).getAsBuffer({ id, data: '', mimeType: '' });
	expect(bytes.toString('utf8')).toBe('Teams,Größe\r\nTeam ä,0\r\n');
});

test.each([
	['import', 5, VENDORS],
	['process', 1, 'Load all'],
	['export', 1, 'Out'],
	['action', 1, 'Order'],
	['file', 6, 'vendors.csv'],
])('lists every %s as an item of its own, up to the limit', async (resource, count, name) => {
	const model = bench.simulator.model();
	model.addProcess('Load all', [VENDORS]);
	model.addExport({ name: 'Out', moduleName: 'QB Transactions' });
	model.addAction({ actionType: 'ORDER_HIERARCHY', name: 'Order', listName: 'QB Vendors' });
	const all = await run({ resource, operation: 'getMany', returnAll: true });
	const found = all.items('Anaplan', 0);
	expect(found).toHaveLength(count);
	expect(found.map(({ json }) => json.name)).toContain(name);
	expect(found.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
	const one = await run({ resource, operation: 'getMany', returnAll: false, limit: 1 });
	expect(one.items('Anaplan', 0)).toHaveLength(1);
});

test('a process in another case, an ID as a name and a missing one are told apart', async () => {
	const { id } = bench.simulator.model().addProcess('Load all', [VENDORS]);
	const adviceFor = async (processId: INodeParameters) =>
		failureOf(await run({ resource: 'process', operation: 'run', processId })).advice;
	expect(await adviceFor(byName('load ALL'))).toContain('the model spells it "Load all"');
	expect(await adviceFor(byId('118000000099'))).toContain('"Load all"');
	const found = await run({ resource: 'process', operation: 'getMany', limit: 5 });
	expect(found.items('Anaplan', 0)[0].json.id).toBe(id);
});

test('the pickers list processes, exports and actions of the model', async () => {
	const model = bench.simulator.model();
	model.addProcess('Load all', [VENDORS]);
	model.addExport({ name: 'Out', moduleName: 'QB Transactions' });
	model.addAction({ actionType: 'ORDER_HIERARCHY', name: 'Order', listName: 'QB Vendors' });
	for (const [method, name] of [
		['searchProcesses', 'Load all'],
		['searchExports', 'Out'],
		['searchActions', 'Order'],
	]) {
		const { results } = await bench.engine.listSearch(anaplanNode(), method);
		expect(results.map((entry) => entry.name)).toEqual([name]);
		const filtered = await bench.engine.listSearch(anaplanNode(), method, 'zzz');
		expect(filtered.results).toEqual([]);
	}
});

test('imports that no file feeds can be run, and are offered where no file is uploaded', async () => {
	bench.simulator.faults.arm({
		method: 'GET',
		path: /\/imports(\?|$)/,
		body: { imports: [{ id: '112000000099', name: 'From the hub', importType: 'MODULE_DATA' }] },
	});
	const namesOf = async (method: string) =>
		(await bench.engine.listSearch(anaplanNode(), method)).results.map(({ name }) => name);
	expect(await namesOf('searchAllImports')).toEqual(['From the hub']);
	expect(await namesOf('searchImports')).toEqual([]);
	const result = await run({
		resource: 'import',
		operation: 'run',
		importId: byName('From the hub'),
	});
	// The simulator knows no such import: what matters is that it was asked.
	expect(failureOf(result).message).toContain('starting the import "From the hub"');
});

test('the files of a process are chosen among its own imports', async () => {
	bench.simulator.model().addProcess('Load all', [CUSTOMERS, VENDORS]);
	bench.simulator.model().addProcess('Other', [VENDORS]);
	const found = async (processId: INodeParameters, filter?: string) =>
		(
			await bench.engine.listSearch(
				anaplanNode({ resource: 'process', operation: 'uploadFilesAndRun', processId }),
				'searchProcessImports',
				filter,
			)
		).results.map(({ name }) => name);
	expect(await found(byName('Load all'))).toEqual([CUSTOMERS, VENDORS]);
	expect(await found(byName('Load all'), 'vend')).toEqual([VENDORS]);
	expect(await found(byName('Other'))).toEqual([VENDORS]);
});

test('pickers go past 5,000 entries, page by page or whole, and search all of them', async () => {
	const { engine, simulator } = bench;
	const many = (prefix: string, from: number, to: number) =>
		Array.from({ length: to - from }, (_, index) => ({
			id: String(112_000_000_000 + from + index),
			name: `${prefix} ${from + index}`,
			importDataSourceId: '113000000001',
		}));
	const page = (key: string, offset: number, rows: object[]) => {
		simulator.faults.arm({
			method: 'GET',
			path: new RegExp(`/${key}\\?(.*&)?offset=${offset}(&|$)`),
			body: {
				meta: { paging: { currentPageSize: rows.length, totalSize: 5_003, offset } },
				[key]: rows,
			},
		});
	};
	for (const key of [
		'workspaces',
		'models',
		'imports',
		'processes',
		'exports',
		'actions',
		'files',
	]) {
		page(key, 0, many(key, 0, 5_000));
		page(key, 5_000, many(key, 5_000, 5_003));
	}
	const search = async (method: string, filter?: string, token?: string) =>
		await engine.listSearch(anaplanNode(), method, filter, token);
	for (const [method, key] of [
		['searchWorkspaces', 'workspaces'],
		['searchModels', 'models'],
	]) {
		const first = await search(method);
		expect(first.results).toHaveLength(5_000);
		const rest = await search(method, undefined, String(first.paginationToken));
		expect(rest.results).toHaveLength(3);
		expect(rest.paginationToken).toBeUndefined();
		const found = await search(method, `${key} 5002`);
		expect(found.results.map(({ name }) => name)).toEqual([`${key} 5002`]);
	}
	for (const [method, key] of [
		['searchImports', 'imports'],
		['searchAllImports', 'imports'],
		['searchProcesses', 'processes'],
		['searchExports', 'exports'],
		['searchActions', 'actions'],
		['searchFiles', 'files'],
	]) {
		expect((await search(method)).results).toHaveLength(5_003);
		expect((await search(method, `${key} 5001`)).results).toHaveLength(1);
	}
});

test('each input item is a run of its own, and a failed one goes on where told to', async () => {
	bench.simulator.model().addProcess('Load all', [VENDORS]);
	provide('vendors.csv', GOOD);
	const result = await bench.engine.run({
		input: items({ process: 'Load all' }, { process: 'Nothing' }),
		nodes: [
			anaplanNode(
				{
					resource: 'process',
					operation: 'run',
					processId: byName('={{ $json.process }}'),
				},
				{ onError: 'continueRegularOutput' },
			),
		],
	});
	const [done, failed] = result.items('Anaplan', 0);
	expect(done).toMatchObject({ json: { result: 'clean' }, pairedItem: { item: 0 } });
	expect(failed.json.error).toContain('has no process called "Nothing"');
	expect(failed.pairedItem).toMatchObject([{ item: 1 }]);
});

test('answers to prompts are sent, and an incomplete one is refused', async () => {
	provide('vendors.csv', GOOD);
	bench.simulator.model().importNamed(VENDORS).prompts = ['Version'];
	const ask = { resource: 'import', operation: 'run', importId: byName(VENDORS) };
	const unanswered = failureOf(await run(ask));
	expect(unanswered.message).toContain('Nothing was chosen for Version.');
	const options = (entityName: string) => ({
		options: { prompts: { values: [{ entityType: 'Version', entityName }] } },
	});
	const done = await run({ ...ask, ...options('Actual') });
	expect(done.items('Anaplan', 0)[0].json.result).toBe('clean');
	expect(failureOf(await run({ ...ask, ...options(' ') })).message).toContain('"Prompts"');
});

test('the details of an import name its file, its columns and how it is read', async () => {
	bench.simulator.model().file('vendors.csv').separator = ';';
	const result = await run({
		resource: 'import',
		operation: 'getDetails',
		importId: byName(VENDORS),
	});
	expect(result.items('Anaplan', 0)).toMatchObject([
		{
			json: {
				name: VENDORS,
				importType: 'HIERARCHY_DATA',
				fileName: 'vendors.csv',
				columns: HEADER.split(','),
				encoding: 'UTF-8',
				separator: ';',
				headerRow: 1,
			},
			pairedItem: { item: 0 },
		},
	]);
});

test.each([
	['UTF-8', 'TABULAR_MULTI_COLUMN', ',', { Teams: 'Team ä; "x"', Größe: '0', Note: '' }],
	['ISO-8859-1', 'TABULAR_MULTI_COLUMN', ';', { Teams: 'Team ä; "x"', Größe: '0', Note: '' }],
	['UTF-16LE', 'GRID_CURRENT_PAGE', '\t', { Row: 'Team ä; "x"', Größe: '0', Note: '' }],
	[
		'UTF-8',
		'TABULAR_SINGLE_COLUMN',
		'|',
		{ Teams: 'Team ä; "x"', 'Line items': 'Größe', Value: '0' },
	],
] as const)(
	'rows of an export in %s, %s, with "%s" come out as items',
	async (encoding, exportType, separator, row) => {
		await bench.simulator.stop();
		bench = await openBench({ fileChunkBytes: 5 });
		const model = bench.simulator.model();
		model.addList({ name: 'Teams' });
		model.addModule('Budget', 'Teams', [
			{ name: 'Größe', format: 'NUMBER' },
			{ name: 'Note', format: 'TEXT' },
		]);
		model.list('Teams').add('a', 'Team ä; "x"');
		model.addExport({ name: 'Out', moduleName: 'Budget', encoding, exportType, separator });
		const result = await run({
			resource: 'export',
			operation: 'runAndDownload',
			exportId: byName('Out'),
			outputAs: 'items',
		});
		expect(result.error).toBeUndefined();
		const [first] = result.items('Anaplan', 0);
		expect(first).toMatchObject({ json: row, pairedItem: { item: 0 } });
		expect(Object.keys(first.json)).toEqual(Object.keys(row));
	},
);
