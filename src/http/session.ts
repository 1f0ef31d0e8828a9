/**
 * The one way this pack talks to a service: token, pacing, retry, error translation. A session
 * belongs to one execution; its pacer and token source are shared by the process.
 */
import type { Clock } from '../clock';
import { CancelledError, ServiceError, SettingError, type PackError } from '../errors';
import { orCancelled } from './cancel';
import type { Pacer } from './pacing';
import { delayBefore, mayRepeatAfterFault, mayRepeatAfterNetworkFailure } from './retry';
import {
	NetworkFailure,
	type CallCounter,
	type HttpAnswer,
	type HttpCall,
	type ServiceFault,
	type ServiceProfile,
	type TokenSource,
	type Transport,
} from './types';

/** One attempt may take this long unless the call says otherwise: QuickBooks ends its side at 120 s. */
export const DEFAULT_TIMEOUT_MS = 130_000;

/** Code of an answer without a body where JSON was expected. */
export const EMPTY_ANSWER = 'emptyAnswer';

export interface SessionParts {
	profile: ServiceProfile;
	/** Without a trailing slash. */
	baseUrl: string;
	tokens: TokenSource;
	transport: Transport;
	pacer: Pacer;
	clock: Clock;
	signal?: AbortSignal;
	/** Receives the count of attempts that were sent. */
	counter?: CallCounter;
	/** Told of every attempt that is sent, for counts beyond one execution. */
	onSent?: () => void;
}

/** Sends calls; see {@link HttpCall} for what a call says of itself. */
export class Session {
	/** By how much the service's clock is ahead of ours, in milliseconds; from its latest good answer. */
	private serviceAhead: number | undefined;
	/** True once the service has answered well. */
	private reached = false;

	constructor(private readonly parts: SessionParts) {}

	/**
	 * The time by the service's own clock, in epoch milliseconds; undefined before an answer with a
	 * Date header. It may be late by a second and the time an answer takes, and is never early.
	 */
	serviceTime(): number | undefined {
		return this.serviceAhead === undefined ? undefined : this.parts.clock.now() + this.serviceAhead;
	}

	private noteTime({ date }: HttpAnswer['headers']): void {
		const told = Date.parse(date ?? '');
		if (!Number.isNaN(told)) this.serviceAhead = told - this.parts.clock.now();
	}

	/**
	 * Sends a call, repeating it where that is allowed and useful.
	 * @throws ServiceError | SettingError with the service's fault in plain words; CancelledError
	 */
	async send(call: HttpCall): Promise<HttpAnswer> {
		const { tokens, clock, profile, signal } = this.parts;
		let token = await orCancelled(tokens.get(), signal, call.what);
		let renewed = false;
		for (let failures = 0; ; ) {
			const result = await this.attempt(call, token);
			if (result instanceof NetworkFailure) {
				failures += 1;
				if (!mayRepeatAfterNetworkFailure(call, result, failures, this.reached))
					throw this.networkError(call, result);
				await clock.sleep(delayBefore(failures, undefined, clock.random()), signal, call.what);
				continue;
			}
			const fault = profile.readFault(result, call);
			if (fault === undefined) {
				this.reached = true;
				this.noteTime(result.headers);
				return result;
			}
			if (fault.verdict === 'unauthorized' && !renewed) {
				renewed = true;
				token = await orCancelled(tokens.renew(token), signal, call.what);
				continue;
			}
			failures += 1;
			if (!mayRepeatAfterFault(call, fault, failures, profile.throttleAttempts)) {
				throw this.faultError(fault);
			}
			const wanted =
				fault.facts.retryAfterMs ??
				(fault.verdict === 'throttled' ? profile.throttleWaitMs : undefined);
			const delay = delayBefore(failures, wanted, clock.random());
			// Throttling concerns everybody who shares the budget, not only this call.
			if (fault.verdict === 'throttled') this.parts.pacer.holdUntil(clock.now() + delay);
			else await clock.sleep(delay, signal, call.what);
			// A long wait can outlive the token.
			token = await orCancelled(tokens.get(), signal, call.what);
		}
	}

