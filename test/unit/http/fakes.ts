/** A clock that stands still until somebody sleeps, and a transport that answers from a script. */
import type { Clock } from '../../../src/clock';
import { CancelledError } from '../../../src/errors';
import { Pacer } from '../../../src/http/pacing';
import { Session, type SessionParts } from '../../../src/http/session';
import type {
	HttpAnswer,
	HttpCall,
	NetworkFailure,
	ServiceFault,
	Transport,
} from '../../../src/http/types';

/** Sleeping moves the time at once, so that nothing waits for real. */
export class FakeClock implements Clock {
	readonly slept: number[] = [];
	/** Called before each sleep, for example to cancel. */
	onSleep: (milliseconds: number) => void = () => undefined;

	constructor(
		public time = Date.parse('2026-11-20T12:00:00Z'),
		private readonly chance = 0,
	) {}

	now(): number {
		return this.time;
	}

	random(): number {
		return this.chance;
	}

	async sleep(milliseconds: number, signal: AbortSignal | undefined, what: string): Promise<void> {
		this.onSleep(milliseconds);
		if (signal?.aborted) throw new CancelledError(what);
		this.slept.push(milliseconds);
		this.time += milliseconds;
		await Promise.resolve();
	}
}

export type Attempt = Parameters<Transport['send']>[0];
export type Scripted = HttpAnswer | NetworkFailure | ((attempt: Attempt) => HttpAnswer);

/** Gives the scripted answers in order and keeps what was sent. */
export class ScriptedTransport implements Transport {
	readonly sent: Attempt[] = [];

	constructor(private readonly script: Scripted[]) {}

	async send(attempt: Attempt): Promise<HttpAnswer> {
		this.sent.push(attempt);
		const next = this.script.shift();
		if (next === undefined) throw new Error(`nothing is scripted for ${attempt.url.href}`);
		if (next instanceof Error) throw next;
		return typeof next === 'function' ? next(attempt) : next;
	}
}

export function answer(
	status: number,
	body: unknown = {},
	headers: { [name: string]: string } = {},
): HttpAnswer {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return { status, headers, body: Buffer.from(text) };
}

/** A session of a plain service whose faults follow the status alone. */
export function sessionOn(
	transport: Transport,
	clock: FakeClock,
	parts: Partial<SessionParts> = {},
): Session {
	return new Session({
		profile: {
			name: 'Test Service',
			authorization: (token) => `Bearer ${token}`,
			headers: { accept: 'application/json' },
			readFault: (got) => plainFault(got),
			addressFields: 'environment or custom URLs',
			throttleWaitMs: 60_000,
		},
		baseUrl: 'https://service.test',
		tokens: { get: async () => 'first', renew: async () => 'second' },
		transport,
		pacer: new Pacer({ perMinute: 1_000, perSecond: 1_000, concurrent: 10 }, clock),
		clock,
		...parts,
	});
}

function plainFault(got: HttpAnswer): ServiceFault | undefined {
	if (got.status < 400) return undefined;
	const after = got.headers['retry-after'];
	return {
		message: `status ${got.status}`,
		advice: 'advice',
		facts: {
			httpStatus: got.status,
			...(after === undefined ? {} : { retryAfterMs: Number(after) * 1_000 }),
		},
		verdict:
			got.status === 429
				? 'throttled'
				: got.status === 401
					? 'unauthorized'
					: got.status >= 500
						? 'transient'
						: 'final',
	};
}

export const GET: HttpCall = {
	method: 'GET',
	path: '/things',
	repeat: 'safe',
	what: 'reading things',
};
export const POST_ONCE: HttpCall = {
	method: 'POST',
	path: '/things',
	body: 'x',
	repeat: 'once',
	what: 'making a thing',
};
