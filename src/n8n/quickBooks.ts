/**
 * Opens a QuickBooks company for a node: credential, realm ID, token and limits. Tokens stay n8n's
 * to renew and store; this module only decides when.
 */
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { systemClock } from '../clock';
import { ServiceError, SettingError, type PackError } from '../errors';
import { sharedPacer } from '../http/pacing';
import {
	gateTokens,
	RENEW_AHEAD_MS,
	sharedTokenGate,
	type HeldToken,
	type Renewal,
} from '../http/tokenGate';
import {
	BATCH_LIMITS,
	QUICKBOOKS_LIMITS,
	QuickBooksClient,
	REPORT_LIMITS,
} from '../quickbooks/client';
import { connectionLifeOf, connectionWarning } from '../quickbooks/connectionLife';
import { redact } from '../quickbooks/faultBody';
import { isObject, textAt } from '../quickbooks/objects';
import { joinBudgets } from '../quickbooks/sharedBudgets';
import { cancelSignalOf, transportOf } from './transport';

export const QUICKBOOKS_CREDENTIAL = 'quickBooksOnlineOAuth2Api';

/** Intuit's access tokens live this long; used where n8n did not note the expiry. */
const USUAL_LIFETIME_MS = 3_600_000;

/** One more after a lost answer or a fault of Intuit's token service: a third would hardly fare better. */
const RENEWAL_ATTEMPTS = 2;
const RENEWAL_PAUSE_MS = 2_000;

const API_URLS = new Map([
	['production', 'https://quickbooks.api.intuit.com'],
	['sandbox', 'https://sandbox-quickbooks.api.intuit.com'],
]);

export type QuickBooksContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/**
 * A client for the company of the node's credential. It belongs to one execution; its limits and
 * its token are shared by the process.
 * @param signal stops its calls; without one, the user's Stop button does
 * @throws SettingError where the credential is not connected or lacks the realm ID
 */
export async function openQuickBooks(
	context: QuickBooksContext,
	signal: AbortSignal | undefined = cancelSignalOf(context),
): Promise<QuickBooksClient> {
	const reference = context.getNode().credentials?.[QUICKBOOKS_CREDENTIAL];
	const name = nameOf(context);
	const credential = await readCredential(context);
	const realmId = realmIdOf(credential, name);
	const baseUrl = apiUrlOf(credential, name);
	const stored = storedToken(credential);
	if (stored === undefined) throw notConnected(name);
	// Another company, environment or app is another sign-in, even under the same credential.
	const gateKey = JSON.stringify([reference?.id, baseUrl, realmId, textAt(credential, 'clientId')]);
	const gate = sharedTokenGate(gateKey);
	gate.offer(stored);
	const connection = connectionLifeOf(credential.oauthTokenData, systemClock.now());
	showWarning(context, connectionWarning(connection));
	const client = new QuickBooksClient({
		realmId,
		...(connection === undefined ? {} : { connection }),
		baseUrl,
		tokens: gateTokens(gate, renewalOf(context, name)),
		transport: transportOf(context),
		pacer: sharedPacer(`quickbooks ${baseUrl} ${realmId}`, QUICKBOOKS_LIMITS),
		batchPacer: sharedPacer(`quickbooks batch ${baseUrl} ${realmId}`, BATCH_LIMITS, 'end'),
		reportPacer: sharedPacer(`quickbooks reports ${baseUrl} ${realmId}`, REPORT_LIMITS, 'end'),
		clock: systemClock,
		...(signal === undefined ? {} : { signal }),
	});
	joinBudgets(client);
	return client;
}

/** Polls and pickers have no place on the node for it. */
function showWarning(context: QuickBooksContext, message: string): void {
	if (message === '' || !('addExecutionHints' in context)) return;
	context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}

/** The node's credential as its user named it, in quotes. */
export function nameOf(context: Pick<IExecuteFunctions, 'getNode'>): string {
	const reference = context.getNode().credentials?.[QUICKBOOKS_CREDENTIAL];
	return `"${reference?.name ?? 'QuickBooks Online'}"`;
}

async function readCredential(context: QuickBooksContext): Promise<ICredentialDataDecryptedObject> {
	return await context.getCredentials(QUICKBOOKS_CREDENTIAL);
}

/** @throws SettingError where the credential does not know its company, or names none that can be */
export function realmIdOf(credential: ICredentialDataDecryptedObject, name: string): string {
	const override = (textAt(credential, 'realmIdOverride') ?? '').trim();
	const realmId =
		override === ''
			? (textAt(credential, 'oauthTokenData', 'callbackQueryString', 'realmId') ?? '')
			: override.replaceAll(/[\s-]/g, '');
	if (/^\d+$/.test(realmId)) return realmId;
	if (override !== '') {
		throw new SettingError(
			`The realm ID "${override}" in the credential ${name} is not a number.`,
			'Open the credential and correct Realm ID (Override), or empty it and press Connect again so that the realm ID comes from QuickBooks.',
		);
	}
	if (storedToken(credential) === undefined) throw notConnected(name);
	throw new SettingError(
		`The credential ${name} does not know its QuickBooks company: the realm ID is missing.`,
		'Open the credential, press Connect again and choose the company; QuickBooks sends the realm ID then.',
	);
}