	/** Sends a call and parses the answer's JSON. @throws ServiceError where it is not JSON */
	async json<T>(call: HttpCall): Promise<T> {
		const answer = await this.send(call);
		const text = answer.body.toString('utf8');
		try {
			return JSON.parse(text) as T;
		} catch {
			throw this.notJsonError(call, answer);
		}
	}

	private async attempt(call: HttpCall, token: string): Promise<HttpAnswer | NetworkFailure> {
		const endAlso = await call.alsoUnder?.acquire(this.parts.signal, call.what);
		try {
			return await this.attemptUnder(call, token);
		} finally {
			endAlso?.();
		}
	}

	private async attemptUnder(call: HttpCall, token: string): Promise<HttpAnswer | NetworkFailure> {
		const { profile, pacer, transport, signal, counter, onSent } = this.parts;
		const release = await pacer.acquire(signal, call.what);
		try {
			if (counter !== undefined) counter.calls += 1;
			onSent?.();
			// Made after the wait for a place: it may hold the time.
			const body = typeof call.body === 'function' ? call.body() : call.body;
			return await transport.send({
				method: call.method,
				url: this.urlOf(call),
				headers: {
					...profile.headers,
					...call.headers,
					authorization: profile.authorization(token),
				},
				...(body === undefined ? {} : { body }),
				timeoutMs: call.timeoutMs ?? DEFAULT_TIMEOUT_MS,
				...(signal === undefined ? {} : { signal }),
			});
		} catch (error) {
			if (error instanceof NetworkFailure) return error;
			throw namedAfter(call, error);
		} finally {
			release();
		}
	}

	private urlOf(call: HttpCall): URL {
		const whole = /^https?:\/\//.test(call.path) ? call.path : this.parts.baseUrl + call.path;
		const url = URL.parse(whole);
		if (url === null) {
			throw new SettingError(
				`"${this.parts.baseUrl}" is not a web address.`,
				`Open the ${this.parts.profile.name} credential and correct the custom URLs; they start with https://.`,
			);
		}
		const pairs = Object.entries(call.query ?? {}).filter(([, value]) => value !== undefined);
		if (pairs.length > 0) {
			// Percent-encoding throughout: a plus sign for a blank is a convention not every server keeps.
			url.search = pairs
				.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
				.join('&');
		}
		return url;
	}

	private notJsonError(call: HttpCall, answer: HttpAnswer): ServiceError {
		return new ServiceError(
			`${this.parts.profile.name} sent an answer that is not JSON while ${call.what}.`,
			'Try again in a few minutes. If it stays, check that the URLs in the credential are right and that no proxy answers in their place.',
			{
				httpStatus: answer.status,
				...(answer.body.length === 0 ? { code: EMPTY_ANSWER } : {}),
			},
		);
	}

	private faultError(fault: ServiceFault): PackError {
		const ErrorClass = fault.blame === 'setting' ? SettingError : ServiceError;
		return new ErrorClass(fault.message, fault.advice, fault.facts);
	}

	private networkError(call: HttpCall, failure: NetworkFailure): ServiceError {
		const { name, addressFields, silenceAdvice } = this.parts.profile;
		const facts = { code: failure.code, ...(failure.sent ? {} : { neverSent: true }) };
		if (failure.code === 'TIMEOUT' && silenceAdvice !== undefined) {
			const message = `${name} gave no answer while ${call.what}: ${failure.message}.`;
			return new ServiceError(message, silenceAdvice, facts);
		}
		return new ServiceError(
			`${name} could not be reached while ${call.what}: ${failure.message}.`,
			failure.code === 'EGRESS_REFUSED'
				? 'Ask the administrator of this n8n to allow the host in its egress (SSRF protection) settings.'
				: `Check the ${name} credential's ${addressFields}, and that this machine may connect there (firewall, proxy, DNS); then run the workflow again.`,
			facts,
		);
	}
}

/** A stop of the execution told in the words of the call; everything else as it is. */
function namedAfter(call: HttpCall, error: unknown): unknown {
	return error instanceof CancelledError ? new CancelledError(call.what) : error;
}
