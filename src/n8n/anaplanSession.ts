/**
 * OAuth2 tokens of the Anaplan credential inside n8n. `preAuthentication` renews and n8n stores what
 * it returns before the request goes out; it runs only for n8n's own requests, so a node makes one
 * cheap call through them and then reads what was stored.
 */
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestHelper,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
} from 'n8n-workflow';

import type { AnaplanHosts } from '../anaplan/regions';
import {
	advance,
	askAgain,
	isUsable,
	lastFailure,
	newestLink,
	originOf,
	readLink,
	type OAuthOrigin,
	type UsableLink,
} from '../anaplan/oauthSession';
import type { PostJson } from '../anaplan/oauth';
import { systemClock } from '../clock';
import { ServiceError, SettingError } from '../errors';
import { gateTokens, sharedTokenGate, type HeldToken, type Renewal } from '../http/tokenGate';
import type { TokenSource } from '../http/types';
import { text } from './anaplanFields';

/** Where a node signs in: while it executes, and for its pickers. */
export type AnaplanContext = IExecuteFunctions | ILoadOptionsFunctions;

/** The hidden field that holds the newest tokens. */
export const SESSION_FIELD = 'sessionToken';
/** The read that triggers a renewal; it costs Anaplan next to nothing. */
const CHEAP_PATH = '/2/0/users/me';
/** A token request answers within a second or two. */
const TIMEOUT_MS = 60_000;
/** Another worker of this n8n may be storing the tokens it has just got. */
const LOOKS = 4;
const LOOK_WAIT_MS = 750;

/** Which credentials' tokens were sent: n8n hands the same object to every step of a request. */
const sent = new WeakMap<object, string>();
/** Credentials that are being tested, so that somebody reads what is thrown. */
const watched = new WeakSet<object>();
/** Credentials for which Anaplan has just been asked, within this request. */
const asked = new WeakSet<object>();

/** What n8n stores, in the credential's `preAuthentication`. @throws PackError */
export async function renewStored(
	helper: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
	origin: OAuthOrigin,
): Promise<IDataObject> {
	const post = posting(helper);
	const stored = readLink(text(credentials, SESSION_FIELD), originOf(origin));
	const link = await advance(origin, stored, post, sent.get(credentials)).catch(
		async (error: unknown) => {
			const ended = origin.refreshToken === '' && error instanceof SettingError;
			if (!ended || stored === undefined) throw error;
			// Only somebody who looks at the credential window can allow the device again.
			return watched.has(credentials) ? await askAgain(origin, stored, post) : stored;
		},
	);
	asked.add(credentials);
	return { [SESSION_FIELD]: JSON.stringify(link) };
}

/**
 * Puts the stored token into a request.
 * @param isTest true for the test in the credential window
 * @throws an error that makes n8n call `preAuthentication`, where there is no good token stored
 * @throws SettingError with the page to open, where the user has yet to allow the device
 */
export function withToken(
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
	origin: OAuthOrigin,
	isTest: boolean,
): IHttpRequestOptions {
	const chain = originOf(origin);
	const stored = readLink(text(credentials, SESSION_FIELD), chain);
	const newest = newestLink(chain, stored);
	if (isTest) watched.add(credentials);
	if (newest?.pending !== undefined && stored?.generation === newest.generation) {
		// n8n asks only where nothing is stored yet; the user may have allowed it meanwhile.
		if (!asked.has(credentials)) throw new RenewalDue();
		// The page comes last, so that nothing sticks to it when it is copied.
		throw new SettingError(
			`Anaplan waits for you to allow this: open the page named here, check that it shows the code ${newest.pending.userCode}, sign in and allow it.`,
			`Then press Retry here. The page: ${newest.pending.page}`,
		);
	}
	// What another caller has renewed but n8n has not stored must not be used yet.
	if (stored?.generation !== newest?.generation || !isUsable(stored, systemClock.now())) {
		throw new RenewalDue();
	}
	sent.set(credentials, stored.tokens.accessToken);
	const headers = {
		...request.headers,
		Authorization: `AnaplanAuthToken ${stored.tokens.accessToken}`,
	};
	return { ...request, headers };
}

