import { SimClock } from '../../../sandbox/common';
import {
	QuickBooksSimulator,
	SECOND_REALM_ID,
	type QuickBooksSwitches,
} from '../../../sandbox/quickbooks';
import { Caller, DAY, faultOf, NOW, send, startSimulator, type Body } from './harness';

let simulator: QuickBooksSimulator;
let caller: Caller;

async function start(switches: Partial<QuickBooksSwitches> = {}): Promise<void> {
	simulator = await startSimulator({ companies: [{}, { empty: true }] }, switches);
	caller = await Caller.connect(simulator);
}

afterEach(async () => {
	await simulator.stop();
});

const TERMS = 'select * from Term';

async function statuses(count: number): Promise<number[]> {
	const found: number[] = [];
	for (let index = 0; index < count; index += 1) {
		found.push((await caller.query(TERMS)).status);
	}
	return found;
}

describe('authorization', () => {
	it('answers an expired token in the gateway’s form, with the token echoed', async () => {
		await start();
		simulator.clock.advance(3_600_000);
		const answer = await caller.query(TERMS);
		expect(answer.status).toBe(401);
		expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
		const { error, type } = answer.body.fault as { error: Body[]; type: string };
		expect(type).toBe('AUTHENTICATION');
		expect(error[0]).toMatchObject({
			code: '3200',
			detail: `Token expired: ${caller.accessToken}`,
		});
		expect(answer.body.time).toBe(simulator.clock.now());
		const xml = await caller.get('/query?query=x', { Accept: 'text/xml' });
		expect(xml.text).toContain('<Error code="3200">');
	});

	it('answers another company, even an existing one, with 403 and 3100', async () => {
		await start();
		for (const realmId of [SECOND_REALM_ID, '123']) {
			const other = new Caller(simulator, realmId, caller.accessToken);
			const answer = await other.query(TERMS);
			expect(answer.status).toBe(403);
			expect(answer.body.fault).toMatchObject({ type: 'SERVICE', error: [{ code: '3100' }] });
		}
	});
});

describe('throttling', () => {
	it('allows ten requests in a second and 500 in a moving minute', async () => {
		await start({ throttling: true });
		expect(await statuses(11)).toEqual([...Array<number>(10).fill(200), 429]);
		simulator.clock.advance(1001);
		expect(await statuses(1)).toEqual([200]);
		simulator.switches.requestsPerSecond = 10_000;
		expect((await statuses(489)).every((status) => status === 200)).toBe(true);
		expect(await statuses(1)).toEqual([429]);
		simulator.clock.advance(60_000);
		expect(await statuses(1)).toEqual([200]);
	});

	it('says so in XML by default and in JSON or with Retry-After when told', async () => {
		await start({ throttling: true, requestsPerSecond: 1 });
		await statuses(1);
		const xml = await caller.query(TERMS);
		expect(xml.status).toBe(429);
		expect(xml.headers.get('content-type')).toContain('xml');
		expect(xml.headers.get('retry-after')).toBeNull();
		expect(xml.text).toContain('<Error code="3001"><Message>message=ThrottleExceeded;');
		Object.assign(simulator.switches, {
			throttleBody: 'json',
			retryAfterSeconds: 7,
			throttleStatus: 403,
		});
		const json = await caller.query(TERMS);
		expect(json.status).toBe(403);
		expect(json.headers.get('retry-after')).toBe('7');
		expect(json.body.fault).toMatchObject({ error: [{ code: '3001' }] });
	});

	it('refuses the eleventh open request', async () => {
		await start({ throttling: true, requestsPerSecond: 1000, latencyMs: 200 });
		const found = await Promise.all(Array.from({ length: 11 }, () => caller.query(TERMS)));
		const count = (status: number) => found.filter((entry) => entry.status === status).length;
		expect([count(200), count(429)]).toEqual([10, 1]);
		expect((await caller.query(TERMS)).status).toBe(200);
	});

	it('blocks reads beyond the month’s quota until the month ends', async () => {
		await start({ monthlyReads: 2 });
		expect(await statuses(3)).toEqual([200, 200, 429]);
		simulator.clock.advance(5 * 60_000);
		expect(await statuses(1)).toEqual([429]);
		expect((await caller.post('/vendor', { DisplayName: 'Still writable' })).status).toBe(200);
		simulator.clock.advance(12 * DAY);
		caller = await Caller.connect(simulator);
		expect(await statuses(1)).toEqual([200]);
	});

	it('has a limit of its own for batches', async () => {
		await start({ throttling: true, requestsPerSecond: 1000, batchesPerMinute: 1 });
		const batch = { BatchItemRequest: [{ bId: '1', Query: TERMS }] };
		expect((await caller.post('/batch', batch)).status).toBe(200);
		expect((await caller.post('/batch', batch)).status).toBe(429);
		expect((await caller.query(TERMS)).status).toBe(200);
	});
});

