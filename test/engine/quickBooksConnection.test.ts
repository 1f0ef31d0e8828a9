/** The life of a connection: rotation, overlapping renewals, lost answers, and how long it lasts. */
import {
	CONNECTION_NAME,
	connectQuickBooks,
	errorOf,
	type FetchWorld,
	QUICKBOOKS,
	skipPauses,
	startFetch,
	windowOf,
} from './quickBooksFetchSetup';

const MINUTE = 60_000;
const DAY = 86_400_000;
const TOKEN_PATH = '/oauth2/v1/tokens/bearer';

let simulator: FetchWorld['simulator'];
let engine: FetchWorld['engine'];
let getVendor: FetchWorld['getVendor'];

beforeEach(async () => {
	({ simulator, engine, getVendor } = await startFetch());
	skipPauses();
});

afterEach(async () => {
	jest.restoreAllMocks();
	await simulator.stop();
});

const renewals = () => simulator.log.count({ path: TOKEN_PATH });
const refreshToken = () =>
	(engine.credentials.read(CONNECTION_NAME).oauthTokenData as { refresh_token: string })
		.refresh_token;

test.each(['grace', 'daily', 'single-use'] as const)(
	'with refresh tokens that rotate as "%s", the connection lives on from renewal to renewal',
	async (rotation) => {
		simulator.switches.refreshRotation = rotation;
		const seen = new Set([refreshToken()]);
		for (let round = 1; round <= 4; round += 1) {
			simulator.tokens.expireAccessTokens();
			windowOf(await getVendor());
			expect(renewals()).toBe(round);
			seen.add(refreshToken());
			simulator.clock.advance(9 * 3_600_000);
		}
		// What QuickBooks sent last is what n8n keeps: a day has passed, so even "daily" has changed once.
		expect(seen.size).toBe({ grace: 5, daily: 2, 'single-use': 5 }[rotation]);
	},
);

test.each(['grace', 'single-use'] as const)(
	'executions that meet the expiry together renew once (%s)',
	async (rotation) => {
		simulator.switches.refreshRotation = rotation;
		simulator.tokens.expireAccessTokens();
		const runs = await Promise.all(Array.from({ length: 8 }, async () => await getVendor()));
		for (const run of runs) windowOf(run);
		expect(renewals()).toBe(1);
	},
);

test('a renewal whose answer is lost is asked for again while the old token still counts', async () => {
	const before = refreshToken();
	simulator.tokens.expireAccessTokens();
	simulator.faults.arm({ path: TOKEN_PATH, loseAnswer: true, times: 1 });
	windowOf(await getVendor());
	expect(renewals()).toBe(2);
	expect(refreshToken()).not.toBe(before);
	// Nobody was asked to do anything, and the next renewal works too.
	simulator.tokens.expireAccessTokens();
	windowOf(await getVendor());
	expect(renewals()).toBe(3);
});

test('where tokens are good for one use, a lost answer ends the connection and says to connect again', async () => {
	simulator.switches.refreshRotation = 'single-use';
	simulator.tokens.expireAccessTokens();
	simulator.faults.arm({ path: TOKEN_PATH, loseAnswer: true, times: 1 });
	const { message, advice } = errorOf(await getVendor());
	expect(message).toContain('has ended the connection of the credential');
	expect(advice).toContain('press Connect again');
	// Connecting again is all it takes.
	await connectQuickBooks(engine, simulator);
	windowOf(await getVendor());
});

test('a token service that stays down is told after one more try, without any token', async () => {
	simulator.tokens.expireAccessTokens();
	simulator.faults.arm({ path: TOKEN_PATH, status: 503, body: 'busy' });
	const result = await getVendor();
	expect(errorOf(result).message).toContain('could not be renewed');
	expect(renewals()).toBe(2);
	expect(JSON.stringify(result.run.data.resultData)).not.toContain('RT1-');
});

test.each([900, 3_600, 7_200])(
	'an access token of %i seconds is used until five minutes before its end, and then renewed in time',
	async (accessTokenSeconds) => {
		simulator.switches.accessTokenSeconds = accessTokenSeconds;
		const life = accessTokenSeconds * 1_000;
		await connectQuickBooks(engine, simulator, { expiresInMs: life });
		// The clock of n8n, of the pack and of the simulator alike.
		const { now } = Date;
		let ahead = 0;
		jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
		const pass = (milliseconds: number) => {
			ahead += milliseconds;
		};
		for (let round = 0; round < 3; round += 1) {
			pass(life - 6 * MINUTE);
			windowOf(await getVendor());
			expect(renewals()).toBe(round);
			pass(2 * MINUTE);
			windowOf(await getVendor());
			expect(renewals()).toBe(round + 1);
		}
		// QuickBooks never saw a token whose time was up.
		expect(simulator.log.count({ status: 401 })).toBe(0);
	},
);

test('a consent whose code has run out leaves a connection that says to connect again', async () => {
	const credential = engine.credentials.read(CONNECTION_NAME);
	const { oauthTokenData: _, ...withoutTokens } = credential;
	simulator.switches.codeSeconds = 30;
	await expect(
		connectQuickBooks(engine, simulator, { beforeExchange: () => simulator.clock.advance(31_000) }),
	).rejects.toThrow('invalid_grant');
	// What n8n keeps then: the fields alone.
	engine.credentials.put({
		id: CONNECTION_NAME,
		name: CONNECTION_NAME,
		type: QUICKBOOKS,
		data: withoutTokens,
	});
	const { message, advice } = errorOf(await getVendor());
	expect(message).toContain('is not connected to QuickBooks');
	expect(advice).toContain('press Connect');
	await connectQuickBooks(engine, simulator, {
		beforeExchange: () => simulator.clock.advance(29_000),
	});
	windowOf(await getVendor());
});

describe('how long the connection lasts without use', () => {
	test('is shown on the window of every run, and begins anew with a renewal', async () => {
		const { connection } = windowOf(await getVendor());
		expect(connection?.daysLeft).toBe(100);
		expect(Date.parse(connection?.lastsUntil ?? '') - Date.parse(connection?.renewedAt ?? '')).toBe(
			simulator.switches.refreshIdleSeconds * 1_000,
		);
	});

	test('is not said where QuickBooks does not tell', async () => {
		const credential = engine.credentials.read(CONNECTION_NAME);
		const { x_refresh_token_expires_in: _, ...tokens } = credential.oauthTokenData as {
			x_refresh_token_expires_in: number;
		};
		await connectQuickBooks(engine, simulator, {
			data: { oauthTokenData: { ...tokens, n8n_expires_at: String(Date.now() + 3_600_000) } },
		});
		expect(windowOf(await getVendor())).not.toHaveProperty('connection');
	});

	test('is said on the node when few days are left', async () => {
		simulator.switches.refreshIdleSeconds = (12 * DAY) / 1_000 + 3_600;
		await connectQuickBooks(engine, simulator);
		const result = await getVendor();
		expect(windowOf(result).connection?.daysLeft).toBe(12);
		expect(result.hints('Fetch')).toContainEqual(
			expect.stringMatching(/connection to QuickBooks ends in 12 days \(\d{4}-\d\d-\d\d\)/),
		);
	});
});
