/** Operations on a model that somebody else keeps busy: they wait by its status, and no call of theirs hangs. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { systemClock } from '../../src/clock';
import { clientOn } from './anaplanEngine';
import { anaplanNode, byName, items, load, openBench, type Bench } from './anaplanSetup';

jest.setTimeout(60_000);

/** How long somebody else's task has the model. */
const BUSY_MS = 4_000;
const VENDORS = 'Vendors from QuickBooks';
const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';

let bench: Bench;

beforeEach(async () => {
	bench = await openBench({ switches: { busyHangs: true } });
	bench.simulator.model().setDefaultFile('vendors.csv', `${HEADER}\nV1,Ann,,USD,true,Active,t1\n`);
});

afterEach(async () => await bench.simulator.stop());

/** Starts somebody else's task; returns when it ends, by the simulator's clock. */
async function keepBusy(): Promise<number> {
	const { simulator } = bench;
	const model = simulator.model();
	simulator.timing.runMs = BUSY_MS;
	await clientOn(simulator, systemClock).json({
		method: 'POST',
		path: `/workspaces/${model.workspaceId}/models/${model.id}/imports/${model.importNamed(VENDORS).id}/tasks`,
		headers: { 'content-type': 'application/json' },
		body: '{"localeName":"en_US"}',
		repeat: 'once',
		what: 'starting somebody else',
	});
	simulator.timing.runMs = 5;
	return simulator.clock.now() + BUSY_MS;
}

const city = (code: string) => items({ Code: code, Name: `City ${code}` });
const file = (): INodeExecutionData[] => [
	{
		json: {},
		binary: {
			data: { data: Buffer.from('Code,Name\nV2,Bo\n').toString('base64'), mimeType: 'text/csv' },
		},
	},
];
const columns = {
	mappingMode: 'autoMapInputData',
	value: null,
	matchingColumns: ['Code'],
	schema: [],
};

test('operations wait for a busy model before anything that would hang', async () => {
	const model = bench.simulator.model();
	model.addList({ name: 'Cities' });
	const listId = byName('Cities');
	const read = { returnAll: true };
	const runs: Array<[INodeParameters, INodeExecutionData[]]> = [
		[{ resource: 'list', operation: 'addItems', listId, columns }, city('C1')],
		[{ resource: 'list', operation: 'getItems', listId, ...read }, items({})],
		[{ resource: 'list', operation: 'getMany', ...read }, items({})],
		[{ resource: 'file', operation: 'getMany', ...read }, items({})],
		[{ resource: 'file', operation: 'upload', fileId: byName('customers.csv') }, file()],
		[{ resource: 'import', operation: 'getDetails', importId: byName(VENDORS) }, items({})],
		[{ resource: 'import', operation: 'run', importId: byName(VENDORS) }, items({})],
	];
	const free = await keepBusy();
	const results = await Promise.all(
		runs.map(async ([parameters, input]) => await load(bench, input, parameters)),
	);
	expect(results.map(({ error }) => error?.message)).toEqual(runs.map(() => undefined));
	const early = bench.simulator.log
		.all({ path: /\/(files|lists|modules|items)|\/tasks$/ })
		.filter(({ at }) => at < free);
	// The start of somebody else's task.
	expect(early.map(({ method, path }) => `${method} ${path}`)).toEqual([
		expect.stringMatching(/^POST .*\/tasks$/),
	]);
	const adds = bench.simulator.log.count({ method: 'POST', path: /items\?action=add/ });
	expect(adds).toBe(1);
	expect(model.list('Cities').items).toHaveLength(1);
	expect(bench.simulator.log.count({ method: 'POST', path: /\/tasks$/ })).toBe(2);
});

test('looking at tasks, and the pickers, do not wait', async () => {
	const free = await keepBusy();
	const many = await load(bench, items({}), {
		resource: 'task',
		operation: 'getMany',
		taskOf: 'imports',
		importId: byName(VENDORS),
		returnAll: true,
	});
	expect(many.items('Anaplan', 0)).toMatchObject([{ json: { taskState: 'IN_PROGRESS' } }]);
	const { results } = await bench.engine.listSearch(anaplanNode(), 'searchAllImports', VENDORS);
	expect(results.map(({ name }) => name)).toEqual([VENDORS]);
	expect(bench.simulator.clock.now()).toBeLessThan(free);
	expect(bench.simulator.log.count({ path: /\/status$/ })).toBe(0);
});
