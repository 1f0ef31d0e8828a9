/** OAuth2 at the simulator; answers checked against the contract where it lies beside the repository. */
import { DEFAULT_OAUTH_CLIENTS } from '../../../sandbox/anaplan';
import { Contract, contractsPresent } from './contract';
import { AnaplanSimulator, standingClock } from './setup';

const [codeClient, deviceClient] = DEFAULT_OAUTH_CLIENTS;
const EMAIL = 'planner@example.com';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const contract = contractsPresent() ? new Contract('oauth', []) : undefined;

let simulator: AnaplanSimulator;

beforeEach(async () => {
	simulator = await AnaplanSimulator.start({ clock: standingClock() });
});

afterEach(async () => {
	await simulator.stop();
});

async function post(path: string, fields: Record<string, string>, form = false) {
	const reply = await fetch(simulator.url + path, {
		method: 'POST',
		headers: {
			'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
		},
		body: form ? new URLSearchParams(fields).toString() : JSON.stringify(fields),
	});
	const body = (await reply.json()) as Record<string, string>;
	const validate = contract
		?.response(`POST ${path}`, reply.status)
		?.content.get('application/json');
	if (validate !== undefined) expect([validate(body), validate.errors]).toEqual([true, null]);
	return { status: reply.status, body };
}

const refresh = async (token: string, form = false) =>
	await post(
		'/oauth/token',
		{
			grant_type: 'refresh_token',
			client_id: codeClient.clientId,
			client_secret: codeClient.clientSecret ?? '',
			refresh_token: token,
		},
		form,
	);

test('an authorization code comes back with the state and is good once', async () => {
	const [redirectUri] = codeClient.redirectUris;
	const query = new URLSearchParams({
		response_type: 'code',
		client_id: codeClient.clientId,
		redirect_uri: redirectUri,
		scope: 'openid profile email offline_access',
		state: 'a state',
	});
	const start = await fetch(`${simulator.url}/auth/authorize?${query}`, { redirect: 'manual' });
	expect(start.status).toBe(302);
	query.set('email', EMAIL);
	query.set('password', 'Planner-4711!');
	const login = await fetch(`${simulator.url}/auth/login`, {
		method: 'POST',
		redirect: 'manual',
		body: query,
	});
	const target = new URL(login.headers.get('location') ?? '');
	expect(target.searchParams.get('state')).toBe('a state');
	const exchange = {
		grant_type: 'authorization_code',
		code: target.searchParams.get('code') ?? '',
		client_id: codeClient.clientId,
		client_secret: codeClient.clientSecret ?? '',
		redirect_uri: redirectUri,
	};
	const { status, body } = await post('/oauth/token', exchange);
	expect(status).toBe(200);
	expect(body).toMatchObject({ expires_in: 2100, scope: 'openid email offline_access' });
	for (const scheme of ['Bearer', 'AnaplanAuthToken']) {
		const headers = { authorization: `${scheme} ${body.access_token}` };
		expect((await fetch(`${simulator.url}/2/0/users/me`, { headers })).status).toBe(200);
	}
	expect(await post('/oauth/token', exchange)).toMatchObject({ body: { error: 'invalid_grant' } });
});

test('a wrong redirect address is refused on the spot', async () => {
	const query = `response_type=code&client_id=${codeClient.clientId}&redirect_uri=https://evil.example/`;
	const reply = await fetch(`${simulator.url}/auth/authorize?${query}`, { redirect: 'manual' });
	expect(reply.status).toBe(400);
});

test.each([
	['json', 400],
	['both', 200],
] as const)('bodies %s: a form gets %s', async (oauthBodies, status) => {
	simulator.switches.oauthBodies = oauthBodies;
	const token = simulator.issueRefreshToken(codeClient.clientId, EMAIL);
	expect((await refresh(token, true)).status).toBe(status);
});

test.each([
	[true, 403],
	[false, 200],
])('rotatable %s: the second use of a refresh token gets %s', async (rotatable, status) => {
	simulator.switches.rotatableTokens = rotatable;
	const token = simulator.issueRefreshToken(codeClient.clientId, EMAIL);
	const first = await refresh(token);
	expect(first.body.refresh_token === token).toBe(!rotatable);
	expect((await refresh(token)).status).toBe(status);
});

test('a device is asked for slowly until its user allows it', async () => {
	const { clientId } = deviceClient;
	const { body } = await post('/oauth/device/code', {
		client_id: clientId,
		scope: 'offline_access',
	});
	const poll = async () => {
		const fields = { grant_type: DEVICE_GRANT, client_id: clientId, device_code: body.device_code };
		return (await post('/oauth/token', fields)).body;
	};
	expect((await poll()).error).toBe('authorization_pending');
	expect((await poll()).error).toBe('slow_down');
	simulator.clock.advance(5_000);
	expect((await poll()).error).toBe('authorization_pending');
	expect(simulator.decideDevice(body.user_code, EMAIL)).toBe(true);
	expect((await poll()).refresh_token).toMatch(/^[0-9a-f]{48}$/);
	expect((await poll()).error).toBe('invalid_grant');
});

test('a device code ends after 15 minutes', async () => {
	const { clientId } = deviceClient;
	const { body } = await post('/oauth/device/code', { client_id: clientId });
	simulator.clock.advance(900_000);
	const fields = { grant_type: DEVICE_GRANT, client_id: clientId, device_code: body.device_code };
	expect((await post('/oauth/token', fields)).body.error).toBe('expired_token');
});
