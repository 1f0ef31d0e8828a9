import type { QuickBooksSimulator, QuickBooksSwitches } from '../../../sandbox/quickbooks';
import {
	authorizeUrl,
	basic,
	Caller,
	DAY,
	redeem,
	REDIRECT,
	send,
	startSimulator,
	token,
} from './harness';

let simulator: QuickBooksSimulator;

async function start(switches: Partial<QuickBooksSwitches> = {}): Promise<void> {
	simulator = await startSimulator({ companies: [{ empty: true }, { empty: true }] }, switches);
}

async function refresh(refreshToken: unknown) {
	return await token(simulator, {
		grant_type: 'refresh_token',
		refresh_token: String(refreshToken),
	});
}

afterEach(async () => {
	await simulator.stop();
});

describe('the consent page', () => {
	it('offers every company and sends the chosen realm ID back with code and state', async () => {
		await start();
		const page = await send(authorizeUrl(simulator));
		for (const realmId of simulator.realmIds()) {
			expect(page.text).toContain(`value="${realmId}"`);
		}
		const [, second] = simulator.realmIds();
		const callback = new URL(await simulator.decide(authorizeUrl(simulator), { realmId: second }));
		expect(`${callback.origin}${callback.pathname}`).toBe(REDIRECT);
		expect(callback.searchParams.get('realmId')).toBe(second);
		expect(callback.searchParams.get('state')).toBe('state-1');
		expect(callback.searchParams.get('code')).toBeTruthy();
	});

	it('sends access_denied and no code after Cancel', async () => {
		await start();
		const callback = new URL(
			await simulator.decide(authorizeUrl(simulator), { decision: 'cancel' }),
		);
		expect(Object.fromEntries(callback.searchParams)).toEqual({
			error: 'access_denied',
			state: 'state-1',
		});
	});

	it.each([
		['an unknown client', { client_id: 'nobody' }],
		['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/cb' }],
		['a loopback look-alike', { redirect_uri: 'http://localhost.evil.example/cb' }],
		['a missing state', { state: undefined }],
		['an unknown scope', { scope: 'everything' }],
		['an implicit flow', { response_type: 'token' }],
	])('refuses %s without any redirect', async (_name, changes) => {
		await start();
		const page = await send(authorizeUrl(simulator, changes), { redirect: 'manual' });
		expect(page.status).toBe(400);
		expect(page.headers.get('location')).toBeNull();
	});

	it('takes only registered redirect URIs when the loopback switch is off', async () => {
		await start({ anyLoopbackRedirect: false });
		expect((await send(authorizeUrl(simulator))).status).toBe(400);
	});
});

describe('the token endpoint', () => {
	it('gives tokens for a code once, and ends them when the code comes again', async () => {
		await start();
		const { code, answer } = await redeem(simulator);
		expect(answer.status).toBe(200);
		expect(Object.keys(answer.body).sort()).toEqual([
			'access_token',
			'expires_in',
			'refresh_token',
			'token_type',
			'x_refresh_token_expires_in',
		]);
		const again = await token(simulator, {
			grant_type: 'authorization_code',
			code,
			redirect_uri: REDIRECT,
		});
		expect(again.status).toBe(400);
		expect(again.body).toEqual({ error: 'invalid_grant', error_description: 'Token invalid' });
		expect((await refresh(answer.body.refresh_token)).body.error).toBe('invalid_grant');
	});

	it('binds a code to its redirect URI and lets it expire', async () => {
		await start();
		const code = async () =>
			new URL(await simulator.decide(authorizeUrl(simulator))).searchParams.get('code') ?? '';
		const other = { grant_type: 'authorization_code', redirect_uri: `${REDIRECT}2` };
		expect((await token(simulator, { ...other, code: await code() })).status).toBe(400);
		const late = await code();
		simulator.clock.advance(601_000);
		const form = { grant_type: 'authorization_code', redirect_uri: REDIRECT, code: late };
		expect((await token(simulator, form)).body.error).toBe('invalid_grant');
	});

	it.each([400, 401] as const)('answers a wrong secret with %i when told so', async (status) => {
		await start({ invalidClientStatus: status });
		const answer = await token(simulator, { grant_type: 'refresh_token' }, 'wrong');
		expect(answer.status).toBe(status);
		expect(answer.body).toEqual({ error: 'invalid_client' });
	});

	it('names unknown grant types and missing parameters', async () => {
		await start();
		const password = await token(simulator, { grant_type: 'password' });
		expect(password.body.error).toBe('unsupported_grant_type');
		expect((await token(simulator, {})).body.error).toBe('invalid_request');
		const noToken = await token(simulator, { grant_type: 'refresh_token' });
		expect(noToken.body.error).toBe('invalid_request');
	});

	it('tells the hard end of a refresh token only when asked', async () => {
		await start();
		const { answer } = await redeem(simulator);
		const asked = await send(simulator.tokenUrl, {
			method: 'POST',
			headers: {
				Authorization: basic(simulator),
				'x-include-refresh-token-hard-expires-in': 'true',
			},
			body: new URLSearchParams({
				grant_type: 'refresh_token',
				refresh_token: String(answer.body.refresh_token),
			}),
		});
		expect(asked.body.x_refresh_token_hard_expires_in).toBeGreaterThan(4 * 365 * 86_400);
	});
});

