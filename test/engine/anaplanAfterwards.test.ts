/** The order of a load: imports, then actions; and no upload into a file that a task still reads. */
import { loadFile } from '../../src/anaplan/loadFile';
import { loadRows } from '../../src/anaplan/load';
import { DEMO_MODEL_ID } from '../../sandbox/anaplan/demoModel';
import type { TaskKind } from '../../src/anaplan/tasks';
import { clientOn, skippingClock, vendorLoad } from './anaplanEngine';
import {
	byName,
	closeBench,
	failureOf,
	invoiceRow,
	items,
	load,
	openBench,
	vendorRow,
	WINDOW,
	type Bench,
} from './anaplanSetup';

jest.setTimeout(60_000);

const VENDORS = 'Vendors from QuickBooks';
const CUSTOMERS = 'Customers from QuickBooks';
const DELETE = 'Delete Closed Lines';
const SORT = 'Sort Vendors';

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
	const model = bench.simulator.model();
	model.addModule('Line Flags', 'QB Transaction Lines', [{ name: 'Closed', format: 'BOOLEAN' }]);
	model.addFile({ name: 'flags.csv' });
	model.addImport({
		name: 'Flags from QuickBooks',
		fileName: 'flags.csv',
		target: { module: 'Line Flags' },
		columns: [
			{ header: 'Code', target: { to: 'item' } },
			{ header: 'Closed', target: { to: 'lineItem', lineItem: 'Closed' } },
		],
	});
	model.addAction({
		name: DELETE,
		actionType: 'DELETE_BY_SELECTION',
		moduleName: 'Line Flags',
		lineItem: 'Closed',
	});
	model.addAction({ name: SORT, actionType: 'ORDER_HIERARCHY', listName: 'QB Vendors' });
});

afterEach(async () => await closeBench(bench, ['defaultFileUsed']));

