/** Upload and Run Import on the real engine, against the Anaplan simulator. */
import {
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

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => {
	expect(bench.simulator.hazards).toEqual([]);
	await bench.simulator.stop();
});

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
