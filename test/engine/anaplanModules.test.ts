/** Modules on the real engine: line items, views of any size, and cells written row by row. */
import type { INodeParameters } from 'n8n-workflow';

import type { AnaplanSimulatorOptions } from '../../sandbox/anaplan/simulator';
import {
	anaplanNode,
	byId,
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

afterEach(async () => {
	expect(bench.simulator.openReadRequests()).toBe(0);
	await bench.simulator.stop();
});

async function budget(options: AnaplanSimulatorOptions = {}): Promise<void> {
	bench = await openBench(options);
	const model = bench.simulator.model();
	const regions = model.addList({ name: 'Regions', parentList: 'Regions' });
	const world = regions.add('W', 'World');
	regions.add('N', 'North').parent = world;
	regions.add('S', 'South').parent = world;
	model.addModule(
		'Budget',
		['Regions', 'Time', 'Versions'],
		[
			{ name: 'Units', format: 'NUMBER' },
			{ name: 'Price', format: 'NUMBER' },
			{ name: 'Sum', format: 'NUMBER', sumOf: ['Units', 'Price'] },
			{ name: 'Note', format: 'TEXT' },
			{ name: 'Done', format: 'BOOLEAN' },
		],
	);
	model.addView('Budget', 'By Month', {
		rows: [model.dimensionNamed('Regions'), 'lineItems'],
		columns: [model.time],
		pages: [model.versions],
	});
}

const run = async (operation: string, input: object[], more: object = {}) =>
	await load(bench, items(...input), {
		resource: 'module',
		operation,
		moduleId: byName('Budget'),
		returnAll: true,
		...more,
	} as unknown as INodeParameters);

const DIMENSIONS = {
	values: [
		{ dimension: byName('Regions'), itemBy: 'code', item: '={{ $json.Region }}' },
		{ dimension: byId('20000000003'), itemBy: 'name', item: '={{ $json.Month }} 26' },
		{ dimension: byName('Versions'), itemBy: 'name', item: 'Actual' },
	],
};
const VALUES = {
	values: [
		{ lineItem: byName('Units'), value: '={{ $json.Units }}' },
		{ lineItem: byName('Price'), value: '={{ $json["Unit Price"] }}' },
	],
};
const write = async (input: object[], more: object = {}) =>
	await run('writeCells', input, { dimensions: DIMENSIONS, cells: VALUES, ...more });
const writes = () => bench.simulator.log.count({ method: 'POST', path: /\/data$/ });
const page = async (more: object = {}) =>
	(await run('readView', [{}], more)).items('Anaplan').map(({ json }) => json);
const selector = (dimension: string, item: string) => ({ dimension: byName(dimension), item });

test('modules and line items are listed, simplified or as Anaplan tells them', async () => {
	await budget();
	const modules = (await run('getMany', [{}])).items('Anaplan');
	expect(modules.map(({ json }) => json.name)).toEqual(['QB Transactions', 'Budget']);
	const simple = (await run('getLineItems', [{}])).items('Anaplan');
	expect(simple.map(({ json }) => [json.name, json.format, json.isInput])).toEqual([
		['Units', 'NUMBER', true],
		['Price', 'NUMBER', true],
		['Sum', 'NUMBER', false],
		['Note', 'TEXT', true],
		['Done', 'BOOLEAN', true],
	]);
	const raw = (await run('getLineItems', [{}], { simple: false })).items('Anaplan');
	expect(raw[2].json).toMatchObject({ formula: 'Units + Price', moduleName: 'Budget' });
});

test('each row writes its cells, exact to the last digit, and windows pass', async () => {
	await budget();
	const result = await write([
		{ Region: 'N', Month: 'Jan', Units: '10.25', 'Unit Price': 12345678901234 },
		WINDOW,
		{ Region: 'S', Month: 'Feb', Units: -3, 'Unit Price': '' },
	]);
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 1)).toEqual([]);
	const loaded = result.items('Anaplan', 0);
	expect(loaded.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
	expect(remarkOf(loaded[2])).toMatchObject({
		outcome: 'loaded',
		module: 'Budget',
		cells: [
			{ lineItem: 'Units', outcome: 'loaded', value: '-3' },
			{ lineItem: 'Price', outcome: 'ignored', reason: expect.stringContaining('left as it is') },
		],
	});
	expect(writes()).toBe(1);
	expect(await page({ selectors: { values: [selector('Time', 'Jan 26')] } })).toContainEqual({
		Time: 'Jan 26',
		Versions: 'Actual',
		Regions: 'North',
		Units: '10.25',
		Price: '12345678901234',
		Sum: '12345678901244.25',
		Note: '',
		Done: 'false',
	});
});

test('what cannot be written comes out on Rejected, and says which cells of the row landed', async () => {
	await budget();
	const result = await write([
		{ Region: 'N', Month: 'Jan', Units: 1, 'Unit Price': '1,50' },
		{ Region: 'W', Month: 'Jan', Units: 1, 'Unit Price': 1 },
		{ Region: 'X', Month: 'Jan', Units: 1 },
		{ Month: 'Jan', Units: 1 },
		{ Region: 'N', Month: 'Jan', Units: 2 },
	]);
	const rejected = result.items('Anaplan', 1);
	expect(rejected.map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 2, 3, 4].map((item) => ({ item })),
	);
	expect(rejected.map((item) => remarkOf(item).reason)).toEqual([
		expect.stringMatching(
			/"1,50" for the line item "Price" is no plain number.*Written were: Units\./,
		),
		expect.stringContaining('calculated by Anaplan, by a formula or as a total'),
		expect.stringContaining('Anaplan found no such cell'),
		expect.stringContaining('no item for the dimension "Regions"'),
		expect.stringContaining('writes the same cell (Units, N, Jan 26, Actual)'),
	]);
	expect(result.items('Anaplan', 0)).toEqual([]);
});