describe('the fault board', () => {
	it('answers with an armed fault, counted by matching call', async () => {
		await start();
		simulator.faults.arm({
			path: /\/query\?.*Term/,
			nth: 2,
			status: 504,
			contentType: 'application/xml',
			body: '<IntuitResponse><Fault type="SERVICE"><Error code="6002"/></Fault></IntuitResponse>',
		});
		expect(await statuses(3)).toEqual([200, 504, 200]);
		expect(simulator.log.all({ path: 'Term' }).map((entry) => entry.status)).toEqual([
			200, 504, 200,
		]);
	});

	it('resets before the request is handled, and loses answers after it was', async () => {
		await start();
		simulator.faults.arm({ method: 'post', path: '*/vendor', reset: true, times: 1 });
		await expect(caller.post('/vendor', { DisplayName: 'Never' })).rejects.toThrow();
		expect(simulator.books.all('Vendor').some((row) => row.DisplayName === 'Never')).toBe(false);
		simulator.faults.arm({ method: 'POST', path: '*/vendor', loseAnswer: true, times: 1 });
		await expect(caller.post('/vendor', { DisplayName: 'Lost' })).rejects.toThrow();
		expect(simulator.books.all('Vendor').some((row) => row.DisplayName === 'Lost')).toBe(true);
	});

	it('fires by chance the same way for the same seed', async () => {
		const run = async () => {
			await start();
			simulator.faults.arm({ path: '*/query', status: 503, probability: 0.5 });
			const found = await statuses(12);
			await simulator.stop();
			return found;
		};
		const first = await run();
		expect(first).toContain(200);
		expect(first).toContain(503);
		expect(await run()).toEqual(first);
	});

	it('is armed, listed and cleared over the control plane, which leaves no trace itself', async () => {
		await start();
		simulator.log.clear();
		const control = `${simulator.url}/__control`;
		const post = async (path: string, body: unknown) =>
			await send(`${control}${path}`, { method: 'POST', body: JSON.stringify(body) });
		const armed = await post('/faults', { pathPattern: '/query', status: 429, body: 'slow' });
		expect(armed.body.id).toBe('fault-1');
		expect(await statuses(1)).toEqual([429]);
		await send(`${control}/faults`, { method: 'DELETE' });
		expect(await statuses(1)).toEqual([200]);
		expect((await post('/faults', { status: 500 })).status).toBe(400);
		await post('/clock', { advanceMs: DAY });
		expect(simulator.clock.now()).toBe(NOW + DAY);
		await post('/switches', { cdcMaxDays: 5 });
		expect(simulator.switches.cdcMaxDays).toBe(5);
		expect((await post('/switches', { nonsense: 1 })).status).toBe(400);
		const totals = await send(`${control}/totals/${caller.realmId}`);
		expect(totals.body).toEqual(simulator.books.totals());
		expect(simulator.log.count()).toBe(2);
	});
});

describe('the request log', () => {
	it('names method, path, status and realm, and never a secret', async () => {
		await start();
		await caller.query(TERMS);
		await send(`${simulator.url}/connect/oauth2?code=secret-code&token=secret-token`);
		const entries = simulator.log.all();
		expect(entries.at(-2)).toEqual({
			at: NOW,
			method: 'GET',
			path: `/v3/company/${caller.realmId}/query?query=select%20*%20from%20Term&minorversion=75`,
			status: 200,
			caller: caller.realmId,
		});
		const text = JSON.stringify(entries);
		for (const secret of [
			caller.accessToken,
			simulator.clientSecret,
			'secret-code',
			'secret-token',
		]) {
			expect(text).not.toContain(secret);
		}
		expect(simulator.log.count({ method: 'GET', path: '/query' })).toBe(1);
	});
});

describe('stop', () => {
	it('closes open sockets at once', async () => {
		await start();
		simulator.faults.arm({ path: '*/query', delayMs: 60_000 });
		const open = caller.query(TERMS).then(
			() => 'answered',
			() => 'closed',
		);
		await new Promise((resolve) => setTimeout(resolve, 50));
		await simulator.stop();
		expect(await open).toBe('closed');
	});
});

describe('the running clock', () => {
	it('goes on from where it was set', () => {
		const clock = new SimClock(1000);
		clock.set(5_000_000);
		expect(clock.now()).toBeGreaterThanOrEqual(5_000_000);
		expect(clock.now()).toBeLessThan(5_060_000);
	});
});

it('answers queries with faults that name the statement’s mistake even while faults are armed elsewhere', async () => {
	await start();
	simulator.faults.arm({ path: '*/cdc', status: 500 });
	expect(faultOf(await caller.query('select')).code).toBe('4000');
});
