/**
 * What Anaplan's sources leave open: whichever way the service does it, a load comes to the same end.
 * Each switch of the simulator stands for one such question, and is tried alone; what a person sees in
 * the node's items stands in anaplanSwitches.test.ts.
 */
import { loadRows } from '../../src/anaplan/load';
import type { LoadRequest } from '../../src/anaplan/loadRequest';
import { toSourceRow } from '../../src/anaplan/rows';
import type { Clock } from '../../src/clock';
import type { AnaplanSwitches } from '../../sandbox/anaplan/switches';
import { DEMO_MODEL_ID } from '../../sandbox/anaplan/demoModel';
import { clientOn, skippingClock, vendorLoad } from './anaplanEngine';
import { closeBench, invoiceRow, openBench, REALM, vendorRow, type Bench } from './anaplanSetup';

jest.setTimeout(60_000);

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => await closeBench(bench));

const IMPORTS = [
	['Vendor', 'Vendors from QuickBooks'],
	['Invoice', 'Transaction Lines from QuickBooks'],
	['Invoice', 'Transactions from QuickBooks'],
];

function request(rows: object[], more: Partial<LoadRequest> = {}): LoadRequest {
	return {
		workspaceId: '',
		modelId: DEMO_MODEL_ID,
		rows: rows.map((row, index) => toSourceRow(row as never, index)),
		table: IMPORTS.map(([entity, value]) => ({ entity, reference: { by: 'name', value } })),
		options: vendorLoad().options,
		...more,
	};
}

const ROWS = [
	vendorRow('1', 'One "ü"\nline'),
	vendorRow('2', 'Two', { Code: '#bad' }),
	invoiceRow('145', '1', '10.10'),
	invoiceRow('145', '2', '-0.35'),
	invoiceRow('146', '1', '7', { 'Transaction Date': 'some day' }),
	invoiceRow('147', '1', '99', { Code: '#line' }),
];

type Side = Partial<AnaplanSwitches>;
/** Both sides of each question that a load can meet. */
const SIDES: Side[] = [
	...(['envelope', 'auth', 'empty', 'html'] as const).map((unauthorizedBody) => ({
		unauthorizedBody,
	})),
	...[true, false].flatMap((side): Side[] => [
		{ lyingNext: side },
		{ pagingWhenEmpty: side },
		{ unknownImport500: side },
		{ bareTaskId: side },
		{ objectNames: side },
		{ codesIgnoreCase: side },
		{ lockedRefusesUploads: side },
		{ busyHangs: side },
		{ refreshTokenIdChanges: side },
	]),
	{ chunkCountEcho: 'asSet' },
	{ chunkCountEcho: 'zero' },
	{ failureValues: 'present' },
	{ failureValues: 'empty' },
	{ failureValues: 'null' },
	{ dumpLayout: 'current', dumpLines: 'physical' },
	{ dumpLayout: 'current', dumpLines: 'record' },
	{ missingColumn: 'fail' },
	{ missingColumn: 'dropMapping' },
	{ blankCells: 'noChange' },
	{ blankCells: 'clear' },
	{ duplicateText: 'lastWins' },
	{ duplicateText: 'firstWins' },
	{ byteOrderMark: 'keep' },
	{ byteOrderMark: 'strip' },
];

test.each(SIDES.map((side) => [JSON.stringify(side), side] as const))(
	'%s: the same rows land, the same are refused, for the same reasons',
	async (_name, side) => {
		Object.assign(bench.simulator.switches, side);
		const client = clientOn(bench.simulator, skippingClock(bench.simulator));
		await client.get('/users/me', 'signing in');
		bench.simulator.expireTokens();
		const { remarks, strays, summary } = await loadRows(client, request(ROWS));
		expect(remarks.map(({ outcome }) => outcome)).toEqual([
			'loaded',
			'rejected',
			'loaded',
			'loaded',
			'partial',
			'rejected',
		]);
		expect(remarks.map(({ reason }) => reason ?? '')).toEqual([
			'',
			expect.stringContaining('does not accept the code'),
			'',
			'',
			expect.stringContaining('some day'),
			expect.stringContaining('does not accept the code'),
		]);
		expect(strays).toEqual([]);
		expect(summary).toMatchObject({ rowsReceived: 6, loaded: 3, rejected: 3 });
		const model = bench.simulator.model();
		expect(model.sum('QB Transactions', 'Amount')).toBe('16.75');
		expect(model.items('QB Vendors').map(({ code }) => code)).toEqual([`${REALM}-VEN-1`]);
	},
);

/** Does something once, at the first wait for a task. */
function atFirstTask(clock: Clock, work: () => Promise<void> | void): Clock {
	let done = false;
	return {
		...clock,
		sleep: async (milliseconds, signal, what) => {
			if (!done && what.startsWith('waiting for the import')) {
				done = true;
				await work();
			}
			await clock.sleep(milliseconds, signal, what);
		},
	};
}

test.each([true, false])(
	'a model that is locked in the middle of a load ends it in plain words (uploads refused: %s)',
	async (lockedRefusesUploads) => {
		bench.simulator.switches.lockedRefusesUploads = lockedRefusesUploads;
		const clock = atFirstTask(skippingClock(bench.simulator), () => {
			bench.simulator.model().activeState = 'LOCKED';
		});
		await expect(loadRows(clientOn(bench.simulator, clock), request(ROWS))).rejects.toMatchObject({
			kind: 'setting',
			message: expect.stringContaining('The Anaplan model is locked'),
			advice: expect.stringContaining('unlock the model'),
		});
		expect(bench.simulator.model().items('QB Transaction Lines')).toEqual([]);
	},
);

test('a task of somebody else between two imports is waited for by the status, not by calls that hang', async () => {
	bench.simulator.switches.busyHangs = true;
	const model = bench.simulator.model();
	model.addFile({ name: 'notes.csv' });
	model.setDefaultFile('notes.csv', 'Code\n');
	const { id } = model.addImport({
		name: 'Notes',
		fileName: 'notes.csv',
		target: { list: 'QB Customers' },
		columns: [{ header: 'Code', target: { to: 'code' } }],
	});
	const other = clientOn(bench.simulator, skippingClock(bench.simulator));
	const inner = skippingClock(bench.simulator);
	const clock = atFirstTask(inner, async () => {
		bench.simulator.timing.runMs = 45_000;
		await other.json({
			method: 'POST',
			path: `/workspaces/${model.workspaceId}/models/${model.id}/imports/${id}/tasks`,
			headers: { 'content-type': 'application/json' },
			body: '{"localeName":"en_US"}',
			repeat: 'once',
			what: 'starting somebody else',
		});
		bench.simulator.timing.runMs = 5;
	});
	const { summary } = await loadRows(clientOn(bench.simulator, clock), request(ROWS));
	expect(summary).toMatchObject({ loaded: 3, rejected: 3 });
	expect(inner.waits.filter((wait) => wait === 5_000).length).toBeGreaterThanOrEqual(8);
	// Nobody had uploaded the file of the other import; that is its affair.
	await bench.simulator.stop();
	expect(bench.simulator.hazards.map(({ kind }) => kind)).toEqual(['defaultFileUsed']);
	bench = await openBench();
});
