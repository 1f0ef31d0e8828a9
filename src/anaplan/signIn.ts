/** How a token is made: one strategy per way of signing in, and the renewal they share. */
import { createHash } from 'node:crypto';

import type { Clock } from '../clock';
import { PackError, ServiceError } from '../errors';
import { Session, type SessionParts } from '../http/session';
import {
	gateTokens,
	RENEW_AHEAD_MS,
	sharedTokenGate,
	type HeldToken,
	type Renewal,
} from '../http/tokenGate';
import type { HttpCall, TokenSource } from '../http/types';
import {
	certificateHeader,
	signedBody,
	type CertificateFields,
	type ClientCertificate,
} from './certificate';

/** Anaplan's tokens live 35 minutes (Authentication API, live). */
export const TOKEN_LIFETIME_MS = 35 * 60_000;
/** A sign-in takes well under a second; others of the process wait for it. */
const SIGN_IN_TIMEOUT_MS = 60_000;

/** One way of signing in at the authentication service. */
export interface SignInStrategy {
	/** Tells who signs in, with what; a secret in it only as a hash. */
	identity: string;
	/** Obtains a fresh token. @throws SettingError where the credential is refused */
	signIn(): Promise<HeldToken>;
}

/** What strategies send through: the authentication service without its token source. */
export type SignInParts = Omit<SessionParts, 'tokens'>;

/** E-mail and password. */
export function basicSignIn(parts: SignInParts, email: string, password: string): SignInStrategy {
	const hash = createHash('sha256').update(password).digest('hex');
	return {
		identity: `basic ${email.toLowerCase()} ${hash}`,
		signIn: async () => {
			const basic = Buffer.from(`${email}:${password}`, 'utf8').toString('base64');
			return await requestToken(parts, '/token/authenticate', `Basic ${basic}`, 'signing in');
		},
	};
}

/** Certificate and private key; every attempt is signed anew, because Anaplan takes a body once. */
export function certificateSignIn(
	parts: SignInParts,
	certificate: ClientCertificate,
	{ bodyFormat, headerSpelling }: Pick<CertificateFields, 'bodyFormat' | 'headerSpelling'>,
): SignInStrategy {
	return {
		identity: `certificate ${certificate.fingerprint} ${bodyFormat} ${headerSpelling}`,
		signIn: async () =>
			await requestToken(
				parts,
				'/token/authenticate',
				certificateHeader(certificate.pem, headerSpelling),
				'signing in',
				{
					headers: { 'content-type': 'application/json' },
					body: () => signedBody(certificate.privateKey, bodyFormat, parts.clock.now()),
				},
			),
	};
}

/**
 * How a token is renewed: one that still lives is refreshed (Anaplan keeps its value and moves its
 * expiry); where that fails, and for a refused or expired one, a new sign-in follows.
 */
export function anaplanRenewal(parts: SignInParts, strategy: SignInStrategy): Renewal {
	return async (held, refused) => {
		if (held !== undefined && !refused && held.expiresAt > parts.clock.now()) {
			const refreshed = await refresh(parts, held.value);
			if (refreshed !== undefined) return refreshed;
		}
		return await strategy.signIn();
	};
}

/** The process-wide source of tokens of one identity: one renewal at a time for all executions. */
export function anaplanTokens(parts: SignInParts, strategy: SignInStrategy): TokenSource {
	return gateTokens(gateOf(parts, strategy), anaplanRenewal(parts, strategy));
}

/**
 * Ends the sign-in that this process shares; the next call signs in anew. Executions that are under way
 * meet a 401 and sign in once, so they go on.
 * @returns false where there was none, or Anaplan had ended it already
 */
export async function logOut(parts: SignInParts, strategy: SignInStrategy): Promise<boolean> {
	const gate = gateOf(parts, strategy);
	const token = gate.current;
	if (token === undefined) return false;
	gate.forget();
	const authorization = `AnaplanAuthToken ${token}`;
	const session = new Session({
		...parts,
		tokens: { get: async () => authorization, renew: async () => authorization },
	});
	// A second log-out of the same token is refused and does no harm.
	return await session
		.send({
			method: 'POST',
			path: '/token/logout',
			repeat: 'safe',
			what: 'logging out',
			timeoutMs: SIGN_IN_TIMEOUT_MS,
		})
		.then(
			() => true,
			async (error: unknown) => (isRefusal(error) ? false : await Promise.reject<boolean>(error)),
		);
}

function gateOf(parts: SignInParts, strategy: SignInStrategy) {
	return sharedTokenGate(`anaplan ${parts.baseUrl} ${strategy.identity}`);
}

/** The refreshed token; undefined where Anaplan no longer wants to refresh it. */
async function refresh(parts: SignInParts, value: string): Promise<HeldToken | undefined> {
	const what = 'renewing the sign-in';
	return await requestToken(parts, '/token/refresh', `AnaplanAuthToken ${value}`, what).catch(
		async (error: unknown) => (isRefusal(error) ? undefined : await Promise.reject(error)),
	);
}

/** Anaplan does not know the token, or no longer. */
function isRefusal(error: unknown): boolean {
	const status = error instanceof PackError ? error.facts.httpStatus : undefined;
	return status === 400 || status === 401 || status === 403;
}

async function requestToken(
	parts: SignInParts,
	path: string,
	authorization: string,
	what: string,
	content: Pick<HttpCall, 'headers' | 'body'> = {},
): Promise<HeldToken> {
	const session = new Session({
		...parts,
		tokens: { get: async () => authorization, renew: async () => authorization },
	});
	const body = await session.json<unknown>({
		method: 'POST',
		path,
		...content,
		repeat: 'safe',
		what,
		timeoutMs: SIGN_IN_TIMEOUT_MS,
	});
	return readToken(body, parts.clock);
}

/**
 * Reads `tokenInfo`. A token just made that seems to end within minutes tells that this machine's
 * clock differs from Anaplan's, and then the known lifetime counts from now.
 * @throws ServiceError where there is no token in the answer
 */
export function readToken(body: unknown, clock: Pick<Clock, 'now'>): HeldToken {
	const { tokenInfo } = (body ?? {}) as {
		tokenInfo?: { tokenValue?: unknown; expiresAt?: unknown };
	};
	const value = tokenInfo?.tokenValue;
	if (typeof value !== 'string' || value === '') {
		throw new ServiceError(
			"Anaplan's sign-in answered without a token.",
			'Check the region or the custom authentication URL of the credential; if they are right, try again later.',
		);
	}
	const now = clock.now();
	const latest = now + TOKEN_LIFETIME_MS;
	const stated = Number(tokenInfo?.expiresAt);
	const believable = stated > now + RENEW_AHEAD_MS;
	return { value, expiresAt: believable ? Math.min(stated, latest) : latest };
}
