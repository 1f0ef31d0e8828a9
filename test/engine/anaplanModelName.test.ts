/** Model and workspace by name, on the real engine: loads, runs, checks, pickers and the queue of a model. */
import type { INodeParameters } from 'n8n-workflow';

import {
	buildDemoModel,
	DEMO_MODEL_ID,
	DEMO_MODEL_NAME,
	DEMO_WORKSPACE_ID,
} from '../../sandbox/anaplan/demoModel';
import { AnaplanModel } from '../../sandbox/anaplan/store/model';
import {
	anaplanNode,
	byId,
	byName,
	failureOf,
	items,
	load,
	openBench,
	remarkOf,
	vendorRow,
	type Bench,
} from './anaplanSetup';

let bench: Bench;

afterEach(async () => await bench.simulator.stop());

const SALES = { id: '8a81b09d5e8c4f1b015e93c7a2d64f31', name: 'Sales' };
const HUB = byName(DEMO_MODEL_NAME);
const BY_ID = { modelId: byId(DEMO_MODEL_ID) };
const EVERYWHERE = byId('');
const VENDOR = items(vendorRow('1', 'One'));
const LISTING = /\/models\?offset=/;

/** The demo model in Finance, and models of these names in Sales. */
const withOthers = async (...names: string[]) =>
	await openBench({
		otherWorkspaces: [SALES],
		models: (clock) => [
			buildDemoModel(clock),
			...names.map((name, index) => {
				const id = `B3C98F0B27D14E6C9B5F1D20E87C46A${index}`;
				return new AnaplanModel(SALES.id, id, name, clock);
			}),
		],
	});
const listings = () => bench.simulator.log.count({ path: LISTING });
const moved = () => bench.simulator.log.count({ method: 'PUT' });

test.each([
	['in the chosen workspace', {}, 1],
	['everywhere, where no workspace is chosen', { workspaceId: EVERYWHERE }, 1],
	['in a workspace by name', { workspaceId: byName('finance') }, 1],
	['by an expression', { modelId: byName(`={{ '${DEMO_MODEL_NAME}' }}`) }, 1],
	['in another case, with blanks around', { modelId: byName(' quickbooks PLANNING hub ') }, 1],
	['and by ID without a list', BY_ID, 0],
	['and by ID whatever the workspace is called', { ...BY_ID, workspaceId: byName('X') }, 0],
])('a load finds its model %s', async (_how, parameters: INodeParameters, lists) => {
	bench = await openBench();
	const result = await load(bench, VENDOR, { modelId: HUB, ...parameters });
	expect(result.error).toBeUndefined();
	expect(remarkOf(result.items('Anaplan')[0])).toMatchObject({ outcome: 'loaded' });
	expect(listings()).toBe(lists);
});

test('a load without rows asks nothing, also by name', async () => {
	bench = await openBench();
	const result = await load(bench, items({ kind: 'record', rows: 0, record: {} }), {
		modelId: HUB,
	});
	expect(result.error).toBeUndefined();
	expect(bench.simulator.log.count({ path: '/2/0/' })).toBe(0);
});

test.each([
	['import', 'getMany', { returnAll: true }],
	['import', 'run', { importId: byName('Vendors from QuickBooks') }],
	['model', 'getStatus', {}],
	['model', 'open', { openMinutes: 1 }],
	['file', 'getMany', { returnAll: true }],
	['list', 'getMany', { returnAll: true }],
	['task', 'getMany', { returnAll: true, importId: byName('Vendors from QuickBooks') }],
	['import', 'uploadAndRun', { options: { dryRun: true } }],
])('%s, %s: one list of models for all items', async (resource, operation, more) => {
	bench = await openBench();
	const input = items(vendorRow('1', 'One'), vendorRow('2', 'Two'), vendorRow('3', 'Three'));
	const parameters = { resource, operation, modelId: HUB, workspaceId: EVERYWHERE, ...more };
	const result = await load(bench, input, parameters as INodeParameters);
	// Whether the run itself goes well is not asked here: there is no file to run the import with.
	if (operation !== 'run') expect(result.error).toBeUndefined();
	expect(bench.simulator.log.count({ path: `/models/${DEMO_MODEL_ID}` })).toBeGreaterThan(0);
	expect(listings()).toBe(1);
});

test('the models of a workspace by name are listed', async () => {
	bench = await withOthers('Pipeline');
	const parameters = { resource: 'model', operation: 'getMany', returnAll: true };
	const workspaceId = byName('SALES');
	const result = await load(bench, items({}, {}), { ...parameters, workspaceId });
	expect(result.items('Anaplan').map(({ json }) => json.name)).toEqual(['Pipeline', 'Pipeline']);
	expect(bench.simulator.log.count({ path: /\/workspaces\?/ })).toBe(1);
});

test('two models of one name are refused with their workspaces; choosing one of these helps', async () => {
	bench = await withOthers(DEMO_MODEL_NAME);
	const parameters = { modelId: HUB, workspaceId: EVERYWHERE };
	const { message, advice } = failureOf(await load(bench, VENDOR, parameters));
	expect(message).toBe(
		`This Anaplan user sees 2 models called "${DEMO_MODEL_NAME}": in the workspace "Finance" (ID ${DEMO_MODEL_ID}); in the workspace "Sales" (ID B3C98F0B27D14E6C9B5F1D20E87C46A0).`,
	);
	expect(advice).toBe(
		'Choose the workspace first and then the model, or choose the model from the list or by ID.',
	);
	expect(moved()).toBe(0);
	for (const workspaceId of [byId(DEMO_WORKSPACE_ID), byName('Finance')]) {
		expect((await load(bench, VENDOR, { modelId: HUB, workspaceId })).error).toBeUndefined();
	}
});

