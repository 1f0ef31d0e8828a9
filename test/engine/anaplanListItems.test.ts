/** Adding, updating and deleting list items on the real engine, each row with what became of it. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import {
	anaplanNode,
	byName,
	failureOf,
	items,
	load,
	openBench,
	remarkOf,
	WINDOW,
	type Bench,
} from './anaplanSetup';

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
	const model = bench.simulator.model();
	model.addList({ name: 'Regions' }).add('N', 'North');
	model.addList({
		name: 'Cities',
		parentList: 'Regions',
		subsets: ['Capitals'],
		properties: [
			{ name: 'People', format: 'NUMBER' },
			{ name: 'Founded', format: 'DATE' },
			{ name: 'Coast', format: 'BOOLEAN' },
			{ name: 'Label', format: 'TEXT', formula: 'NAME(ITEM(Cities))' },
			{ name: 'Code', format: 'TEXT' },
		],
	});
});

afterEach(async () => await bench.simulator.stop());

const mapped = (value: object, matchingColumns: string[] = []): INodeParameters =>
	({
		mappingMode: 'defineBelow',
		value,
		matchingColumns,
		schema: [],
	}) as unknown as INodeParameters;
const AUTOMATIC = {
	mappingMode: 'autoMapInputData',
	value: null,
	matchingColumns: ['Code'],
	schema: [],
};

const write = async (
	operation: 'addItems' | 'updateItems' | 'deleteItems',
	input: INodeExecutionData[],
	more: object = {},
) =>
	await load(bench, input, {
		resource: 'list',
		operation,
		listId: byName('Cities'),
		columns: AUTOMATIC,
		...more,
	} as unknown as INodeParameters);
const sent = () => bench.simulator.log.all({ path: /\/items(\?action=\w+)?$/ }).length;
const cities = () => bench.simulator.model().items('Cities');

test('rows become items, what Anaplan refuses comes out on Rejected with plain words, and windows pass', async () => {
	const result = await write(
		'addItems',
		items(
			{
				Name: 'Leeds',
				Code: 'L',
				Parent: 'North',
				People: 812000,
				Founded: '2026-10-01T00:00:00.000Z',
			},
			{ Name: 'York', People: '1,5', Code: 'Y' },
			WINDOW,
			{ Name: 'Hull', Parent: 'South', other: 'field' },
			{ Name: 'leeds' },
			{ Code: 'X' },
		),
	);
	expect(result.error).toBeUndefined();
	const loaded = result.items('Anaplan', 0);
	expect(loaded.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
	expect(loaded[0].json).toMatchObject({
		Name: 'Leeds',
		anaplan: { outcome: 'loaded', reason: null, list: 'Cities', loadedAt: expect.any(String) },
	});
	expect(loaded[1].json).toEqual(WINDOW);
	const rejected = result.items('Anaplan', 1);
	expect(rejected.map((item) => [item.pairedItem, remarkOf(item).failureType])).toEqual([
		[{ item: 1 }, 'INCORRECT_FORMAT'],
		[{ item: 3 }, 'INCORRECT_FORMAT'],
		[{ item: 4 }, null],
		[{ item: 5 }, 'INCOMPLETE_DATA'],
	]);
	expect(rejected.map((item) => remarkOf(item).reason)).toEqual([
		expect.stringContaining('The value "1,5" does not fit the column "People"'),
		expect.stringContaining('The parent "South" does not exist in the list above'),
		expect.stringContaining('has the same name, "leeds"'),
		expect.stringContaining('Give the item a name'),
	]);
	expect(cities()).toMatchObject([
		{ name: 'Leeds', code: 'L', properties: { People: '812000', Founded: '2026-10-01' } },
	]);
	expect(result.hints('Anaplan')[0]).toContain('Anaplan took 1 of 5 rows');
});

test('mapped columns take expressions, fixed values and fields of any name', async () => {
	const result = await write('addItems', items({ n: 'Leeds', size: 3 }, { n: 'York', size: 4 }), {
		columns: mapped({
			Name: '={{ $json.n }}',
			Code: '=C-{{ $json.n.toUpperCase() }}',
			People: '={{ $json["size"] * 1000 }}',
			Coast: 'false',
			Capitals: 'true',
			Parent: '',
			'Code (Property)': 'x',
			Founded: null,
		}),
	});
	expect(result.items('Anaplan', 1)).toEqual([]);
	expect(cities()).toMatchObject([
		{ name: 'Leeds', code: 'C-LEEDS', properties: { People: '3000', Coast: 'false', Code: 'x' } },
		{ name: 'York', code: 'C-YORK', properties: { People: '4000' } },
	]);
	expect(bench.simulator.model().list('Cities').items[0].subsets.has('Capitals')).toBe(true);
});

test.each(['DUPLICATE', 'INCORRECT_FORMAT'] as const)(
	'adding what is there is refused as %s and changes nothing, and after a lost answer it is no refusal',
	async (duplicateFailure) => {
		bench.simulator.switches.duplicateFailure = duplicateFailure;
		await write('addItems', items({ Name: 'Leeds', Code: 'L', People: 1 }));
		const result = await write('addItems', items({ Name: 'Leeds', Code: 'L', People: 2 }));
		expect(remarkOf(result.items('Anaplan', 1)[0])).toMatchObject({
			reason: expect.stringContaining('Use the operation Update'),
			failureType: duplicateFailure,
		});
		expect(cities()[0].properties.People).toBe('1');
		bench.simulator.faults.arm({ path: /action=add/, times: 1, loseAnswer: true });
		const lost = await write('addItems', items({ Name: 'York', Code: 'Y' }));
		expect(lost.error).toBeUndefined();
		expect(remarkOf(lost.items('Anaplan', 0)[0])).toMatchObject({
			outcome: 'ignored',
			reason: expect.stringContaining('first answer was lost'),
		});
		expect(cities()).toHaveLength(2);
	},
);

test('an added item that Anaplan only counts as ignored is told as such', async () => {
	bench.simulator.switches.repeatedAdd = 'ignored';
	await write('addItems', items({ Name: 'Leeds', Code: 'L' }));
	const again = await write('addItems', items({ Name: 'Leeds', Code: 'L' }));
	expect(remarkOf(again.items('Anaplan', 0)[0])).toMatchObject({
		outcome: 'ignored',
		reason: expect.stringContaining('the list has it already'),
	});
	const mixed = await write(
		'addItems',
		items({ Name: 'Leeds', Code: 'L' }, { Name: 'York', Code: 'Y' }),
	);
	expect(mixed.items('Anaplan', 0).map((item) => remarkOf(item).reason)).toEqual([
		expect.stringContaining('took 1 of 2 items'),
		expect.stringContaining('counts 1 as ignored'),
	]);
});

test('new items must differ in name and in code', async () => {
	const result = await write(
		'addItems',
		items({ Name: 'Leeds', Code: 'L' }, { Name: 'York', Code: 'L' }, { Name: 'LEEDS', Code: 'Y' }),
	);
	expect(result.items('Anaplan', 1).map((item) => remarkOf(item).reason)).toEqual([
		expect.stringContaining('Row 1 of this run has the same code, "L"'),
		expect.stringContaining('Row 1 of this run has the same name, "LEEDS"'),
	]);
	expect(cities()).toHaveLength(1);
});

test('in a list that is its own parent list parents go first, whatever the order of the rows', async () => {
	bench.simulator.model().addList({ name: 'Tree', parentList: 'Tree' });
	const result = await write(
		'addItems',
		items(
			{ Name: 'Leaf', Parent: 'BRANCH' },
			{ Name: 'Egg', Parent: 'Hen' },
			{ Name: 'Hen', Parent: 'Egg' },
			{ Name: 'Branch', Parent: 'Root' },
			{ Name: 'Root' },
		),
		{ listId: byName('Tree') },
	);
	const loaded = result.items('Anaplan', 0).map(({ pairedItem }) => pairedItem);
	expect(loaded).toEqual([{ item: 0 }, { item: 3 }, { item: 4 }]);
	expect(result.items('Anaplan', 1).map((item) => [item.json.Name, remarkOf(item).reason])).toEqual(
		[
			['Egg', expect.stringContaining('The parent "Hen" does not exist')],
			['Hen', expect.stringContaining('The parent "Egg" does not exist')],
		],
	);
	const tree = bench.simulator.model().list('Tree').items;
	expect(tree.map(({ name, parent }) => [name, parent?.name])).toEqual([
		['Root', undefined],
		['Branch', 'Root'],
		['Leaf', 'Branch'],
	]);
});

test('a numbered list takes codes and properties, and no names', async () => {
	bench.simulator.model().addList({
		name: 'Numbered Lines',
		numbered: true,
		properties: [{ name: 'Amount', format: 'NUMBER' }],
	});
	const listId = byName('Numbered Lines');
	const added = await write(
		'addItems',
		items({ Code: 'A', Amount: '1.10' }, { Code: '#2' }, { Amount: 3 }),
		{ listId },
	);
	expect(added.items('Anaplan', 1).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
	const lines = bench.simulator.model().list('Numbered Lines');
	const named = await write('addItems', items({ n: 'X' }), {
		listId,
		columns: mapped({ Name: '={{ $json.n }}' }),
	});
	expect(failureOf(named).message).toContain('has no column "Name"');
	const [{ id }] = lines.items;
	const updated = await write('updateItems', items({ ID: id, Code: 'B', Amount: 2 }), {
		listId,
		columns: { ...AUTOMATIC, matchingColumns: ['ID'] },
	});
	expect(updated.items('Anaplan', 1)).toEqual([]);
	expect(bench.simulator.model().items('Numbered Lines')[0]).toMatchObject({
		code: 'B',
		properties: { Amount: '2' },
	});
});

test('names and codes change as Anaplan allows: by ID both, by code the name, and a code is never emptied', async () => {
	await write('addItems', items({ Name: 'A', Code: 'a' }, { Name: 'B' }, { Name: 'C', Code: 'c' }));
	const [first, second] = cities();
	const update = async (by: string, ...given: object[]) =>
		await write('updateItems', items(...given), {
			columns: { ...AUTOMATIC, matchingColumns: [by] },
		});
	const byId = await update(
		'ID',
		{ ID: first.id, Name: 'A2', Code: 'a2' },
		{ ID: second.id, Code: 'b' },
	);
	expect(byId.items('Anaplan', 1)).toEqual([]);
	const byCode = await update('Code', { Code: 'c', Name: 'C2' });
	expect(byCode.items('Anaplan', 1)).toEqual([]);
	const nameOnly = await update('Name', { Name: 'C2', People: 1 }, { Name: 'Nowhere', People: 1 });
	expect(nameOnly.items('Anaplan', 1).map((item) => remarkOf(item).failureType)).toEqual([
		'INCOMPLETE_DATA',
		'INCOMPLETE_DATA',
	]);
	const taken = await update('Code', { Code: 'b', Name: 'a2' });
	expect(remarkOf(taken.items('Anaplan', 1)[0]).reason).toContain(
		'Another item of the list "Cities" has this name or code already',
	);
	expect(cities().map(({ name, code }) => [name, code])).toEqual([
		['A2', 'a2'],
		['B', 'b'],
		['C2', 'c'],
	]);
});

test('in a deployed model only production lists change', async () => {
	bench.simulator.model().activeState = 'PRODUCTION';
	const failure = failureOf(await write('addItems', items({ Name: 'Leeds' })));
	expect(failure.message).toContain('deployed');
	expect(cities()).toEqual([]);
});

test('updates match on the chosen column, keep what is left out, and blank clears', async () => {
	const leeds = { Name: 'Leeds', Code: 'L', People: 1, Coast: true, Capitals: 'yes' };
	await write('addItems', items(leeds, { ...leeds, Name: 'York', Code: 'Y' }));
	const result = await write(
		'updateItems',
		items({ key: 'L', people: '', capital: '' }, { key: '' }, { key: 'Z', people: 3 }),
		{
			columns: mapped(
				{
					Code: '={{ $json.key }}',
					People: '={{ $json.people }}',
					Capitals: '={{ $json.capital }}',
					'Code (Property)': '',
				},
				['Code'],
			),
		},
	);
	const [first, second] = bench.simulator.model().list('Cities').items;
	expect([first.subsets.size, second.subsets.size]).toEqual([0, 1]);
	expect(result.items('Anaplan', 0)).toHaveLength(1);
	expect(result.items('Anaplan', 1).map((item) => remarkOf(item).reason)).toEqual([
		expect.stringContaining('Code is empty'),
		expect.stringContaining('Identify the item by its ID or its code'),
	]);
	expect(cities()[0].properties).toMatchObject({ People: '0', Coast: 'true' });
});

test('deleting takes the code or the ID, in either form of the answer', async () => {
	await write('addItems', items({ Name: 'A', Code: 'a' }, { Name: 'B', Code: 'b' }, { Name: 'C' }));
	const byCode = await write('deleteItems', items({ Code: 'a' }, { Code: 'zz' }, { Code: '' }));
	expect(byCode.items('Anaplan', 0)).toHaveLength(1);
	expect(byCode.items('Anaplan', 1).map((item) => remarkOf(item).reason)).toEqual([
		expect.stringContaining('has no such item'),
		expect.stringContaining('code of the item is empty'),
	]);
	bench.simulator.switches.deleteReply = 'nested';
	const ids = cities().map(({ id }) => ({ id }));
	const byId = await write('deleteItems', items(...ids), {
		identifyBy: 'id',
		item: '={{ $json.id }}',
	});
	expect(byId.items('Anaplan', 0)).toHaveLength(2);
	expect(cities()).toEqual([]);
});

test('a dry run shows each item as it would be sent, and sends nothing', async () => {
	const result = await write('addItems', items({ Name: 'Leeds', People: 5 }, { Name: 'LEEDS' }), {
		options: { dryRun: true },
	});
	expect(remarkOf(result.items('Anaplan', 0)[0])).toMatchObject({
		outcome: 'ignored',
		wouldSend: { name: 'Leeds', properties: { People: '5' } },
	});
	expect(result.items('Anaplan', 1)).toHaveLength(1);
	expect(sent()).toBe(0);
});

test('mistakes of the settings stop before anything is sent', async () => {
	const row = items({ Code: 'L' });
	for (const [parameters, says] of [
		[{ columns: mapped({ Peple: '1' }) }, 'has no column "Peple"'],
		[{ columns: mapped({ Label: '1' }) }, 'is calculated by Anaplan'],
		[{ listId: byName('Citys') }, 'no list called "Citys"'],
	] as const) {
		expect(failureOf(await write('addItems', row, parameters)).message).toContain(says);
	}
	const unmatched = await write('updateItems', row, { columns: mapped({ Name: 'x' }) });
	expect(failureOf(unmatched).message).toContain('Nothing is chosen that identifies');
	expect(sent()).toBe(0);
});

test('a user without the right gets one error for all rows, or one item with Continue On Fail', async () => {
	await bench.simulator.stop();
	bench = await openBench({}, { email: 'integration@example.com', password: 'Integration-4711!' });
	const parameters = { listId: byName('QB Vendors') };
	const row = items({ Code: 'V1' });
	expect(failureOf(await write('addItems', row, parameters)).message).toContain('may not do this');
	bench.simulator.switches.writesNeedAdmin = false;
	expect((await write('addItems', row, parameters)).items('Anaplan', 1)).toEqual([]);
});

test('the editor is offered the columns that the operation takes, with their types', async () => {
	const columns = async (operation: string, list: string) =>
		await bench.engine.resourceMapping(
			anaplanNode({ resource: 'list', operation, listId: byName(list) }),
			'getListColumns',
		);
	const add = (await columns('addItems', 'Cities')).fields;
	expect(add.filter(({ display }) => display).map(({ id, type }) => [id, type])).toEqual([
		['Code', 'string'],
		['Name', 'string'],
		['Parent', 'string'],
		['People', 'number'],
		['Founded', 'dateTime'],
		['Coast', 'options'],
		['Code (Property)', 'string'],
		['Capitals', 'options'],
	]);
	expect(add.filter(({ required }) => required).map(({ id }) => id)).toEqual(['Name']);
	const update = (await columns('updateItems', 'QB Vendors')).fields;
	expect(update.slice(0, 3).map(({ id, defaultMatch }) => [id, defaultMatch])).toEqual([
		['ID', false],
		['Code', true],
		['Name', false],
	]);
	expect(update.filter(({ canBeUsedToMatch }) => canBeUsedToMatch)).toHaveLength(2);
});
