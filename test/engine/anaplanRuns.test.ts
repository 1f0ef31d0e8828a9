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
