/** Reading lists on the real engine: all of them, their items, and lists too long for one answer. */
import type { INodeParameters } from 'n8n-workflow';

import type { AnaplanSimulatorOptions } from '../../sandbox/anaplan/simulator';
import { anaplanNode, byName, failureOf, items, load, openBench, type Bench } from './anaplanSetup';

let bench: Bench;

afterEach(async () => await bench.simulator.stop());

async function cities(options: AnaplanSimulatorOptions = {}): Promise<void> {
	bench = await openBench(options);
	const model = bench.simulator.model();
	const regions = model.addList({ name: 'Regions' });
	const list = model.addList({
		name: 'Cities',
		parentList: 'Regions',
		subsets: ['Capitals'],
		properties: [{ name: 'Mayor', format: 'TEXT' }],
	});
	const north = regions.add('N', 'North');
	for (const [code, name] of [
		['L', 'Leeds'],
		['Y', 'York, "the old"'],
		['', 'Hull'],
	]) {
		const item = list.add(code, name);
		item.parent = north;
		item.properties.set('Mayor', `of ${name}`);
	}
	list.items[1].subsets.add('Capitals');
}

const read = async (operation: string, more: INodeParameters = {}) =>
	await load(bench, items({}), {
		resource: 'list',
		operation,
		listId: byName('Cities'),
		returnAll: true,
		...more,
	});

test('the lists of a model come with name and ID, and the picker searches them', async () => {
	await cities();
	const found = (await read('getMany')).items('Anaplan');
	expect(found.map(({ json }) => json.name)).toContain('QB Vendors');
	expect(found.every(({ json }) => String(json.id).startsWith('101'))).toBe(true);
	expect((await read('getMany', { returnAll: false, limit: 2 })).items('Anaplan')).toHaveLength(2);
	const picked = await bench.engine.listSearch(anaplanNode(), 'searchLists', 'cit');
	expect(picked.results.map(({ name }) => name)).toEqual(['Cities']);
});

test('items come with code, parent, properties and subsets, each paired with the input', async () => {
	await cities();
	const found = (await read('getItems')).items('Anaplan');
	expect(found.map(({ json }) => json)).toMatchObject([
		{ name: 'Leeds', code: 'L', parent: 'North', properties: { Mayor: 'of Leeds' } },
		{ name: 'York, "the old"', subsets: { Capitals: true } },
		{ name: 'Hull', code: '' },
	]);
	expect(found[0].pairedItem).toEqual({ item: 0 });
	const bare = (await read('getItems', { includeAll: false })).items('Anaplan');
	expect(bare[0].json).not.toHaveProperty('properties');
});

test('a list too long for one answer is read page by page, and nothing is left behind in Anaplan', async () => {
	await cities({ readLimit: 2, readPageRows: 2 });
	const found = (await read('getItems')).items('Anaplan');
	expect(found.map(({ json }) => [json.name, json.code, json.parent])).toEqual([
		['Leeds', 'L', 'North'],
		['York, "the old"', 'Y', 'North'],
		['Hull', '', 'North'],
	]);
	expect(found[1].json).toMatchObject({
		properties: { Mayor: 'of York, "the old"' },
		subsets: { Capitals: true },
	});
	expect(bench.simulator.openReadRequests()).toBe(0);
});

test('a long read that fails is started once more', async () => {
	await cities({ readLimit: 2, readPageRows: 2 });
	bench.simulator.failNextReadRequest();
	expect((await read('getItems')).items('Anaplan')).toHaveLength(3);
	expect(bench.simulator.log.count({ method: 'POST', path: /readRequests$/ })).toBe(2);
});

test('a list without items, and one whose pages say there are more, are read to their end', async () => {
	await cities();
	bench.simulator.model().addList({ name: 'Empty' });
	for (const pagingWhenEmpty of [true, false]) {
		bench.simulator.switches.pagingWhenEmpty = pagingWhenEmpty;
		const none = await read('getItems', { listId: byName('Empty') });
		expect(none.error).toBeUndefined();
		expect(none.items('Anaplan')).toEqual([]);
	}
	bench.simulator.switches.lyingNext = true;
	expect((await read('getItems')).items('Anaplan')).toHaveLength(3);
});

test('a list that is not there names the nearest', async () => {
	await cities();
	const { message, advice } = failureOf(await read('getItems', { listId: byName('Citys') }));
	expect(message).toBe('The model "QuickBooks Planning Hub" has no list called "Citys".');
	expect(advice).toContain('"Cities"');
});
