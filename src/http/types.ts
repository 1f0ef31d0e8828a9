/** Types of the one HTTP session that both services use. */
import type { ErrorFacts } from '../errors';
import type { Pacer } from './pacing';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One call as the service clients describe it. */
export interface HttpCall {
	method: HttpMethod;
	/** Appended to the session's base URL, or a whole URL. */
	path: string;
	query?: { [name: string]: string | number | boolean | undefined };
	headers?: { [name: string]: string };
	/**
	 * Text or bytes, kept in memory so that the call can be repeated. A function makes a body that is
	 * good for one attempt only, for example because it is signed with the time.
	 */
	body?: string | Uint8Array | (() => string);
	/**
	 * `safe`: a second sending does no harm, so the call is repeated after doubts (time-out, lost
	 * answer, 5xx). `once`: it is repeated only where the service surely did nothing (429, no
	 * connection).
	 */
	repeat: 'safe' | 'once';
	/** What the call does, as a gerund for errors: "reading the list of imports". */
	what: string;
	/** Milliseconds for one attempt; the session has a default. */
	timeoutMs?: number;
	/** A limit that the call's attempts are under besides the session's; it counts from their end. */
	alsoUnder?: Pacer;
}

/** An answer with its whole body. Header names are lower case. */
export interface HttpAnswer {
	status: number;
	headers: { [name: string]: string };
	body: Buffer;
}

/** What a service says is wrong with a call, read from any form of its answers. */
export interface ServiceFault {
	/** What happened, in a sentence a finance person understands; no secrets, no token text. */
	message: string;
	/** What to do next. */
	advice: string;
	facts: ErrorFacts;
	/**
	 * `throttled`: nothing was done, wait and repeat. `transient`: may have been done, repeat if
	 * safe. `unauthorized`: the token was refused; one renewal and one replay. `final`: never repeat.
	 */
	verdict: 'throttled' | 'transient' | 'unauthorized' | 'final';
	/** `setting` where the user can mend it; decides the error's class. */
	blame?: 'setting' | 'service';
}

/** What the session must know of a service. */
export interface ServiceProfile {
	/** As the user knows it: "QuickBooks Online", "Anaplan". */
	name: string;
	/** Value of the Authorization header. */
	authorization(token: string): string;
	/** Headers of every call, for example Accept. */
	headers: { [name: string]: string };
	/** Undefined where the answer is good. */
	readFault(answer: HttpAnswer, call: HttpCall): ServiceFault | undefined;
	/** The credential's fields that say where the service is, as the editor names them. */
	addressFields: string;
	/** Why a call may stay without an answer, and what to do then; the network is blamed where it is left out. */
	silenceAdvice?: string;
	/** How long to wait after a 429 without Retry-After, in milliseconds, before jitter. */
	throttleWaitMs: number;
	/** After so many refusals in a row for too many calls the call fails; without it retry.ts decides. */
	throttleAttempts?: number;
}

/** Where tokens come from; one implementation asks n8n, tests bring their own. */
export interface TokenSource {
	/** A token that is good now; renews ahead of expiry. */
	get(): Promise<string>;
	/** After a 401: a token other than `refused`, or an error that says to reconnect. */
	renew(refused: string): Promise<string>;
}

/** Sends one attempt; throws NetworkFailure where no whole answer came back. */
export interface Transport {
	send(attempt: {
		method: HttpMethod;
		url: URL;
		headers: { [name: string]: string };
		body?: string | Uint8Array;
		timeoutMs: number;
		signal?: AbortSignal;
	}): Promise<HttpAnswer>;
}

/** No whole answer came back. `sent` is false only where the service surely saw nothing. */
export class NetworkFailure extends Error {
	constructor(
		message: string,
		readonly code: string,
		readonly sent: boolean,
	) {
		super(message);
		this.name = 'NetworkFailure';
	}
}

/** Counts calls, so that a run can report what it cost. */
export interface CallCounter {
	calls: number;
}
