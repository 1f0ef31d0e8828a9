import {
	BASE_DELAY_MS,
	delayBefore,
	MAX_ATTEMPTS,
	MAX_ATTEMPTS_UNREACHABLE,
	MAX_DELAY_MS,
	MAX_RETRY_AFTER_MS,
	mayRepeatAfterFault,
	mayRepeatAfterNetworkFailure,
	parseRetryAfter,
} from '../../../src/http/retry';
import { NetworkFailure, type ServiceFault } from '../../../src/http/types';
import { GET, POST_ONCE } from './fakes';

const fault = (verdict: ServiceFault['verdict'], retryAfterMs?: number): ServiceFault => ({
	message: 'm',
	advice: 'a',
	facts: retryAfterMs === undefined ? {} : { retryAfterMs },
	verdict,
});

test('a throttled call is repeated whatever it does, because nothing was done', () => {
	expect(mayRepeatAfterFault(GET, fault('throttled'), 1)).toBe(true);
	expect(mayRepeatAfterFault(POST_ONCE, fault('throttled'), 1)).toBe(true);
});

test('a transient fault repeats only calls that may be repeated', () => {
	expect(mayRepeatAfterFault(GET, fault('transient'), 1)).toBe(true);
	expect(mayRepeatAfterFault(POST_ONCE, fault('transient'), 1)).toBe(false);
});

test.each(['final', 'unauthorized'] as const)('%s faults are not repeated', (verdict) => {
	expect(mayRepeatAfterFault(GET, fault(verdict), 1)).toBe(false);
});

test('repeating has an end', () => {
	expect(mayRepeatAfterFault(GET, fault('throttled'), MAX_ATTEMPTS - 1)).toBe(true);
	expect(mayRepeatAfterFault(GET, fault('throttled'), MAX_ATTEMPTS)).toBe(false);
});

test('a Retry-After beyond the limit ends the run', () => {
	expect(mayRepeatAfterFault(GET, fault('throttled', MAX_RETRY_AFTER_MS), 1)).toBe(true);
	expect(mayRepeatAfterFault(GET, fault('throttled', MAX_RETRY_AFTER_MS + 1), 1)).toBe(false);
});

test('a call that was never sent may be repeated a few times, even a creating one', () => {
	const refused = new NetworkFailure('m', 'ECONNREFUSED', false);
	expect(mayRepeatAfterNetworkFailure(POST_ONCE, refused, MAX_ATTEMPTS_UNREACHABLE - 1)).toBe(true);
	expect(mayRepeatAfterNetworkFailure(GET, refused, MAX_ATTEMPTS_UNREACHABLE)).toBe(false);
	expect(mayRepeatAfterNetworkFailure(GET, refused, MAX_ATTEMPTS - 1, true)).toBe(true);
	expect(mayRepeatAfterNetworkFailure(GET, refused, MAX_ATTEMPTS, true)).toBe(false);
	const forbidden = new NetworkFailure('m', 'EGRESS_REFUSED', false);
	expect(mayRepeatAfterNetworkFailure(GET, forbidden, MAX_ATTEMPTS_UNREACHABLE, true)).toBe(false);
});

test('a lost answer repeats safe calls only', () => {
	const lost = new NetworkFailure('m', 'UND_ERR_SOCKET', true);
	expect(mayRepeatAfterNetworkFailure(GET, lost, MAX_ATTEMPTS - 1)).toBe(true);
	expect(mayRepeatAfterNetworkFailure(GET, lost, MAX_ATTEMPTS)).toBe(false);
	expect(mayRepeatAfterNetworkFailure(POST_ONCE, lost, 1)).toBe(false);
});

test('the pause doubles, stays below its cap and spreads by chance', () => {
	expect(delayBefore(1, undefined, 1)).toBe(BASE_DELAY_MS);
	expect(delayBefore(1, undefined, 0)).toBe(BASE_DELAY_MS / 2);
	expect(delayBefore(3, undefined, 1)).toBe(4 * BASE_DELAY_MS);
	expect(delayBefore(40, undefined, 1)).toBe(MAX_DELAY_MS);
});

test('a wanted pause is kept, with up to a tenth more', () => {
	expect(delayBefore(1, 60_000, 0)).toBe(60_000);
	expect(delayBefore(5, 60_000, 1)).toBe(66_000);
	expect(delayBefore(1, 0, 1)).toBe(0);
});

test.each([
	['7', 7_000],
	[' 0 ', 0],
	['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
	['Fri, 20 Nov 2026 11:00:00 GMT', 0],
	['soon', undefined],
	['-5', undefined],
	['1.5', undefined],
	['', undefined],
	[undefined, undefined],
])('Retry-After %p is %p ms', (header, expected) => {
	expect(parseRetryAfter(header, Date.parse('2026-11-20T12:00:00Z'))).toBe(expected);
});
