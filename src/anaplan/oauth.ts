/**
 * Anaplan's OAuth 2.0 service: refresh tokens and the device grant. Source: Anaplan's OAuth 2.0
 * Service API; its clients send JSON.
 */
import { ServiceError, SettingError, type PackError } from '../errors';
import { RENEW_AHEAD_MS } from '../http/tokenGate';
import { TOKEN_LIFETIME_MS } from './signIn';

/** Without `offline_access` Anaplan gives no refresh token. */
export const OAUTH_SCOPE = 'openid profile email offline_access';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** A client that an Anaplan administrator has registered. */
export interface OAuthClient {
	/** Of the OAuth service, without a slash at the end. */
	appUrl: string;
	clientId: string;
	/** '' for a device client. */
	clientSecret: string;
}

export interface OAuthTokens {
	accessToken: string;
	refreshToken: string;
	/** Epoch milliseconds from which on the access token is renewed. */
	renewAt: number;
	/** Epoch milliseconds. */
	expiresAt: number;
}

/** A device authorization that waits for the user. */
export interface PendingDevice {
	deviceCode: string;
	userCode: string;
	/** The page where the user allows it. */
	page: string;
	/** Epoch milliseconds. */
	expiresAt: number;
}

/** Sends a JSON body and tells status and parsed answer; throws where no answer came back. */
export type PostJson = (
	url: string,
	body: { [field: string]: string },
) => Promise<{ status: number; body: unknown }>;

/** Exchanges a refresh token. @throws PackError */
export async function refreshTokens(
	post: PostJson,
	client: OAuthClient,
	refreshToken: string,
	now: number,
): Promise<OAuthTokens> {
	const { status, body } = await post(`${client.appUrl}/oauth/token`, {
		grant_type: 'refresh_token',
		client_id: client.clientId,
		...(client.clientSecret === '' ? {} : { client_secret: client.clientSecret }),
		refresh_token: refreshToken,
	});
	if (!isGood(status)) throw refreshRefused(status, codeOf(body));
	// A token that does not rotate may be left out of the answer.
	return readTokens(body, refreshToken, now);
}

/** Asks for a code that the user allows in the browser. @throws PackError */
export async function startDevice(
	post: PostJson,
	client: OAuthClient,
	now: number,
): Promise<PendingDevice> {
	const { status, body } = await post(`${client.appUrl}/oauth/device/code`, {
		client_id: client.clientId,
		scope: OAUTH_SCOPE,
	});
	const deviceCode = textIn(body, 'device_code');
	const userCode = textIn(body, 'user_code');
	const plain = textIn(body, 'verification_uri');
	if (!isGood(status) || deviceCode === '' || userCode === '' || plain === '') {
		throw isGood(status) ? unknownAnswer() : deviceRefused(status, codeOf(body));
	}
	return {
		deviceCode,
		userCode,
		page: textIn(body, 'verification_uri_complete') || plain,
		expiresAt: now + numberIn(body, 'expires_in', 900) * 1_000,
	};
}

/** The tokens of an allowed device, or why there are none yet. @throws PackError */
export async function pollDevice(
	post: PostJson,
	client: OAuthClient,
	pending: PendingDevice,
	now: number,
): Promise<OAuthTokens | 'pending' | 'denied' | 'expired'> {
	const { status, body } = await post(`${client.appUrl}/oauth/token`, {
		grant_type: DEVICE_GRANT,
		client_id: client.clientId,
		device_code: pending.deviceCode,
	});
	if (isGood(status)) return readTokens(body, '', now);
	switch (codeOf(body)) {
		case 'authorization_pending':
		case 'slow_down':
			return 'pending';
		case 'access_denied':
			return 'denied';
		case 'expired_token':
		case 'invalid_grant':
			return 'expired';
		default:
			throw deviceRefused(status, codeOf(body));
	}
}

function readTokens(body: unknown, former: string, now: number): OAuthTokens {
	const accessToken = textIn(body, 'access_token');
	const refreshToken = textIn(body, 'refresh_token') || former;
	if (accessToken === '') throw unknownAnswer();
	if (refreshToken === '') {
		throw new SettingError(
			'Anaplan gave no refresh token.',
			'Have an Anaplan administrator check that the OAuth client may have refresh tokens (scope offline_access).',
		);
	}
	const life = numberIn(body, 'expires_in', TOKEN_LIFETIME_MS / 1_000) * 1_000;
	const expiresAt = now + life;
	// A token that lives for minutes only is used for half of them.
	return {
		accessToken,
		refreshToken,
		expiresAt,
		renewAt: expiresAt - Math.min(RENEW_AHEAD_MS, life / 2),
	};
}

function refreshRefused(status: number, code: string): PackError {
	if (status >= 500 || status === 429) return trouble(status);
	if (code === 'unauthorized_client' || (code === 'access_denied' && status === 401)) {
		return new SettingError(
			'Anaplan does not accept the OAuth client of the credential.',
			'Compare client ID and client secret with the client in Anaplan (Administration, Security, OAuth clients). A device client has no secret; a client for the authorization code needs its secret.',
			{ httpStatus: status },
		);
	}
	return new SettingError(
		'Anaplan no longer accepts the refresh token of the credential.',
		'It has expired, was revoked, or was used by another program. Get a new refresh token, or choose Device Grant in the credential and press Retry there; with several n8n workers use a client whose tokens do not rotate.',
		{ httpStatus: status },
	);
}

function deviceRefused(status: number, code: string): PackError {
	if (status >= 500 || status === 429) return trouble(status);
	return new SettingError(
		`Anaplan does not allow the device grant for the OAuth client of the credential${code === '' ? '' : ` (${code})`}.`,
		'Enter the client ID of a client that is registered for the device grant in Anaplan (Administration, Security, OAuth clients), and check the region.',
		{ httpStatus: status },
	);
}

function trouble(status: number): ServiceError {
	return new ServiceError(
		`Anaplan's OAuth service has trouble (HTTP ${status}).`,
		"Run the workflow again in a few minutes; Anaplan's status page tells of outages.",
		{ httpStatus: status },
	);
}

function unknownAnswer(): ServiceError {
	return new ServiceError(
		"Anaplan's OAuth service answered in an unknown form.",
		'Check the region or the custom application URL of the credential; if they are right, try again later.',
	);
}

function isGood(status: number): boolean {
	return status >= 200 && status < 300;
}

/** Anaplan's own error code; anything else is not quoted. */
export function codeOf(body: unknown): string {
	const code = textIn(body, 'error');
	return /^[a-z_]{1,40}$/.test(code) ? code : '';
}

function textIn(body: unknown, field: string): string {
	const value = (body as { [key: string]: unknown } | null | undefined)?.[field];
	return typeof value === 'string' ? value : '';
}

function numberIn(body: unknown, field: string, usual: number): number {
	const value = Number((body as { [key: string]: unknown } | null | undefined)?.[field]);
	return Number.isFinite(value) && value > 0 ? value : usual;
}
