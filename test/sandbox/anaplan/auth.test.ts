import { AnaplanSimulator, standingClock } from './setup';
import { Client, m, part, type Reply } from './client';

describe('Anaplan simulator: signing in', () => {
	let simulator: AnaplanSimulator;
	let client: Client;

	beforeEach(async () => {
		simulator = await AnaplanSimulator.start({ clock: standingClock() });
		client = new Client(simulator);
	});

	afterEach(async () => {
		await simulator.stop();
	});

	const basic = async (pair: string): Promise<Reply> =>
		await client.send('POST', '/token/authenticate', {
			scheme: 'Basic',
			token: Buffer.from(pair).toString('base64'),
		});

	it('answers 201 with a token that ends 35 minutes later', async () => {
		const reply = await basic('planner@example.com:Planner-4711!');
		expect(reply.status).toBe(201);
		expect(part(reply.json(), 'statusMessage')).toBe('Login successful');
		expect(part(reply.json(), 'tokenInfo', 'expiresAt')).toBe(
			simulator.clock.now() + 35 * 60 * 1000,
		);
	});

	it.each(['planner@example.com:wrong', 'nobody@example.com:Planner-4711!', 'planner@example.com'])(
		'refuses the pair %s with 401 and FAILURE_BAD_CREDENTIAL',
		async (pair) => {
			const reply = await basic(pair);
			expect(reply.status).toBe(401);
			expect(part(reply.json(), 'status')).toBe('FAILURE_BAD_CREDENTIAL');
		},
	);

	it('takes both header schemes on the Integration API', async () => {
		const token = await client.signIn();
		for (const scheme of ['AnaplanAuthToken', 'Bearer']) {
			expect((await client.get('/2/0/users/me', { token, scheme })).status).toBe(200);
		}
		expect((await client.get('/2/0/users/me', { token, scheme: 'Token' })).status).toBe(401);
	});

	it('refuses Bearer and missing headers on the token endpoints, each in its own way', async () => {
		const token = await client.signIn();
		const wanted: Array<[string, string, number]> = [
			['POST', '/token/refresh', 400],
			['GET', '/token/validate', 400],
			['POST', '/token/logout', 401],
			['POST', '/token/authenticate', 401],
		];
		for (const [method, path, status] of wanted) {
			for (const options of [{ token, scheme: 'Bearer' }, { token: '' }]) {
				const reply = await client.send(method, path, options);
				expect([path, reply.status, part(reply.json(), 'status')]).toEqual([
					path,
					status,
					'FAILURE_BAD_HEADER',
				]);
			}
		}
	});

	it('keeps the value and moves the end when a token is refreshed', async () => {
		const token = await client.signIn();
		simulator.clock.advance(30 * 60 * 1000);
		const reply = await client.send('POST', '/token/refresh');
		expect(reply.status).toBe(200);
		expect(part(reply.json(), 'tokenInfo', 'tokenValue')).toBe(token);
		simulator.clock.advance(34 * 60 * 1000);
		expect((await client.get('/token/validate')).status).toBe(200);
		simulator.clock.advance(60 * 1000);
		expect((await client.get('/token/validate')).status).toBe(401);
		expect((await client.send('POST', '/token/refresh')).status).toBe(401);
		expect((await client.get('/2/0/users/me')).status).toBe(401);
	});

	it.each([
		[false, true],
		[true, false],
	])('refreshTokenIdChanges %s: same refreshTokenId %s', async (change, same) => {
		const login = await basic('planner@example.com:Planner-4711!');
		const info = part(login.json(), 'tokenInfo');
		simulator.switches.refreshTokenIdChanges = change;
		const reply = await client.send('POST', '/token/refresh', {
			token: String(part(info, 'tokenValue')),
		});
		const again = part(reply.json(), 'tokenInfo', 'refreshTokenId');
		expect(again === part(info, 'refreshTokenId')).toBe(same);
	});

	it('ends a token at logout with an empty 204', async () => {
		await client.signIn();
		const reply = await client.send('POST', '/token/logout');
		expect([reply.status, reply.text]).toEqual([204, '']);
		expect((await client.get('/token/validate')).status).toBe(401);
		expect((await client.get('/2/0/users/me')).status).toBe(401);
	});

	it('answers an expired token in the shape the switch says', async () => {
		await client.signIn();
		simulator.expireTokens();
		const seen: string[] = [];
		for (const shape of ['envelope', 'auth', 'empty', 'html'] as const) {
			simulator.switches.unauthorizedBody = shape;
			const reply = await client.get(`${m}/files`);
			expect(reply.status).toBe(401);
			seen.push(reply.text);
		}
		expect(part(JSON.parse(seen[0]), 'status', 'code')).toBe(401);
		expect(part(JSON.parse(seen[1]), 'status')).toBe('FAILURE_BAD_CREDENTIAL');
		expect(seen[2]).toBe('');
		expect(seen[3]).toContain('<html>');
	});

	it('writes the caller but never a token or password into the log', async () => {
		const token = await client.signIn();
		await client.get('/2/0/users/me');
		expect(simulator.log.all({ path: '/users/me' })[0]).toMatchObject({
			caller: 'planner@example.com',
			status: 200,
		});
		const log = JSON.stringify(simulator.log.all());
		expect(log).not.toContain(token);
		expect(log).not.toContain('4711');
	});
});
