import { AnaplanSimulator, standingClock } from './setup';
import { Client, M, m, part, type Body } from './client';

const VENDORS = 'Vendors from QuickBooks';
const CUSTOMERS = 'Customers from QuickBooks';
const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';
const GOOD = `${HEADER}\n1-VEN-1,Ann,,USD,true,Active,t1\n`;

describe('Anaplan simulator: exports, actions and processes', () => {
	let simulator: AnaplanSimulator;
	let client: Client;

	beforeEach(async () => {
		simulator = await AnaplanSimulator.start({
			clock: standingClock(),
			timing: { queueMs: 10, runMs: 100, cancelMs: 20 },
			fileChunkBytes: 20,
		});
		client = new Client(simulator);
		await client.signIn();
	});

	afterEach(async () => {
		await simulator.stop();
	});

	/** Starts, moves the clock past the end, and returns the task's path and result. */
	async function run(
		kind: string,
		id: string,
		more: object = {},
	): Promise<{ path: string; result: Body }> {
		const tasks = `${M}/${kind}/${id}/tasks`;
		const reply = await client.send('POST', tasks, { json: { localeName: 'en_US', ...more } });
		expect(reply.status).toBe(200);
		const path = `${tasks}/${String(part(reply.json(), 'task', 'taskId'))}`;
		simulator.clock.advance(10_000);
		return { path, result: part((await client.get(path)).json(), 'task', 'result') as Body };
	}

	/** A module with one number and a flag, one item in it. */
	function addBudget() {
		const model = simulator.model();
		model.addList({ name: 'Teams' });
		const module = model.addModule('Budget', 'Teams', [
			{ name: 'Größe', format: 'NUMBER' },
			{ name: 'Gone', format: 'BOOLEAN' },
		]);
		const list = model.list('Teams');
		for (const [code, gone] of [
			['b', 'true'],
			['a', 'false'],
		]) {
			const item = list.add(code, `Team ${code}`);
			module.set(module.lineItems[1], item, gone);
		}
		return { model, list };
	}

	it('writes an export to the private file of its id, in chunks', async () => {
		const { model } = addBudget();
		const exported = model.addExport({ name: 'Teams', moduleName: 'Budget' });
		const chunks = `${M}/files/${exported.id}/chunks`;
		expect((await client.get(chunks)).json()).not.toHaveProperty('chunks');
		expect((await client.get(`${M}/files/${exported.id}`)).status).toBe(404);
		const { result } = await run('exports', exported.id);
		expect(result).toMatchObject({ successful: true, failureDumpAvailable: false });
		expect(part(result, 'details', 0, 'type')).toBe('exportSucceeded');
		const listed = (await client.get(chunks)).json().chunks as Body[];
		expect(listed.length).toBeGreaterThan(1);
		expect((await client.get(`${M}/files/${exported.id}`)).text).toBe(
			'Teams,Größe,Gone\r\nTeam b,0,true\r\nTeam a,0,false\r\n',
		);
		await client.signIn('integration@example.com');
		expect((await client.get(`${M}/files/${exported.id}`)).status).toBe(404);
	});

	it('writes the other layouts and encodings', async () => {
		const { model } = addBudget();
		const single = model.addExport({
			name: 'Single',
			moduleName: 'Budget',
			exportType: 'TABULAR_SINGLE_COLUMN',
			separator: ';',
		});
		await run('exports', single.id);
		expect((await client.get(`${M}/files/${single.id}`)).text).toContain(
			'Teams;Line items;Value\r\nTeam b;Größe;0\r\nTeam b;Gone;true\r\n',
		);
		const grid = model.addExport({
			name: 'Grid',
			moduleName: 'Budget',
			exportType: 'GRID_CURRENT_PAGE',
			encoding: 'ISO-8859-1',
		});
		await run('exports', grid.id);
		expect(model.contents.read('nobody', grid.id)).toEqual({ state: 'absent' });
		expect((await client.get(`${M}/files/${grid.id}`)).text).toContain(',Gr\ufffd\ufffde,Gone');
	});

	it('tells of exports, their metadata and their files', async () => {
		const { model } = addBudget();
		const { id } = model.addExport({ name: 'Teams', moduleName: 'Budget' });
		expect((await client.get(`${m}/exports`)).json().exports).toEqual([
			{
				id,
				name: 'Teams',
				exportType: 'TABULAR_MULTI_COLUMN',
				exportFormat: 'text/csv',
				encoding: 'UTF-8',
				layout: 'TABULAR_MULTI_COLUMN',
			},
		]);
		expect((await client.get(`${m}/exports/${id}`)).json().exportMetadata).toMatchObject({
			headerNames: ['Teams', 'Größe', 'Gone'],
			rowCount: 2,
			separator: ',',
		});
		expect((await client.get(`${m}/exports/116999999999`)).status).toBe(404);
		const files = (await client.get(`${m}/files`)).json().files as Body[];
		const file = files.find((row) => row.id === id);
		expect(file).toMatchObject({ chunkCount: 0, format: 'txt' });
		expect(file).not.toHaveProperty('encoding');
		const upload = await client.send('POST', `${M}/files/${id}`, { json: { chunkCount: 1 } });
		expect(upload.status).toBe(400);
	});

	it('deletes by selection and orders a list, without ever leaving a dump', async () => {
		const { model, list } = addBudget();
		const order = model.addAction({
			actionType: 'ORDER_HIERARCHY',
			name: 'Order teams',
			listName: 'Teams',
		});
		const remove = model.addAction({
			actionType: 'DELETE_BY_SELECTION',
			name: 'Remove teams',
			moduleName: 'Budget',
			lineItem: 'Gone',
		});
		expect((await client.get(`${m}/actions`)).json().actions).toEqual([
			{ id: order.id, name: 'Order teams', actionType: 'ORDER_HIERARCHY' },
			{ id: remove.id, name: 'Remove teams', actionType: 'DELETE_BY_SELECTION' },
		]);
		await run('actions', order.id);
		expect(list.items.map(({ code }) => code)).toEqual(['a', 'b']);
		const { result, path } = await run('actions', remove.id);
		expect(result).toMatchObject({ successful: true, failureDumpAvailable: false });
		expect(part(result, 'details', 0, 'localMessageText')).toBe('1 items deleted from Teams.');
		expect(list.items.map(({ code }) => code)).toEqual(['a']);
		expect((await client.get(`${path}/dump`)).status).toBe(404);
		const broken = model.addAction({
			actionType: 'DELETE_BY_SELECTION',
			name: 'Broken',
			moduleName: 'Budget',
			lineItem: 'Größe',
		});
		const failed = (await run('actions', broken.id)).result;
		expect(failed.successful).toBe(false);
		expect(part(failed, 'details', 0, 'type')).toBe('deleteFromSelectionFailed');
	});

	it('runs imports, exports and actions in one process and lists its steps', async () => {
		const { model } = addBudget();
		model.addExport({ name: 'Teams out', moduleName: 'Budget' });
		model.addAction({ actionType: 'ORDER_HIERARCHY', name: 'Order teams', listName: 'Teams' });
		const process = model.addProcess('All', [VENDORS, 'Teams out', 'Order teams']);
		await client.upload('vendors.csv', GOOD);
		const metadata = `${m}/processes/${process.id}`;
		const steps = part((await client.get(metadata)).json(), 'processMetadata', 'actions');
		expect(steps).toMatchObject([
			{ name: VENDORS, actionType: 'IMPORT', importDataSourceId: model.file('vendors.csv').id },
			{ name: 'Teams out', actionType: 'EXPORT' },
			{ name: 'Order teams', actionType: 'ORDER_HIERARCHY' },
		]);
		expect(steps).not.toHaveProperty([0, 'importDataSource']);
		const shown = (await client.get(`${metadata}?showImportDataSource=true`)).json();
		expect(part(shown, 'processMetadata', 'actions', 0, 'importDataSource')).toEqual({
			importDataSourceId: model.file('vendors.csv').id,
			type: 'FILE',
		});
		const { result } = await run('processes', process.id);
		expect(result).toMatchObject({ successful: true });
		expect(result.nestedResults).toHaveLength(3);
	});

	it('goes on behind a failed step, or stops by switch', async () => {
		const model = simulator.model();
		const process = model.addProcess('Load', [VENDORS, CUSTOMERS]);
		await client.upload('vendors.csv', 'Nothing\nx\n');
		await client.upload('customers.csv', GOOD);
		const both = (await run('processes', process.id)).result;
		expect(both).toMatchObject({
			successful: false,
			nestedResults: [{ successful: false }, { successful: true }],
		});
		simulator.switches.processStopsOnFailure = true;
		const { path, result } = await run('processes', process.id);
		expect(result.nestedResults).toHaveLength(1);
		expect(part((await client.get(path)).json(), 'task', 'taskState')).toBe('COMPLETE');
	});

	it('asks for the answers to prompts', async () => {
		const model = simulator.model();
		const vendors = model.importNamed(VENDORS);
		vendors.prompts = ['Version'];
		await client.upload('vendors.csv', GOOD);
		expect((await run('imports', vendors.id)).result.successful).toBe(false);
		const answer = { mappingParameters: [{ entityType: 'Version', entityName: 'Actual' }] };
		expect((await run('imports', vendors.id, answer)).result.successful).toBe(true);
		const tasks = `${M}/imports/${vendors.id}/tasks`;
		for (const mappingParameters of ['x', [{ entityType: 'Version' }], [null]]) {
			const json = { localeName: 'en_US', mappingParameters };
			expect((await client.send('POST', tasks, { json })).status).toBe(400);
		}
	});

	it('takes a cancelled export back: its file stays as it was', async () => {
		const { model } = addBudget();
		const { id } = model.addExport({ name: 'Teams', moduleName: 'Budget' });
		const tasks = `${M}/exports/${id}/tasks`;
		const reply = await client.send('POST', tasks, { json: { localeName: 'en_US' } });
		const path = `${tasks}/${String(part(reply.json(), 'task', 'taskId'))}`;
		simulator.clock.advance(50);
		await client.send('DELETE', path);
		simulator.clock.advance(1000);
		expect(part((await client.get(path)).json(), 'task', 'taskState')).toBe('CANCELLED');
		expect((await client.get(`${M}/files/${id}`)).status).toBe(404);
	});
});
