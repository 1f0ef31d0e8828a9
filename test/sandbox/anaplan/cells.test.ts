/** Cells of modules with several dimensions: writing, views and their pages, large reads. */
import type { PlanningModule } from '../../../sandbox/anaplan/store/module';
import { AnaplanSimulator, standingClock } from './setup';
import { Client, M, m, part, type Body } from './client';

describe('Anaplan simulator: cells and views', () => {
	let simulator: AnaplanSimulator;
	let client: Client;
	let module: PlanningModule;

	beforeEach(async () => {
		simulator = await AnaplanSimulator.start({ clock: standingClock(), readPageRows: 10 });
		const model = simulator.model();
		const regions = model.addList({ name: 'Regions', parentList: 'Regions' });
		const world = regions.add('W', 'World');
		regions.add('N', 'North').parent = world;
		regions.add('S', 'South').parent = world;
		module = model.addModule(
			'Budget',
			['Regions', 'Time', 'Versions'],
			[
				{ name: 'Units', format: 'NUMBER' },
				{ name: 'Extra', format: 'NUMBER' },
				{ name: 'Sum', format: 'NUMBER', sumOf: ['Units', 'Extra'] },
				{ name: 'Note', format: 'TEXT' },
				{ name: 'Open', format: 'BOOLEAN' },
			],
		);
		client = new Client(simulator);
		await client.signIn();
	});

	afterEach(async () => {
		await simulator.stop();
	});

	const cell = (lineItemName: string, value: unknown, region = 'N', period = 'Jan 26') => ({
		lineItemName,
		dimensions: [
			{ dimensionName: 'Regions', itemCode: region },
			{ dimensionName: 'Time', itemName: period },
			{ dimensionName: 'Versions', itemName: 'Actual' },
		],
		value,
	});

	const write = async (cells: unknown) =>
		await client.send('POST', `${m}/modules/${module.id}/data`, { json: cells });

	it('writes input cells and refuses calculated, aggregate and unknown ones one by one', async () => {
		const reply = await write([
			cell('Units', '10.25'),
			cell('Extra', 5),
			cell('Sum', 1),
			cell('Units', 1, 'W'),
			cell('Units', 1, 'X'),
			cell('Units', 1, 'N', 'Jan 27'),
			{ ...cell('Units', 1), dimensions: cell('Units', 1).dimensions.slice(1) },
			cell('Units', 'many'),
			cell('Open', 'true'),
			cell('Open', true),
			cell('Note', ''),
		]);
		const body = reply.json();
		expect(body.numberOfCellsChanged).toBe(4);
		expect(
			(body.failures as Body[]).map(({ requestIndex, failureType }) => [requestIndex, failureType]),
		).toEqual([
			[2, 'cellIsCalculated'],
			[3, 'cellIsCalculated'],
			[4, 'cellIsInvalid'],
			[5, 'cellIsInvalid'],
			[6, 'cellIsInvalid'],
			[7, 'cellValueIsInvalid'],
			[8, 'cellValueIsInvalid'],
		]);
		const address = [module.dimensions[0].items[1].id, '5438300031', '107000000001'];
		expect(module.lineItems.map((lineItem) => module.showAt(lineItem, address))).toEqual([
			'10.25',
			'5',
			'15.25',
			'',
			'true',
		]);
	});

	it('refuses a body that is no array, too many cells, a null value and a user without the right', async () => {
		expect((await write({})).status).toBe(400);
		expect((await write([cell('Units', null)])).status).toBe(400);
		expect((await write([{ ...cell('Units', 1), size: 1 }])).status).toBe(400);
		const many = Array.from({ length: 100_001 }, () => ({ value: 1 }));
		expect((await write(many)).status).toBe(400);
		await client.signIn('integration@example.com');
		expect((await write([])).status).toBe(403);
	});

	it('shows one page of a view as a grid, the first one unless a selector says otherwise', async () => {
		await write([cell('Units', 7, 'S', 'Feb 26')]);
		const data = `${m}/views/${module.id}/data?format=v1`;
		const json = { headers: { Accept: 'application/json' } };
		expect((await client.get(data, json)).json()).toMatchObject({
			pages: ['Jan 26', 'Actual'],
			columnCoordinates: [['Units'], ['Extra'], ['Sum'], ['Note'], ['Open']],
			rows: [{ rowCoordinates: ['World'] }, {}, { cells: ['0', '0', '0', '', 'false'] }],
		});
		const february = simulator.model().time.items[1].id;
		const page = await client.get(`${data}&pages=20000000003:${february}`, json);
		expect(part(page.json(), 'rows', 2, 'cells', 0)).toBe('7');
		for (const selector of ['20000000003:1', '101000000000:1', 'x']) {
			const refused = await client.get(`${data}&pages=${selector}`, json);
			expect([refused.status, part(refused.json(), 'status', 'message')]).toEqual([
				400,
				`Invalid page selector [${selector}]`,
			]);
		}
		const csv = await client.get(`${m}/views/${module.id}/data`, {
			headers: { Accept: 'text/csv' },
		});
		expect(csv.text.split('\n').slice(0, 2)).toEqual([
			'Jan 26,Actual',
			',Units,Extra,Sum,Note,Open',
		]);
	});

	it('names saved views after their module and shows their axes', async () => {
		const model = simulator.model();
		const view = model.addView('Budget', 'By Month', {
			rows: [model.dimensionNamed('Regions'), 'lineItems'],
			columns: [model.time],
			pages: [model.versions],
		});
		const views = await client.get(`${m}/modules/${module.id}/views`);
		expect(part(views.json(), 'views')).toEqual([
			{ id: module.id, name: 'Budget', moduleId: module.id },
			{ id: view.id, name: 'Budget.By Month', moduleId: module.id },
		]);
		const metadata = (await client.get(`${m}/views/${view.id}`)).json();
		expect(metadata).toMatchObject({ columns: [{ name: 'Time' }], pages: [{ name: 'Versions' }] });
		const items = await client.get(`${m}/views/${view.id}/dimensions/20000000003/items`);
		expect(part(items.json(), 'items', 0)).toEqual({ id: '5438300031', name: 'Jan 26' });
		expect((await client.get(`${m}/dimensions/20000000003/items`)).status).toBe(400);
	});

	it('reads a large view page by page, and forgets it after half an hour or a deletion', async () => {
		const requests = `${M}/views/${module.id}/readRequests`;
		const start = async () => {
			const reply = await client.send('POST', requests, {
				json: { exportType: 'TABULAR_MULTI_COLUMN' },
			});
			return `${requests}/${String(part(reply.json(), 'viewReadRequest', 'requestId'))}`;
		};
		const first = await start();
		const state = async (path: string) => part((await client.get(path)).json(), 'viewReadRequest');
		expect(await state(first)).toMatchObject({ requestState: 'NOT_STARTED' });
		simulator.clock.advance(500);
		expect(await state(first)).toMatchObject({
			requestState: 'IN_PROGRESS',
			successful: false,
			availablePages: 2,
		});
		const csv = { headers: { Accept: 'text/csv' } };
		expect((await client.get(`${first}/pages/1`, csv)).status).toBe(200);
		expect((await client.get(`${first}/pages/2`, csv)).status).toBe(404);
		simulator.clock.advance(5000);
		// 3 regions, 12 months, 2 versions and the header, 10 rows a page.
		expect(await state(first)).toMatchObject({ requestState: 'COMPLETE', availablePages: 8 });
		expect((await client.get(`${first}/pages/0`, csv)).text.split('\n')[0]).toBe(
			'Regions,Time,Versions,Units,Extra,Sum,Note,Open',
		);
		expect((await client.send('DELETE', first)).status).toBe(200);
		expect((await client.get(first)).status).toBe(404);
		const second = await start();
		simulator.clock.advance(31 * 60 * 1000);
		expect((await client.get(second)).status).toBe(404);
		simulator.failNextReadRequest();
		const third = await start();
		simulator.clock.advance(5000);
		expect(await state(third)).toMatchObject({ requestState: 'COMPLETE', successful: false });
		expect(simulator.openReadRequests()).toBe(1);
	});

	it('refuses reads above its limit and reads a list page by page too', async () => {
		await simulator.stop();
		simulator = await AnaplanSimulator.start({ clock: standingClock(), readLimit: 2 });
		client = new Client(simulator);
		await client.signIn();
		const list = simulator.model().addList({ name: 'Cities', subsets: ['Capitals'] });
		for (const name of ['A', 'B', 'C']) list.add(name.toLowerCase(), name);
		const items = await client.get(`${M}/lists/${list.id}/items`);
		expect(items.status).toBe(400);
		const requests = `${M}/lists/${list.id}/readRequests`;
		const started = await client.send('POST', requests, { json: {} });
		const id = String(part(started.json(), 'listReadRequest', 'requestId'));
		simulator.clock.advance(5000);
		const page = await client.get(`${requests}/${id}/pages/0`, { headers: { Accept: 'text/csv' } });
		expect(page.text).toBe('Cities,Parent,Code,Capitals\nA,,a,false\nB,,b,false\nC,,c,false\n');
	});
});
