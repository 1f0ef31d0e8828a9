/** Sends single attempts over undici, through n8n's egress rules and the machine's proxy settings. */
import type { LookupFunction } from 'node:net';

import { CancelledError } from '../errors';
import { Agent, EnvHttpProxyAgent, request, type Dispatcher } from '../vendor';
import { NetworkFailure, type Transport } from './types';

/** The part of n8n's egress filter that a transport needs (n8n-workflow: NodeEgressFilter). */
export interface EgressRules {
	validateUrl(url: string | URL): Promise<{ ok: boolean; error?: Error }>;
	createSecureLookup(): LookupFunction;
}

/** Time to open a connection; a reachable host answers in well under a second. */
const CONNECT_TIMEOUT_MS = 15_000;
/** Idle connections are dropped early, so that a finished execution leaves nothing open for long. */
const KEEP_ALIVE_MS = 4_000;

/** Node's and undici's codes for connections that never came about: the service saw nothing. */
const NEVER_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'UND_ERR_CONNECT_TIMEOUT',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const dispatchers = new WeakMap<EgressRules, Dispatcher>();
let openDispatcher: Dispatcher | undefined;

/** A transport; without `egress` it connects anywhere (outside n8n, in tests and benchmarks). */
export function undiciTransport(egress?: EgressRules): Transport {
	return {
		send: async ({ method, url, headers, body, timeoutMs, signal }) => {
			if (egress !== undefined) {
				const verdict = await egress.validateUrl(url);
				if (!verdict.ok) {
					throw new NetworkFailure(
						`this n8n's egress rules do not allow ${url.host}`,
						'EGRESS_REFUSED',
						false,
					);
				}
			}
			const timeout = AbortSignal.timeout(timeoutMs);
			try {
				const answer = await request(url, {
					method,
					headers,
					body: body ?? null,
					signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
					// The abort signal bounds the whole attempt; undici's own limits would cut long answers.
					headersTimeout: 0,
					bodyTimeout: 0,
					dispatcher: dispatcherFor(egress),
				});
				return {
					status: answer.statusCode,
					headers: flatten(answer.headers),
					body: Buffer.from(await answer.body.arrayBuffer()),
				};
			} catch (error) {
				throw failureOf(error, url, { timeout, timeoutMs, signal });
			}
		},
	};
}

function dispatcherFor(egress: EgressRules | undefined): Dispatcher {
	if (egress === undefined) {
		openDispatcher ??= newDispatcher(undefined);
		return openDispatcher;
	}
	let dispatcher = dispatchers.get(egress);
	if (dispatcher === undefined) {
		dispatcher = newDispatcher(egress.createSecureLookup());
		dispatchers.set(egress, dispatcher);
	}
	return dispatcher;
}

function newDispatcher(lookup: LookupFunction | undefined): Dispatcher {
	const options: Agent.Options = {
		keepAliveTimeout: KEEP_ALIVE_MS,
		connect: { timeout: CONNECT_TIMEOUT_MS, ...(lookup === undefined ? {} : { lookup }) },
	};
	const { HTTP_PROXY, HTTPS_PROXY, http_proxy, https_proxy } = process.env;
	const proxied = HTTP_PROXY ?? HTTPS_PROXY ?? http_proxy ?? https_proxy;
	return proxied ? new EnvHttpProxyAgent(options) : new Agent(options);
}

function flatten(headers: { [name: string]: string | string[] | undefined }) {
	const flat: { [name: string]: string } = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value !== undefined)
			flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
	}
	return flat;
}

/** Why no answer came: the execution was stopped, the time was up, or the network failed. */
function failureOf(
	error: unknown,
	url: URL,
	attempt: { timeout: AbortSignal; timeoutMs: number; signal: AbortSignal | undefined },
): CancelledError | NetworkFailure {
	if (attempt.signal?.aborted) return new CancelledError(`waiting for ${url.host}`);
	if (!attempt.timeout.aborted) return toNetworkFailure(error, url);
	const seconds = Math.round(attempt.timeoutMs / 1_000);
	return new NetworkFailure(
		`${url.host} did not answer within ${seconds} seconds`,
		'TIMEOUT',
		true,
	);
}

function toNetworkFailure(error: unknown, url: URL): NetworkFailure {
	const code = codeOf(error);
	const reason =
		code === 'ECONNREFUSED'
			? `nothing answers at ${url.host} (connection refused)`
			: code === 'ENOTFOUND' || code === 'EAI_AGAIN'
				? `the host name ${url.hostname} was not found`
				: `the connection to ${url.host} failed (${code})`;
	return new NetworkFailure(reason, code, !NEVER_SENT.has(code));
}

/** The code of an error or of what caused it (undici wraps several tries in an AggregateError). */
function codeOf(error: unknown): string {
	if (typeof error === 'object' && error !== null) {
		const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
		if (typeof code === 'string') return code;
		if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
		if (cause !== undefined) return codeOf(cause);
	}
	return 'UNKNOWN';
}
