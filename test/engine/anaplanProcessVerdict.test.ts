/** What a load through a process tells of the process itself and of its steps that are no imports. */
import type { INodeExecutionData } from 'n8n-workflow';

import { rowAnswerOf } from '../../src/n8n/rowOutcomes';
import {
	byName,
	closeBench,
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
const DELETE = 'Delete gone vendors';
const SORT = 'Sort vendors';
const SOURCES = ['items', 'binary'] as const;
type Source = (typeof SOURCES)[number];

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
	const model = bench.simulator.model();
	model.addModule('Flags', 'QB Vendors', [{ name: 'Note', format: 'TEXT' }]);
	// Its line item is no boolean, so the action fails as a whole.
	model.addAction({
		name: DELETE,
		actionType: 'DELETE_BY_SELECTION',
		moduleName: 'Flags',
		lineItem: 'Note',
	});
	model.addAction({ name: SORT, actionType: 'ORDER_HIERARCHY', listName: 'QB Vendors' });
});

afterEach(async () => await closeBench(bench, ['defaultFileUsed']));

/** Loads two vendors through the process and returns what came out; of items the window carries the summary. */
async function run(
	source: Source,
	rows = [vendorRow('1', 'One'), vendorRow('2', 'Two')],
	stepsWithoutFile: 'error' | 'run' = 'error',
) {
	const columns = bench.simulator.model().importNamed(VENDORS).columns;
	const headers = columns.map(({ header }) => header);
	const csv = [headers, ...rows.map((row) => headers.map((name) => row[name] ?? ''))];
	const data = Buffer.from(csv.map((line) => line.join(',')).join('\n')).toString('base64');
	const file = { data, mimeType: 'text/csv', fileName: 'vendors.csv' };
	const input: INodeExecutionData[] =
		source === 'items' ? items({ ...WINDOW }, ...rows) : [{ json: {}, binary: { data: file } }];
	const result = await load(bench, input, {
		resource: 'process',
		operation: 'uploadFilesAndRun',
		processId: byName('Load'),
		dataSource: source,
		files: { values: [{ entity: '*', import: byName(VENDORS) }] },
		csvFiles: { values: [{ binaryField: 'data', import: byName(VENDORS) }] },
		options: { stepsWithoutFile },
	});
	expect(result.error).toBeUndefined();
	const loaded = result.items('Anaplan', 0);
	const rejected = result.items('Anaplan', 1);
	const summary = loaded.find(({ json }) => json.load !== undefined)?.json.load;
	return { loaded, rejected, summary: summary as { [key: string]: unknown } };
}

const idOf = (name: string) => {
	const { imports, actions } = bench.simulator.model();
	return [...imports, ...actions].find((entry) => entry.name === name)?.id ?? '';
};

/** Of an import: both rows are there. */
const clean = (name: string) => ({
	objectId: idOf(name),
	successful: true,
	failureDumpAvailable: false,
	details: [
		{
			type: 'hierarchyRowsProcessed',
			localMessageText: 'QB Vendors: 2 (2/0) rows successful, 0 ignored ',
			occurrences: 0,
			values: ['successRowCount', '2', 'successCreateCount', '2'],
		},
	],
});

/** The process ends with this result, whatever the simulator makes of it. */
function endsWith(result: object, taskState = 'COMPLETE'): void {
	bench.simulator.faults.arm({
		method: 'GET',
		path: /\/processes\/\d+\/tasks\/[0-9A-F]+$/,
		body: { task: { taskId: 'T', taskState, result } },
	});
}

test.each(SOURCES)(
	'a failed action of the process comes out, and the rows of its import stay loaded (%s)',
	async (source) => {
		bench.simulator.model().addProcess('Load', [VENDORS, DELETE, SORT]);
		const { loaded, rejected, summary } = await run(source);
		expect(summary).toMatchObject({
			loaded: 2,
			rejected: 0,
			imports: [{ import: VENDORS, result: 'clean', loaded: 2 }],
			processes: [
				{
					process: 'Load',
					result: 'partial',
					reason: `Not every step did its work: "${DELETE}" failed: the items to delete could not be found out or not be deleted.`,
					advice: expect.stringMatching(/\w/),
				},
			],
			actions: [
				{ action: DELETE, actionType: 'DELETE_BY_SELECTION', outcome: 'failed' },
				{ action: SORT, outcome: 'done' },
			],
		});
		expect(rejected.map(({ json }) => json)).toEqual([
			{
				kind: 'action',
				action: DELETE,
				actionId: idOf(DELETE),
				actionType: 'DELETE_BY_SELECTION',
				taskId: expect.stringMatching(/^[0-9A-F]{32}$/),
				outcome: 'failed',
				messages: [expect.stringContaining('is not a boolean line item')],
				reason: 'The items to delete could not be found out or not be deleted.',
				advice: expect.stringMatching(/\w/),
			},
		]);
		expect(rejected[0].pairedItem).toEqual(
			source === 'items' ? [{ item: 1 }, { item: 2 }] : [{ item: 0 }],
		);
		// The ledger takes the rows for loaded, and the action for no row.
		if (source === 'items') {
			expect(rowAnswerOf(loaded[0].json)?.outcomes).toMatchObject([{ status: 'loaded' }]);
		}
		expect(rowAnswerOf(rejected[0].json)).toBeUndefined();
	},
);

