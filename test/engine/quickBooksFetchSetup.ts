/** What the engine tests of the Fetch node share: a connection to the simulator, and what came out. */
import type { QuickBooksSimulator } from '../../sandbox/quickbooks';
import type { SyncRecord, SyncWindow } from '../../src/flow';
import type { RunResult, TestEngine } from './harness';

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
