/** What counts as loaded where the list of refused rows is not what it should be. */
import { loadFile, type FileLoadOptions } from '../../src/anaplan/loadFile';
import { loadRows } from '../../src/anaplan/load';
import { toSourceRow } from '../../src/anaplan/rows';
import { DEMO_MODEL_ID } from '../../sandbox/anaplan/demoModel';
import { clientOn, skippingClock, vendorLoad } from './anaplanEngine';
import { byName, failureOf, items, load, openBench, vendorRow, type Bench } from './anaplanSetup';

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => {
	await bench.simulator.stop();
});

const VENDORS = 'Vendors from QuickBooks';
/** The second one is refused. */
const ROWS = ['C1', '#2', 'C3', 'C4'].map((Code) => vendorRow(Code, `Vendor ${Code}`, { Code }));
const HEADER = '"_Status_","Code","Name","_Line_","_Error_1_"';

/** Instead of the dump that Anaplan keeps. */
function dumpIs(...lines: string[]): void {
	const body = [HEADER, ...lines, ''].join('\n');
	bench.simulator.faults.arm({ method: 'GET', path: /\/dump\/chunks\/0/, status: 200, body });
}

const client = () => clientOn(bench.simulator, skippingClock(bench.simulator));

async function loadItems() {
	const rows = ROWS.map((row, index) => toSourceRow(row, index));
	return await loadRows(client(), vendorLoad({}, { rows }));
}

async function loadCsv(bounds: FileLoadOptions['bounds'] = {}) {
	const columns = Object.keys(ROWS[0]).filter((column) =>
		['Code', 'Name', 'Parent Code', 'Currency', 'Active', 'Status', 'Transaction ID'].includes(
			column,
		),
	);
	const lines = [columns, ...ROWS.map((row) => columns.map((column) => row[column]))];
	const bytes = Buffer.from(lines.map((line) => `${line.join(',')}\n`).join(''));
	async function* pieces() {
		yield bytes;
	}
	return await loadFile(client(), {
		workspaceId: '',
		modelId: DEMO_MODEL_ID,
		source: { name: 'vendors.csv', encoding: 'utf-8', open: async () => pieces() },
		reference: { by: 'name', value: VENDORS },
		options: { ...vendorLoad().options, bounds },
	});
}

const UNNAMED: Array<[string, string[], string]> = [
	['a line that fits no row', ['"E","#2","","3","no"', '"E","X9","","","no"'], '1 row that fits'],
	['only a line that fits no row', ['"E","X9","","","no"'], '1 row that fits none'],
	['no line at all', [], 'refused 1 row of this import but keeps no list of them'],
	['a warning where a row was refused', ['"W","C1","","2","no"'], 'names only 1 of them'],
];

test.each(UNNAMED)(
	'of items with %s in the dump, none counts as loaded',
	async (_, lines, says) => {
		dumpIs(...lines);
		const { remarks, strays, summary } = await loadItems();
		expect(remarks.map(({ outcome }) => outcome)).toEqual(Array(4).fill('rejected'));
		expect(remarks[2]).toMatchObject({
			loadedAt: null,
			reason: expect.stringContaining(says),
			advice: expect.stringContaining('load again'),
		});
		expect(strays.map(({ line }) => line.values.get('Code'))).toEqual(
			lines.some((line) => line.includes('X9')) ? ['X9'] : [],
		);
		expect(summary).toMatchObject({
			loaded: 0,
			rejected: 4,
			imports: [{ loaded: 0, rejected: 4 }],
		});
	},
);

test.each(UNNAMED)(
	'of a file with %s in the dump, no row counts as loaded',
	async (_, lines, says) => {
		dumpIs(...lines);
		const { rejected, unlisted, summary, failed } = await loadCsv();
		const stray = lines.some((line) => line.includes('X9'));
		const rows = rejected.slice(stray ? 1 : 0);
		expect(rows.map(({ line, values }) => [line, values.Code])).toEqual([
			[2, 'C1'],
			[3, '#2'],
			[4, 'C3'],
			[5, 'C4'],
		]);
		expect(rows[2].remark).toMatchObject({
			outcome: 'rejected',
			reason: expect.stringContaining(says),
		});
		if (stray) {
			expect(rejected[0]).toMatchObject({
				line: undefined,
				values: { Code: 'X9' },
				remark: { outcome: 'rejected', reason: expect.stringContaining('fits none of those sent') },
			});
		}
		expect(summary).toMatchObject({ rowsReceived: 4, loaded: 0, rejected: 4 });
		expect([unlisted, failed]).toEqual([0, [VENDORS]]);
	},
);

test('what the dump tells of a row stays its reason, and the others get that of the import', async () => {
	dumpIs('"E","#2","","3","Invalid parent"', '"E","X9","","","no"');
	const { remarks } = await loadItems();
	expect(remarks[1].reason).toContain('The parent of this item does not exist');
	const { rejected } = await loadCsv();
	expect(rejected[2].remark.reason).toContain('The parent of this item does not exist');
});

test('actions after an import whose refusals are not known do not run', async () => {
	dumpIs('"E","X9","","","no"');
	const action = bench.simulator
		.model()
		.addAction({ name: 'Sort', actionType: 'ORDER_HIERARCHY', listName: 'QB Vendors' });
	const rows = ROWS.map((row, index) => toSourceRow(row, index));
	const actionsAfter = [{ by: 'id' as const, value: action.id }];
	const { summary } = await loadRows(client(), vendorLoad({ actionsAfter }, { rows }));
	expect(summary.actions).toMatchObject([{ outcome: 'notRun' }]);
});

