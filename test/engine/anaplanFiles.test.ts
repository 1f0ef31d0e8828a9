/** Files and tasks of a model on the real engine, against the Anaplan simulator. */
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { DEFAULT_USERS } from '../../sandbox/anaplan/simulator';

import {
	anaplanNode,
	byId,
	byName,
	closeBench,
	CREDENTIAL,
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
const MIXED = `${HEADER}\nV1,Änn,,USD,true,Active,t1\n#bad,Bo,,USD,true,Active,t2\n`;
const FILE = { resource: 'file', fileId: byName('vendors.csv') };
const TASK = { resource: 'task', taskOf: 'imports', importId: byName(VENDORS) };

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => await closeBench(bench, ['defaultFileUsed']));

async function run(parameters: INodeParameters, input: INodeExecutionData[] = items({})) {
	return await load(bench, input, parameters);
}

function fileItem(content: string | Buffer): INodeExecutionData {
	const data = Buffer.from(content as string).toString('base64');
	return { json: {}, binary: { data: { data, mimeType: 'text/csv', fileName: 'x.csv' } } };
}

async function textOf(item: INodeExecutionData): Promise<string> {
	const { id = '' } = item.binary?.data ?? {};
	const store = Container.get(BinaryDataService);
	return (await store.getAsBuffer({ id, data: '', mimeType: '' })).toString('utf8');
}

/** Runs the vendors import on a file with one bad row and returns the task's ID. */
async function ran(): Promise<string> {
	bench.simulator.model().setDefaultFile('vendors.csv', MIXED);
	const done = await run({ resource: 'import', operation: 'run', importId: byName(VENDORS) });
	return String(done.items('Anaplan', 0)[0].json.taskId);
}

test('bytes go into an existing file unchanged, come back, and can be deleted', async () => {
	const sent = await run({ ...FILE, operation: 'upload' }, [fileItem(MIXED)]);
	expect(sent.error).toBeUndefined();
	const bytes = Buffer.byteLength(MIXED);
	expect(sent.items('Anaplan', 0)).toMatchObject([
		{ json: { name: 'vendors.csv', chunks: 1, bytes }, pairedItem: { item: 0 } },
	]);
	const back = await run({ ...FILE, operation: 'download' });
	expect(await textOf(back.items('Anaplan', 0)[0])).toBe(MIXED);
	const gone = await run({ ...FILE, operation: 'deletePrivateCopy' });
	expect(gone.items('Anaplan', 0)[0].json).toMatchObject({ deleted: true });
	const { message, advice } = failureOf(await run({ ...FILE, operation: 'download' }));
	expect(message).toBe('The file "vendors.csv" has no content for this Anaplan user.');
	expect(advice).toContain('48 hours');
});

test('without a private copy the default is downloaded', async () => {
	bench.simulator.model().setDefaultFile('vendors.csv', 'default');
	const back = await run({ ...FILE, operation: 'download' });
	expect(await textOf(back.items('Anaplan', 0)[0])).toBe('default');
});

