/** Tokens that end while they are in use: one renewal for everybody, and the load goes on where it was. */
import { makeCertificate } from '../../sandbox/anaplan/makeCertificate';
import { DEFAULT_OAUTH_CLIENTS } from '../../sandbox/anaplan/oauth';
import { DEFAULT_USERS, type AnaplanSimulator } from '../../sandbox/anaplan/simulator';
import { forgetChains } from '../../src/anaplan/oauthSession';
import { signInProfile } from '../../src/anaplan/profile';
import { anaplanRenewal, basicSignIn } from '../../src/anaplan/signIn';
import type { Clock } from '../../src/clock';
import { Pacer } from '../../src/http/pacing';
import { gateTokens, TokenGate } from '../../src/http/tokenGate';
import { undiciTransport } from '../../src/http/transport';
import { skippingClock } from './anaplanEngine';
import { anaplanNode, CREDENTIAL, items, openBench, vendorRow, type Bench } from './anaplanSetup';

jest.setTimeout(60_000);

const [{ email, password }] = DEFAULT_USERS;
const [codeClient] = DEFAULT_OAUTH_CLIENTS;
const DAY = 86_400_000;
const DATES = { from: Date.now() - DAY, to: Date.now() + 300 * DAY };
const certificate = makeCertificate({
	commonName: 'Petra Planner',
	email,
	signedBy: makeCertificate({ commonName: 'Issuer', issuer: true, ...DATES }),
	...DATES,
});

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
	bench.simulator.registerCertificate(certificate.pem);
	bench.simulator.switches.oauthBodies = 'both';
});

afterEach(async () => {
	jest.restoreAllMocks();
	await bench.simulator.stop();
	forgetChains();
});

interface Way {
	name: string;
	/** Where its tokens come from. */
	path: string;
	type: string;
	fields: (simulator: AnaplanSimulator) => object;
}

const client = { clientId: codeClient.clientId, clientSecret: codeClient.clientSecret ?? '' };
const issued = (simulator: AnaplanSimulator) =>
	simulator.issueRefreshToken(codeClient.clientId, email);

const WAYS: Way[] = [
	{
		name: 'email and password',
		path: '/token/authenticate',
		type: 'anaplanApi',
		fields: () => ({ signIn: 'basic', email, password }),
	},
	{
		name: 'a certificate',
		path: '/token/authenticate',
		type: 'anaplanApi',
		fields: () => ({
			signIn: 'certificate',
			certificate: certificate.pem,
			privateKey: certificate.keyPem,
		}),
	},
	{
		name: 'a refresh token',
		path: '/oauth/token',
		type: 'anaplanApi',
		fields: (simulator) => ({
			signIn: 'refreshToken',
			sessionToken: '',
			...client,
			refreshToken: issued(simulator),
		}),
	},
	{
		name: "n8n's Connect button",
		path: '/oauth/token',
		type: 'anaplanOAuth2Api',
		fields: (simulator) => ({
			...client,
			oauthTokenData: {
				access_token: 'ended',
				refresh_token: issued(simulator),
				n8n_expires_at: '1',
			},
		}),
	},
];

function put({ type, fields }: Way): void {
	const { url } = bench.simulator;
	const urls = { customAuthUrl: url, customApiUrl: url, customAppUrl: url };
	bench.engine.credentials.put({
		id: CREDENTIAL,
		name: CREDENTIAL,
		type,
		data: { region: 'custom', ...urls, ...fields(bench.simulator) },
	});
}

const run = async ({ type }: Way, parameters: Parameters<typeof anaplanNode>[0] = {}) =>
	await bench.engine.run({
		input: items(vendorRow('1', 'A')),
		nodes: [
			{
				...anaplanNode({ authentication: type, ...parameters }),
				credentials: { [type]: CREDENTIAL },
			},
		],
	});

/** Ends all tokens just before the first request of this kind is answered. */
function endTokensAt(method: string, path: RegExp): void {
	const { faults } = bench.simulator;
	const match = faults.match.bind(faults);
	let done = false;
	jest.spyOn(faults, 'match').mockImplementation((request) => {
		if (!done && request.method === method && path.test(request.path)) {
			done = true;
			bench.simulator.expireTokens();
		}
		return match(request);
	});
}

