/** Upload and Run of an import on the real engine, against the Anaplan simulator. */
import {
	anaplanNode,
	closeBench,
	invoiceRow,
	items,
	load,
	openBench,
	REALM,
	remarkOf,
	vendorRow,
	WINDOW,
	type Bench,
} from './anaplanSetup';

// A load is some thirty calls, and the node sends ten a second.
jest.setTimeout(30_000);

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => await closeBench(bench));

const starts = (importName?: string) =>
	bench.simulator.log
		.all({ method: 'POST', path: /\/imports\/\d+\/tasks$/ })
		.filter(
			({ path }) =>
				importName === undefined ||
				path.includes(`/${bench.simulator.model().importNamed(importName).id}/`),
		);

const INPUT = items(
	invoiceRow('145', '1', '120.50'),
	vendorRow('56', 'Müller, "Bau"\n🏗️ GmbH'),
	WINDOW,
	invoiceRow('145', '2', '-20.25', { 'Document Number': '' }),
);

test('every row comes out once on Loaded with its import, task and pair, and the window with the summary', async () => {
	const result = await load(bench, INPUT);
	expect(result.error).toBeUndefined();
	const loaded = result.items('Anaplan', 0);
	expect(result.items('Anaplan', 1)).toEqual([]);
	expect(loaded.map((item) => item.pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 3 },
		{ item: 2 },
	]);
	expect(remarkOf(loaded[1])).toMatchObject({
		outcome: 'loaded',
		import: 'Vendors from QuickBooks',
		importId: bench.simulator.model().importNamed('Vendors from QuickBooks').id,
		taskId: expect.stringMatching(/^[0-9A-F]{32}$/),
		loadedAt: expect.stringMatching(/Z$/),
	});
	expect(remarkOf(loaded[0]).imports).toMatchObject([
		{ import: 'Transaction Lines from QuickBooks', outcome: 'loaded' },
		{ import: 'Transactions from QuickBooks', outcome: 'loaded' },
	]);
	expect(loaded[3].json).toMatchObject({
		kind: 'window',
		runId: 'run-1',
		load: { rowsReceived: 3, loaded: 3, rejected: 0 },
	});
	const model = bench.simulator.model();
	expect(model.items('QB Vendors')).toMatchObject([{ code: `${REALM}-VEN-56` }]);
	expect(JSON.stringify(model.items('QB Vendors'))).toContain('Müller, \\"Bau\\"\\n🏗️ GmbH');
	expect(model.sum('QB Transactions', 'Amount')).toBe('100.25');
});

test('lists load before modules and one file per import holds the rows of all its entities', async () => {
	const bill = { Entity: 'Bill', Code: `${REALM}-BIL-25-1` };
	const result = await load(bench, [...INPUT, ...items(invoiceRow('25', '1', '7', bill))]);
	expect(result.error).toBeUndefined();
	const model = bench.simulator.model();
	const order = starts().map(
		({ path }) => model.imports.find(({ id }) => path.includes(`/${id}/`))?.name,
	);
	expect(order).toEqual([
		'Vendors from QuickBooks',
		'Transaction Lines from QuickBooks',
		'Transactions from QuickBooks',
	]);
	expect(model.sum('QB Transactions', 'Amount')).toBe('107.25');
	const window = result.items('Anaplan', 0).at(-1);
	expect(window?.json.load).toMatchObject({
		imports: [{ rowsSent: 1 }, { rowsSent: 3 }, { rowsSent: 3, rejected: 0 }],
	});
});

test('loading the same rows twice changes nothing in the model', async () => {
	await load(bench, INPUT);
	const model = bench.simulator.model();
	const before = {
		vendors: model.items('QB Vendors'),
		lines: model.items('QB Transaction Lines'),
		cells: model.rows('QB Transactions'),
		changes: model.changes,
	};
	const result = await load(bench, INPUT);
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 0)).toHaveLength(4);
	expect({
		vendors: model.items('QB Vendors'),
		lines: model.items('QB Transaction Lines'),
		cells: model.rows('QB Transactions'),
		changes: model.changes,
	}).toEqual(before);
});

