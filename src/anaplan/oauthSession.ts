/**
 * The chain of tokens that grows out of one refresh token (or one device authorization). n8n stores
 * its newest link in the credential, but runs the renewal without a lock and may be handed an old
 * link again by a window that was saved late; so the process remembers the newest link of every
 * chain and lets one caller at a time renew it.
 */
import { createHash } from 'node:crypto';

import { systemClock, type Clock } from '../clock';
import { PackError, ServiceError } from '../errors';
import {
	codeOf,
	pollDevice,
	refreshTokens,
	startDevice,
	type OAuthClient,
	type OAuthTokens,
	type PendingDevice,
	type PostJson,
} from './oauth';

/** A refresh is tried this often where no answer came back; Anaplan may not have seen it. */
const TRIES = 3;
/** Milliseconds between the tries. */
const RETRY_WAIT_MS = 1_000;

/** Where a chain begins: a refresh token somebody pasted, or a device client. */
export interface OAuthOrigin extends OAuthClient {
	/** '' for the device grant. */
	refreshToken: string;
}

/** A link of a chain, as it is stored. */
export interface OAuthLink {
	/** Tells the chain; a hash, so that an edited credential begins a new chain. */
	origin: string;
	/** Counts the links; the higher one is newer. */
	generation: number;
	tokens?: OAuthTokens;
	/** The device grant before the user has allowed it. */
	pending?: PendingDevice;
}

interface Chain {
	newest: OAuthLink | undefined;
	underWay: Promise<OAuthLink> | undefined;
	failure: PackError | undefined;
}

const chains = new Map<string, Chain>();

/** The chain's name. */
export function originOf({ appUrl, clientId, clientSecret, refreshToken }: OAuthOrigin): string {
	const parts = JSON.stringify([appUrl, clientId, clientSecret, refreshToken]);
	return createHash('sha256').update(parts).digest('hex');
}

/** Reads a stored link; undefined where there is none of this chain. */
export function readLink(stored: string, origin: string): OAuthLink | undefined {
	try {
		const link = JSON.parse(stored) as OAuthLink | null;
		return link?.origin === origin && Number.isInteger(link.generation) ? link : undefined;
	} catch {
		return undefined;
	}
}

/** The newest link that the store or this process knows. */
export function newestLink(origin: string, stored: OAuthLink | undefined): OAuthLink | undefined {
	const chain = chainOf(origin);
	if (stored !== undefined && stored.generation > (chain.newest?.generation ?? -1)) {
		chain.newest = stored;
	}
	return chain.newest;
}

/** Why the last renewal of the chain failed; undefined after a good one. */
export function lastFailure(origin: string): PackError | undefined {
	return chainOf(origin).failure;
}

/** Forgets what the process knows, as a restart does. */
export function forgetChains(): void {
	chains.clear();
}

/** True where the link holds tokens that may be used now. */
export function isUsable(link: OAuthLink | undefined, now: number): link is UsableLink {
	return link?.tokens !== undefined && now < link.tokens.renewAt;
}

export interface UsableLink extends OAuthLink {
	tokens: OAuthTokens;
}

/**
 * The link to store and to use: the newest one while it is good, else a new one.
 * @param refused the access token that Anaplan has turned down, where that is why
 * @throws PackError
 */
export async function advance(
	from: OAuthOrigin,
	stored: OAuthLink | undefined,
	post: PostJson,
	refused = '',
	clock: Clock = systemClock,
): Promise<OAuthLink> {
	const origin = originOf(from);
	const newest = newestLink(origin, stored);
	const chain = chainOf(origin);
	const good = isUsable(newest, clock.now()) && newest.tokens.accessToken !== refused;
	if (good && chain.underWay === undefined) return newest;
	chain.underWay ??= nextLink(from, origin, newest, post, clock)
		.then((link) => {
			chain.newest = link;
			chain.failure = undefined;
			return link;
		})
		.catch((error: unknown) => {
			chain.failure = error instanceof PackError ? error : unreachable();
			throw chain.failure;
		})
		.finally(() => {
			chain.underWay = undefined;
		});
	return await chain.underWay;
}

/** Asks the user anew, after Anaplan has ended a device's tokens. @throws PackError */
export async function askAgain(
	from: OAuthOrigin,
	stored: OAuthLink,
	post: PostJson,
	clock: Clock = systemClock,
): Promise<OAuthLink> {
	const origin = originOf(from);
	const { generation } = newestLink(origin, stored) ?? stored;
	const pending = await startDevice(post, from, clock.now());
	const link = { origin, generation: generation + 1, pending };
	chainOf(origin).newest = link;
	return link;
}

async function nextLink(
	from: OAuthOrigin,
	origin: string,
	newest: OAuthLink | undefined,
	post: PostJson,
	clock: Clock,
): Promise<OAuthLink> {
	const generation = (newest?.generation ?? 0) + 1;
	const patient = patiently(post, clock);
	const refreshToken = newest?.tokens?.refreshToken ?? from.refreshToken;
	if (refreshToken !== '') {
		const tokens = await refreshTokens(patient, from, refreshToken, clock.now());
		return { origin, generation, tokens };
	}
	const { pending } = newest ?? {};
	if (pending !== undefined && pending.expiresAt > clock.now()) {
		const tokens = await pollDevice(patient, from, pending, clock.now());
		if (tokens === 'pending' && newest !== undefined) return newest;
		if (typeof tokens === 'object') return { origin, generation, tokens };
	}
	return { origin, generation, pending: await startDevice(patient, from, clock.now()) };
}

/** Repeats a call that got no answer, or a gateway's. A refresh token is lost either way, or not. */
function patiently(post: PostJson, clock: Clock): PostJson {
	return async (url, body) => {
		for (let tries = 1; ; tries++) {
			const last = tries >= TRIES;
			const answer = await post(url, body).catch((error: unknown) =>
				last ? Promise.reject(error) : undefined,
			);
			if (answer !== undefined && (last || !isTrouble(answer))) return answer;
			await clock.sleep(RETRY_WAIT_MS * tries, undefined, 'renewing the sign-in');
		}
	};
}

/** A gateway's answer, or too many requests; not that a device is asked for too often. */
function isTrouble({ status, body }: { status: number; body: unknown }): boolean {
	return status >= 500 || (status === 429 && codeOf(body) !== 'slow_down');
}

/** Never with the error as cause: what n8n's request throws holds the refresh token. */
function unreachable(): ServiceError {
	return new ServiceError(
		"Anaplan's OAuth service could not be reached.",
		"Check the region or the custom application URL of the credential, and that this machine may connect there (firewall, proxy, DNS, n8n's egress settings).",
	);
}

function chainOf(origin: string): Chain {
	let chain = chains.get(origin);
	if (chain === undefined) {
		chain = { newest: undefined, underWay: undefined, failure: undefined };
		chains.set(origin, chain);
	}
	return chain;
}