test.each(SOURCES)(
	'a process that is unsuccessful without a word, its steps being clean, is told as such (%s)',
	async (source) => {
		bench.simulator.model().addProcess('Load', [VENDORS, SORT]);
		endsWith({
			successful: false,
			nestedResults: [clean(VENDORS), { objectId: idOf(SORT), successful: true }],
		});
		const { rejected, summary } = await run(source);
		const told = {
			process: 'Load',
			result: 'unexplained',
			reason: expect.stringContaining('gives no reason, although every step'),
			advice: expect.stringContaining('Look in Anaplan whether anything of the process'),
		};
		expect(summary).toMatchObject({
			loaded: 2,
			imports: [{ result: 'clean' }],
			processes: [told],
			actions: [{ action: SORT, outcome: 'done' }],
		});
		expect(rejected).toMatchObject([{ json: { kind: 'process', ...told } }]);
		expect(rowAnswerOf(rejected[0].json)).toBeUndefined();
	},
);

test.each(SOURCES)("the process's own reason is told with clean steps (%s)", async (source) => {
	bench.simulator.model().addProcess('Load', [VENDORS]);
	endsWith({
		successful: false,
		details: [{ type: 'internalError', localMessageText: 'Something broke', values: [] }],
		nestedResults: [clean(VENDORS)],
	});
	const { rejected, summary } = await run(source);
	expect(summary).toMatchObject({ loaded: 2 });
	expect(rejected).toMatchObject([
		{
			json: {
				kind: 'process',
				result: 'partial',
				reason: 'Anaplan had an internal error.',
				advice: expect.stringContaining('report it to Anaplan'),
			},
		},
	]);
});

test('rejected rows tell of the process enough; its verdict is in the summary', async () => {
	bench.simulator.model().addProcess('Load', [VENDORS]);
	const rows = [vendorRow('1', 'One'), vendorRow('2', 'Two', { Code: '#2' })];
	const { rejected, summary } = await run('items', rows);
	expect(rejected.map(({ json }) => json.Code)).toEqual(['#2']);
	expect(summary).toMatchObject({
		processes: [
			{
				result: 'partial',
				reason: `Not every step did its work: "${VENDORS}" did not take every row.`,
			},
		],
	});
	expect(summary).not.toHaveProperty('actions');
});

test('a clean process says so, and nothing comes out on Rejected', async () => {
	bench.simulator.model().addProcess('Load', [VENDORS, SORT]);
	const { rejected, summary } = await run('items');
	expect(rejected).toEqual([]);
	expect(summary.processes).toEqual([
		{ process: 'Load', processId: expect.any(String), taskId: expect.any(String), result: 'clean' },
	]);
});

test('a process inside the process is a step of its own, whose failure is told', async () => {
	const model = bench.simulator.model();
	const { id } = model.addProcess('Load', [VENDORS]);
	bench.simulator.faults.arm({
		method: 'GET',
		path: new RegExp(`/processes/${id}\\?`),
		body: {
			processMetadata: {
				name: 'Load',
				actions: [
					{
						id: idOf(VENDORS),
						name: VENDORS,
						actionType: 'IMPORT',
						importDataSourceId: model.file('vendors.csv').id,
					},
					{ id: '118000000099', name: 'Tidy up', actionType: 'PROCESS' },
				],
			},
		},
	});
	endsWith({
		successful: false,
		nestedResults: [
			clean(VENDORS),
			{
				objectId: '118000000099',
				successful: false,
				nestedResults: [
					{ objectId: idOf(SORT), successful: true },
					{
						objectId: idOf(DELETE),
						successful: false,
						details: [{ type: 'deleteFromSelectionFailed', localMessageText: 'No', values: [] }],
					},
				],
			},
		],
	});
	const { rejected, summary } = await run('items');
	expect(summary).toMatchObject({ loaded: 2, processes: [{ result: 'partial' }] });
	expect(rejected).toMatchObject([
		{
			json: {
				kind: 'action',
				action: 'Tidy up',
				actionType: 'PROCESS',
				outcome: 'partial',
				reason: 'The items to delete could not be found out or not be deleted.',
			},
		},
	]);
});

test('an import of the process that got no rows of the load is told like other steps', async () => {
	const model = bench.simulator.model();
	model.setDefaultFile('customers.csv', 'Name\nx\n');
	model.addProcess('Load', [VENDORS, CUSTOMERS]);
	const { rejected, summary } = await run('items', undefined, 'run');
	expect(summary).toMatchObject({ loaded: 2, imports: [{ import: VENDORS }] });
	expect(rejected).toMatchObject([
		{ json: { kind: 'action', action: CUSTOMERS, actionType: 'IMPORT', outcome: 'failed' } },
	]);
});

