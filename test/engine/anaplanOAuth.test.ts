/** OAuth2 with a refresh token and with the device grant, on the real engine. */
import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeType,
} from 'n8n-workflow';

import { AnaplanApi } from '../../credentials/AnaplanApi.credentials';
import { DEFAULT_OAUTH_CLIENTS } from '../../sandbox/anaplan/oauth';
import { AnaplanSimulator, DEFAULT_USERS } from '../../sandbox/anaplan/simulator';
import { forgetChains, originOf, readLink, type OAuthLink } from '../../src/anaplan/oauthSession';
import { openAnaplan } from '../../src/n8n/anaplan';
import { toNodeError } from '../../src/n8n/errors';
import { createEngine, node, type RunResult, type TestEngine } from './harness';

jest.setTimeout(60_000);

const [codeClient, deviceClient] = DEFAULT_OAUTH_CLIENTS;
const EMAIL = DEFAULT_USERS[0].email;
const ID = 'Anaplan OAuth';

/** Reads the user through the node's own transport; as many calls as `reads` says. */
class Probe implements INodeType {
	description: INodeType['description'] = {
		displayName: 'Probe',
		name: 'probe',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Probe' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'anaplanApi', required: true }],
		properties: [],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			const client = await openAnaplan(this);
			const { user } = await client.get('/users/me', 'reading the user');
			return [[{ json: user as INodeExecutionData['json'] }]];
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
}

let simulator: AnaplanSimulator;
let engine: TestEngine;

beforeEach(async () => {
	simulator = await AnaplanSimulator.start();
	engine = createEngine({ nodes: [new Probe()], credentialTypes: [new AnaplanApi()] });
});

afterEach(async () => {
	await simulator.stop();
	forgetChains();
});

function put(fields: { [field: string]: string }): void {
	engine.credentials.put({
		id: ID,
		name: ID,
		type: 'anaplanApi',
		data: {
			region: 'custom',
			customAuthUrl: simulator.url,
			customApiUrl: simulator.url,
			customAppUrl: simulator.url,
			sessionToken: '',
			...fields,
		},
	});
}

/** A credential with a fresh refresh token of the client with a secret. */
function putRefreshToken(more: { [field: string]: string } = {}): string {
	const refreshToken = simulator.issueRefreshToken(codeClient.clientId, EMAIL);
	put({
		signIn: 'refreshToken',
		clientId: codeClient.clientId,
		clientSecret: codeClient.clientSecret ?? '',
		refreshToken,
		...more,
	});
	return refreshToken;
}

const origin = () => {
	const { clientId, clientSecret, refreshToken, signIn } = engine.credentials.read(ID);
	return originOf({
		appUrl: simulator.url,
		clientId: String(clientId),
		clientSecret: signIn === 'refreshToken' ? String(clientSecret) : '',
		refreshToken: signIn === 'refreshToken' ? String(refreshToken) : '',
	});
};

function stored(): OAuthLink {
	const link = readLink(String(engine.credentials.read(ID).sessionToken), origin());
	if (link === undefined) throw new Error('nothing is stored');
	return link;
}

function store(link: OAuthLink): void {
	const data = engine.credentials.read(ID);
	engine.credentials.put({
		id: ID,
		name: ID,
		type: 'anaplanApi',
		data: { ...data, sessionToken: JSON.stringify(link) },
	});
}

/** Moves the stored tokens to the end of their life; what the process knew of them is gone. */
function expire(): void {
	const link = stored();
	if (link.tokens === undefined) throw new Error('no tokens');
	forgetChains();
	simulator.expireTokens();
	store({ ...link, tokens: { ...link.tokens, renewAt: 0, expiresAt: 0 } });
}

const run = async (): Promise<RunResult> =>
	await engine.run({ nodes: [node('Probe', 'probe', {}, { anaplanApi: ID })] });

const refreshes = () => simulator.log.all({ method: 'POST', path: '/oauth/token' });

/** What n8n's credential test does (2.41), with what it stores: it renews first only what is empty. */
async function testCredential(): Promise<string> {
	const type = new AnaplanApi();
	const data = engine.credentials.read(ID);
	const helper = {
		helpers: { httpRequest: async (options: IHttpRequestOptions) => await send(options) },
	};
	const renew = async () => {
		const output = await type.preAuthentication.call(helper as never, data);
		Object.assign(data, output);
		engine.credentials.put({ id: ID, name: ID, type: 'anaplanApi', data: { ...data } });
	};
	const request: IHttpRequestOptions = {
		baseURL: simulator.url,
		url: '/token/authenticate',
		method: 'POST',
	};
	try {
		if (data.sessionToken === '') await renew();
		const options = await type.authenticate(data, { ...request }).catch(async (error: unknown) => {
			const { response } = error as { response?: { status?: number } };
			if (response?.status !== 401) throw error;
			await renew();
			return await type.authenticate(data, { ...request });
		});
		return String((await send(options)).statusCode);
	} catch (error) {
		return (error as Error).message;
	}
}

async function send(options: IHttpRequestOptions) {
	const reply = await fetch((options.baseURL ?? '') + options.url, {
		method: options.method ?? 'GET',
		headers: {
			'content-type': 'application/json',
			...(options.headers as { [name: string]: string } | undefined),
		},
		...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
	});
	return { statusCode: reply.status, body: (await reply.json()) as unknown };
}

describe('refresh token', () => {
	test('is exchanged once, the new one is stored, and the next run uses the same token', async () => {
		const pasted = putRefreshToken();
		const first = await run();
		expect(first.error).toBeUndefined();
		expect(first.items('Probe')[0].json.email).toBe(EMAIL);
		expect(stored().tokens?.refreshToken).not.toBe(pasted);
		expect(engine.credentials.read(ID).refreshToken).toBe(pasted);
		expect((await run()).error).toBeUndefined();
		expect(refreshes()).toHaveLength(1);
	});

	test.each([
		['a process that has just started', true],
		['a process that used the token until now', false],
	])(
		'50 executions that start at the moment of expiry in %s make one refresh and lose no token',
		async (_process, fresh) => {
			const refreshToken = putRefreshToken();
			if (fresh) {
				const tokens = { accessToken: 'ended', refreshToken, renewAt: 0, expiresAt: 0 };
				store({ origin: origin(), generation: 1, tokens });
			} else {
				await run();
				expire();
			}
			const before = [refreshes().length, stored().generation];
			const results = await Promise.all(Array.from({ length: 50 }, async () => await run()));
			expect(results.filter(({ error }) => error !== undefined)).toEqual([]);
			expect([refreshes().length, stored().generation]).toEqual(before.map((count) => count + 1));
			// The stored one is the living one.
			expire();
			expect((await run()).error).toBeUndefined();
			expect(refreshes().every(({ status }) => status === 200)).toBe(true);
		},
	);

	test('new tokens that cannot be stored are not used, and are not lost for the next run', async () => {
		putRefreshToken();
		await run();
		const link = stored();
		if (link.tokens !== undefined) {
			forgetChains();
			store({ ...link, tokens: { ...link.tokens, renewAt: 0 } });
		}
		engine.credentials.beforeStoring = async () =>
			await Promise.reject(new Error('database is locked'));
		const count = () => simulator.log.count({ path: '/users/me' });
		const calls = count();
		// The gate of this process holds the former token; another process has none.
		simulator.expireTokens();
		expect((await run()).error).toBeDefined();
		expect(
			simulator.log
				.all({ path: '/users/me' })
				.slice(calls)
				.map(({ status }) => status),
		).not.toContain(200);
		engine.credentials.beforeStoring = undefined;
		expect((await run()).error).toBeUndefined();
		expect(refreshes().map(({ status }) => status)).toEqual([200, 200]);
	});

	test('a credential window that saves an old state does not bring a used token back', async () => {
		putRefreshToken();
		await run();
		const old = engine.credentials.read(ID);
		const link = stored();
		if (link.tokens !== undefined) store({ ...link, tokens: { ...link.tokens, renewAt: 0 } });
		simulator.expireTokens();
		await run();
		const newest = stored();
		engine.credentials.put({ id: ID, name: ID, type: 'anaplanApi', data: old });
		simulator.expireTokens();
		const result = await run();
		expect(result.error).toBeUndefined();
		expect(stored().generation).toBeGreaterThan(newest.generation);
		expect(refreshes().map(({ status }) => status)).not.toContain(403);
	});

	test('a token that Anaplan refuses early is renewed once', async () => {
		putRefreshToken();
		await run();
		simulator.expireTokens();
		expect((await run()).error).toBeUndefined();
		expect(refreshes()).toHaveLength(2);
	});

	test('a token that does not rotate stays', async () => {
		simulator.switches.rotatableTokens = false;
		const pasted = putRefreshToken();
		await run();
		expect(stored().tokens?.refreshToken).toBe(pasted);
	});

	test('a refused refresh token is named, and no token shows in the error', async () => {
		const pasted = putRefreshToken();
		simulator.revokeRefreshTokens();
		const { error } = await run();
		expect(error?.message).toContain('no longer accepts the refresh token');
		expect(error?.message).toContain(ID);
		expect(JSON.stringify(error)).not.toContain(pasted);
	});

	test('trouble of the OAuth service is waited out, and no token is lost to it', async () => {
		putRefreshToken();
		simulator.faults.arm({ path: '/oauth/token', times: 1, reset: true });
		simulator.faults.arm({
			path: '/oauth/token',
			nth: 2,
			status: 502,
			contentType: 'text/html',
			body: '<html><h1>502</h1></html>',
		});
		expect((await run()).error).toBeUndefined();
		expect(refreshes().map(({ status }) => status)).toEqual([0, 502, 200]);
	});

	test('an OAuth service that cannot be reached is named, without the token', async () => {
		const pasted = putRefreshToken({ customAppUrl: 'http://127.0.0.1:9' });
		const { error } = await run();
		expect(error?.message).toContain("Anaplan's OAuth service could not be reached");
		expect(JSON.stringify(error)).not.toContain(pasted);
	});

	test('a worker that comes too late uses the tokens that another one has stored', async () => {
		putRefreshToken();
		await run();
		expire();
		const before = stored();
		const refreshToken = before.tokens?.refreshToken ?? '';
		const { clientId, clientSecret } = codeClient;
		const reply = await fetch(`${simulator.url}/oauth/token`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				grant_type: 'refresh_token',
				client_id: clientId,
				client_secret: clientSecret,
				refresh_token: refreshToken,
			}),
		});
		const others = (await reply.json()) as { access_token: string; refresh_token: string };
		const { faults } = simulator;
		const match = faults.match.bind(faults);
		const late = jest.spyOn(faults, 'match').mockImplementation((request) => {
			if (request.path === '/oauth/token') {
				const later = Date.now() + 3_600_000;
				const tokens = {
					accessToken: others.access_token,
					refreshToken: others.refresh_token,
					renewAt: later,
					expiresAt: later,
				};
				store({ ...before, generation: before.generation + 1, tokens });
			}
			return match(request);
		});
		const result = await run();
		late.mockRestore();
		expect(refreshes().map(({ status }) => status)).toEqual([200, 200, 403]);
		expect(result.error).toBeUndefined();
		expect(stored().tokens?.refreshToken).toBe(others.refresh_token);
	});

	test('a wrong client secret is named', async () => {
		putRefreshToken({ clientSecret: 'wrong' });
		expect((await run()).error?.message).toContain('does not accept the OAuth client');
	});

	test('the credential test renews nothing while the token is good', async () => {
		putRefreshToken();
		expect(await testCredential()).toBe('200');
		expect(await testCredential()).toBe('200');
		expect(refreshes()).toHaveLength(1);
	});
});

