/** What counts as loaded where the list of refused rows is not what it should be. */
import { loadFile, type FileLoadOptions } from '../../src/anaplan/loadFile';
import { loadRows } from '../../src/anaplan/load';
import { toSourceRow } from '../../src/anaplan/rows';
import { DEMO_MODEL_ID } from '../../sandbox/anaplan/demoModel';
import { clientOn, skippingClock, vendorLoad } from './anaplanEngine';
import { openBench, vendorRow, type Bench } from './anaplanSetup';

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
