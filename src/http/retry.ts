/** When to repeat a call and how long to wait: pure decisions, no sending. */
import type { HttpCall, NetworkFailure, ServiceFault } from './types';

/** One call is sent at most this often: with doubling waits this spans about a minute of trouble. */
export const MAX_ATTEMPTS = 6;
/** Without any connection fewer tries do: a wrong host name does not heal. */
export const MAX_ATTEMPTS_UNREACHABLE = 3;
/** First wait after a transient fault; doubles each time. */
export const BASE_DELAY_MS = 1_000;
/** No single backoff is longer; a service that needs more says so with Retry-After. */
export const MAX_DELAY_MS = 60_000;
/** A Retry-After beyond this ends the run with an error: a person should decide to wait that long. */
export const MAX_RETRY_AFTER_MS = 300_000;

/**
 * Whether the call may be sent again after `failures` failed attempts (1 after the first).
 * @param throttleAttempts how many refusals for too many calls end it
 */
export function mayRepeatAfterFault(
	call: HttpCall,
	fault: ServiceFault,
	failures: number,
	throttleAttempts = MAX_ATTEMPTS,
): boolean {
	if (failures >= MAX_ATTEMPTS) return false;
	if ((fault.facts.retryAfterMs ?? 0) > MAX_RETRY_AFTER_MS) return false;
	if (fault.verdict === 'throttled') return failures < throttleAttempts;
	return fault.verdict === 'transient' && call.repeat === 'safe';
}

/**
 * The same for an attempt that brought no answer.
 * @param reached the service has answered this session before: then its name is right, and an outage
 * of the network is waited out like other trouble
 */
export function mayRepeatAfterNetworkFailure(
	call: HttpCall,
	failure: NetworkFailure,
	failures: number,
	reached = false,
): boolean {
	const mayHeal = reached && failure.code !== 'EGRESS_REFUSED';
	if (!failure.sent) return failures < (mayHeal ? MAX_ATTEMPTS : MAX_ATTEMPTS_UNREACHABLE);
	return call.repeat === 'safe' && failures < MAX_ATTEMPTS;
}

/**
 * Milliseconds to wait before the next attempt.
 * @param failures how many attempts have failed, from 1
 * @param wanted what the service asked for (Retry-After), or its usual pause after throttling
 * @param chance 0 to 1, for jitter
 */
export function delayBefore(failures: number, wanted: number | undefined, chance: number): number {
	if (wanted !== undefined) {
		// Up to a tenth more, so that callers held back together do not return together.
		return Math.round(Math.min(wanted, MAX_RETRY_AFTER_MS) * (1 + chance / 10));
	}
	const full = Math.min(BASE_DELAY_MS * 2 ** (failures - 1), MAX_DELAY_MS);
	return Math.round(full / 2 + (full / 2) * chance);
}

/**
 * Reads a Retry-After header: whole seconds or an HTTP date. Undefined where it is absent or
 * malformed, so that normal backoff applies.
 * @param now epoch milliseconds
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
	if (header === undefined) return undefined;
	const text = header.trim();
	if (/^\d+$/.test(text)) return Number(text) * 1_000;
	const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
