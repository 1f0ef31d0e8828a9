/** Amounts of rows that one call to Anaplan cannot take: cut right, and each refusal on its own row. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { byName, items, load, openBench, remarkOf, type Bench } from './anaplanSetup';

/** What Anaplan takes in one call, of list items and of cells. */
const LOT = 100_000;
/** What Anaplan answers at once of a list. */
const MOST_ITEMS = 1_000_000;

/** So many rows take a busy machine a while. */
jest.setTimeout(180_000);

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
	const model = bench.simulator.model();
	model.addList({ name: 'Cities', properties: [{ name: 'People', format: 'NUMBER' }] });
	model.addModule('Census', ['Cities'], [{ name: 'People', format: 'NUMBER' }]);
});
afterEach(async () => await bench.simulator.stop());

const rows = (count: number, row: (index: number) => object) =>
	items(...Array.from({ length: count }, (_, index) => row(index)));
const run = async (input: INodeExecutionData[], parameters: object) => {
	const result = await load(bench, input, parameters as INodeParameters);
	expect(result.error).toBeUndefined();
	return result;
};
const change = async (operation: string, input: INodeExecutionData[], more: object = {}) =>
	await run(input, {
		resource: 'list',
		operation,
		listId: byName('Cities'),
		columns: {
			mappingMode: 'autoMapInputData',
			value: null,
			matchingColumns: ['Code'],
			schema: [],
		},
		...more,
	});
const write = async (input: INodeExecutionData[], value = '={{ $json.People }}') =>
	await run(input, {
		resource: 'module',
		operation: 'writeCells',
		moduleId: byName('Census'),
		dimensions: {
			values: [{ dimension: byName('Cities'), itemBy: 'code', item: '={{ $json.Code }}' }],
		},
		cells: { values: [{ lineItem: byName('People'), value }] },
	});
/** What the items say, and where each came from. */
const refusals = (found: INodeExecutionData[]) =>
	found.map((item) => [item.pairedItem, item.json.Code, remarkOf(item).failureType]);
const calls = (method: string, path: RegExp) => bench.simulator.log.count({ method, path });

/** The last row of the first lot, the first and the last of the second. */
const BAD = new Set([LOT - 1, LOT, LOT + 2]);

test('100,003 rows are added, updated and deleted in two calls each, refusals on their own rows', async () => {
	const city = (people: (index: number) => string) => (index: number) => ({
		Code: `C${index}`,
		Name: `City ${index}`,
		People: people(index),
	});
	const list = bench.simulator.model().list('Cities');
	const refused = [...BAD].map((item) => [{ item }, `C${item}`, 'INCORRECT_FORMAT']);

	const added = await change(
		'addItems',
		rows(
			LOT + 3,
			city((index) => (BAD.has(index) ? 'many' : '1')),
		),
	);
	expect(refusals(added.items('Anaplan', 1))).toEqual(refused);
	expect(added.items('Anaplan', 0)).toHaveLength(LOT);
	expect(list.items).toHaveLength(LOT);
	expect(calls('POST', /action=add/)).toBe(2);

	for (const index of BAD) list.add(`C${index}`, `City ${index}`);
	const updated = await change(
		'updateItems',
		rows(
			LOT + 3,
			city((index) => (BAD.has(index) ? 'few' : '2')),
		),
	);
	expect(refusals(updated.items('Anaplan', 1))).toEqual(refused);
	expect(calls('PUT', /\/items$/)).toBe(2);
	const people = bench.simulator
		.model()
		.items('Cities')
		.map(({ properties }) => properties.People);
	expect(new Set(people.slice(0, LOT))).toEqual(new Set(['2']));
	expect(new Set(people.slice(LOT))).toEqual(new Set(['0']));

	const gone = await change(
		'deleteItems',
		rows(LOT + 3, (index) => ({ Code: BAD.has(index) ? `X${index}` : `C${index}` })),
	);
	expect(refusals(gone.items('Anaplan', 1))).toEqual(
		[...BAD].map((item) => [{ item }, `X${item}`, 'Not found']),
	);
	expect(calls('POST', /action=delete/)).toBe(2);
	expect(list.items.map(({ code }) => code)).toEqual([...BAD].map((index) => `C${index}`));
});

test('a call that fails after others have landed leaves their rows on Loaded and the rest on Rejected', async () => {
	const { faults } = bench.simulator;
	faults.arm({ path: /action=add/, status: 403, nth: 2 });
	const result = await change(
		'addItems',
		rows(LOT + 2, (index) => ({ Code: `C${index}`, Name: `City ${index}` })),
	);
	expect(result.items('Anaplan', 0)).toHaveLength(LOT);
	const rest = result.items('Anaplan', 1);
	expect(rest.map(({ pairedItem }) => pairedItem)).toEqual([{ item: LOT }, { item: LOT + 1 }]);
	expect(remarkOf(rest[0]).reason).toContain('may not do this');
	expect(bench.simulator.model().list('Cities').items).toHaveLength(LOT);
});

test('100,003 cells are written in two calls, and refused ones come back on their rows', async () => {
	const list = bench.simulator.model().list('Cities');
	for (let index = 0; index < LOT + 3; index++) if (!BAD.has(index)) list.add(`C${index}`);
	const result = await write(
		rows(LOT + 3, (index) => ({ Code: `C${index}`, People: `${index}.25` })),
	);
	expect(refusals(result.items('Anaplan', 1))).toEqual(
		[...BAD].map((item) => [{ item }, `C${item}`, 'cellIsInvalid']),
	);
	expect(calls('POST', /\/data$/)).toBe(2);
	const written = bench.simulator.model().rows('Census');
	expect(written).toHaveLength(LOT);
	expect(written[LOT - 1]).toMatchObject({ People: `${LOT + 1}.25` });
});

test('where Anaplan takes only 1,000 cells in a call, the run goes on with so many', async () => {
	bench.simulator.switches.cellsPerWrite = 'fewer';
	const list = bench.simulator.model().list('Cities');
	for (let index = 0; index < 2_500; index++) if (index !== 2_000) list.add(`C${index}`);
	const result = await write(rows(2_500, (index) => ({ Code: `C${index}`, People: index })));
	expect(refusals(result.items('Anaplan', 1))).toEqual([
		[{ item: 2_000 }, 'C2000', 'cellIsInvalid'],
	]);
	expect(result.items('Anaplan', 0)).toHaveLength(2_499);
	// The large one, which is refused as a whole, and three small ones.
	expect(calls('POST', /\/data$/)).toBe(4);
	expect(bench.simulator.model().rows('Census').at(-1)).toMatchObject({ People: '2499' });
});

test('a list of more than a million items is read through a read request, which is deleted where reading stops early', async () => {
	const list = bench.simulator.model().list('Cities');
	for (let index = 0; index <= MOST_ITEMS; index++) list.add(`C${index}`);
	const read = await run(items({}), {
		resource: 'list',
		operation: 'getItems',
		listId: byName('Cities'),
		returnAll: false,
		limit: 12_000,
	});
	const codes = read.items('Anaplan').map(({ json }) => json.code);
	expect(codes).toEqual(Array.from({ length: 12_000 }, (_, index) => `C${index}`));
	expect(calls('GET', /\/lists\/\d+\/items/)).toBe(0);
	expect(calls('GET', /\/readRequests\/\w+\/pages\/\d+$/)).toBeGreaterThan(1);
	expect(bench.simulator.openReadRequests()).toBe(0);
});
