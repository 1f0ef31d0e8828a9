/** Adding, updating and deleting list items: the scenarios of the reference's tables. */
import { AnaplanSimulator, standingClock } from './setup';
import { Client, M, part, type Body } from './client';

describe('Anaplan simulator: list items', () => {
	let simulator: AnaplanSimulator;
	let client: Client;

	beforeEach(async () => {
		simulator = await AnaplanSimulator.start({ clock: standingClock() });
		const model = simulator.model();
		model.addList({ name: 'Regions' });
		model.addList({
			name: 'Cities',
			parentList: 'Regions',
			subsets: ['Capitals'],
			properties: [
				{ name: 'Founded', format: 'DATE' },
				{ name: 'People', format: 'NUMBER' },
				{ name: 'Label', format: 'TEXT', formula: 'NAME(ITEM(Cities))' },
			],
		});
		client = new Client(simulator);
		await client.signIn();
	});

	afterEach(async () => {
		await simulator.stop();
	});

	const path = (list: string) => `${M}/lists/${simulator.model().list(list).id}/items`;

	async function write(
		change: 'add' | 'update' | 'delete',
		list: string,
		...items: object[]
	): Promise<Body> {
		const query = change === 'update' ? '' : `?action=${change}`;
		const method = change === 'update' ? 'PUT' : 'POST';
		const reply = await client.send(method, path(list) + query, { json: { items } });
		expect(reply.status).toBe(200);
		return reply.json();
	}

	const types = (body: Body) =>
		((body.failures ?? []) as Body[]).map(({ requestIndex, failureType }) => [
			requestIndex,
			failureType,
		]);

	it('adds what it can and refuses the rest one by one, with 200 even when all fail', async () => {
		await write('add', 'Regions', { name: 'North', code: 'N' });
		const reply = await write(
			'add',
			'Cities',
			{ name: 'Durham', code: 'D', parent: 'North', properties: { People: '48069' } },
			{ name: 'durham', code: 'D2' },
			{ name: 'Leeds', code: 'D' },
			{ code: 'X' },
			{ name: 'York', parent: 'South' },
			{ name: 'York', properties: { People: 'many' } },
			{ name: 'York', properties: { Label: 'x' } },
			{ name: 'York', subsets: { Ports: true } },
			{ name: 'York', subsets: { Capitals: true } },
		);
		expect(reply).toMatchObject({ added: 2, ignored: 7, total: 9 });
		expect(types(reply)).toEqual([
			[1, 'DUPLICATE'],
			[2, 'DUPLICATE'],
			[3, 'INCOMPLETE_DATA'],
			[4, 'INCORRECT_FORMAT'],
			[5, 'INCORRECT_FORMAT'],
			[6, 'INCORRECT_FORMAT'],
			[7, 'INCORRECT_FORMAT'],
		]);
		expect(part(reply, 'failures', 4, 'failureMessageDetails')).toBe(
			'incorrect format -- column name:People, value:many',
		);
		expect(simulator.model().items('Cities')).toMatchObject([
			{ name: 'Durham', code: 'D', parentCode: 'N', properties: { People: '48069' } },
			{ name: 'York', code: '' },
		]);
		const all = await write('add', 'Cities', { name: 'York' });
		expect(all).toMatchObject({ added: 0, ignored: 1, total: 1 });
		const read = await client.get(`${path('Cities')}?includeAll=true`);
		expect(part(read.json(), 'listItems', 1, 'subsets')).toEqual({ Capitals: true });
	});

	it('takes no name in a numbered list and counts the names itself', async () => {
		const reply = await write(
			'add',
			'QB Vendors',
			{ code: 'V1' },
			{ code: 'V2', name: 'Ann' },
			{ code: 'V1' },
			{ code: '#3' },
		);
		expect(types(reply)).toEqual([
			[1, 'INCORRECT_FORMAT'],
			[2, 'DUPLICATE'],
			[3, 'INCORRECT_FORMAT'],
		]);
		expect(simulator.model().items('QB Vendors')).toMatchObject([{ name: '#1', code: 'V1' }]);
	});

	it('updates by id, code or name as the table of update logic says', async () => {
		await write('add', 'Cities', { name: 'Leeds', code: 'L' }, { name: 'York' }, { name: 'Hull' });
		const [leeds, york] = simulator.model().items('Cities');
		const reply = await write(
			'update',
			'Cities',
			{ code: 'L', name: 'Leeds (UK)' },
			{ id: leeds.id, code: '' },
			{ name: 'Leeds (UK)', properties: { People: '1' } },
			{ name: 'Leeds (UK)', code: 'other' },
			{ name: 'York', code: 'Y' },
			{ id: york.id, name: 'Hull' },
			{ name: 'Hull', properties: { People: '7' } },
			{ id: '1', name: 'Nowhere' },
		);
		expect(reply).toMatchObject({ updated: 3, ignored: 5, total: 8 });
		expect(types(reply)).toEqual([
			[1, 'INCOMPLETE_DATA'],
			[2, 'INCOMPLETE_DATA'],
			[3, 'INCOMPLETE_DATA'],
			[5, 'DUPLICATE'],
			[7, 'INCOMPLETE_DATA'],
		]);
		expect(simulator.model().items('Cities')).toMatchObject([
			{ name: 'Leeds (UK)', code: 'L' },
			{ name: 'York', code: 'Y' },
			{ name: 'Hull', properties: { People: '7' } },
		]);
	});

	it('deletes by id or code, in either form of the reply', async () => {
		await write('add', 'Cities', { name: 'Leeds', code: 'L' }, { name: 'York', code: 'Y' });
		const [leeds] = simulator.model().items('Cities');
		const reply = await write(
			'delete',
			'Cities',
			{ id: leeds.id },
			{ code: 'L' },
			{ id: leeds.id, code: 'Y' },
		);
		expect(reply.deleted).toBe(1);
		expect(types(reply)).toEqual([
			[1, 'Not found'],
			[2, 'Ambiguous criteria'],
		]);
		simulator.switches.deleteReply = 'nested';
		expect((await write('delete', 'Cities', { code: 'Y' })).result).toEqual({
			numberOfItemsDeleted: 1,
		});
		expect(simulator.model().items('Cities')).toEqual([]);
	});

	it('counts a repeated item as ignored without naming it where the switch says so', async () => {
		simulator.switches.repeatedAdd = 'ignored';
		await write('add', 'Cities', { name: 'Leeds', code: 'L' });
		const reply = await write('add', 'Cities', { name: 'Leeds', code: 'L' });
		expect(reply).toMatchObject({ added: 0, ignored: 1, total: 1 });
		expect(reply.failures).toBeUndefined();
	});

	it('refuses a bad request, a locked model, a deployed list and a user without the right as a whole', async () => {
		const send = async (json: unknown, query = '?action=add') =>
			(await client.send('POST', path('Cities') + query, { json })).status;
		expect(await send({ items: [{ name: 'A', size: 1 }] })).toBe(400);
		expect(await send({ items: [{ name: 'A', properties: { People: 1 } }] })).toBe(400);
		expect(await send([])).toBe(400);
		expect(await send({ items: [] }, '?action=upsert')).toBe(400);
		expect(await send({ items: Array.from({ length: 100_001 }, () => ({})) })).toBe(400);
		simulator.model().activeState = 'LOCKED';
		expect(await send({ items: [] })).toBe(423);
		simulator.model().activeState = 'PRODUCTION';
		expect(await send({ items: [] })).toBe(425);
		simulator.model().activeState = 'UNLOCKED';
		await client.signIn('integration@example.com');
		expect(await send({ items: [] })).toBe(403);
		simulator.switches.writesNeedAdmin = false;
		expect(await send({ items: [] })).toBe(200);
	});
});
