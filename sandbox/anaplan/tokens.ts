/** Users and their tokens. Authentication API reference; 35 minutes as seen live. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { SimClock } from '../common/clock';
import type { Prng } from '../common/ids';

/** Lifetime of a token; older documents say 30 minutes, the live service gives 35. */
export const TOKEN_LIFETIME_MS = 35 * 60 * 1000;

export interface AnaplanUser {
	email: string;
	password: string;
	firstName: string;
	lastName: string;
	/** False: NO ACCESS on the models, which the service masks as 404. Default true. */
	modelAccess?: boolean;
	/** May read the workspace and open models. Default true. */
	workspaceAdmin?: boolean;
}

export interface KnownUser extends Required<AnaplanUser> {
	/** 32 hexadecimal digits. */
	id: string;
	lastLoginAt: number;
}

export interface Token {
	id: string;
	value: string;
	refreshId: string;
	/** Epoch milliseconds on the simulator's clock. */
	expiresAt: number;
	user: KnownUser;
}

export class TokenService {
	private readonly byDigest = new Map<string, Token>();

	constructor(
		private readonly users: readonly KnownUser[],
		private readonly clock: SimClock,
		private readonly random: Prng,
	) {}

	/** A new token, or undefined when e-mail and password do not belong together. */
	login(email: string, password: string): Token | undefined {
		const user = this.users.find((known) => known.email.toLowerCase() === email.toLowerCase());
		// Compared in constant time, also for an unknown user.
		const matches = timingSafeEqual(sha256(user?.password ?? ''), sha256(password));
		if (user === undefined || !matches) {
			return undefined;
		}
		return this.issueTo(user);
	}

	/** A new token for somebody whose identity is proven otherwise; undefined for an unknown user. */
	issue(email: string): Token | undefined {
		const user = this.users.find((known) => known.email.toLowerCase() === email.toLowerCase());
		return user === undefined ? undefined : this.issueTo(user);
	}

	private issueTo(user: KnownUser): Token {
		user.lastLoginAt = this.clock.now();
		const token: Token = {
			id: this.uuid(),
			value: this.random.hex(64),
			refreshId: this.uuid(),
			expiresAt: this.clock.now() + TOKEN_LIFETIME_MS,
			user,
		};
		this.byDigest.set(digest(token.value), token);
		return token;
	}

	/** The token while it lives. */
	find(value: string): Token | undefined {
		const token = this.byDigest.get(digest(value));
		return token !== undefined && token.expiresAt > this.clock.now() ? token : undefined;
	}

	/** Moves the end of a living token; its value stays. */
	refresh(value: string, newRefreshId: boolean): Token | undefined {
		const token = this.find(value);
		if (token !== undefined) {
			token.expiresAt = this.clock.now() + TOKEN_LIFETIME_MS;
			token.refreshId = newRefreshId ? this.uuid() : token.refreshId;
		}
		return token;
	}

	/** True when a living token ended. */
	logout(value: string): boolean {
		return this.find(value) !== undefined && this.byDigest.delete(digest(value));
	}

	/** Ends every token, as when sessions are revoked in the middle of a run. */
	expireAll(): void {
		this.byDigest.clear();
	}

	private uuid(): string {
		const hex = this.random.hex(32);
		const variant = `a${hex.slice(17, 20)}`;
		return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}-${hex.slice(20)}`;
	}
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

function digest(text: string): string {
	return sha256(text).toString('hex');
}