function apiUrlOf(credential: ICredentialDataDecryptedObject, name: string): string {
	const environment = textAt(credential, 'environment') ?? 'production';
	if (environment !== 'custom') {
		const url = API_URLS.get(environment);
		if (url !== undefined) return url;
		throw new SettingError(
			`The credential ${name} has an unknown environment.`,
			'Open the credential and choose Production, Sandbox or Custom.',
		);
	}
	const url = (textAt(credential, 'customApiUrl') ?? '').trim().replace(/\/+$/, '');
	if (/^https?:\/\/[^/]/i.test(url)) return url;
	throw new SettingError(
		`The credential ${name} has no usable API URL for its Custom environment.`,
		'Open the credential and fill in API Base URL, beginning with https://.',
	);
}

/** n8n notes the expiry at each connection and renewal; without a note the usual life is assumed. */
function storedToken(credential: ICredentialDataDecryptedObject): HeldToken | undefined {
	return tokenOf(credential.oauthTokenData);
}

function tokenOf(data: unknown): HeldToken | undefined {
	const value = textAt(data, 'access_token');
	if (value === undefined || value === '' || !isObject(data)) return undefined;
	const noted = Number(data.n8n_expires_at);
	const known = Number.isFinite(noted) && noted > 0;
	return { value, expiresAt: known ? noted : systemClock.now() + USUAL_LIFETIME_MS };
}

/**
 * Renews through n8n, which stores the rotated tokens and lets one caller at a time do it. Whoever
 * renewed meanwhile (another process, another node) spares the call.
 */
function renewalOf(context: QuickBooksContext, name: string): Renewal {
	return async (held, refused) => {
		const stored = storedToken(await readCredential(context));
		if (stored !== undefined && stored.value !== held?.value) {
			if (refused || stored.expiresAt - systemClock.now() > RENEW_AHEAD_MS) return stored;
		}
		const answer = await renewedByN8n(context, name);
		const renewed = tokenOf(withExpiry(answer));
		if (renewed === undefined) throw reconnect(name);
		return renewed;
	};
}

/**
 * When QuickBooks' answer is lost, it may have renewed all the same. Earlier refresh tokens still work for
 * 24 hours (Intuit's OAuth client), so asking once more brings the connection back; where they are good for
 * one use only, QuickBooks refuses, and somebody has to connect again.
 */
async function renewedByN8n(context: QuickBooksContext, name: string): Promise<unknown> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await context.helpers.refreshOAuth2Token.call(
				// n8n types the helper for execute contexts; it is the same function in all of them.
				context as IExecuteFunctions,
				QUICKBOOKS_CREDENTIAL,
			);
		} catch (error) {
			const failure = renewalError(error, name);
			if (attempt >= RENEWAL_ATTEMPTS || failure instanceof SettingError) throw failure;
			await systemClock.sleep(RENEWAL_PAUSE_MS, undefined, 'renewing the QuickBooks sign-in');
		}
	}
}

/** A token somebody else has just stored has n8n's note; a fresh answer may have `expires_in` only. */
function withExpiry(data: unknown): unknown {
	if (!isObject(data) || data.n8n_expires_at !== undefined) return data;
	const seconds = Number(data.expires_in);
	return Number.isFinite(seconds) && seconds > 0
		? { ...data, n8n_expires_at: String(systemClock.now() + seconds * 1_000) }
		: data;
}

function renewalError(error: unknown, name: string): PackError {
	const body: unknown = isObject(error) ? error.body : undefined;
	const code = textAt(body, 'error');
	const message = error instanceof Error ? error.message : '';
	if (code === 'invalid_grant' || /reconnect/i.test(message)) return reconnect(name);
	if (/not connected/i.test(message)) return notConnected(name);
	if (code === 'invalid_client' || code === 'unauthorized_client') {
		return new SettingError(
			`Intuit does not accept the client ID or client secret of the credential ${name}.`,
			"Compare both with the app's Keys and credentials page in Intuit's developer portal (development keys for sandbox companies, production keys for real ones), then press Connect again.",
			{ code },
		);
	}
	return new ServiceError(
		`The QuickBooks sign-in of the credential ${name} could not be renewed: ${redact(message) || 'no answer'}.`,
		"Check that this machine reaches Intuit's token address (or the Token URL of the credential), then run the workflow again.",
		// Never with the error as cause: what n8n's client throws can hold the refresh token.
		code === undefined ? {} : { code },
	);
}

function reconnect(name: string): SettingError {
	return new SettingError(
		`QuickBooks has ended the connection of the credential ${name}.`,
		'Open the credential in n8n, press Connect again and choose the company. This is needed after somebody disconnected the app in QuickBooks, or when the connection was not used for about 100 days.',
		{ code: 'invalid_grant' },
	);
}

function notConnected(name: string): SettingError {
	return new SettingError(
		`The credential ${name} is not connected to QuickBooks.`,
		'Open the credential in n8n, press Connect and choose the company.',
	);
}
