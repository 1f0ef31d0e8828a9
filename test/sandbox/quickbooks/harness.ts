/** A simulator on a frozen clock and a plain HTTP client that went through the consent page. */
import { SimClock } from '../../../sandbox/common';
import {
	QuickBooksSimulator,
	type QuickBooksOptions,
	type QuickBooksSwitches,
} from '../../../sandbox/quickbooks';

export const NOW = Date.UTC(2026, 10, 20, 18);
export const REDIRECT = 'http://localhost:5678/rest/oauth2-credential/callback';
export const SCOPE = 'com.intuit.quickbooks.accounting';
export const DAY = 86_400_000;

export type Body = { [key: string]: unknown };

export async function startSimulator(
	options: QuickBooksOptions = {},
	switches: Partial<QuickBooksSwitches> = {},
): Promise<QuickBooksSimulator> {
	return await QuickBooksSimulator.start({
		clock: new SimClock(NOW, { frozen: true }),
		...options,
		switches: { throttling: false, ...switches },
	});
}

export function authorizeUrl(simulator: QuickBooksSimulator, changes: Body = {}): string {
	const parameters = {
		client_id: simulator.clientId,
		redirect_uri: REDIRECT,
		response_type: 'code',
		scope: SCOPE,
		state: 'state-1',
		...changes,
	};
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(parameters)) {
		if (typeof value === 'string') {
			query.set(name, value);
		}
	}
	return `${simulator.authorizeUrl}?${query.toString()}`;
}

export function basic(simulator: QuickBooksSimulator, secret = simulator.clientSecret): string {
	return `Basic ${Buffer.from(`${simulator.clientId}:${secret}`).toString('base64')}`;
}

export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	body: Body;
}

export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
	const response = await fetch(url, init);
	const text = await response.text();
	const isJson = (response.headers.get('content-type') ?? '').includes('json');
	return {
		status: response.status,
		headers: response.headers,
		text,
		body: isJson ? (JSON.parse(text) as Body) : {},
	};
}

export async function token(simulator: QuickBooksSimulator, form: Body, secret?: string) {
	return await send(simulator.tokenUrl, {
		method: 'POST',
		headers: { Authorization: basic(simulator, secret), Accept: 'application/json' },
		body: new URLSearchParams(form as Record<string, string>),
	});
}

export async function redeem(simulator: QuickBooksSimulator, realmId?: string) {
	const callback = new URL(await simulator.decide(authorizeUrl(simulator), { realmId }));
	const code = callback.searchParams.get('code') ?? '';
	const answer = await token(simulator, {
		grant_type: 'authorization_code',
		code,
		redirect_uri: REDIRECT,
	});
	return { code, realmId: callback.searchParams.get('realmId') ?? '', answer };
}

/** An authorised caller of the API. */
export class Caller {
	constructor(
		readonly simulator: QuickBooksSimulator,
		readonly realmId: string,
		readonly accessToken: string,
	) {}

	static async connect(simulator: QuickBooksSimulator, realmId?: string): Promise<Caller> {
		const connected = await redeem(simulator, realmId);
		return new Caller(simulator, connected.realmId, String(connected.answer.body.access_token));
	}

	async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
		return await send(`${this.simulator.url}/v3/company/${this.realmId}${path}`, {
			headers: {
				Authorization: `Bearer ${this.accessToken}`,
				Accept: 'application/json',
				...headers,
			},
		});
	}

	async post(path: string, body: unknown, contentType = 'application/json'): Promise<Answer> {
		return await send(`${this.simulator.url}/v3/company/${this.realmId}${path}`, {
			method: 'POST',
			headers: {
				Authorization: `Bearer ${this.accessToken}`,
				Accept: 'application/json',
				'Content-Type': contentType,
			},
			body: typeof body === 'string' ? body : JSON.stringify(body),
		});
	}

	async query(statement: string): Promise<Answer> {
		return await this.get(`/query?query=${encodeURIComponent(statement)}&minorversion=75`);
	}

	/** The rows of a query that must succeed. */
	async rows(statement: string): Promise<Body[]> {
		const answer = await this.query(statement);
		expect(answer.status).toBe(200);
		const entity = /from (\w+)/i.exec(statement)?.[1] ?? '';
		return ((answer.body.QueryResponse as Body)[entity] ?? []) as Body[];
	}
}

/** Code and text of the first error of a fault in the application's form. */
export function faultOf(answer: Answer): { code: string; detail: string; message: string } {
	const fault = (answer.body.Fault ?? {}) as { Error?: Body[] };
	const [first] = fault.Error ?? [];
	return {
		code: String(first?.code),
		detail: String(first?.Detail),
		message: String(first?.Message),
	};
}
