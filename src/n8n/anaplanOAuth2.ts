/** OAuth2 authorization code through n8n: n8n connects, stores and renews; this decides when. */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { AnaplanHosts } from '../anaplan/regions';
import { TOKEN_LIFETIME_MS } from '../anaplan/signIn';
import { systemClock } from '../clock';
import { ServiceError, SettingError, type PackError } from '../errors';
import {
	gateTokens,
	RENEW_AHEAD_MS,
	sharedTokenGate,
	type HeldToken,
	type Renewal,
} from '../http/tokenGate';
import type { TokenSource } from '../http/types';
import type { AnaplanContext } from './anaplanSession';

/** The credential's name in n8n; see credentials/AnaplanOAuth2Api.credentials.ts. */
export const ANAPLAN_CONNECTED = 'anaplanOAuth2Api';

/**
 * The tokens n8n holds for the credential.
 * @throws SettingError where it is not connected
 */
export async function connectedTokens(
	context: AnaplanContext,
	hosts: AnaplanHosts,
	name: string,
): Promise<TokenSource> {
	const stored = await readStored(context);
	if (stored === undefined) {
		throw new SettingError(
			`The credential "${name}" is not connected to Anaplan.`,
			`Open the credential and press Connect. ${WAY_OUT}`,
		);
	}
	const id = context.getNode().credentials?.[ANAPLAN_CONNECTED]?.id ?? name;
	const gate = sharedTokenGate(`anaplan ${hosts.apiUrl} n8n ${id}`);
	gate.offer(stored);
	return gateTokens(gate, renewal(context, name));
}

/** n8n sends its token requests as forms and has no other way; Anaplan documents JSON. */
const WAY_OUT =
	'If Anaplan refuses the form that n8n sends (invalid_request), use the credential Anaplan API with the sign-in OAuth2 Refresh Token or OAuth2 Device Grant instead, which send JSON.';

function renewal(context: AnaplanContext, name: string): Renewal {
	return async (held, refused) => {
		const stored = await readStored(context);
		if (stored !== undefined && stored.value !== held?.value) {
			if (refused || stored.expiresAt - systemClock.now() > RENEW_AHEAD_MS) return stored;
		}
		const answer: unknown = await context.helpers.refreshOAuth2Token
			.call(
				// n8n types the helper for execute contexts; it is the same function in all of them.
				context as IExecuteFunctions,
				ANAPLAN_CONNECTED,
			)
			.catch((error: unknown) => Promise.reject(renewalError(error, name)));
		const renewed = tokenOf(answer);
		if (renewed === undefined) throw reconnect(name);
		return renewed;
	};
}

async function readStored(context: AnaplanContext): Promise<HeldToken | undefined> {
	return tokenOf((await context.getCredentials(ANAPLAN_CONNECTED)).oauthTokenData);
}

/** n8n notes the expiry when it stores tokens; a fresh answer has `expires_in` only. */
function tokenOf(data: unknown): HeldToken | undefined {
	const fields = (data ?? {}) as IDataObject;
	const value = fields.access_token;
	if (typeof value !== 'string' || value === '') return undefined;
	const noted = Number(fields.n8n_expires_at);
	const life = Number(fields.expires_in) * 1_000;
	const now = systemClock.now();
	if (noted > 0) return { value, expiresAt: noted };
	return { value, expiresAt: now + (life > 0 ? life : TOKEN_LIFETIME_MS) };
}

/** Never with the error as cause: what n8n's client throws can hold the refresh token. */
function renewalError(error: unknown, name: string): PackError {
	const { body, message } = (error ?? {}) as { body?: { error?: unknown }; message?: unknown };
	const code = typeof body?.error === 'string' ? body.error : '';
	const words = typeof message === 'string' ? message : '';
	if (code === 'invalid_grant' || /reconnect/i.test(words)) return reconnect(name);
	if (code === 'invalid_request' || /invalid_request|unsupported|media type/i.test(words)) {
		return new SettingError(
			`Anaplan does not accept the form in which n8n renews the credential "${name}".`,
			WAY_OUT,
		);
	}
	if (code === 'access_denied' || code === 'invalid_client' || code === 'unauthorized_client') {
		return new SettingError(
			`Anaplan does not accept the client ID or client secret of the credential "${name}".`,
			'Compare both with the client in Anaplan (Administration, Security, OAuth clients) and press Connect again.',
		);
	}
	return new ServiceError(
		`The Anaplan sign-in of the credential "${name}" could not be renewed.`,
		`Check that this machine reaches Anaplan's application host, then run the workflow again. ${WAY_OUT}`,
	);
}

function reconnect(name: string): SettingError {
	return new SettingError(
		`Anaplan has ended the connection of the credential "${name}".`,
		'Open the credential in n8n and press Connect again: its refresh token has expired or was revoked.',
	);
}
