import { randomUUID } from 'node:crypto';
import { CookieJar } from './cookies';

/** An answer of n8n's REST interface that was not a success. */
export class N8nRestError extends Error {
	constructor(
		readonly method: string,
		readonly path: string,
		readonly status: number,
		readonly body: string,
	) {
		super(`n8n answered ${method} ${path} with ${status}: ${messageOf(body)}`);
		this.name = 'N8nRestError';
	}
}

/** Enough of an unexpected body to see what it is. */
const BODY_IN_ERROR = 500;

function messageOf(body: string): string {
	try {
		const parsed: unknown = JSON.parse(body);
		if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) {
			return String(parsed.message);
		}
	} catch {
		// Not JSON: shown as it is.
	}
	return body.slice(0, BODY_IN_ERROR);
}

/** Longer than any single request to n8n should take; a hanging server must not hang a test run. */
const REQUEST_TIMEOUT_MS = 60_000;

/** The session of the owner with one n8n server, as the editor in a browser would hold it. */
export class N8nSession {
	#jar = new CookieJar();
	/** n8n binds a session to this value, which the editor makes once and sends with each request. */
	#browserId = randomUUID();

	/** @param url base URL of the server, without a slash at the end */
	constructor(readonly url: string) {}

	/**
	 * Calls n8n's internal REST interface.
	 *
	 * @param path under `/rest`, with a slash in front
	 * @returns the `data` of n8n's answer
	 * @throws N8nRestError when n8n refuses
	 */
	async call(method: string, path: string, body?: unknown): Promise<unknown> {
		const response = await this.#fetch(`${this.url}/rest${path}`, {
			method,
			headers: {
				accept: 'application/json',
				'browser-id': this.#browserId,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new N8nRestError(method, path, response.status, text);
		if (text === '') return undefined;
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === 'object' && parsed !== null && 'data' in parsed ? parsed.data : parsed;
	}

	/** Reads a static file that n8n serves to a signed-in editor, for instance the node types. */
	async file(path: string): Promise<unknown> {
		const response = await this.#fetch(`${this.url}${path}`, {
			headers: { 'browser-id': this.#browserId },
		});
		const text = await response.text();
		if (!response.ok) throw new N8nRestError('GET', path, response.status, text);
		const parsed: unknown = JSON.parse(text);
		return parsed;
	}

	/**
	 * Opens a page as the browser does when a service redirects to it: cookies, no browser id.
	 *
	 * @returns status and HTML
	 * @throws Error for an address that is not this server, so that cookies go nowhere else
	 */
	async openPage(address: string): Promise<{ status: number; html: string }> {
		if (new URL(address).origin !== new URL(this.url).origin) {
			throw new Error(
				`The redirect goes to ${new URL(address).origin}, not to n8n at ${this.url}.`,
			);
		}
		const response = await this.#fetch(address, { redirect: 'manual' });
		return { status: response.status, html: await response.text() };
	}

	async #fetch(address: string, init: RequestInit & { headers?: Record<string, string> }) {
		const cookie = this.#jar.header();
		const response = await fetch(address, {
			...init,
			headers: { ...init.headers, ...(cookie === '' ? {} : { cookie }) },
			signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
		});
		this.#jar.accept(response.headers.getSetCookie());
		return response;
	}
}