/** n8n renews where a request fails with 401; this says so without sending one. */
class RenewalDue extends Error {
	readonly response = { status: 401 };

	constructor() {
		super('The Anaplan sign-in has to be renewed.');
	}
}

/** The tokens for a node's own transport. */
export function storedTokens(
	context: AnaplanContext,
	credentialType: string,
	hosts: AnaplanHosts,
	origin: OAuthOrigin,
	credentialName: string,
): TokenSource {
	const gate = sharedTokenGate(`anaplan ${hosts.apiUrl} oauth ${originOf(origin)}`);
	return gateTokens(gate, renewal(context, credentialType, hosts, origin, credentialName));
}

function renewal(
	context: AnaplanContext,
	credentialType: string,
	hosts: AnaplanHosts,
	origin: OAuthOrigin,
	credentialName: string,
): Renewal {
	const stored = async (): Promise<UsableLink | undefined> => {
		const chain = originOf(origin);
		const data = await context.getCredentials(credentialType);
		const link = readLink(text(data, SESSION_FIELD), chain);
		const newest = newestLink(chain, link);
		return link?.generation === newest?.generation && isUsable(link, systemClock.now())
			? link
			: undefined;
	};
	return async (held, refused) => {
		const found = await stored();
		if (found !== undefined && !(refused && found.tokens.accessToken === held?.value)) {
			return heldOf(found);
		}
		const failed = await cheapCall(context, credentialType, hosts);
		// After a failure another worker may have had the luck; after a success one look is enough.
		for (let looks = 1; looks <= (failed ? LOOKS : 1); looks++) {
			const renewed = await stored();
			if (renewed !== undefined && (!failed || renewed.tokens.accessToken !== held?.value)) {
				return heldOf(renewed);
			}
			if (failed) await systemClock.sleep(LOOK_WAIT_MS, undefined, 'renewing the sign-in');
		}
		throw named(lastFailure(originOf(origin)), credentialName);
	};
}

/** True where it failed; why is known to the chain. n8n's own error may hold the token. */
async function cheapCall(
	context: AnaplanContext,
	credentialType: string,
	hosts: AnaplanHosts,
): Promise<boolean> {
	try {
		await context.helpers.httpRequestWithAuthentication.call(
			// n8n types the helper for execute contexts; it is the same function in all of them.
			context as IExecuteFunctions,
			credentialType,
			{ url: hosts.apiUrl + CHEAP_PATH, json: true, timeout: TIMEOUT_MS },
		);
		return false;
	} catch {
		return true;
	}
}

function named(failure: Error | undefined, credentialName: string): Error {
	if (failure instanceof SettingError || failure instanceof ServiceError) {
		const message = `The credential "${credentialName}" could not be renewed. ${failure.message}`;
		return failure instanceof SettingError
			? new SettingError(message, failure.advice, failure.facts)
			: new ServiceError(message, failure.advice, failure.facts);
	}
	return new SettingError(
		`The credential "${credentialName}" has no Anaplan tokens that can be used.`,
		'Open the credential and press Retry or Save: n8n says there what is missing, for example that a device has to be allowed.',
	);
}

function heldOf({ tokens }: UsableLink): HeldToken {
	return { value: tokens.accessToken, expiresAt: tokens.expiresAt };
}

function posting(helper: IHttpRequestHelper): PostJson {
	return async (url, body) => {
		const reply = (await helper.helpers.httpRequest({
			url,
			method: 'POST',
			body,
			json: true,
			timeout: TIMEOUT_MS,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
		})) as { statusCode: number; body: unknown };
		return { status: reply.statusCode, body: reply.body };
	};
}
