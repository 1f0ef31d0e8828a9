/** What the engine tests of the Fetch node share: a connection to the simulator, and what came out. */
import { subscribe } from 'node:diagnostics_channel';

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
	/** Between the consent and the exchange of its code. */
	beforeExchange?: () => void;
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
	change.beforeExchange?.();
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
	if (!answer.ok) throw new Error(`the code was refused: ${JSON.stringify(tokens)}`);
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
	const quiet = async (): Promise<void> => {
		for (let rounds = 0; rounds < QUIET_ROUNDS; rounds++) {
			await sleep(1, undefined, '');
			if (callsUnderWay.size > 0) rounds = 0;
		}
	};
	let pauses = Promise.resolve();
	jest.spyOn(systemClock, 'now').mockImplementation(() => now() + ahead);
	jest.spyOn(systemClock, 'sleep').mockImplementation(async (ms, signal, what) => {
		// One after the other, because whoever wakes up may send something.
		pauses = pauses.then(async () => {
			await quiet();
			ahead += ms;
			simulator.clock.advance(ms);
		});
		await pauses;
		await sleep(0, signal, what);
	});
	return () => ahead;
}

/** Rounds of the event loop without a call, after which nobody is about to send one. */
const QUIET_ROUNDS = 5;

/** What undici, which sends the calls, tells of them. */
const callsUnderWay = new Set<unknown>();
subscribe('undici:request:create', (message) => callsUnderWay.add(requestOf(message)));
for (const end of ['undici:request:trailers', 'undici:request:error']) {
	subscribe(end, (message) => callsUnderWay.delete(requestOf(message)));
}

function requestOf(message: unknown): unknown {
	return (message as { request: unknown }).request;
}

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