describe('rotation of refresh tokens', () => {
	it('keeps the earlier one alive for 24 hours (grace)', async () => {
		await start();
		const first = (await redeem(simulator)).answer.body.refresh_token;
		const second = (await refresh(first)).body.refresh_token;
		expect(second).not.toBe(first);
		simulator.clock.advance(DAY - 1000);
		expect((await refresh(first)).status).toBe(200);
		simulator.clock.advance(2000);
		expect((await refresh(first)).body.error).toBe('invalid_grant');
	});

	it('ends the used one at once (single use)', async () => {
		await start({ refreshRotation: 'single-use' });
		const first = (await redeem(simulator)).answer.body.refresh_token;
		const second = (await refresh(first)).body.refresh_token;
		expect((await refresh(first)).body.error).toBe('invalid_grant');
		expect((await refresh(second)).status).toBe(200);
	});

	it('keeps the value within a day (daily)', async () => {
		await start({ refreshRotation: 'daily' });
		const first = (await redeem(simulator)).answer.body.refresh_token;
		expect((await refresh(first)).body.refresh_token).toBe(first);
		simulator.clock.advance(DAY);
		expect((await refresh(first)).body.refresh_token).not.toBe(first);
	});

	it('refuses a token that lay idle too long', async () => {
		await start();
		let current = (await redeem(simulator)).answer.body.refresh_token;
		simulator.clock.advance(8_726_400_000 - 1000);
		current = (await refresh(current)).body.refresh_token;
		simulator.clock.advance(8_726_400_000 + 1000);
		expect((await refresh(current)).body.error).toBe('invalid_grant');
	});

	it('refuses every token after the five-year end, however busy it was', async () => {
		await start({ refreshIdleSeconds: 6 * 365 * 86_400 });
		const first = (await redeem(simulator)).answer.body.refresh_token;
		simulator.clock.advance(5 * 365 * DAY - 1000);
		const second = (await refresh(first)).body.refresh_token;
		simulator.clock.advance(2000);
		expect((await refresh(second)).body.error).toBe('invalid_grant');
	});

	it('loses the rotated token when the answer is lost', async () => {
		await start({ refreshRotation: 'single-use' });
		const first = (await redeem(simulator)).answer.body.refresh_token;
		simulator.faults.arm({ path: '/oauth2/v1/tokens/bearer', loseAnswer: true, nth: 1 });
		await expect(refresh(first)).rejects.toThrow();
		expect((await refresh(first)).body.error).toBe('invalid_grant');
	});
});

describe('the end of a connection', () => {
	it('comes with revocation of either token, by JSON', async () => {
		await start();
		const { answer } = await redeem(simulator);
		const revoke = async (secret?: string) =>
			await send(`${simulator.url}/v2/oauth2/tokens/revoke`, {
				method: 'POST',
				headers: {
					Authorization: basic(simulator, secret),
					'Content-Type': 'application/json',
				},
				body: JSON.stringify({ token: answer.body.access_token }),
			});
		expect((await revoke('wrong')).status).toBe(401);
		expect((await revoke()).status).toBe(200);
		expect((await refresh(answer.body.refresh_token)).body.error).toBe('invalid_grant');
	});

	it('comes with a disconnect of that company alone', async () => {
		await start();
		const [first, second] = simulator.realmIds();
		const [one, two] = [
			await Caller.connect(simulator, first),
			await Caller.connect(simulator, second),
		];
		simulator.disconnect(first);
		expect((await one.query('select * from Term')).status).toBe(401);
		expect((await two.query('select * from Term')).status).toBe(200);
	});
});