test('an unknown file is refused, because Anaplan would make a stray one', async () => {
	for (const fileId of [byName('vendor.csv'), byId('113000000999')]) {
		const result = await run({ ...FILE, operation: 'upload', fileId }, [fileItem('x')]);
		expect(failureOf(result).message).toContain('has no file');
	}
	expect(bench.simulator.log.count({ method: 'POST', path: /\/files\// })).toBe(0);
});

test('an empty file is refused and nothing is sent', async () => {
	const result = await run({ ...FILE, operation: 'upload' }, [fileItem('')]);
	expect(failureOf(result).message).toContain('holds no bytes; nothing was uploaded');
	expect(bench.simulator.log.count({ method: 'POST', path: /\/files\// })).toBe(0);
});

test('a task is looked up, listed, and its refused rows are fetched with what to do', async () => {
	const taskId = await ran();
	const one = await run({ ...TASK, operation: 'get', taskId });
	expect(one.items('Anaplan', 0)[0].json).toMatchObject({
		outcome: 'partial',
		taskId,
		taskState: 'COMPLETE',
	});
	const many = await run({ ...TASK, operation: 'getMany', returnAll: true });
	expect(many.items('Anaplan', 0)).toMatchObject([
		{ json: { taskId, taskState: 'COMPLETE', createdAt: expect.stringMatching(/Z$/) } },
	]);
	const dump = await run({ ...TASK, operation: 'getDump', taskId });
	expect(dump.items('Anaplan', 0)).toMatchObject([
		{
			json: { Code: '#bad', anaplan: { taskId, advice: expect.stringContaining('60 characters') } },
			pairedItem: { item: 0 },
		},
	]);
});

test('the refused rows of an older task are gone, and the error says why', async () => {
	const taskId = await ran();
	await ran();
	const { message, advice } = failureOf(await run({ ...TASK, operation: 'getDump', taskId }));
	expect(message).toContain(`no longer has the rows that the task ${taskId}`);
	expect(advice).toContain('the latest task only');
});

test('a waiting task has no dump yet; it is cancelled and leaves nothing', async () => {
	bench.simulator.timing.queueMs = 600_000;
	bench.simulator.model().setDefaultFile('vendors.csv', MIXED);
	const stop = new AbortController();
	const running = load(
		bench,
		items({}),
		{ resource: 'import', operation: 'run', importId: byName(VENDORS) },
		{ cancel: stop.signal },
	);
	const listed = async () =>
		(await run({ ...TASK, operation: 'getMany', returnAll: true })).items('Anaplan', 0);
	let found = await listed();
	while (found.length === 0) found = await listed();
	const taskId = String(found[0].json.taskId);
	const early = failureOf(await run({ ...TASK, operation: 'getDump', taskId }));
	expect(early.message).toBe(
		`The task ${taskId} of the import "${VENDORS}" is still queued behind others, so it is not known yet which rows Anaplan refuses.`,
	);
	expect(early.advice).toContain('then get the dump');
	const cancelled = await run({ ...TASK, operation: 'cancel', taskId });
	expect(cancelled.items('Anaplan', 0)[0].json).toMatchObject({
		outcome: 'cancelled',
		taskState: 'CANCELLED',
	});
	const { message } = failureOf(await running);
	expect(message).toContain(`was cancelled: the task was cancelled in Anaplan (task ${taskId})`);
	expect(bench.simulator.model().items('QB Vendors')).toEqual([]);
});

test('a task ID in another case is told as Anaplan spells it, for each operation', async () => {
	const taskId = await ran();
	for (const operation of ['get', 'cancel', 'getDump']) {
		const result = await run({ ...TASK, operation, taskId: taskId.toLowerCase() });
		expect(failureOf(result).advice).toContain(`Anaplan spells it ${taskId}`);
	}
});

test.each(['current', 'older'] as const)(
	'the refused rows of a process come by step, in the %s layout of dumps',
	async (dumpLayout) => {
		bench.simulator.switches.dumpLayout = dumpLayout;
		const model = bench.simulator.model();
		model.addProcess('Load all', [VENDORS, CUSTOMERS]);
		model.setDefaultFile('vendors.csv', MIXED);
		model.setDefaultFile('customers.csv', MIXED.replace('#bad', '#worse'));
		const processId = byName('Load all');
		const done = await run({ resource: 'process', operation: 'run', processId });
		const taskId = String(done.items('Anaplan', 0)[0].json.taskId);
		const task = { resource: 'task', taskOf: 'processes', processId, taskId };
		const dump = await run({ ...task, operation: 'getDump' });
		expect(dump.items('Anaplan', 0)).toMatchObject([
			{ json: { Code: '#bad', anaplan: { import: VENDORS, outcome: 'rejected', taskId } } },
			{ json: { Code: '#worse', anaplan: { import: CUSTOMERS, outcome: 'rejected', taskId } } },
		]);
		const [first] = dump.items('Anaplan', 0);
		expect(first.json.anaplan).toMatchObject({
			reason: expect.stringContaining('does not accept the code'),
			...(dumpLayout === 'current' ? { line: 3 } : {}),
		});
		const one = await run({ ...task, operation: 'get' });
		expect(one.items('Anaplan', 0)[0].json).toMatchObject({
			outcome: 'partial',
			steps: [
				{ name: VENDORS, result: 'partial', created: 1, failed: 1 },
				{ name: CUSTOMERS, result: 'partial', created: 1, failed: 1 },
			],
		});
	},
);

test('a process is cancelled over CANCELLING; what it had finished stays and is told', async () => {
	Object.assign(bench.simulator.timing, { runMs: 60_000, cancelMs: 600_000 });
	const model = bench.simulator.model();
	model.addProcess('Load all', [VENDORS, CUSTOMERS]);
	model.setDefaultFile('vendors.csv', MIXED);
	model.setDefaultFile('customers.csv', MIXED);
	const processId = byName('Load all');
	const task = { resource: 'task', taskOf: 'processes', processId };
	const running = run({ resource: 'process', operation: 'run', processId });
	const listed = async () =>
		(await run({ ...task, operation: 'getMany', returnAll: true })).items('Anaplan', 0);
	let found = await listed();
	while (found.length === 0) found = await listed();
	const taskId = String(found[0].json.taskId);
	bench.simulator.clock.advance(70_000);
	const asked = await run({ ...task, operation: 'cancel', taskId });
	expect(asked.items('Anaplan', 0)[0].json).toMatchObject({
		taskState: 'CANCELLING',
		remark: expect.stringContaining('what a process has finished stays'),
	});
	bench.simulator.clock.advance(600_000);
	const ended = await run({ ...task, operation: 'get', taskId });
	expect(ended.items('Anaplan', 0)[0].json).toMatchObject({
		outcome: 'cancelled',
		taskState: 'CANCELLED',
		steps: [{ name: VENDORS, result: 'partial' }],
	});
	const { message, advice } = failureOf(await running);
	expect(message).toContain('The process "Load all" was cancelled');
	expect(message).toContain(`What it had finished stays: "${VENDORS}".`);
	expect(advice).toContain('Get Dump');
	expect(model.items('QB Vendors')).toHaveLength(1);
	expect(model.items('QB Customers')).toEqual([]);
});

test('a task that has ended cannot be cancelled any more, which is told', async () => {
	const taskId = await ran();
	const result = await run({ ...TASK, operation: 'cancel', taskId });
	expect(result.items('Anaplan', 0)[0].json).toMatchObject({
		taskState: 'COMPLETE',
		remark: expect.stringContaining('had ended before'),
	});
	expect(bench.simulator.model().items('QB Vendors')).toHaveLength(1);
});

test('after 48 hours the private copy is gone: the default is read, or the error says why', async () => {
	const runVendors = { resource: 'import', operation: 'run', importId: byName(VENDORS) };
	await run({ ...FILE, operation: 'upload' }, [fileItem(MIXED)]);
	const mine = await run(runVendors);
	expect(mine.items('Anaplan', 0)[0].json).toMatchObject({
		result: 'partial',
		fileRead: expect.stringContaining('within the last 48 hours, else the default file'),
	});
	bench.simulator.clock.advance(48 * 3_600_000 + 1);
	const { message, advice } = failureOf(await run(runVendors));
	expect(message).toContain('no longer has the uploaded file');
	expect(advice).toContain('removed after 48 hours');
	bench.simulator.model().setDefaultFile('vendors.csv', MIXED.replace('#bad', 'V2'));
	const stale = await run(runVendors);
	expect(stale.items('Anaplan', 0)[0].json).toMatchObject({ result: 'ignored' });
	expect(stale.items('Anaplan', 0)[0].json.fileRead).toContain('does not tell which');
	expect(bench.simulator.hazards.map(({ kind }) => kind)).toContain('defaultFileUsed');
});

test('what one Anaplan user uploads another does not read, and is told so', async () => {
	await run({ ...FILE, operation: 'upload' }, [fileItem(MIXED)]);
	const [, { email, password }] = DEFAULT_USERS;
	const store = bench.engine.credentials;
	const data = { ...store.read(CREDENTIAL), email, password };
	store.put({ id: CREDENTIAL, name: CREDENTIAL, type: 'anaplanApi', data });
	const result = await run({ resource: 'import', operation: 'run', importId: byName(VENDORS) });
	expect(failureOf(result).message).toContain('or the import reads the file of another user');
	expect(failureOf(result).advice).toContain('with the same Anaplan user');
	const file = await run({ ...FILE, operation: 'download' });
	expect(failureOf(file).message).toContain('has no content for this Anaplan user');
});

test('a locked model can be looked into, and nothing runs or changes in it', async () => {
	const taskId = await ran();
	bench.simulator.model().activeState = 'LOCKED';
	for (const operation of ['get', 'getMany', 'getDump']) {
		const found = await run({ ...TASK, operation, taskId, returnAll: true });
		expect(found.items('Anaplan', 0)).toHaveLength(1);
	}
	const back = await run({ ...FILE, operation: 'download' });
	expect(await textOf(back.items('Anaplan', 0)[0])).toBe(MIXED);
	for (const parameters of [
		{ resource: 'import', operation: 'run', importId: byName(VENDORS) },
		{ ...FILE, operation: 'deletePrivateCopy' },
	]) {
		const { message, advice } = failureOf(await run(parameters));
		expect(message).toBe(
			'The Anaplan model "QuickBooks Planning Hub" is locked; nothing was changed.',
		);
		expect(advice).toContain('unlock it');
	}
	bench.simulator.model().activeState = 'ARCHIVED';
	const { message } = failureOf(await run({ resource: 'file', operation: 'getMany' }));
	expect(message).toContain('is archived; nothing in it can be read.');
});

test('tasks are picked by the time they were started, newest first, and are then looked up', async () => {
	const older = await ran();
	bench.simulator.clock.advance(60_000);
	const newer = await ran();
	const node = anaplanNode({ ...TASK, operation: 'get' });
	const { results } = await bench.engine.listSearch(node, 'searchTasks');
	expect(results.map(({ value }) => value)).toEqual([newer, older]);
	expect(results[0].name).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \(COMPLETE\)$/);
	const none = await bench.engine.listSearch(node, 'searchTasks', 'cancelled');
	expect(none.results).toEqual([]);
	const taskId = { __rl: true, mode: 'list', value: String(results[1].value) };
	const one = await run({ ...TASK, operation: 'get', taskId });
	expect(one.items('Anaplan', 0)[0].json).toMatchObject({ taskId: older });
	const nothing = await run({ ...TASK, operation: 'get', taskId: byId(' ') });
	expect(failureOf(nothing).message).toContain('No task ID is given');
});

test('a task of something else is not found, and the picker lists files', async () => {
	const taskId = await ran();
	const importId = byName('Customers from QuickBooks');
	const result = await run({ ...TASK, importId, operation: 'get', taskId });
	const { message, advice } = failureOf(result);
	expect(message).toBe(
		`Anaplan finds no task ${taskId} of the import "Customers from QuickBooks".`,
	);
	expect(advice).toContain('only under what started it');
	const { results } = await bench.engine.listSearch(anaplanNode(), 'searchFiles', 'vendors');
	expect(results.map(({ name }) => name)).toEqual(['vendors.csv']);
});
