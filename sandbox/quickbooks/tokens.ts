/** Connections and their tokens: what Intuit's OAuth server remembers. All times on the sim clock. */
import type { SimClock } from '../common/clock';
import { IdCounter, Prng } from '../common/ids';
import type { QuickBooksSwitches } from './switches';

/** One consent of one company for one app; all its tokens die together. */
interface Grant {
	id: string;
	realmId: string;
	clientId: string;
	scopes: string[];
	/** Epoch milliseconds of the five-year end. */
	hardEndMs: number;
	revoked: boolean;
}
interface Code {
	grant: Grant;
	redirectUri: string;
	endMs: number;
	used: boolean;
}
interface RefreshToken {
	grant: Grant;
	issuedMs: number;
	idleEndMs: number;
	/** Set when a newer one was given out: the moment from which this one is refused. */
	endMs: number | null;
}
interface AccessToken {
	grant: Grant;
	endMs: number;
}

export interface TokenAnswer {
	token_type: 'bearer';
	expires_in: number;
	refresh_token: string;
	x_refresh_token_expires_in: number;
	access_token: string;
	x_refresh_token_hard_expires_in?: number;
}

export interface AccessCheck {
	state: 'valid' | 'unknown' | 'expired' | 'revoked';
	realmId?: string;
	scopes?: string[];
}

/** Earlier refresh tokens live this much longer (Intuit's own client says 24 hours). */
const GRACE_MS = 86_400_000;
/** Five years (announced November 2025). */
const HARD_LIFE_MS = 5 * 365 * 86_400_000;
/** Access tokens are long JWE text; clients must allow about 4 KB. */
const ACCESS_TOKEN_LENGTH = 820;
const REFRESH_TOKEN_LENGTH = 48;

export class TokenStore {
	private readonly ids = new IdCounter();
	private readonly prng: Prng;
	private readonly codes = new Map<string, Code>();
	private readonly refreshTokens = new Map<string, RefreshToken>();
	private readonly accessTokens = new Map<string, AccessToken>();

	constructor(
		private readonly clock: SimClock,
		private readonly switches: QuickBooksSwitches,
		seed: number,
	) {
		this.prng = new Prng(seed ^ 0x5eed);
	}

	/** A fresh authorization code for a consent. */
	issueCode(clientId: string, redirectUri: string, scopes: string[], realmId: string): string {
		const now = this.clock.now();
		const grant: Grant = {
			id: this.ids.next(),
			realmId,
			clientId,
			scopes,
			hardEndMs: now + HARD_LIFE_MS,
			revoked: false,
		};
		const code = `AB1${this.prng.hex(45)}`;
		const endMs = now + this.switches.codeSeconds * 1000;
		this.codes.set(code, { grant, redirectUri, endMs, used: false });
		return code;
	}

	/** Tokens for a code, or undefined when the code is no good here; a second use ends the grant. */
	redeemCode(code: string, clientId: string, redirectUri: string): TokenAnswer | undefined {
		const entry = this.codes.get(code);
		if (entry === undefined || entry.grant.clientId !== clientId || entry.grant.revoked) {
			return undefined;
		}
		if (entry.used) {
			entry.grant.revoked = true;
			return undefined;
		}
		if (entry.endMs <= this.clock.now() || entry.redirectUri !== redirectUri) {
			return undefined;
		}
		entry.used = true;
		return this.answer(entry.grant, this.newRefreshToken(entry.grant));
	}

	/** Tokens for a refresh token, rotated as the switch says; undefined when it is refused. */
	refresh(token: string, clientId: string): TokenAnswer | undefined {
		const entry = this.refreshTokens.get(token);
		const now = this.clock.now();
		if (entry === undefined || entry.grant.revoked || entry.grant.clientId !== clientId) {
			return undefined;
		}
		const ended = entry.endMs !== null && entry.endMs <= now;
		if (ended || entry.idleEndMs <= now || entry.grant.hardEndMs <= now) {
			return undefined;
		}
		const rotation = this.switches.refreshRotation;
		if (rotation === 'daily' && entry.endMs === null && now - entry.issuedMs < GRACE_MS) {
			entry.idleEndMs = now + this.switches.refreshIdleSeconds * 1000;
			return this.answer(entry.grant, token);
		}
		for (const other of this.refreshTokens.values()) {
			if (other.grant === entry.grant) {
				other.endMs ??= rotation === 'single-use' ? now : now + GRACE_MS;
			}
		}
		return this.answer(entry.grant, this.newRefreshToken(entry.grant));
	}

	/** Ends the grant behind an access or refresh token. False: no such token of this client. */
	revoke(token: string, clientId: string): boolean {
		const grant = (this.refreshTokens.get(token) ?? this.accessTokens.get(token))?.grant;
		if (grant === undefined || grant.clientId !== clientId || grant.revoked) {
			return false;
		}
		grant.revoked = true;
		return true;
	}

	/** Ends every connection of a company, as when a user disconnects the app. */
	disconnect(realmId: string): void {
		for (const { grant } of [...this.codes.values(), ...this.refreshTokens.values()]) {
			if (grant.realmId === realmId) {
				grant.revoked = true;
			}
		}
	}

	/** Ends all access tokens at once and leaves refresh tokens alone. */
	expireAccessTokens(): void {
		for (const entry of this.accessTokens.values()) {
			entry.endMs = Math.min(entry.endMs, this.clock.now());
		}
	}

	check(token: string): AccessCheck {
		const entry = this.accessTokens.get(token);
		if (entry === undefined) {
			return { state: 'unknown' };
		}
		const { realmId, scopes, revoked } = entry.grant;
		if (revoked) {
			return { state: 'revoked', realmId, scopes };
		}
		return { state: entry.endMs <= this.clock.now() ? 'expired' : 'valid', realmId, scopes };
	}

	private newRefreshToken(grant: Grant): string {
		const now = this.clock.now();
		const token = `RT1-${this.prng.hex(REFRESH_TOKEN_LENGTH)}`;
		const idleEndMs = now + this.switches.refreshIdleSeconds * 1000;
		this.refreshTokens.set(token, { grant, issuedMs: now, idleEndMs, endMs: null });
		return token;
	}

	private answer(grant: Grant, refreshToken: string): TokenAnswer {
		const now = this.clock.now();
		const access = `eyJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiYWxnIjoiZGlyIn0..${this.prng.hex(ACCESS_TOKEN_LENGTH)}`;
		const seconds = this.switches.accessTokenSeconds;
		this.accessTokens.set(access, { grant, endMs: now + seconds * 1000 });
		return {
			token_type: 'bearer',
			expires_in: seconds,
			refresh_token: refreshToken,
			x_refresh_token_expires_in: this.switches.refreshIdleSeconds,
			access_token: access,
			x_refresh_token_hard_expires_in: Math.floor((grant.hardEndMs - now) / 1000),
		};
	}
}