test('one cell written twice is found out whatever the case of a name, and no list of failures is none', async () => {
	await budget();
	bench.simulator.switches.emptyFailures = false;
	const result = await write([
		{ Region: 'N', Month: 'Jan', Units: 1 },
		{ Region: 'N', Month: 'JAN', Units: 2 },
	]);
	expect(result.items('Anaplan', 0).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
	expect(remarkOf(result.items('Anaplan', 1)[0]).reason).toContain('writes the same cell');
	expect((await page())[1]).toMatchObject({ Regions: 'North', Units: '1' });
});

test('blank values clear cells where that is chosen', async () => {
	await budget();
	await write([{ Region: 'N', Month: 'Jan', Units: 5, 'Unit Price': 6 }]);
	const options = { blankValues: 'clear' };
	const result = await write([{ Region: 'N', Month: 'Jan', Units: '', 'Unit Price': null }], {
		options,
	});
	expect(result.items('Anaplan', 0)).toHaveLength(1);
	expect((await page())[1]).toMatchObject({ Regions: 'North', Units: '0', Price: '0' });
});

test('the settings are checked against the module before anything is written', async () => {
	await budget();
	const row = [{ Region: 'N', Month: 'Jan', Units: 1 }];
	const dimensions = (...values: unknown[]) => ({ dimensions: { values } });
	const value = (name: string) => ({ cells: { values: [{ lineItem: byName(name), value: '1' }] } });
	const [region, time, version] = DIMENSIONS.values;
	for (const [more, says] of [
		[dimensions(region), 'is also dimensioned by "Time", "Versions"'],
		[
			dimensions(region, time, version, { ...region, dimension: byName('Region') }),
			'no dimension called "Region"',
		],
		[dimensions(region, region, time, version), 'The dimension "Regions" is chosen twice'],
		[value('Sum'), 'has a formula'],
		[value('Unit'), 'no line item called "Unit"'],
		[{ cells: { values: [] } }, 'No value is chosen'],
	] as const) {
		expect(failureOf(await write(row, more)).message).toContain(says);
	}
	expect(writes()).toBe(0);
});

test('a dry run shows the cells and writes none', async () => {
	await budget();
	const options = { dryRun: true };
	const result = await write([{ Region: 'N', Month: 'Jan', Units: 1 }], { options });
	expect(remarkOf(result.items('Anaplan', 0)[0])).toMatchObject({
		outcome: 'ignored',
		cells: [{ lineItem: 'Units', value: '1', reason: 'Dry run: nothing was sent.' }, {}],
	});
	expect(writes()).toBe(0);
});

test('a saved view gives the same rows as the default view, whatever lies on which axis', async () => {
	await budget();
	await write([{ Region: 'S', Month: 'Feb', Units: 7, 'Unit Price': 2 }]);
	const wanted = { Regions: 'South', Time: 'Feb 26', Versions: 'Actual', Units: '7', Sum: '9' };
	const february = {
		selectors: { values: [selector('Time', 'Feb 26'), selector('Versions', 'actual')] },
	};
	expect((await page(february))[2]).toMatchObject(wanted);
	const saved = await page({ viewId: byName('By Month') });
	expect(saved).toHaveLength(36);
	expect(saved).toContainEqual(expect.objectContaining(wanted));
	const whole = await page({ pages: 'all' });
	expect(whole).toHaveLength(72);
	expect(whole).toContainEqual(expect.objectContaining(wanted));
	expect(await page({ pages: 'all', returnAll: false, limit: 5 })).toHaveLength(5);
});

test('a page too large for one answer is read in parts, or asks for the selectors that are open', async () => {
	await budget({ readLimit: 13, readPageRows: 7 });
	const choose = (...values: object[]) => ({ selectors: { values } });
	const open = await run('readView', [{}], choose(selector('Time', 'Jan 26')));
	expect(failureOf(open).message).toContain('"Versions" is not chosen');
	const rows = await page(choose(selector('Time', 'Jan 26'), selector('Versions', 'Forecast')));
	expect(rows).toHaveLength(3);
	expect(rows[1]).toMatchObject({ Regions: 'North', Time: 'Jan 26', Versions: 'Forecast' });
});

test('selectors that the view does not have are named with what it has', async () => {
	await budget();
	for (const [line, says] of [
		[selector('Regions', 'North'), 'has no page selector "Regions"'],
		[selector('Time', 'Jan 27'), '"Time" has no item "Jan 27"'],
	] as const) {
		const failure = failureOf(await run('readView', [{}], { selectors: { values: [line] } }));
		expect(failure.message).toContain(says);
		expect(failure.advice).toMatch(/"Versions"|"Jan 26"/);
	}
});

test('the pickers show modules, views, dimensions and the line items that take values', async () => {
	await budget();
	const search = async (method: string, parameters: INodeParameters = {}, filter?: string) =>
		(
			await bench.engine.listSearch(
				anaplanNode({
					moduleId: byName('Budget'),
					...parameters,
					resource: 'module',
					operation: 'readView',
				}),
				method,
				filter,
			)
		).results.map(({ name }) => name);
	expect(await search('searchModules', {}, 'bud')).toEqual(['Budget']);
	expect(await search('searchViews')).toEqual(['Budget', 'Budget.By Month']);
	expect(await search('searchDimensions')).toEqual(['Regions', 'Time', 'Versions']);
	expect(await search('searchLineItems')).toEqual(['Done', 'Note', 'Price', 'Units']);
});
