import { AnaplanSimulator, standingClock } from './setup';
import { Client, m, part } from './client';

describe('Anaplan simulator: limits and faults', () => {
	let simulator: AnaplanSimulator;
	let client: Client;

	beforeEach(async () => {
		simulator = await AnaplanSimulator.start({ clock: standingClock(), requestBurst: 3 });
		client = new Client(simulator);
		await client.signIn();
	});

	afterEach(async () => {
		await simulator.stop();
	});

	const statuses = async (count: number): Promise<number[]> => {
		const seen: number[] = [];
		for (let index = 0; index < count; index += 1) {
			seen.push((await client.get(m)).status);
		}
		return seen;
	};

	it('answers 429 when the bucket is empty and refills ten a second', async () => {
		expect(await statuses(4)).toEqual([200, 200, 200, 429]);
		simulator.clock.advance(200);
		expect(await statuses(3)).toEqual([200, 200, 429]);
	});

	it('shares one bucket among users', async () => {
		expect(await statuses(3)).toEqual([200, 200, 200]);
		await client.signIn('integration@example.com');
		expect(await statuses(1)).toEqual([429]);
	});

	it('says when to come back as the switch wants it', async () => {
		await statuses(3);
		const limited = async () => (await client.get(m)).headers.get('Retry-After');
		expect(await limited()).toBe('1');
		simulator.switches.retryAfter = 'http-date';
		expect(await limited()).toBe('Thu, 01 Oct 2026 08:00:01 GMT');
		simulator.switches.retryAfter = 'none';
		expect(await limited()).toBeNull();
		simulator.switches.rateLimit = false;
		expect(await statuses(2)).toEqual([200, 200]);
	});

	it('gives 429 in the envelope and gateway errors as HTML when armed', async () => {
		simulator.armTooManyRequests({ retryAfter: '7' });
		const limited = await client.get(m);
		expect([limited.status, limited.headers.get('Retry-After')]).toEqual([429, '7']);
		expect(part(limited.json(), 'status', 'code')).toBe(429);
		simulator.armGatewayError(503);
		const gateway = await client.get(m);
		expect(gateway.status).toBe(503);
		expect(gateway.headers.get('Content-Type')).toContain('text/html');
		expect((await client.get(m)).status).toBe(200);
	});

	it('is steered from another process through the control plane', async () => {
		const control = async (method: string, path: string, json?: unknown) =>
			await client.send(method, `/__control${path}`, { json });
		await control('POST', '/model', { activeState: 'LOCKED' });
		expect(simulator.model().activeState).toBe('LOCKED');
		await control('POST', '/rename-column', {
			import: 'Vendors from QuickBooks',
			from: 'Name',
			to: 'Other',
		});
		expect(simulator.model().importNamed('Vendors from QuickBooks').columns[1].header).toBe(
			'Other',
		);
		await control('POST', '/remove-import', { import: 'Vendors from QuickBooks' });
		expect(simulator.model().imports).toHaveLength(4);
		await control('POST', '/switches', { lyingNext: true });
		expect(simulator.switches.lyingNext).toBe(true);
		expect((await control('POST', '/switches', { lyingNext: 'yes' })).status).toBe(400);
		expect((await control('POST', '/switches', { unknown: true })).status).toBe(400);
		const sums = await control('GET', '/sums?module=QB%20Transactions&lineItem=Amount&by=Currency');
		expect(JSON.parse(sums.text)).toEqual([]);
		await control('POST', '/expire-tokens');
		expect((await client.get(m)).status).toBe(401);
	});
});
