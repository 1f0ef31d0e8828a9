/** What the HTTP session must know of Anaplan's two services. */
import type { Clock } from '../clock';
import { sharedPacer, type Pacer } from '../http/pacing';
import type { ServiceProfile } from '../http/types';
import { readIntegrationFault, readSignInFault, type SignInKind } from './faults';

/**
 * Anaplan allows 600 requests a minute and refills 10 a second per tenant (Integration API,
 * "Rate limits"), shared with every other tool of the company.
 */
const PER_MINUTE = 600;
const PER_SECOND = 10;
/** Per cent of that, from 1 to 100. */
export type RequestShare = number;
/** A tenth is left to other tools. */
export const DEFAULT_REQUEST_SHARE: RequestShare = 90;
/** Anaplan sets no limit here; a handful keeps an outage from piling up open calls. */
const CONCURRENT = 4;
/** Pause after a 429 without Retry-After; Anaplan Connect waits as long. */
const THROTTLE_WAIT_MS = 10_000;

/** The Integration API. Both kinds of tokens are sent under the scheme AnaplanAuthToken. */
export function integrationProfile(clock: Clock): ServiceProfile {
	return {
		name: 'Anaplan',
		headers: { accept: 'application/json' },
		authorization: (token) => `AnaplanAuthToken ${token}`,
		readFault: (answer, call) => readIntegrationFault(answer, call, clock.now()),
		addressFields: 'region or custom URLs',
		silenceAdvice:
			'Anaplan leaves calls unanswered while a long import, export or process runs in the model: look there whether one does, and run the workflow again when it has ended. If none does, check the connection of this machine (firewall, proxy).',
		throttleWaitMs: THROTTLE_WAIT_MS,
	};
}

/** The authentication service; its "token" is the whole value of the Authorization header. */
export function signInProfile(
	credential: string,
	clock: Clock,
	kind: SignInKind = 'basic',
): ServiceProfile {
	return {
		name: 'Anaplan',
		headers: { accept: 'application/json' },
		authorization: (value) => value,
		readFault: (answer, call) => readSignInFault(answer, call, credential, clock.now(), kind),
		addressFields: 'region or custom URLs',
		throttleWaitMs: THROTTLE_WAIT_MS,
	};
}

/**
 * The process-wide budget of a tenant. Which tenant a user belongs to is not known before the first
 * call, so the budget is keyed by the sign-in host and the company: the domain of the e-mail address,
 * or the OAuth client. Users of one company share it. Somebody with several tenants under one domain is paced more than needed,
 * which costs time only; a guest user of another domain is paced apart, and Anaplan's 429 holds it.
 * Of several credentials with shares of their own the one used last counts.
 */
export function pacerOf(authUrl: string, company: string, share: RequestShare): Pacer {
	return sharedPacer(`anaplan ${authUrl} ${company}`, {
		perMinute: Math.max(1, Math.floor((PER_MINUTE * share) / 100)),
		perSecond: Math.max(1, Math.ceil((PER_SECOND * share) / 100)),
		concurrent: CONCURRENT,
	});
}