test('an unknown name gets the nearest one, and Check Set-Up reports it as a finding', async () => {
	bench = await openBench();
	const modelId = byName('QuickBooks Planing Hub');
	const failure = failureOf(await load(bench, VENDOR, { modelId }));
	expect(failure.message).toBe(
		'This Anaplan user sees no model called "QuickBooks Planing Hub" in the workspace "Finance".',
	);
	expect(failure.advice).toContain(`The nearest is "${DEMO_MODEL_NAME}".`);
	expect(failure.advice).toContain('a role other than No Access');
	const checked = await load(bench, VENDOR, { operation: 'checkSetup', modelId });
	expect(checked.items('Anaplan').map(({ json }) => json)).toMatchObject([
		{ kind: 'finding', severity: 'error', code: 'modelMissing', message: failure.message },
		{ kind: 'setupCheck', ready: false },
	]);
});

test('a model of another workspace is told to be there', async () => {
	bench = await withOthers('Pipeline');
	const { message, advice } = failureOf(
		await load(bench, VENDOR, { modelId: byName('pipeline'), workspaceId: byName('Finance') }),
	);
	expect(message).toContain('no model called "pipeline" in the workspace "Finance"');
	expect(advice).toContain('The workspace "Sales" has one');
});

test('an archived model is refused by name as by ID', async () => {
	bench = await openBench();
	bench.simulator.model().activeState = 'ARCHIVED';
	const failure = failureOf(await load(bench, VENDOR, { modelId: HUB }));
	expect(failure.message).toContain('is archived; nothing was uploaded');
	expect(failureOf(await load(bench, VENDOR, BY_ID))).toEqual(failure);
});

test.each([
	[byName, 'Finances', 'sees no workspace called "Finances"', 'The nearest is "Finance"'],
	[byId, 'f'.repeat(32), 'was not found, or this user has no access to it', 'leave it empty'],
	[byId, DEMO_WORKSPACE_ID.toUpperCase(), 'IDs count upper and lower case', DEMO_WORKSPACE_ID],
	[byId, 'Finance', 'is the name of an Anaplan workspace, not its ID', 'by name'],
])('a wrong workspace is told in its own way (%#)', async (by, value, says, todo) => {
	bench = await openBench();
	// By an expression: what is typed by hand the editor checks.
	const workspaceId = by(`={{ '${value}' }}`);
	const failure = failureOf(await load(bench, VENDOR, { modelId: HUB, workspaceId }));
	expect(failure.message).toContain(says);
	expect(failure.advice).toContain(todo);
	await expect(
		bench.engine.listSearch(anaplanNode({ workspaceId: by(value) }), 'searchModels'),
	).rejects.toThrow(says);
});

test('pickers work in a model by name, and tell where the name is not known', async () => {
	bench = await openBench();
	const named = { modelId: byName('quickbooks planning hub'), workspaceId: byName('Finance') };
	const shown = anaplanNode({
		...named,
		importChoice: 'one',
		importId: byName('Vendors from QuickBooks'),
	});
	const { results } = await bench.engine.listSearch(shown, 'searchImports', 'vendors');
	expect(results.map(({ name }) => name)).toEqual(['Vendors from QuickBooks']);
	const { fields } = await bench.engine.resourceMapping(shown, 'getImportColumns');
	expect(fields.map(({ id }) => id)).toContain('Parent Code');
	const models = await bench.engine.listSearch(anaplanNode(named), 'searchModels');
	expect(models.results.map(({ name }) => name)).toEqual([DEMO_MODEL_NAME]);
	await expect(
		bench.engine.listSearch(anaplanNode({ modelId: byName('Hub') }), 'searchImports'),
	).rejects.toThrow('sees no model called "Hub"');
	const none = anaplanNode({
		modelId: byName(''),
		importChoice: 'one',
		importId: byName('Vendors from QuickBooks'),
	});
	expect(await bench.engine.resourceMapping(none, 'getImportColumns')).toEqual({ fields: [] });
});

test.each([
	['uploadAndRun', {}],
	['run', { importId: byName('Vendors from QuickBooks') }],
])('%s: executions that name one model by ID and by name take turns', async (operation, more) => {
	bench = await openBench();
	await load(bench, VENDOR);
	bench.simulator.log.clear();
	// Held open, so that both would look at the quiet model before either starts its task.
	bench.simulator.faults.arm({ method: 'GET', path: `*/models/${DEMO_MODEL_ID}`, delayMs: 150 });
	const run = async (modelId: INodeParameters) =>
		await load(bench, VENDOR, { operation, modelId, workspaceId: EVERYWHERE, ...more });
	const done = await Promise.all([byId(DEMO_MODEL_ID), HUB].map(run));
	expect(done.map(({ error }) => error)).toEqual([undefined, undefined]);
	const opened = new RegExp(`/models/${DEMO_MODEL_ID}\\?`);
	const order = bench.simulator.log
		.all()
		.filter(({ method, path }) => opened.test(path) || (method === 'POST' && /tasks$/.test(path)))
		.map(({ method }) => method);
	expect(order).toEqual(['GET', 'POST', 'GET', 'POST']);
});
