/** What the engine tests of the Fetch node share: a connection to the simulator, and what came out. */
import type { INodeParameters } from 'n8n-workflow';

import { QuickBooksOnlineOAuth2Api } from '../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import { QuickBooksOnlineFetch } from '../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node';
import { QuickBooksSimulator, type QuickBooksOptions } from '../../sandbox/quickbooks';
import { systemClock } from '../../src/clock';
import type { SyncRecord, SyncWindow } from '../../src/flow';
import { createEngine, node, type RunOptions, type RunResult, type TestEngine } from './harness';

export const QUICKBOOKS = 'quickBooksOnlineOAuth2Api';
export const CONNECTION_NAME = 'QuickBooks of Larkspur';
const REDIRECT = 'http://127.0.0.1:5678/rest/oauth2-credential/callback';

export interface Connection {
	expiresInMs?: number;
	data?: object;
	callback?: object;
}

/** Goes through the consent page and stores what n8n stores after the callback. */
export async function connectQuickBooks(
	engine: TestEngine,
	simulator: QuickBooksSimulator,
	change: Connection = {},
): Promise<void> {
	const authorize = new URL(simulator.authorizeUrl);
	const scope = 'com.intuit.quickbooks.accounting';
	authorize.search = new URLSearchParams({
		client_id: simulator.clientId,
		redirect_uri: REDIRECT,
		response_type: 'code',
		scope,
		state: 'state',
	}).toString();
	const callback = new URL(await simulator.decide(authorize.href)).searchParams;
	const basic = Buffer.from(`${simulator.clientId}:${simulator.clientSecret}`).toString('base64');
	const answer = await fetch(simulator.tokenUrl, {
		method: 'POST',
		headers: { authorization: `Basic ${basic}` },
		body: new URLSearchParams({
			grant_type: 'authorization_code',
			code: callback.get('code') ?? '',
			redirect_uri: REDIRECT,
		}),
	});
	const tokens = (await answer.json()) as { [key: string]: unknown };
	engine.credentials.put({
		id: CONNECTION_NAME,
		name: CONNECTION_NAME,
		type: QUICKBOOKS,
		data: {
			environment: 'custom',
			customAuthUrl: simulator.authorizeUrl,
			customTokenUrl: simulator.tokenUrl,
			customApiUrl: `${simulator.url}/`,
			clientId: simulator.clientId,
			clientSecret: simulator.clientSecret,
			oauthTokenData: {
				...tokens,
				callbackQueryString: change.callback ?? { realmId: callback.get('realmId') ?? '' },
				n8n_expires_at: String(Date.now() + (change.expiresInMs ?? 3_600_000)),
			} as never,
			...change.data,
		},
	});
	simulator.log.clear();
}

/** A simulated company and an engine whose credential is connected to it. */
export interface FetchWorld {
	simulator: QuickBooksSimulator;
	engine: TestEngine;
	/** Runs a workflow of the node named Fetch alone. */
	fetch(parameters: object, more?: Partial<RunOptions>): Promise<RunResult>;
	/** The shortest read there is: one vendor. */
	getVendor(more?: Partial<RunOptions>): Promise<RunResult>;
}

/** A simulator of its own for each test: its port keeps what the process shares apart. */
export async function startFetch(options: QuickBooksOptions = {}): Promise<FetchWorld> {
	const simulator = await QuickBooksSimulator.start(options);
	const engine = createEngine({
		nodes: [new QuickBooksOnlineFetch()],
		credentialTypes: [new QuickBooksOnlineOAuth2Api()],
	});
	await connectQuickBooks(engine, simulator);
	const fetchWith: FetchWorld['fetch'] = async (parameters, more = {}) =>
		await engine.run({
			nodes: [
				node('Fetch', 'quickBooksOnlineFetch', parameters as INodeParameters, {
					[QUICKBOOKS]: CONNECTION_NAME,
				}),
			],
			...more,
		});
	return {
		simulator,
		engine,
		fetch: fetchWith,
		getVendor: async (more) =>
			await fetchWith({ operation: 'getMany', entity: 'Vendor', limit: 1 }, more),
	};
}

/** Lets pauses end at once, until the test restores its mocks. */
export function skipPauses(): void {
	const { sleep } = systemClock;
	jest
		.spyOn(systemClock, 'sleep')
		.mockImplementation(async (_ms, signal, what) => await sleep(1, signal, what));
}

/**
 * Lets pauses end at once while their time passes all the same, here and in the simulator, until the
 * test restores its mocks. No time is passed over while calls are under way.
 * @returns milliseconds that were passed over so far
 */
export function jumpPauses(simulator: QuickBooksSimulator): () => number {
	let ahead = 0;
	const { now, sleep } = systemClock;
	jest.spyOn(systemClock, 'now').mockImplementation(() => now() + ahead);
	jest.spyOn(systemClock, 'sleep').mockImplementation(async (ms, signal, what) => {
		let arrived = -1;
		for (let quiet = 0; quiet < QUIET_ROUNDS; quiet++) {
			await sleep(1, signal, what);
			const calls = simulator.log.all();
			if (calls.length !== arrived || calls.some(({ status }) => status === 0)) quiet = 0;
			arrived = calls.length;
		}
		ahead += ms;
		simulator.clock.advance(ms);
	});
	return () => ahead;
}

/** Rounds of the event loop without a new call, after which none is on its way in this process. */
const QUIET_ROUNDS = 6;

/** Records among the items of the node named Fetch. */
export function recordsOf(result: RunResult): SyncRecord[] {
	if (result.error) throw result.error;
	return result
		.items('Fetch')
		.map(({ json }) => json as unknown as SyncRecord)
		.filter(({ kind }) => kind === 'record');
}

/** The window of the node named Fetch: there is one, and it comes last. */
export function windowOf(result: RunResult): SyncWindow {
	if (result.error) throw result.error;
	const items = result.items('Fetch').map(({ json }) => json as unknown as SyncWindow);
	expect(items.filter(({ kind }) => kind === 'window')).toHaveLength(1);
	expect(items.at(-1)?.kind).toBe('window');
	return items.at(-1) as SyncWindow;
}

export function errorOf(result: RunResult): { message: string; advice: string } {
	if (result.error === undefined) throw new Error('the run should have failed');
	return { message: result.error.message, advice: String(result.error.description ?? '') };
}