test('a refused row comes out on Rejected with the reason and its own pair, and goes to no later import', async () => {
	const broken = invoiceRow('146', '1', '999', { Code: '#broken' });
	const result = await load(bench, [...INPUT, ...items(broken)]);
	expect(result.error).toBeUndefined();
	const rejected = result.items('Anaplan', 1);
	expect(rejected).toHaveLength(1);
	expect(rejected[0].pairedItem).toEqual({ item: 4 });
	expect(rejected[0].json).toMatchObject({ Code: '#broken', Amount: '999' });
	expect(remarkOf(rejected[0])).toMatchObject({
		outcome: 'rejected',
		import: 'Transaction Lines from QuickBooks',
		reason: expect.stringContaining('Invalid code'),
		loadedAt: null,
	});
	expect(result.items('Anaplan', 0)).toHaveLength(4);
	expect(bench.simulator.model().sum('QB Transactions', 'Amount')).toBe('100.25');
	const summary = result.items('Anaplan', 0).at(-1)?.json.load;
	expect(summary).toMatchObject({
		rowsReceived: 4,
		loaded: 3,
		rejected: 1,
		imports: [{ rowsSent: 1 }, { rowsSent: 3, rejected: 1 }, { rowsSent: 2 }],
	});
});

test('a row that Anaplan takes only in part goes to Rejected and says what is missing', async () => {
	const result = await load(
		bench,
		items(
			invoiceRow('145', '1', '5'),
			invoiceRow('145', '2', '6', { 'Transaction Date': '1st of May' }),
		),
	);
	const rejected = result.items('Anaplan', 1);
	expect(rejected.map((item) => item.pairedItem)).toEqual([{ item: 1 }]);
	expect(remarkOf(rejected[0])).toMatchObject({
		outcome: 'partial',
		import: 'Transactions from QuickBooks',
		reason: expect.stringContaining('1st of May'),
	});
	expect(bench.simulator.model().sum('QB Transactions', 'Amount')).toBe('11.00');
});

test('a dump in chunks, with rows cut between them, still leads every reason to its row', async () => {
	await bench.simulator.stop();
	bench = await openBench({ dumpChunkBytes: 40 });
	const rows = Array.from({ length: 6 }, (_, index) =>
		vendorRow(String(index), `Line\nbreak ${index}`, index % 2 ? { Code: `#ü${index}` } : {}),
	);
	const result = await load(bench, items(...rows));
	expect(result.items('Anaplan', 1).map((item) => item.json.Code)).toEqual(['#ü1', '#ü3', '#ü5']);
	expect(result.items('Anaplan', 1).map((item) => item.pairedItem)).toEqual([
		{ item: 1 },
		{ item: 3 },
		{ item: 5 },
	]);
	expect(bench.simulator.log.count({ path: /dump\/chunks\/\d+$/ })).toBeGreaterThan(3);
});

test.each([['older'], ['current']] as const)(
	'the %s layout of dumps is read by its header',
	async (dumpLayout) => {
		bench.simulator.switches.dumpLayout = dumpLayout;
		bench.simulator.switches.dumpLines = 'record';
		const result = await load(
			bench,
			items(vendorRow('1', 'Two\nlines'), vendorRow('2', 'Bad', { Code: '#bad' })),
		);
		expect(result.items('Anaplan', 1).map((item) => item.pairedItem)).toEqual([{ item: 1 }]);
	},
);

test('without rows the window passes with an empty summary and nothing is sent', async () => {
	const result = await load(bench, items(WINDOW));
	expect(result.items('Anaplan', 0)).toHaveLength(1);
	expect(result.items('Anaplan', 0)[0].json.load).toMatchObject({
		rowsReceived: 0,
		imports: [],
		anaplanCalls: 0,
	});
	expect(bench.simulator.log.count()).toBe(0);
});

test('without a window the summary is an item of its own on Loaded', async () => {
	const result = await load(bench, items(vendorRow('1', 'A')));
	expect(result.items('Anaplan', 0)[1]).toMatchObject({
		json: { kind: 'loadSummary', load: { rowsReceived: 1, loaded: 1 } },
		pairedItem: [{ item: 0 }],
	});
});

test('one import takes all rows, whatever their entity', async () => {
	const { id } = bench.simulator.model().importNamed('Vendors from QuickBooks');
	const result = await load(bench, items({ ...vendorRow('7', 'Seven'), Entity: '' }), {
		importChoice: 'one',
		importId: { __rl: true, mode: 'id', value: id },
		workspaceId: { __rl: true, mode: 'list', value: '' },
	});
	expect(result.error).toBeUndefined();
	expect(bench.simulator.model().items('QB Vendors')).toHaveLength(1);
});

