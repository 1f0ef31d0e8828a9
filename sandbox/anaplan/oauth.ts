/** OAuth clients, codes and refresh tokens. Anaplan's OAuth 2.0 Service API. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { SimClock } from '../common/clock';
import { Prng } from '../common/ids';
import type { AnaplanSwitches } from './switches';
import { TOKEN_LIFETIME_MS, type TokenService } from './tokens';

/** Lifetime of an authorization code; not documented, a usual value. */
const CODE_LIFETIME_MS = 60_000;
/** A device code lives about 15 minutes. */
export const DEVICE_LIFETIME_MS = 900_000;
/** Seconds between polls. */
export const DEVICE_INTERVAL_S = 5;
/** Scopes that are granted; `profile` is dropped by the service. */
const GRANTED = ['openid', 'email', 'offline_access'];

export interface OAuthClient {
	/** 32 hexadecimal digits. */
	clientId: string;
	/** Device clients have none. */
	clientSecret?: string;
	grant: 'authorizationCode' | 'device';
	redirectUris: readonly string[];
}

/** Registered unless the options say otherwise. */
export const DEFAULT_OAUTH_CLIENTS: readonly OAuthClient[] = [
	{
		clientId: 'a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4',
		clientSecret: 'simulator-client-secret',
		grant: 'authorizationCode',
		redirectUris: ['https://n8n.example.com/rest/oauth2-credential/callback'],
	},
	{
		clientId: 'd1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4',
		grant: 'device',
		redirectUris: [],
	},
];

/** A refusal in the service's words. */
export class OAuthProblem extends Error {
	constructor(
		readonly status: number,
		readonly error: string,
		readonly description: string,
	) {
		super(description);
	}
}

interface Grant {
	clientId: string;
	email: string;
	scope: string;
}

interface Device extends Omit<Grant, 'email'> {
	userCode: string;
	expiresAt: number;
	lastPoll: number;
	email?: string;
	denied?: boolean;
}

export class OAuthService {
	private readonly codes = new Map<string, Grant & { redirectUri: string; expiresAt: number }>();
	private readonly refreshTokens = new Map<string, Grant>();
	private readonly devices = new Map<string, Device>();
	private readonly random = new Prng(4711);

	constructor(
		readonly clients: readonly OAuthClient[],
		private readonly tokens: TokenService,
		private readonly clock: SimClock,
		private readonly switches: AnaplanSwitches,
	) {}

	issueCode(grant: Grant, redirectUri: string): string {
		const code = this.random.hex(40);
		this.codes.set(code, { ...grant, redirectUri, expiresAt: this.clock.now() + CODE_LIFETIME_MS });
		return code;
	}

	/** A refresh token as a client without n8n would have got it. */
	issueRefreshToken(clientId: string, email: string): string {
		return this.newRefreshToken({ clientId, email, scope: GRANTED.join(' ') });
	}

	/** Ends every refresh token, as when a client is disabled. */
	revokeAll(): void {
		this.refreshTokens.clear();
	}

	/** Starts a device authorization. */
	startDevice(clientId: string, scope: string): { deviceCode: string; userCode: string } {
		const client = this.clients.find((known) => known.clientId === clientId);
		if (client?.grant !== 'device') {
			throw new OAuthProblem(403, 'unauthorized_client', 'The client may not use this grant.');
		}
		const deviceCode = this.random.hex(40);
		const letters = this.random.hex(8).toUpperCase();
		const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
		const expiresAt = this.clock.now() + DEVICE_LIFETIME_MS;
		this.devices.set(deviceCode, { clientId, scope, userCode, expiresAt, lastPoll: -Infinity });
		return { deviceCode, userCode };
	}

	/** What the user does at the verification page. False for an unknown code. */
	decideDevice(userCode: string, email: string, approve: boolean): boolean {
		const device = [...this.devices.values()].find((known) => known.userCode === userCode);
		if (device === undefined || device.expiresAt <= this.clock.now()) return false;
		if (approve) device.email = email;
		else device.denied = true;
		return true;
	}

