/** Upload Files and Run of a process on the real engine, against the Anaplan simulator. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

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
const LISTS = [
	{ entity: 'Vendor', import: byName(VENDORS) },
	{ entity: 'Customer', import: byName(CUSTOMERS) },
];

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => await closeBench(bench));

async function run(
	input: INodeExecutionData[],
	values: INodeParameters[] = LISTS,
	options: INodeParameters = {},
) {
	return await load(bench, input, {
		resource: 'process',
		operation: 'uploadFilesAndRun',
		processId: byName('Load lists'),
		files: { values },
		options,
	});
}

function customerRow(code: string) {
	return vendorRow('9', `Customer ${code}`, { Entity: 'Customer', Code: code });
}

const uploads = () => bench.simulator.log.count({ method: 'PUT' });
const starts = () => bench.simulator.log.count({ method: 'POST', path: /\/tasks$/ });

test('two files go up, the process runs once, and a rejected row finds its item', async () => {
	bench.simulator.model().addProcess('Load lists', [VENDORS, CUSTOMERS]);
	const input = items({ ...WINDOW }, vendorRow('1', 'One'), customerRow('#bad'), customerRow('C1'));
	const result = await run(input);
	expect(result.error).toBeUndefined();
	expect(uploads()).toBe(2);
	expect(starts()).toBe(1);
	const loaded = result.items('Anaplan', 0);
	expect(loaded.map(({ json }) => json.Code ?? json.kind)).toEqual([
		vendorRow('1', 'One').Code,
		'C1',
		'window',
	]);
	expect(loaded.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 1 },
		{ item: 3 },
		{ item: 0 },
	]);
	expect(loaded[2].json.load).toMatchObject({
		rowsReceived: 3,
		loaded: 2,
		rejected: 1,
		imports: [
			{ import: VENDORS, rowsSent: 1, loaded: 1, rejected: 0 },
			{ import: CUSTOMERS, rowsSent: 2, loaded: 1, rejected: 1 },
		],
	});
	const [rejected, ...others] = result.items('Anaplan', 1);
	expect(others).toEqual([]);
	expect(rejected.pairedItem).toEqual({ item: 2 });
	expect(remarkOf(rejected)).toMatchObject({
		outcome: 'rejected',
		import: CUSTOMERS,
		reason: expect.stringContaining('does not accept the code'),
		advice: expect.stringContaining('no # at the start'),
	});
	expect(bench.simulator.model().items('QB Customers')).toHaveLength(1);
});

test('a file of the table without rows goes up with its header alone', async () => {
	const model = bench.simulator.model();
	model.addProcess('Load lists', [VENDORS, CUSTOMERS]);
	await run(items(vendorRow('1', 'One'), customerRow('C1')));
	const before = model.changes;
	const result = await run(items(vendorRow('2', 'Two')));
	expect(result.error).toBeUndefined();
	expect(uploads()).toBe(4);
	expect(model.changes).toBe(before + 1);
});

test('imports that read one file both get its rows, and need one line', async () => {
	const model = bench.simulator.model();
	model.addModule('Vendor facts', 'QB Vendors', [{ name: 'Currency', format: 'TEXT' }]);
	model.addImport({
		name: 'Vendor facts from QuickBooks',
		fileName: 'vendors.csv',
		target: { module: 'Vendor facts' },
		columns: [
			...model.importNamed(VENDORS).columns.map(({ header }) => ({
				header,
				target:
					header === 'Code'
						? ({ to: 'item' } as const)
						: header === 'Currency'
							? ({ to: 'lineItem', lineItem: 'Currency' } as const)
							: ({ to: 'nothing' } as const),
			})),
		],
	});
	model.addProcess('Load lists', [VENDORS, 'Vendor facts from QuickBooks']);
	const result = await run(items(vendorRow('1', 'One')), [
		{ entity: '*', import: byName(VENDORS) },
	]);
	expect(result.error).toBeUndefined();
	expect(uploads()).toBe(1);
	expect(remarkOf(result.items('Anaplan', 0)[0])).toMatchObject({
		outcome: 'loaded',
		imports: [{ import: VENDORS }, { import: 'Vendor facts from QuickBooks' }],
	});
	expect(model.rows('Vendor facts')[0]).toMatchObject({ Currency: 'USD' });
});

test('a step without rows would load old data: it stops the run, or is wanted', async () => {
	bench.simulator.model().addProcess('Load lists', [VENDORS, CUSTOMERS]);
	const values = [LISTS[0]];
	const { message, advice } = failureOf(await run(items(vendorRow('1', 'One')), values));
	expect(message).toContain(`has steps for which no rows are given: "${CUSTOMERS}"`);
	expect(advice).toContain('"Steps Without Rows"');
	expect(uploads()).toBe(0);
	const wanted = await run(items(vendorRow('1', 'One')), values, { stepsWithoutFile: 'run' });
	expect(remarkOf(wanted.items('Anaplan', 0)[0]).outcome).toBe('loaded');
});

test('an import that is no step of the process is named, and nothing is sent', async () => {
	bench.simulator.model().addProcess('Load lists', [VENDORS]);
	const { message, advice } = failureOf(await run(items(vendorRow('1', 'One'), customerRow('C'))));
	expect(message).toBe(`The process "Load lists" has no import step called "${CUSTOMERS}".`);
	expect(advice).toContain(`"${VENDORS}"`);
	expect(uploads() + starts()).toBe(0);
});

test('rows of a step that never ran are rejected, those before it stay loaded', async () => {
	const model = bench.simulator.model();
	model.addProcess('Load lists', [VENDORS, CUSTOMERS]);
	bench.simulator.switches.processStopsOnFailure = true;
	const result = await run(items(vendorRow('#1', 'One', { Code: '#1' }), customerRow('C1')));
	expect(result.items('Anaplan', 0).map(({ json }) => json.kind)).toEqual(['loadSummary']);
	const reasons = result.items('Anaplan', 1).map((item) => String(remarkOf(item).reason));
	expect(reasons[0]).toContain('does not accept the code');
	expect(reasons).toHaveLength(2);
	expect(model.items('QB Customers')).toEqual([]);
});

test('an unsuccessful process without a word counts no row as loaded', async () => {
	bench.simulator.model().addProcess('Load lists', [VENDORS, CUSTOMERS]);
	bench.simulator.faults.arm({
		method: 'GET',
		path: /\/processes\/\d+\/tasks\/[0-9A-F]+$/,
		body: { task: { taskState: 'COMPLETE', result: { successful: false } } },
	});
	const result = await run(items(vendorRow('1', 'One')));
	expect(remarkOf(result.items('Anaplan', 1)[0])).toMatchObject({
		outcome: 'rejected',
		reason: expect.stringContaining('Anaplan gave no reason'),
	});
});

test('a lost answer to the start never runs the process twice; no rows send nothing', async () => {
	bench.simulator.model().addProcess('Load lists', [VENDORS, CUSTOMERS]);
	bench.simulator.faults.arm({ method: 'POST', path: /\/tasks$/, loseAnswer: true, times: 1 });
	const result = await run(items(vendorRow('1', 'One')));
	expect(remarkOf(result.items('Anaplan', 0)[0]).outcome).toBe('loaded');
	expect(starts()).toBe(1);
	const none = await run(items({ ...WINDOW }));
	expect(none.items('Anaplan', 0)[0].json).toMatchObject({ kind: 'window', load: { loaded: 0 } });
	expect(starts()).toBe(1);
});

test.each([
	[33, 1],
	[34, 0],
])(
	'a limit of %d%% for one rejected row of three fails the node %d times',
	async (percent, fails) => {
		bench.simulator.model().addProcess('Load lists', [VENDORS, CUSTOMERS]);
		const input = items(vendorRow('1', 'One'), customerRow('#bad'), customerRow('C1'));
		const result = await run(input, LISTS, { failAbovePercent: percent });
		expect(result.error === undefined ? 0 : 1).toBe(fails);
		if (fails === 0) return;
		const { message, advice } = failureOf(result);
		expect(message).toContain('1 of 3 rows were rejected, more than the 33%');
		expect(message).toContain('does not accept the code');
		expect(advice).toContain('loading the others once more changes nothing');
		expect(bench.simulator.model().items('QB Vendors')).toHaveLength(1);
	},
);