test('the file is written in its own encoding, separator, delimiter and decimal separator', async () => {
	const model = bench.simulator.model();
	model.addFile({ name: 'german.csv', encoding: 'UTF-16LE', separator: ';' });
	for (const [name, target, columns] of [
		['Lines DE', { list: 'QB Transaction Lines' }, ['Code', 'Entity', 'Document Number']],
		['Amounts DE', { module: 'QB Transactions' }, ['Code', 'Amount', 'Party Code']],
	] as const) {
		model.addImport({
			name,
			fileName: 'german.csv',
			decimalSeparator: ',',
			target,
			columns: columns.map((header) => ({
				header,
				target:
					header === 'Code'
						? { to: 'list' in target ? 'code' : 'item' }
						: 'list' in target
							? { to: 'property', property: header }
							: { to: 'lineItem', lineItem: header },
			})),
		});
	}
	const table = ['Lines DE', 'Amounts DE'].map((name) => ({
		entity: 'Invoice',
		import: { __rl: true, mode: 'name', value: name },
	}));
	const result = await load(
		bench,
		items(
			{ ...invoiceRow('1', '1', '0.10'), 'Party Code': 'Ärger; "ja" 🏗️' },
			{ ...invoiceRow('1', '2', ''), Amount: -12.25 },
		),
		{ imports: { values: table } },
	);
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 1)).toEqual([]);
	expect(model.sum('QB Transactions', 'Amount')).toBe('-12.15');
	expect(model.rows('QB Transactions')[0]['Party Code']).toBe('Ärger; "ja" 🏗️');
});

test('rows without an import are passed on as ignored when the option says so', async () => {
	const result = await load(bench, items({ Entity: 'Estimate', Code: 'x' }, vendorRow('1', 'A')), {
		options: { rowsWithoutImport: 'ignore' },
	});
	expect(remarkOf(result.items('Anaplan', 0)[0])).toMatchObject({
		outcome: 'ignored',
		reason: 'No import in the table takes Estimate rows.',
	});
	expect(result.items('Anaplan', 0).at(-1)?.json.load).toMatchObject({ loaded: 1, rejected: 0 });
});

test('a row with a blank key is rejected without being sent', async () => {
	const result = await load(bench, items(vendorRow('1', 'A'), vendorRow('2', 'B', { Code: ' ' })));
	expect(result.items('Anaplan', 1).map((item) => item.pairedItem)).toEqual([{ item: 1 }]);
	expect(remarkOf(result.items('Anaplan', 1)[0]).reason).toContain('key column is blank');
	expect(bench.simulator.model().items('QB Vendors')).toHaveLength(1);
});

test('a task that fails as a whole sends its rows to Rejected and leaves other imports alone', async () => {
	// The import's file loses its mapping between the check and the run.
	bench.simulator.faults.arm({
		method: 'GET',
		path: /\/imports\/\d+\/tasks\/[0-9A-F]+$/,
		nth: 1,
		body: {
			task: {
				taskId: 'A'.repeat(32),
				taskState: 'COMPLETE',
				result: {
					successful: false,
					failureDumpAvailable: false,
					details: [{ type: 'missingFields', localMessageText: 'Fields missing', values: [] }],
				},
			},
		},
	});
	const result = await load(bench, INPUT);
	expect(result.error).toBeUndefined();
	const [rejected] = result.items('Anaplan', 1);
	expect(rejected.pairedItem).toEqual({ item: 1 });
	expect(remarkOf(rejected).reason).toBe(
		'The import failed as a whole: the columns of the file do not match those the import maps. Anaplan says: "Fields missing".',
	);
	expect(result.items('Anaplan', 0)).toHaveLength(3);
});

test('the pickers list workspaces, models with their state, and imports, and filter them', async () => {
	const { engine, simulator } = bench;
	expect(await engine.listSearch(anaplanNode(), 'searchWorkspaces', 'fin')).toMatchObject({
		results: [{ name: 'Finance' }],
	});
	simulator.model().activeState = 'ARCHIVED';
	expect(await engine.listSearch(anaplanNode(), 'searchModels')).toMatchObject({
		results: [{ name: 'QuickBooks Planning Hub [archived]' }],
	});
	simulator.model().activeState = 'UNLOCKED';
	const { results } = await engine.listSearch(anaplanNode(), 'searchImports', 'trans');
	expect(results.map(({ name }) => name)).toEqual([
		'Transaction Lines from QuickBooks',
		'Transactions from QuickBooks',
	]);
});
