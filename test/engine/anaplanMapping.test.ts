/** What goes into an import's columns: the mapper where there is one import, field choices where there are several. */
import type { INodeParameters } from 'n8n-workflow';

import {
	anaplanNode,
	byName,
	failureOf,
	invoiceRow,
	items,
	load,
	openBench,
	remarkOf,
	vendorRow,
	type Bench,
} from './anaplanSetup';

let bench: Bench;

beforeEach(async () => (bench = await openBench()));
afterEach(async () => await bench.simulator.stop());

const LINES = 'Transaction Lines from QuickBooks';
const uploads = () => bench.simulator.log.count({ method: 'PUT' });
const one = (value: object): object => ({
	importChoice: 'one',
	importId: byName(LINES),
	importColumns: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] },
});
const run = async (input: object[], parameters: object) =>
	await load(bench, items(...input), parameters as INodeParameters);

test('the columns of one import are offered as its file has them', async () => {
	const shown = anaplanNode({ importChoice: 'one', importId: byName(LINES) });
	const { fields } = await bench.engine.resourceMapping(shown, 'getImportColumns');
	expect(fields.map(({ id, type, required }) => [id, type, required])).toEqual([
		['Code', 'string', false],
		['Entity', 'string', false],
		['Document Number', 'string', false],
	]);
	const none = anaplanNode({ importChoice: 'one', importId: byName('') });
	expect((await bench.engine.resourceMapping(none, 'getImportColumns')).fields).toEqual([]);
});

test('mapped columns are loaded instead of the fields of their names, and the item stays as it came', async () => {
	const value = {
		Code: '=L-{{ $json.id }}',
		Entity: 'Bill',
		'Document Number': '={{ $json["No."] }}',
	};
	const result = await run(
		[
			{ id: 1, 'No.': 17.5 },
			{ id: 2, 'No.': null },
		],
		one(value),
	);
	expect(result.error).toBeUndefined();
	expect(bench.simulator.model().items('QB Transaction Lines')).toMatchObject([
		{ code: 'L-1', properties: { Entity: 'Bill', 'Document Number': '17.5' } },
		{ code: 'L-2', properties: { Entity: 'Bill', 'Document Number': '' } },
	]);
	const [first] = result.items('Anaplan', 0);
	expect(first.json).toMatchObject({ id: 1, 'No.': 17.5 });
	expect(remarkOf(first)).toMatchObject({ outcome: 'loaded', import: LINES });
});

test('a column of the import that is not mapped stops the load before anything is uploaded', async () => {
	const value = { Code: '={{ $json.id }}', Entity: 'Bill' };
	const { message } = failureOf(await run([{ id: 1 }], one(value)));
	expect(message).toContain('expects the column "Document Number"');
	expect(uploads()).toBe(0);
});

const choices = (...values: object[]) => ({ fields: { values } });

test('a column may take a field of another name, for one entity and one import alone', async () => {
	const values = [
		{
			entity: 'Invoice',
			import: byName(LINES),
			...choices({ column: 'Document Number', field: 'PO' }),
		},
		{ entity: 'Invoice', import: byName('Transactions from QuickBooks') },
		{
			entity: 'Vendor',
			import: byName('Vendors from QuickBooks'),
			...choices({ column: 'Name', field: 'Full Name' }),
		},
	];
	const result = await run(
		[
			invoiceRow('145', '1', '5.25', { PO: 'PO-9' }),
			vendorRow('56', 'Bau', { 'Full Name': 'Bau GmbH' }),
		],
		{ imports: { values } },
	);
	expect(result.error).toBeUndefined();
	const model = bench.simulator.model();
	expect(model.items('QB Transaction Lines')[0].properties['Document Number']).toBe('PO-9');
	expect(model.rows('QB Transactions')[0]).toMatchObject({
		'Document Number': '10145',
		Amount: '5.25',
	});
	expect(model.items('QB Vendors')[0].properties.Name).toBe('Bau GmbH');
	const loaded = result.items('Anaplan', 0);
	expect(loaded.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		[{ item: 0 }, { item: 1 }],
	]);
	expect(remarkOf(loaded[0]).imports).toHaveLength(2);
});

test('a row that Anaplan refuses is found again by a key that comes from another field', async () => {
	const values = [
		{
			entity: 'Invoice',
			import: byName(LINES),
			...choices({ column: 'Code', field: 'Line Code' }),
		},
	];
	const result = await run(
		[
			invoiceRow('1', '1', '1', { 'Line Code': 'A-1' }),
			invoiceRow('2', '1', '1', { 'Line Code': '#bad' }),
			invoiceRow('3', '1', '1', { 'Line Code': '' }),
		],
		{ imports: { values } },
	);
	expect(result.items('Anaplan', 1).map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 1 },
		{ item: 2 },
	]);
	expect(bench.simulator.model().items('QB Transaction Lines')).toMatchObject([{ code: 'A-1' }]);
});

test('a choice that names no field of the rows, or nothing at all, is told before anything is uploaded', async () => {
	const table = (...values: object[]) => ({
		imports: { values: [{ entity: 'Invoice', import: byName(LINES), ...choices(...values) }] },
	});
	for (const [parameters, says] of [
		[table({ column: 'Document Number', field: 'P.O.' }), 'expects the column "Document Number"'],
		[table({ column: 'Code', field: '' }), 'is not filled in'],
		[table({ column: 'Code', field: 'a' }, { column: 'Code', field: 'b' }), 'chosen twice'],
	] as const) {
		expect(failureOf(await run([invoiceRow('1', '1', '1')], parameters)).message).toContain(says);
	}
	expect(uploads()).toBe(0);
});