test('of lines of the dump that can not be listed the rest is counted', async () => {
	dumpIs('"E","X8","","","no"', '"E","X9","","","no"');
	const { rejected, unlisted, summary } = await loadCsv({ rejectedListed: 3 });
	expect(rejected.map(({ values }) => values.Code)).toEqual(['X8', 'X9', 'C1']);
	expect([unlisted, summary.rejected]).toEqual([3, 4]);
});

test('a result that tells of refused rows in its details alone is no clean one', async () => {
	bench.simulator.faults.arm({
		method: 'GET',
		path: /\/imports\/\d+\/tasks\/[0-9A-F]+$/,
		status: 200,
		body: {
			task: {
				taskState: 'COMPLETE',
				result: {
					successful: true,
					failureDumpAvailable: false,
					details: [{ type: 'hierarchyImportInvalidParent', occurrences: 3, values: [] }],
				},
			},
		},
	});
	const { remarks, summary } = await loadItems();
	expect(remarks.map(({ outcome }) => outcome)).toEqual(Array(4).fill('rejected'));
	expect(remarks[0].reason).toContain('refused some rows of this import but keeps no list of them');
	expect(summary.imports).toMatchObject([{ result: 'partial', loaded: 0 }]);
});

const PIPE = ['E,#2,5" pipe,3,Invalid name: 5" pipe'];

test('a quote inside a field of the dump is text', async () => {
	dumpIs(...PIPE);
	const { remarks } = await loadItems();
	expect(remarks.map(({ outcome }) => outcome)).toEqual(['loaded', 'rejected', 'loaded', 'loaded']);
	expect(remarks[1].reason).toContain('Invalid name: 5" pipe');
	dumpIs(...PIPE);
	expect((await loadCsv()).rejected).toMatchObject([{ line: 3, values: { Code: '#2' } }]);
});

test('a dump that cannot be read is as none: no row counts, and it says why', async () => {
	dumpIs('"E","#2","","3","no');
	const says =
		'refused 1 row of this import and keeps a list of them whose text is broken, so none';
	const { remarks } = await loadItems();
	expect(remarks.map(({ outcome }) => outcome)).toEqual(Array(4).fill('rejected'));
	expect(remarks[0].reason).toContain(says);
	const { rejected, summary } = await loadCsv();
	expect(rejected.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
	expect(rejected[0].remark.reason).toContain(says);
	expect(summary).toMatchObject({ loaded: 0, rejected: 4 });
});

test.each([
	['204', { status: 204 }],
	['an empty answer', { status: 200, body: '' }],
	['404', { status: 404 }],
])('%s for the chunks of a dump: there are none', async (_name, answer) => {
	bench.simulator.faults.arm({ method: 'GET', path: /\/dump\/chunks\?/, ...answer });
	const asked = bench.simulator.log;
	const { remarks } = await loadItems();
	// Where Anaplan says nothing of chunks, the dump may still be there as a whole.
	const whole = answer.status !== 404;
	expect(asked.count({ path: /\/dump$/ })).toBe(whole ? 1 : 0);
	expect(remarks.map(({ outcome }) => outcome === 'loaded')).toEqual([whole, false, whole, whole]);
	if (!whole) expect(remarks[0].reason).toContain('keeps no list of them');
});

test('with more refused rows than are held every one counts, and those beyond are told as such', async () => {
	dumpIs('"E","#2","","3","first"', '"E","C4","","5","second"');
	const { rejected, unlisted, summary } = await loadCsv({ rejectedListed: 1 });
	expect(rejected).toMatchObject([
		{ line: 3, remark: { reason: expect.stringContaining('first') } },
	]);
	expect([unlisted, summary.loaded, summary.rejected]).toEqual([1, 2, 2]);
});

/** More than fit into the arguments of one call. */
const VERY_MANY = 150_000;
const MANY_LINES = Array.from({ length: VERY_MANY }, (_, at) => `"E","X${at}","","",no`).join('\n');

test('very many lines that fit no row come out, each as an item', async () => {
	dumpIs(MANY_LINES);
	const { strays, summary } = await loadItems();
	expect(strays).toHaveLength(VERY_MANY);
	expect(summary).toMatchObject({ loaded: 0, rejected: 4 });
});

test('a run that refused very many rows has an item for each', async () => {
	await loadItems();
	dumpIs(MANY_LINES);
	const result = await load(bench, items({}), { operation: 'run', importId: byName(VENDORS) });
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 0)).toMatchObject([{ json: { rejectedRows: VERY_MANY } }]);
	expect(result.items('Anaplan', 1)).toHaveLength(VERY_MANY);
}, 60_000);

test('a run whose dump cannot be read says so', async () => {
	await loadItems();
	dumpIs('"E","#2","","3","no');
	const result = await load(bench, items({}), { operation: 'run', importId: byName(VENDORS) });
	const [{ json }] = result.items('Anaplan', 0);
	expect(json).toMatchObject({
		result: 'partial',
		remark: expect.stringContaining('its text is broken and cannot be read'),
	});
	const ask = {
		resource: 'task',
		operation: 'getDump',
		taskOf: 'imports',
		importId: byName(VENDORS),
	};
	const dump = await load(bench, items({}), { ...ask, taskId: String(json.taskId) });
	expect(failureOf(dump).message).toContain('its text is broken and cannot be read');
});