const statuses = (method: string, path: RegExp | string) =>
	bench.simulator.log.all({ method, path }).map(({ status }) => status);

describe.each(WAYS)('$name', (way) => {
	test.each(['envelope', 'auth', 'empty', 'html'] as const)(
		'a token that ends in the middle of a load (401 with body: %s) is renewed once',
		async (body) => {
			bench.simulator.switches.unauthorizedBody = body;
			put(way);
			endTokensAt('PUT', /\/chunks\/0$/);
			const { error } = await run(way);
			expect(error).toBeUndefined();
			expect(bench.simulator.model().items('QB Vendors')).toHaveLength(1);
			expect(statuses('POST', way.path).filter((status) => status < 300)).toHaveLength(2);
			// What was refused is sent again; nothing before it is.
			expect(statuses('PUT', /\/chunks\/0$/)).toEqual([401, 204]);
			expect(statuses('GET', /\/imports(\?|$)/)).toEqual([200]);
			expect(statuses('POST', /\/imports\/\d+\/tasks$/)).toEqual([200]);
		},
	);

	test('executions that meet the end of the token together make one renewal', async () => {
		put(way);
		const getUser = { resource: 'signIn', operation: 'getUser' };
		expect((await run(way, getUser)).error).toBeUndefined();
		bench.simulator.expireTokens();
		const results = await Promise.all(Array.from({ length: 20 }, async () => run(way, getUser)));
		expect(results.filter(({ error }) => error !== undefined)).toEqual([]);
		expect(statuses('POST', way.path)).toHaveLength(2);
	});
});

describe('before the end of the 35 minutes', () => {
	function gateOf(clock: Clock) {
		const parts = {
			profile: signInProfile('Anaplan', clock),
			baseUrl: bench.simulator.url,
			transport: undiciTransport(),
			pacer: new Pacer({ perMinute: 500, perSecond: 500, concurrent: 4 }, clock),
			clock,
		};
		const renewal = anaplanRenewal(parts, basicSignIn(parts, email, password));
		return gateTokens(new TokenGate(clock), renewal);
	}

	const counts = () => [
		bench.simulator.log.count({ path: '/token/authenticate' }),
		bench.simulator.log.count({ path: '/token/refresh' }),
	];

	test.each([false, true])(
		'with under five minutes left the token is refreshed and keeps its value (refreshTokenId changes: %s)',
		async (changes) => {
			bench.simulator.switches.refreshTokenIdChanges = changes;
			const clock = skippingClock(bench.simulator);
			const tokens = gateOf(clock);
			const first = await tokens.get();
			await clock.sleep(29 * 60_000, undefined, 'testing');
			expect(await tokens.get()).toBe(first);
			expect(counts()).toEqual([1, 0]);
			await clock.sleep(2 * 60_000, undefined, 'testing');
			expect(await tokens.get()).toBe(first);
			expect(counts()).toEqual([1, 1]);
			await clock.sleep(20 * 60_000, undefined, 'testing');
			expect(await tokens.get()).toBe(first);
			expect(counts()).toEqual([1, 1]);
			await clock.sleep(12 * 60_000, undefined, 'testing');
			expect(await tokens.get()).toBe(first);
			expect(counts()).toEqual([1, 2]);
		},
	);

	test('an expired token is not refreshed: a new sign-in follows', async () => {
		const clock = skippingClock(bench.simulator);
		const tokens = gateOf(clock);
		const first = await tokens.get();
		await clock.sleep(36 * 60_000, undefined, 'testing');
		expect(await tokens.get()).not.toBe(first);
		expect(counts()).toEqual([2, 0]);
	});

	test('where Anaplan no longer refreshes a token, a new sign-in follows', async () => {
		const clock = skippingClock(bench.simulator);
		const tokens = gateOf(clock);
		await tokens.get();
		bench.simulator.expireTokens();
		await clock.sleep(31 * 60_000, undefined, 'testing');
		await tokens.get();
		expect(counts()).toEqual([2, 1]);
	});

	test('many callers at once bring one sign-in', async () => {
		const tokens = gateOf(skippingClock(bench.simulator));
		const values = await Promise.all(Array.from({ length: 5 }, async () => await tokens.get()));
		expect(new Set(values).size).toBe(1);
		expect(counts()).toEqual([1, 0]);
	});
});