test('what was not reached when the process was cancelled is told, and what had ended counts', async () => {
	bench.simulator.model().addProcess('Load', [VENDORS, SORT]);
	endsWith({ successful: false, nestedResults: [clean(VENDORS)] }, 'CANCELLED');
	const { rejected, summary } = await run('items');
	expect(summary).toMatchObject({
		loaded: 2,
		processes: [
			{
				result: 'cancelled',
				reason: `The task was cancelled in Anaplan. What had ended before stays: "${VENDORS}".`,
			},
		],
	});
	expect(rejected).toMatchObject([
		{
			json: {
				action: SORT,
				outcome: 'notRun',
				reason: 'Not run, because the task was cancelled in Anaplan.',
			},
		},
	]);
});

describe('results that leave fields out', () => {
	const anonymous = (name: string) => ({ ...clean(name), objectId: undefined });
	const LOST = 'Anaplan did not say which of the process';

	test.each(SOURCES)('the name says which step a result is of (%s)', async (source) => {
		bench.simulator.model().addProcess('Load', [SORT, VENDORS]);
		endsWith({
			successful: true,
			nestedResults: [{ ...anonymous(VENDORS), objectName: VENDORS }],
		});
		const { rejected, summary } = await run(source);
		expect(summary).toMatchObject({
			loaded: 2,
			imports: [{ result: 'clean', counts: { created: 2 } }],
		});
		expect(rejected).toEqual([]);
	});

	test('the order says it where as many results as steps came', async () => {
		bench.simulator.model().addProcess('Load', [SORT, VENDORS, DELETE]);
		endsWith({
			successful: false,
			nestedResults: [
				{ successful: true },
				anonymous(VENDORS),
				{ successful: false, details: [{ type: 'deleteFromSelectionFailed', values: [] }] },
			],
		});
		const { rejected, summary } = await run('items');
		expect(summary).toMatchObject({ loaded: 2, imports: [{ counts: { created: 2 } }] });
		expect(rejected).toMatchObject([{ json: { action: DELETE, outcome: 'failed' } }]);
	});

	test.each(SOURCES)(
		'where nothing says it, no row counts as loaded unless the whole was clean (%s)',
		async (source) => {
			bench.simulator.model().addProcess('Load', [VENDORS, SORT, DELETE]);
			endsWith({
				successful: false,
				nestedResults: [anonymous(VENDORS), { successful: false, failureDumpAvailable: true }],
			});
			const { rejected, summary } = await run(source);
			expect(summary).toMatchObject({ loaded: 0, imports: [{ result: 'unexplained' }] });
			const [first, second, ...actions] = rejected;
			expect([first, second].map((item) => remarkOf(item).reason)).toEqual([
				expect.stringContaining(LOST),
				expect.stringContaining(LOST),
			]);
			expect(actions.map(({ json }) => [json.action, json.outcome])).toEqual([
				[SORT, 'unclear'],
				[DELETE, 'unclear'],
				['A step that Anaplan does not name', 'failed'],
			]);
			bench.simulator.faults.clear();
			endsWith({ successful: true, nestedResults: [anonymous(VENDORS)] });
			expect((await run(source)).summary).toMatchObject({ loaded: 2, rejected: 0 });
		},
	);

	test('results that are all named but this one count no row as loaded', async () => {
		bench.simulator.model().addProcess('Load', [VENDORS, SORT]);
		endsWith({ successful: true, nestedResults: [{ objectId: idOf(SORT), successful: true }] });
		const { rejected } = await run('items');
		expect(remarkOf(rejected[0]).reason).toContain(LOST);
		expect(remarkOf(rejected[0]).reason).not.toContain('ended before');
	});

	test('of an import that runs twice the last time decides, and created items add up', async () => {
		bench.simulator.model().addProcess('Load', [VENDORS, SORT, VENDORS]);
		const first = {
			...clean(VENDORS),
			failureDumpAvailable: true,
			details: [
				{
					type: 'hierarchyRowsProcessedWithFailures',
					localMessageText: 'QB Vendors: 1 (1/0) rows successful, 1 failed, 0 ignored',
					values: [],
				},
			],
		};
		const sorted = { objectId: idOf(SORT), successful: true };
		endsWith({ successful: true, nestedResults: [first, sorted, clean(VENDORS)] });
		const good = await run('items');
		expect(good.summary).toMatchObject({
			loaded: 2,
			imports: [{ result: 'clean', counts: { created: 3, failed: 0 } }],
		});
		bench.simulator.faults.clear();
		endsWith({ successful: true, nestedResults: [clean(VENDORS), sorted, first] });
		const bad = await run('items');
		expect(bad.summary).toMatchObject({ loaded: 0, imports: [{ result: 'partial' }] });
		expect(remarkOf(bad.rejected[0]).reason).toContain('keeps no list of them');
	});
});