const afterwards = (...names: string[]) => ({
	options: { actionsAfter: { values: names.map((name) => ({ action: byName(name) })) } },
});
const FLAGGED = {
	imports: {
		values: [
			['Invoice', 'Flags from QuickBooks'],
			['Invoice', 'Transaction Lines from QuickBooks'],
		].map(([entity, name]) => ({ entity, import: byName(name) })),
	},
};
const LINES = items(
	WINDOW,
	{ ...invoiceRow('1', '1', '5'), Closed: 'true' },
	{ ...invoiceRow('1', '2', '6'), Closed: 'false' },
);
const kinds = () =>
	bench.simulator.log
		.all({ method: 'POST', path: /\/tasks$/ })
		.map(({ path }) => /\/(imports|actions|processes)\//.exec(path)?.[1]);

test('lists, modules and then the actions run, in the order of the option', async () => {
	const result = await load(bench, LINES, { ...FLAGGED, ...afterwards(DELETE, SORT) });
	expect(result.error).toBeUndefined();
	expect(kinds()).toEqual(['imports', 'imports', 'actions', 'actions']);
	const codes = bench.simulator.model().items('QB Transaction Lines');
	expect(codes.map(({ code }) => code)).toEqual([LINES[2].json.Code]);
	const { load: summary } = result.items('Anaplan', 0).at(-1)?.json ?? {};
	expect(summary).toMatchObject({
		imports: [{ import: 'Transaction Lines from QuickBooks' }, { import: 'Flags from QuickBooks' }],
		actions: [
			{ action: DELETE, outcome: 'done', taskId: expect.stringMatching(/^[0-9A-F]{32}$/) },
			{ action: SORT, outcome: 'done' },
		],
	});
	expect(result.items('Anaplan', 1)).toEqual([]);
});

test('an action that the model does not have stops the load before anything moves', async () => {
	const result = await load(bench, LINES, { ...FLAGGED, ...afterwards('Delete Closed Line') });
	const { message, advice } = failureOf(result);
	expect(message).toContain('has no action called "Delete Closed Line"');
	expect(advice).toContain(`"${DELETE}"`);
	expect(bench.simulator.log.count({ method: 'PUT' })).toBe(0);
	expect(kinds()).toEqual([]);
	const dry = await load(bench, LINES, {
		...FLAGGED,
		options: { ...afterwards('Delete Closed Line').options, dryRun: true },
	});
	expect(failureOf(dry).message).toContain('has no action called "Delete Closed Line"');
});

test('after an import that failed as a whole no action runs, and Rejected says so', async () => {
	bench.simulator.faults.arm({
		method: 'GET',
		path: /\/imports\/\d+\/tasks\/[0-9A-F]+$/,
		times: 1,
		body: { task: { taskState: 'COMPLETE', result: { successful: false } } },
	});
	const result = await load(bench, LINES, { ...FLAGGED, ...afterwards(DELETE, SORT) });
	expect(result.error).toBeUndefined();
	expect(kinds().filter((kind) => kind === 'actions')).toEqual([]);
	const told = result.items('Anaplan', 1).filter(({ json }) => json.kind === 'action');
	expect(told).toMatchObject(
		[DELETE, SORT].map((action) => ({
			json: {
				action,
				outcome: 'notRun',
				taskId: null,
				reason: 'Not run, because the import "Transaction Lines from QuickBooks" failed before it.',
				advice: expect.stringContaining('Mend that, then run the workflow again.'),
			},
			pairedItem: [{ item: 1 }, { item: 2 }],
		})),
	);
});

test('where rows were rejected the actions wait, unless they do not depend on the rows', async () => {
	const rows = [...LINES, ...items({ ...invoiceRow('1', '3', '7'), Code: '#3', Closed: 'true' })];
	const held = await load(bench, rows, { ...FLAGGED, ...afterwards(DELETE) });
	expect(held.error).toBeUndefined();
	expect(kinds()).not.toContain('actions');
	expect(held.items('Anaplan', 1).map(({ json }) => json)).toMatchObject([
		{ anaplan: { outcome: 'rejected' } },
		{
			kind: 'action',
			action: DELETE,
			outcome: 'notRun',
			reason: 'Not run, because 1 row was rejected before it.',
			advice: expect.stringContaining('"Actions After Rejected Rows"'),
		},
	]);
	expect(bench.simulator.model().items('QB Transaction Lines')).toHaveLength(2);
	const options = { ...afterwards(DELETE).options, actionsAfterRejected: 'run' };
	const run = await load(bench, rows, { ...FLAGGED, options });
	expect(run.items('Anaplan', 1)).toHaveLength(1);
	expect(bench.simulator.model().items('QB Transaction Lines')).toHaveLength(1);
});

test('an action that fails keeps the next one from running; the rows stay loaded', async () => {
	const broken = 'Delete by Name';
	bench.simulator.model().addAction({
		name: broken,
		actionType: 'DELETE_BY_SELECTION',
		moduleName: 'QB Transactions',
		lineItem: 'Amount',
	});
	const result = await load(bench, LINES, { ...FLAGGED, ...afterwards(broken, DELETE) });
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 1).map(({ json }) => json)).toMatchObject([
		{
			kind: 'action',
			action: broken,
			outcome: 'failed',
			taskId: expect.stringMatching(/^[0-9A-F]{32}$/),
			reason: expect.stringMatching(/\w/),
			advice: expect.stringMatching(/\w/),
			messages: [expect.stringContaining('not a boolean line item')],
		},
		{
			action: DELETE,
			outcome: 'notRun',
			reason: `Not run, because the action "${broken}" failed before it.`,
		},
	]);
	expect(result.items('Anaplan', 0)).toHaveLength(3);
	expect(bench.simulator.model().items('QB Transaction Lines')).toHaveLength(2);
});

test('answers to prompts go to the imports and not to the actions', async () => {
	bench.simulator.model().importNamed(VENDORS).prompts = ['Version'];
	const row = items({ ...vendorRow('1', 'One') });
	const unanswered = await load(bench, row);
	expect(unanswered.items('Anaplan', 1)[0].json.anaplan).toMatchObject({
		outcome: 'rejected',
		reason: expect.stringContaining('Nothing was chosen for Version'),
	});
	const prompts = { values: [{ entityType: 'Version', entityName: 'Actual' }] };
	const answered = await load(bench, row, {
		options: { prompts, ...afterwards(SORT).options },
	});
	expect(answered.items('Anaplan', 0).at(-1)?.json.load).toMatchObject({
		loaded: 1,
		actions: [{ action: SORT, outcome: 'done' }],
	});
	bench.simulator.model().addProcess('Load vendors', [VENDORS]);
	const process = await load(bench, row, {
		resource: 'process',
		operation: 'uploadFilesAndRun',
		processId: byName('Load vendors'),
		files: { values: [{ entity: 'Vendor', import: byName(VENDORS) }] },
		options: { prompts },
	});
	expect(process.items('Anaplan', 0)[0].json.anaplan).toMatchObject({ outcome: 'loaded' });
});

