import { AnaplanSimulator, standingClock } from './setup';
import { Client, M, m, part, type Body } from './client';

const VENDORS = 'Vendors from QuickBooks';
const CUSTOMERS = 'Customers from QuickBooks';
const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';
const GOOD = `${HEADER}\n1-VEN-1,Ann,,USD,true,Active,t1\n`;
const MIXED = `${GOOD},Nobody,,USD,true,Active,t2\n`;

describe('Anaplan simulator: tasks and dumps', () => {
	let simulator: AnaplanSimulator;
	let client: Client;

	beforeEach(async () => {
		simulator = await AnaplanSimulator.start({
			clock: standingClock(),
			timing: { queueMs: 10, runMs: 100, cancelMs: 20 },
			dumpChunkBytes: 40,
		});
		client = new Client(simulator);
		await client.signIn();
	});

	afterEach(async () => {
		await simulator.stop();
	});

	const state = async (path: string) => part((await client.get(path)).json(), 'task', 'taskState');

	it('needs localeName, first, and nothing unknown', async () => {
		const path = `${client.importPath(VENDORS)}/tasks`;
		const bodies: Array<[unknown, number]> = [
			[{}, 400],
			[{ localeName: 'de_DE' }, 400],
			[{ mappingParameters: [], localeName: 'en_US' }, 400],
			[{ localeName: 'en_US', other: 1 }, 400],
			[{ localeName: 'en_US' }, 200],
		];
		for (const [json, status] of bodies) {
			expect((await client.send('POST', path, { json })).status).toBe(status);
		}
		expect((await client.send('POST', path)).status).toBe(415);
		expect(
			(
				await client.send('POST', `${M}/imports/112999999999/tasks`, {
					json: { localeName: 'en_US' },
				})
			).status,
		).toBe(404);
	});

	it('answers a bare taskId when told to', async () => {
		simulator.switches.bareTaskId = true;
		const path = `${client.importPath(VENDORS)}/tasks`;
		const reply = await client.send('POST', path, { json: { localeName: 'en_US' } });
		expect(Object.keys(reply.json())).toEqual(['taskId']);
		expect(reply.json().taskId).toMatch(/^[0-9A-F]{32}$/);
	});

	it('goes from NOT_STARTED over IN_PROGRESS to COMPLETE; the data arrives at the end', async () => {
		await client.upload('vendors.csv', GOOD);
		const path = await client.start(VENDORS);
		expect(await state(path)).toBe('NOT_STARTED');
		simulator.clock.advance(60);
		const running = (await client.get(path)).json().task as Body;
		expect(running).toMatchObject({ taskState: 'IN_PROGRESS', progress: 0.5 });
		expect(running).not.toHaveProperty('result');
		expect(simulator.model().items('QB Vendors')).toEqual([]);
		simulator.clock.advance(50);
		const done = (await client.get(path)).json().task as Body;
		expect(done).toMatchObject({
			taskState: 'COMPLETE',
			progress: 1,
			currentStep: 'Complete.',
			result: { successful: true, failureDumpAvailable: false },
		});
		expect(simulator.model().items('QB Vendors')).toHaveLength(1);
	});

	it('runs one task at a time per model, in the order they came', async () => {
		await client.upload('vendors.csv', GOOD);
		await client.upload('customers.csv', GOOD);
		const first = await client.start(VENDORS);
		const second = await client.start(CUSTOMERS);
		simulator.clock.advance(50);
		expect([await state(first), await state(second)]).toEqual(['IN_PROGRESS', 'NOT_STARTED']);
		simulator.clock.advance(100);
		expect([await state(first), await state(second)]).toEqual(['COMPLETE', 'IN_PROGRESS']);
		simulator.clock.advance(100);
		expect(await state(second)).toBe('COMPLETE');
	});

	it('finds a task only under its own import and lists the newest first', async () => {
		const first = await client.start(VENDORS);
		simulator.clock.advance(1000);
		const second = await client.start(VENDORS);
		const id = (path: string) => path.split('/').at(-1);
		const tasks = (await client.get(`${client.importPath(VENDORS)}/tasks`)).json().tasks as Body[];
		expect(tasks.map((task) => task.taskId)).toEqual([id(second), id(first)]);
		const elsewhere = `${client.importPath(CUSTOMERS)}/tasks`;
		expect((await client.get(`${elsewhere}/${id(first)}`)).status).toBe(404);
		expect((await client.get(elsewhere)).json()).not.toHaveProperty('tasks');
	});

	it('cancels a waiting task at once and a running one after CANCELLING, without its data', async () => {
		await client.upload('vendors.csv', GOOD);
		const running = await client.start(VENDORS);
		const waiting = await client.start(VENDORS);
		simulator.clock.advance(50);
		const reply = await client.send('DELETE', waiting);
		expect(part(reply.json(), 'task', 'taskState')).toBe('CANCELLED');
		await client.send('DELETE', running);
		expect(await state(running)).toBe('CANCELLING');
		simulator.clock.advance(20);
		expect(await state(running)).toBe('CANCELLED');
		simulator.clock.advance(1000);
		expect(await state(running)).toBe('CANCELLED');
		expect(simulator.model().items('QB Vendors')).toEqual([]);
	});

	it('tells the status of a busy model and lets other reads hang by switch', async () => {
		await client.upload('vendors.csv', GOOD);
		const task = await client.start(VENDORS);
		simulator.clock.advance(50);
		const status = (await client.get(`${m}/status`)).json().requestStatus;
		expect(status).toMatchObject({ currentStep: 'Processing ...', taskId: task.split('/').at(-1) });
		expect((await client.get(`${M}/lists`)).status).toBe(200);
		simulator.switches.busyHangs = true;
		expect((await client.get(`${M}/imports`)).status).toBe(200);
		let answered = false;
		const hanging = client.get(`${M}/lists`).then((reply) => {
			answered = true;
			return reply.status;
		});
		await client.get(task);
		await client.get(task);
		expect(answered).toBe(false);
		simulator.clock.advance(1000);
		expect(await hanging).toBe(200);
	});

	it('gives the dump of rejected rows, whole and in chunks', async () => {
		const { path, result } = await client.load('vendors.csv', VENDORS, MIXED);
		expect(result).toMatchObject({ successful: true, failureDumpAvailable: true });
		const dump = await client.get(`${path}/dump`);
		expect(dump.headers.get('Content-Type')).toContain('text/plain');
		expect(dump.text).toBe(
			'"_Status_","Code","Name","Parent Code","Currency","Active","Status","Transaction ID","_Line_","_Error_1_"\n' +
				'"E","","Nobody","","USD","true","Active","t2","3","Empty key"\n',
		);
		const chunks = (await client.get(`${path}/dump/chunks`)).json().chunks as Body[];
		expect(chunks).toHaveLength(Math.ceil(dump.text.length / 40));
		let joined = '';
		for (const { id } of chunks) {
			joined += (await client.get(`${path}/dump/chunks/${String(id)}`)).text;
		}
		expect(joined).toBe(dump.text);
		expect((await client.get(`${path}/dump/chunks/99`)).status).toBe(404);
	});

	it('writes the older dump layout when told to', async () => {
		simulator.switches.dumpLayout = 'older';
		const { path } = await client.load('vendors.csv', VENDORS, MIXED);
		expect((await client.get(`${path}/dump`)).text).toBe(
			'"Code","Name","Parent Code","Currency","Active","Status","Transaction ID","__Error__0"\n' +
				'"","Nobody","","USD","true","Active","t2","Empty key"\n',
		);
	});

	it('keeps the dump of the latest task only, for its user only, for 48 hours', async () => {
		const first = await client.load('vendors.csv', VENDORS, MIXED);
		const second = await client.run(VENDORS);
		expect((await client.get(`${first.path}/dump`)).status).toBe(404);
		expect(part((await client.get(first.path)).json(), 'task', 'result')).toMatchObject({
			failureDumpAvailable: true,
		});
		const other = new Client(simulator);
		await other.signIn('integration@example.com');
		expect((await other.get(`${second.path}/dump`)).status).toBe(404);
		expect((await client.get(`${second.path}/dump`)).status).toBe(200);
		const third = await client.load('vendors.csv', VENDORS, GOOD);
		expect((await client.get(`${second.path}/dump`)).status).toBe(404);
		const clean = await client.get(`${third.path}/dump`);
		expect([clean.status, clean.text]).toEqual([204, '']);
		const fourth = await client.load('vendors.csv', VENDORS, MIXED);
		simulator.clock.advance(48 * 60 * 60 * 1000 + 1);
		await client.signIn();
		expect((await client.get(`${fourth.path}/dump`)).status).toBe(404);
	});

	it('flattens values with keys in varying order, and empties them by switch', async () => {
		const keysOf = (result: Body) =>
			(part(result, 'details', 0, 'values') as string[]).filter((_, index) => index % 2 === 0);
		const first = keysOf((await client.load('vendors.csv', VENDORS, MIXED)).result);
		const second = keysOf((await client.run(VENDORS)).result);
		expect(second).not.toEqual(first);
		expect([...second].sort()).toEqual([...first].sort());
		expect(first).toContain('hierarchyName');
		simulator.switches.failureValues = 'empty';
		expect(keysOf((await client.run(VENDORS)).result)).toEqual([]);
		simulator.switches.failureValues = 'null';
		expect(part((await client.run(VENDORS)).result, 'details', 0, 'values')).toBeNull();
	});

	it('names objects by switch', async () => {
		expect((await client.load('vendors.csv', VENDORS, GOOD)).result).not.toHaveProperty(
			'objectName',
		);
		simulator.switches.objectNames = true;
		expect((await client.run(VENDORS)).result).toMatchObject({ objectName: VENDORS });
	});

	it('runs a process in order with nested results; trouble in a step fails the whole silently', async () => {
		const process = simulator.model().addProcess('Load', [VENDORS, CUSTOMERS]);
		await client.upload('vendors.csv', MIXED);
		await client.upload('customers.csv', GOOD);
		const tasks = `${M}/processes/${process.id}/tasks`;
		const reply = await client.send('POST', tasks, { json: { localeName: 'en_US' } });
		const path = `${tasks}/${String(part(reply.json(), 'task', 'taskId'))}`;
		simulator.clock.advance(1000);
		const result = part(
			(await client.get(`${path}?includeProcessDetails=true`)).json(),
			'task',
			'result',
		);
		expect(result).toMatchObject({
			objectId: process.id,
			successful: false,
			failureDumpAvailable: false,
			nestedResults: [
				{ successful: true, failureDumpAvailable: true, duration: '0.1' },
				{ successful: true, failureDumpAvailable: false },
			],
		});
		expect(result).not.toHaveProperty('details');
		const failing = String(part(result, 'nestedResults', 0, 'objectId'));
		expect((await client.get(`${path}/dumps/${failing}`)).text).toContain('Empty key');
		expect((await client.get(`${path}/dumps/${failing}/chunks/0`)).status).toBe(200);
		expect(simulator.model().items('QB Customers')).toHaveLength(1);
	});

	it('keeps finished steps of a cancelled process', async () => {
		const process = simulator.model().addProcess('Load', [VENDORS, CUSTOMERS]);
		await client.upload('vendors.csv', GOOD);
		await client.upload('customers.csv', GOOD);
		const tasks = `${M}/processes/${process.id}/tasks`;
		const reply = await client.send('POST', tasks, { json: { localeName: 'en_US' } });
		const path = `${tasks}/${String(part(reply.json(), 'task', 'taskId'))}`;
		simulator.clock.advance(150);
		await client.send('DELETE', path);
		simulator.clock.advance(1000);
		expect(await state(path)).toBe('CANCELLED');
		expect(simulator.model().items('QB Vendors')).toHaveLength(1);
		expect(simulator.model().items('QB Customers')).toEqual([]);
	});

	it('refuses what a deployed model may not change, at the start or in the task', async () => {
		simulator.model().list('QB Vendors').definition.productionData = false;
		simulator.model().activeState = 'PRODUCTION';
		await expect(client.start(VENDORS)).rejects.toThrow('425');
		simulator.switches.deployedRefusal = 'task';
		const { result } = await client.load('vendors.csv', VENDORS, GOOD);
		expect(part(result, 'details', 0, 'type')).toBe('notAuthorised');
		expect((await client.load('customers.csv', CUSTOMERS, GOOD)).result).toMatchObject({
			successful: true,
		});
	});
});
