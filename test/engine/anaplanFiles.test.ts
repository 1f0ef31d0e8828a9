/** Files and tasks of a model on the real engine, against the Anaplan simulator. */
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

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
const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';
const MIXED = `${HEADER}\nV1,Änn,,USD,true,Active,t1\n#bad,Bo,,USD,true,Active,t2\n`;
const FILE = { resource: 'file', fileId: byName('vendors.csv') };
const TASK = { resource: 'task', taskOf: 'imports', importId: byName(VENDORS) };

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => {
	const hazards = bench.simulator.hazards.filter(({ kind }) => kind !== 'defaultFileUsed');
	await bench.simulator.stop();
	expect(hazards).toEqual([]);
});

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

test('a waiting task is cancelled and leaves nothing', async () => {
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
	const cancelled = await run({ ...TASK, operation: 'cancel', taskId });
	expect(cancelled.items('Anaplan', 0)[0].json).toMatchObject({
		outcome: 'cancelled',
		taskState: 'CANCELLED',
	});
	const { message } = failureOf(await running);
	expect(message).toContain(`was cancelled: the task was cancelled in Anaplan (task ${taskId})`);
	expect(bench.simulator.model().items('QB Vendors')).toEqual([]);
});

test('a task of something else is not found, and the picker lists files', async () => {
	const taskId = await ran();
	const importId = byName('Customers from QuickBooks');
	const result = await run({ ...TASK, importId, operation: 'get', taskId });
	expect(failureOf(result).message).toContain('Anaplan found nothing');
	const { results } = await bench.engine.listSearch(anaplanNode(), 'searchFiles', 'vendors');
	expect(results.map(({ name }) => name)).toEqual(['vendors.csv']);
});
