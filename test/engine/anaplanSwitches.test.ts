/**
 * What the public sources leave open about Anaplan's answers, tried the other way round from what
 * the simulator does by default: the same load has to come out of the node with the same items.
 * anaplanOpenQuestions.test.ts tries each question alone.
 */
import type { AnaplanSwitches } from '../../sandbox/anaplan/switches';
import {
	closeBench,
	invoiceRow,
	items,
	load,
	openBench,
	remarkOf,
	vendorRow,
	type Bench,
} from './anaplanSetup';

jest.setTimeout(60_000);

let bench: Bench;

afterEach(async () => await closeBench(bench));

/** A list row, a refused one, and an invoice line whose transaction list and module both take it. */
const ROWS = items(
	vendorRow('1', 'One'),
	vendorRow('2', 'Two', { Code: '#2' }),
	invoiceRow('7', '1', '12.50'),
);

/** Together, because none touches what another one changes. */
const SWITCHES: ReadonlyArray<Partial<AnaplanSwitches>> = [
	{},
	{
		bareTaskId: true,
		objectNames: true,
		failureValues: 'empty',
		chunkCountEcho: 'zero',
		pagingWhenEmpty: false,
		refreshTokenIdChanges: true,
	},
	{ failureValues: 'null', dumpLayout: 'older', lyingNext: true, unknownImport500: true },
	{
		dumpLines: 'record',
		missingColumn: 'dropMapping',
		blankCells: 'clear',
		duplicateText: 'firstWins',
		invalidParent: 'error',
		codesIgnoreCase: true,
		byteOrderMark: 'strip',
		processStopsOnFailure: true,
	},
];

test.each(SWITCHES)('a load comes out the same with %j', async (switches) => {
	bench = await openBench({ switches });
	const result = await load(bench, ROWS);
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 0).map(({ json }) => json.Code ?? json.kind)).toEqual([
		vendorRow('1', 'One').Code,
		invoiceRow('7', '1', '12.50').Code,
		'loadSummary',
	]);
	const rejected = result.items('Anaplan', 1);
	expect(rejected).toHaveLength(1);
	expect(rejected[0].pairedItem).toEqual({ item: 1 });
	expect(remarkOf(rejected[0]).reason).toContain('does not accept the code');
	const summary = result.items('Anaplan', 0)[2].json.load;
	expect(summary).toMatchObject({
		loaded: 2,
		rejected: 1,
		imports: [
			{
				import: 'Vendors from QuickBooks',
				result: 'partial',
				unit: 'rows',
				counts: { created: 1, updated: 0, failed: 1, warnings: 0 },
			},
			{ result: 'clean', unit: 'rows', counts: { created: 1 } },
			{ import: 'Transactions from QuickBooks', unit: 'cells' },
		],
	});
	expect(bench.simulator.model().sum('QB Transactions', 'Amount')).toBe('12.50');
});

test.each(['envelope', 'auth', 'empty', 'html'] as const)(
	'a token that is refused with the body "%s" is renewed and the load goes on',
	async (unauthorizedBody) => {
		bench = await openBench({ switches: { unauthorizedBody } });
		expect((await load(bench, ROWS)).error).toBeUndefined();
		bench.simulator.expireTokens();
		const again = await load(bench, ROWS);
		expect(again.error).toBeUndefined();
		expect(again.items('Anaplan', 1)).toHaveLength(1);
		expect(bench.simulator.log.count({ path: '/token/authenticate' })).toBe(2);
	},
);

test.each(['warning', 'error'] as const)(
	'a row whose parent is unknown is told, where Anaplan makes it a %s',
	async (invalidParent) => {
		bench = await openBench({ switches: { invalidParent } });
		const model = bench.simulator.model();
		model.addList({ name: 'Regions' });
		model.addList({ name: 'Shops', parentList: 'Regions' });
		model.addFile({ name: 'shops.csv' });
		model.addImport({
			name: 'Shops in',
			fileName: 'shops.csv',
			target: { list: 'Shops' },
			columns: [
				{ header: 'Code', target: { to: 'code' } },
				{ header: 'Parent Code', target: { to: 'parent' } },
			],
		});
		const result = await load(bench, items({ Code: 'S1', 'Parent Code': 'nowhere' }), {
			importChoice: 'one',
			importId: { __rl: true, mode: 'name', value: 'Shops in' },
		});
		expect(remarkOf(result.items('Anaplan', 1)[0])).toMatchObject({
			outcome: invalidParent === 'warning' ? 'partial' : 'rejected',
			reason: expect.stringContaining('parent of this item does not exist'),
			advice: expect.stringContaining('Load the parent first'),
		});
	},
);

test.each(['http425', 'task'] as const)(
	'what a deployed model may not change is told, where Anaplan refuses it by %s',
	async (deployedRefusal) => {
		bench = await openBench({ switches: { deployedRefusal } });
		const model = bench.simulator.model();
		model.list('QB Vendors').definition.productionData = false;
		model.activeState = 'PRODUCTION';
		const result = await load(bench, items(vendorRow('1', 'One')));
		const said =
			deployedRefusal === 'http425'
				? result.error?.message
				: remarkOf(result.items('Anaplan', 1)[0]).reason;
		expect(said).toMatch(/is deployed|may not run this import/);
		expect(model.items('QB Vendors')).toEqual([]);
	},
);

test('a name for an item of a numbered list is refused in words that say what to change', async () => {
	bench = await openBench();
	bench.simulator.model().importNamed('Vendors from QuickBooks').columns[1].target = { to: 'name' };
	const result = await load(bench, items(vendorRow('1', 'One')));
	expect(JSON.stringify(result.items('Anaplan', 1))).toContain('told apart by code only');
});
