import { buildDemoModel } from '../../../sandbox/anaplan/demoModel';
import { AnaplanModel } from '../../../sandbox/anaplan/store/model';
import { AnaplanSimulator, standingClock } from './setup';
import { Client, M, m, MODEL, part, WORKSPACE, type Body } from './client';

describe('Anaplan simulator: finding things', () => {
	let simulator: AnaplanSimulator;
	let client: Client;

	beforeEach(async () => {
		simulator = await AnaplanSimulator.start({ clock: standingClock() });
		client = new Client(simulator);
		await client.signIn();
	});

	afterEach(async () => {
		await simulator.stop();
	});

	const rows = async (path: string, key: string): Promise<Body[]> =>
		part((await client.get(path)).json(), key) as Body[];

	it('shows the workspace, the model and its activeState', async () => {
		expect(await rows('/2/0/workspaces', 'workspaces')).toEqual([
			{ id: WORKSPACE, name: 'Finance', active: true },
		]);
		simulator.model().activeState = 'ARCHIVED';
		for (const path of ['/2/0/models', `/2/0/workspaces/${WORKSPACE}/models`]) {
			expect(await rows(path, 'models')).toMatchObject([
				{ id: MODEL, name: 'QuickBooks Planning Hub', activeState: 'ARCHIVED' },
			]);
		}
		const model = (await client.get(`${m}?modelDetails=true`)).json().model;
		expect(model).toMatchObject({ id: MODEL, modelTransactionRunning: false });
	});

	it('keeps the models of several workspaces apart', async () => {
		await simulator.stop();
		const sales = { id: 'f'.repeat(32), name: 'Sales' };
		simulator = await AnaplanSimulator.start({
			clock: standingClock(),
			otherWorkspaces: [sales],
			models: (clock) => [
				buildDemoModel(clock),
				new AnaplanModel(sales.id, 'F'.repeat(32), 'Pipeline', clock),
			],
		});
		client = new Client(simulator);
		await client.signIn();
		const places = async (path: string) =>
			(await rows(path, 'models')).map((row) => [row.name, row.currentWorkspaceName]);
		const [hub, pipeline] = [
			['QuickBooks Planning Hub', 'Finance'],
			['Pipeline', 'Sales'],
		];
		expect(await rows('/2/0/workspaces', 'workspaces')).toMatchObject([{ id: WORKSPACE }, sales]);
		expect(await places('/2/0/models')).toEqual([hub, pipeline]);
		expect(await places(`/2/0/workspaces/${WORKSPACE}/models`)).toEqual([hub]);
		expect(await places(`/2/0/workspaces/${sales.id}/models`)).toEqual([pipeline]);
	});

	it('lists the demo imports with the files they read, under both paths', async () => {
		const wanted = [
			['Accounts from QuickBooks', 'HIERARCHY_DATA', 'accounts.csv'],
			['Vendors from QuickBooks', 'HIERARCHY_DATA', 'vendors.csv'],
			['Customers from QuickBooks', 'HIERARCHY_DATA', 'customers.csv'],
			['Transaction Lines from QuickBooks', 'HIERARCHY_DATA', 'transaction-lines.csv'],
			['Transactions from QuickBooks', 'MODULE_DATA', 'transactions.csv'],
		];
		for (const base of [M, m]) {
			const files = await rows(`${base}/files`, 'files');
			const names = new Map(files.map((file) => [file.id, file.name]));
			const imports = await rows(`${base}/imports`, 'imports');
			expect(
				imports.map((row) => [row.name, row.importType, names.get(row.importDataSourceId)]),
			).toEqual(wanted);
			expect(imports.every((row) => String(row.id).startsWith('112'))).toBe(true);
			expect(files.every((row) => String(row.id).startsWith('113'))).toBe(true);
		}
	});

	it('tells the headers and the format an import expects', async () => {
		const reply = await client.get(client.importPath('Transactions from QuickBooks'));
		expect(reply.json().importMetadata).toEqual({
			name: 'Transactions from QuickBooks',
			type: 'FILE',
			source: {
				textEncoding: 'UTF-8',
				columnSeparator: ',',
				textDelimiter: '"',
				headerRow: 1,
				firstDataRow: 2,
				decimalSeparator: '.',
				headerNames: [
					'Code',
					'Amount',
					'Home Amount',
					'Entity',
					'Document Number',
					'Transaction Date',
					'Period',
					'Party Code',
					'Account Code',
					'Currency',
					'Status',
					'Transaction ID',
				],
				columnCount: 12,
			},
		});
	});

	it('shows a renamed column and forgets a removed import', async () => {
		const path = client.importPath('Vendors from QuickBooks');
		simulator.model().renameColumn('Vendors from QuickBooks', 'Name', 'Vendor Name');
		const metadata = (await client.get(path)).json().importMetadata;
		expect(part(metadata, 'source', 'headerNames')).toContain('Vendor Name');
		simulator.model().removeImport('Vendors from QuickBooks');
		expect((await client.get(path)).status).toBe(404);
		simulator.switches.unknownImport500 = true;
		expect((await client.get(path)).status).toBe(500);
		expect(await rows(`${M}/imports`, 'imports')).toHaveLength(4);
	});

	it('lists lists, modules, views and line items by id prefix', async () => {
		const lists = await rows(`${M}/lists`, 'lists');
		expect(lists.map((row) => row.name)).toEqual([
			'QB Accounts',
			'QB Vendors',
			'QB Customers',
			'QB Transaction Lines',
		]);
		expect(lists.every((row) => String(row.id).startsWith('101'))).toBe(true);
		const [module] = await rows(`${M}/modules`, 'modules');
		expect(module).toMatchObject({ name: 'QB Transactions' });
		expect(await rows(`${M}/views`, 'views')).toEqual([{ ...module, moduleId: module.id }]);
		const items = await rows(`${m}/lineItems`, 'items');
		expect(items).toHaveLength(11);
		expect(items[0]).toMatchObject({ name: 'Amount', moduleName: 'QB Transactions' });
		expect(String(items[0].id)).toMatch(/^206\d{9}$/);
	});

	it('leaves out the key of an empty collection, and its paging by switch', async () => {
		for (const name of ['processes', 'actions']) {
			const body = (await client.get(`${M}/${name}`)).json();
			expect(Object.keys(body).sort()).toEqual(['meta', 'status']);
			expect(part(body, 'meta', 'paging', 'totalSize')).toBe(0);
		}
		simulator.switches.pagingWhenEmpty = false;
		const body = (await client.get(`${M}/processes`)).json();
		expect(part(body, 'meta')).not.toHaveProperty('paging');
	});

	it('pages, and lies about next when told to', async () => {
		const first = (await client.get(`${M}/imports?limit=2&offset=2`)).json();
		expect(part(first, 'meta', 'paging')).toEqual({
			currentPageSize: 2,
			totalSize: 5,
			offset: 2,
			next: `${simulator.url}${M}/imports?limit=2&offset=4`,
			previous: `${simulator.url}${M}/imports?limit=2&offset=0`,
		});
		const last = (await client.get(`${M}/imports?limit=2&offset=4`)).json();
		expect(part(last, 'meta', 'paging')).not.toHaveProperty('next');
		expect(await rows(`${M}/imports?offset=5`, 'imports')).toBeUndefined();
		simulator.switches.lyingNext = true;
		const lying = (await client.get(`${M}/imports`)).json();
		expect(part(lying, 'meta', 'paging', 'currentPageSize')).toBe(5);
		expect(part(lying, 'meta', 'paging')).toHaveProperty('next');
		expect((await client.get(`${M}/imports?limit=0`)).status).toBe(400);
	});

	it('never gives more than 5,000 rows a page', async () => {
		const list = simulator.model().list('QB Vendors');
		for (let index = 0; index < 5001; index += 1) {
			list.add(`V${index}`);
		}
		const path = `${M}/lists/${list.id}/items?limit=9000`;
		expect(await rows(path, 'listItems')).toHaveLength(5000);
		expect(await rows(`${path}&offset=5000`, 'listItems')).toHaveLength(1);
	});

	it('checks sort on models and ignores a bad one on files', async () => {
		expect((await client.get('/2/0/models?sort=%2Bname')).status).toBe(200);
		expect((await client.get('/2/0/models?sort=+name')).status).toBe(400);
		expect((await client.get('/2/0/workspaces?sort=size')).status).toBe(400);
		const files = await rows(`${M}/files?sort=-name`, 'files');
		expect(files[0].name).toBe('vendors.csv');
		expect((await client.get(`${M}/files?sort=size`)).status).toBe(200);
	});

	it('masks a missing right as 404, except on the model itself and on task lists', async () => {
		const tasks = `${client.importPath('Vendors from QuickBooks')}/tasks`;
		await client.signIn('noaccess@example.com');
		expect((await client.get(m)).status).toBe(200);
		expect((await client.get(`${M}/files`)).status).toBe(404);
		expect((await client.send('POST', tasks, { json: { localeName: 'en_US' } })).status).toBe(404);
		const list = await client.get(tasks);
		expect([list.status, list.json().tasks]).toEqual([200, undefined]);
		expect((await client.get(`/2/0/workspaces/${WORKSPACE}`)).status).toBe(404);
	});

	it('tells apart 403, 404, 405, 406 and 415', async () => {
		expect((await client.get(`/2/0/models/${MODEL.toLowerCase()}/files`)).status).toBe(404);
		expect((await client.get(M.replace(WORKSPACE, WORKSPACE.toUpperCase()))).status).toBe(405);
		expect((await client.get(`${M.replace(WORKSPACE, 'x')}/files`)).status).toBe(404);
		const missing = await client.get(`${M}/nothing`);
		expect(missing.json()).toEqual({
			status: { code: 404, message: 'Not Found' },
			path: `${M}/nothing`,
			timestamp: '2026-10-01T08:00:00.000000000Z',
		});
		expect((await client.get(M)).status).toBe(405);
		expect((await client.send('DELETE', `${M}/imports`)).status).toBe(405);
		expect((await client.get(`${M}/files`, { headers: { Accept: 'text/html' } })).status).toBe(406);
		const path = `${client.importPath('Vendors from QuickBooks')}/tasks`;
		expect((await client.send('POST', path, { bytes: '{}' })).status).toBe(415);
		await client.signIn('integration@example.com');
		expect((await client.send('POST', `${m}/open`)).status).toBe(403);
	});

	it.each([
		['ARCHIVED', 422],
		['MAINTENANCE', 424],
		['PRODUCTION_MAINTENANCE', 424],
	] as const)('answers %s models with %s', async (state, status) => {
		simulator.model().activeState = state;
		expect((await client.get(`${M}/imports`)).status).toBe(status);
		expect((await client.send('POST', `${m}/open`)).status).toBe(status);
		expect((await client.get(m)).status).toBe(200);
	});

	it('lets a locked model be read but refuses tasks, and uploads by switch', async () => {
		simulator.model().activeState = 'LOCKED';
		expect((await client.get(`${M}/imports`)).status).toBe(200);
		await expect(client.start('Vendors from QuickBooks')).rejects.toThrow('423');
		await expect(client.upload('vendors.csv', 'x')).rejects.toThrow('423');
		simulator.switches.lockedRefusesUploads = false;
		await expect(client.upload('vendors.csv', 'x')).resolves.toBeUndefined();
	});

	it('opens a closed model: 202, then the status says Open', async () => {
		const status = async () =>
			part((await client.get(`${m}/status`)).json(), 'requestStatus', 'currentStep');
		expect((await client.send('POST', `${m}/close`)).status).toBe(204);
		expect(await status()).toBe('Closed');
		const reply = await client.send('POST', `${m}/open`);
		expect([reply.status, reply.text]).toEqual([202, '']);
		expect(await status()).toBe('Opening');
		simulator.clock.advance(simulator.timing.openMs);
		expect(await status()).toBe('Open');
	});
});