	/** The token endpoint. @throws OAuthProblem */
	exchange(fields: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
		switch (fields.grant_type) {
			case 'authorization_code':
				return this.answer(this.redeemCode(fields));
			case 'refresh_token':
				return this.refresh(fields);
			case 'urn:ietf:params:oauth:grant-type:device_code':
				return this.answer(this.redeemDevice(fields));
			default:
				throw new OAuthProblem(400, 'invalid_request', 'grant_type is missing or unknown.');
		}
	}

	private redeemCode(fields: Readonly<Record<string, string | undefined>>): Grant {
		this.checkClient(fields);
		const code = fields.code ?? '';
		const grant = this.codes.get(code);
		this.codes.delete(code);
		if (
			grant === undefined ||
			grant.expiresAt <= this.clock.now() ||
			grant.clientId !== fields.client_id ||
			grant.redirectUri !== fields.redirect_uri
		) {
			throw new OAuthProblem(403, 'invalid_grant', 'Invalid authorization code');
		}
		return grant;
	}

	private redeemDevice(fields: Readonly<Record<string, string | undefined>>): Grant {
		const device = this.devices.get(fields.device_code ?? '');
		if (device === undefined || device.clientId !== fields.client_id) {
			throw new OAuthProblem(403, 'invalid_grant', 'Invalid or expired device code.');
		}
		const now = this.clock.now();
		if (device.expiresAt <= now) {
			throw new OAuthProblem(403, 'expired_token', 'The device code has expired.');
		}
		if (device.denied === true) {
			throw new OAuthProblem(403, 'access_denied', 'The user has denied the request.');
		}
		const tooFast = now - device.lastPoll < DEVICE_INTERVAL_S * 1_000;
		device.lastPoll = now;
		if (device.email === undefined) {
			throw tooFast
				? new OAuthProblem(429, 'slow_down', 'You are polling too quickly.')
				: new OAuthProblem(403, 'authorization_pending', 'User has yet to authorize device.');
		}
		this.devices.delete(fields.device_code ?? '');
		return { clientId: device.clientId, scope: device.scope, email: device.email };
	}

	private refresh(fields: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
		this.checkClient(fields);
		const given = fields.refresh_token ?? '';
		const grant = this.refreshTokens.get(digest(given));
		if (grant === undefined || grant.clientId !== fields.client_id) {
			throw new OAuthProblem(403, 'invalid_grant', 'Unknown or invalid refresh token.');
		}
		if (!this.switches.rotatableTokens) return this.answer(grant, given);
		this.refreshTokens.delete(digest(given));
		return this.answer(grant);
	}

	/** Clients with a secret must send it. */
	private checkClient(fields: Readonly<Record<string, string | undefined>>): void {
		const client = this.clients.find((known) => known.clientId === fields.client_id);
		const wanted = client?.clientSecret;
		if (client === undefined || (wanted !== undefined && !same(wanted, fields.client_secret))) {
			throw new OAuthProblem(401, 'access_denied', 'Unauthorized');
		}
	}

	private answer(grant: Grant, keep?: string): Record<string, unknown> {
		const access = this.tokens.issue(grant.email);
		if (access === undefined) throw new OAuthProblem(403, 'invalid_grant', 'Unknown user.');
		const wanted = grant.scope.split(/\s+/);
		const scopes = GRANTED.filter((scope) => wanted.includes(scope));
		const refreshToken =
			keep ?? (scopes.includes('offline_access') ? this.newRefreshToken(grant) : undefined);
		return {
			access_token: access.value,
			id_token: `eyJhbGciOiJSUzI1NiJ9.${this.random.hex(40)}.${this.random.hex(40)}`,
			...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
			scope: scopes.join(' '),
			expires_in: TOKEN_LIFETIME_MS / 1_000,
			token_type: 'Bearer',
		};
	}

	private newRefreshToken(grant: Grant): string {
		const token = this.random.hex(48);
		this.refreshTokens.set(digest(token), grant);
		return token;
	}
}

function same(wanted: string, given = ''): boolean {
	return timingSafeEqual(Buffer.from(digest(wanted)), Buffer.from(digest(given)));
}

function digest(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