describe('device grant', () => {
	const putDevice = () => put({ signIn: 'deviceGrant', clientId: deviceClient.clientId });
	const userCode = (message: string) => /shows the code ([0-9A-F-]+)/.exec(message)?.[1] ?? '';

	test('the test names page and code, and after the click its tokens are stored', async () => {
		putDevice();
		const message = await testCredential();
		expect(message).toMatch(
			new RegExp(` ${simulator.url}/activate\\?user_code=${userCode(message)}$`),
		);
		expect(message).toContain('press Retry');
		// Pressing Retry too early, or twice at once, asks for no other code.
		expect(userCode(await testCredential())).toBe(userCode(message));
		expect(userCode(await testCredential())).toBe(userCode(message));
		expect(refreshes().map(({ status }) => status)).toEqual([403, 429]);
		expect(simulator.decideDevice(userCode(message), EMAIL)).toBe(true);
		expect(await testCredential()).toBe('200');
		const result = await run();
		expect(result.items('Probe')[0].json.email).toBe(EMAIL);
		expect(simulator.log.count({ path: '/oauth/device/code' })).toBe(1);
	});

	test('a run before the click says what is missing; a run after it needs no Retry', async () => {
		putDevice();
		const message = await testCredential();
		const before = await run();
		expect(before.error?.message).toContain('has no Anaplan tokens that can be used');
		expect(before.error).toMatchObject({ description: expect.stringContaining('press Retry') });
		simulator.decideDevice(userCode(message), EMAIL);
		expect((await run()).items('Probe')[0].json.email).toBe(EMAIL);
	});

	test('a code that was denied is replaced by a new one', async () => {
		putDevice();
		const first = userCode(await testCredential());
		simulator.decideDevice(first, EMAIL, false);
		expect(userCode(await testCredential())).not.toBe(first);
	});

	test('a code that has expired is replaced by a new one', async () => {
		putDevice();
		const first = userCode(await testCredential());
		simulator.clock.advance(16 * 60_000);
		const second = userCode(await testCredential());
		expect(second).not.toBe(first);
		expect(simulator.decideDevice(second, EMAIL)).toBe(true);
		expect(await testCredential()).toBe('200');
	});

	test('after Anaplan ended the tokens a run says so, and the test asks for a new click', async () => {
		putDevice();
		simulator.decideDevice(userCode(await testCredential()), EMAIL);
		await testCredential();
		simulator.revokeRefreshTokens();
		simulator.expireTokens();
		expire();
		const { error } = await run();
		expect(error?.message).toContain('no longer accepts the refresh token');
		expect(stored().tokens).toBeDefined();
		const message = await testCredential();
		expect(simulator.decideDevice(userCode(message), EMAIL)).toBe(true);
		expect(await testCredential()).toBe('200');
		expect((await run()).error).toBeUndefined();
	});

	test('a client of the other kind is named', async () => {
		put({ signIn: 'deviceGrant', clientId: codeClient.clientId });
		expect(await testCredential()).toContain('does not allow the device grant');
	});
});