test('an action whose start fails is told, and is not started twice', async () => {
	bench.simulator.faults.arm({
		method: 'POST',
		path: /\/actions\/\d+\/tasks$/,
		status: 403,
		times: 1,
	});
	const result = await load(bench, LINES, { ...FLAGGED, ...afterwards(DELETE) });
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 1).map(({ json }) => json)).toMatchObject([
		{
			action: DELETE,
			outcome: 'failed',
			taskId: null,
			reason: expect.stringContaining('may not do this'),
		},
	]);
	expect(kinds().filter((kind) => kind === 'actions')).toHaveLength(1);
});

test.each([
	['A,An,,,,,', ['imports', 'actions'], 'done'],
	['#A,An,,,,,', ['imports'], 'notRun'],
])('actions follow a CSV file too, with the last row %p', async (line, ran, outcome) => {
	const data = Buffer.from(
		`Code,Name,Parent Code,Currency,Active,Status,Transaction ID\nB,Bo,,,,,\n${line}\n`,
	).toString('base64');
	const binary = { data: { data, mimeType: 'text/csv', fileName: 'v.csv' } };
	const result = await load(bench, [{ json: {}, binary }], {
		dataSource: 'binary',
		importId: byName(VENDORS),
		...afterwards(SORT),
	});
	expect(result.error).toBeUndefined();
	expect(kinds()).toEqual(ran);
	expect(result.items('Anaplan', 0)[0].json.load).toMatchObject({
		actions: [{ action: SORT, outcome }],
	});
});

/** Somebody else starts something in the demo model. */
async function startElsewhere(kind: TaskKind, id: string): Promise<void> {
	const model = bench.simulator.model();
	await clientOn(bench.simulator, skippingClock(bench.simulator)).json({
		method: 'POST',
		path: `/workspaces/${model.workspaceId}/models/${model.id}/${kind}/${id}/tasks`,
		headers: { 'content-type': 'application/json' },
		body: '{"localeName":"en_US"}',
		repeat: 'once',
		what: 'starting somebody else',
	});
}

/** A process of somebody else that waits for a moment and then reads the vendors' file. */
async function queueProcess(): Promise<void> {
	const model = bench.simulator.model();
	model.setDefaultFile('vendors.csv', 'Code\n');
	model.setDefaultFile('customers.csv', 'Code\n');
	const { id } = model.addProcess('Nightly', [CUSTOMERS, VENDORS]);
	// Queued and not yet running: the model's own status says nothing of it.
	bench.simulator.timing.queueMs = 120_000;
	await startElsewhere('processes', id);
	bench.simulator.timing.queueMs = 0;
}

const CSV = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID\nA,An,,,,,\n';

test.each([
	[
		'rows',
		async () =>
			await loadRows(clientOn(bench.simulator, skippingClock(bench.simulator)), vendorLoad()),
	],
	[
		'a CSV file',
		async () =>
			await loadFile(clientOn(bench.simulator, skippingClock(bench.simulator)), {
				workspaceId: '',
				modelId: DEMO_MODEL_ID,
				source: {
					name: 'v.csv',
					encoding: 'utf-8',
					open: async () =>
						(async function* () {
							yield Buffer.from(CSV);
						})(),
				},
				reference: { by: 'name', value: VENDORS },
				options: vendorLoad().options,
			}),
	],
])('%s wait for a queued process that reads the same file', async (_what, loading) => {
	await queueProcess();
	const { summary } = await loading();
	expect(summary).toMatchObject({ loaded: 1 });
	// Behind the process in the queue, with the file untouched until it had ended.
	expect(kinds()).toEqual(['processes', 'imports']);
});

test('of a process that this user may not see into, none is waited for', async () => {
	bench.simulator.model().addProcess('Hidden', [VENDORS]);
	bench.simulator.faults.arm({ method: 'GET', path: /\/processes\/\d+(\?|$)/, status: 404 });
	const clock = skippingClock(bench.simulator);
	const { summary } = await loadRows(clientOn(bench.simulator, clock), vendorLoad());
	expect(summary).toMatchObject({ loaded: 1 });
	expect(bench.simulator.log.count({ path: /\/processes\/\d+(\?|$)/ })).toBe(1);
});
