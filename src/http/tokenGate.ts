/**
 * One token per credential and process, obtained by one caller at a time however many ask. The gate
 * knows nothing of how a token is made: a renewal function does that (n8n's OAuth2 helper for
 * QuickBooks, a sign-in for Anaplan).
 */
import type { Clock } from '../clock';
import { systemClock } from '../clock';
import type { TokenSource } from './types';

/** A token is renewed when less than this is left, so that none expires between check and use. */
export const RENEW_AHEAD_MS = 5 * 60_000;

export interface HeldToken {
	value: string;
	/** Epoch milliseconds. */
	expiresAt: number;
}

/**
 * Makes a token. Given the one held until now, where there is one, and whether the service has
 * refused it; may answer with the stored token of somebody who renewed meanwhile.
 */
export type Renewal = (held: HeldToken | undefined, refused: boolean) => Promise<HeldToken>;

export class TokenGate {
	private held: HeldToken | undefined;
	/** Epoch milliseconds from which on the held token is renewed. */
	private renewFrom = 0;
	private underWay: Promise<HeldToken> | undefined;

	constructor(private readonly clock: Clock = systemClock) {}

	/**
	 * Takes over a token that was stored elsewhere (n8n's database), unless a renewal is under way
	 * or the token held lives longer: what was read before a renewal must not undo it.
	 */
	offer(token: HeldToken): void {
		if (this.underWay !== undefined) return;
		if (this.held !== undefined && token.expiresAt <= this.held.expiresAt) return;
		this.held = token;
		this.renewFrom = token.expiresAt - RENEW_AHEAD_MS;
	}

	/** A token with more than {@link RENEW_AHEAD_MS} left, or a fresh one. */
	async get(renewal: Renewal): Promise<string> {
		if (this.held !== undefined && this.clock.now() < this.renewFrom) return this.held.value;
		return (await this.once(renewal, false)).value;
	}

	/** A token other than `refused`, which the service turned down. */
	async renew(refused: string, renewal: Renewal): Promise<string> {
		if (this.underWay === undefined && this.held !== undefined && this.held.value !== refused) {
			return await this.get(renewal);
		}
		const token = await this.once(renewal, true);
		// A renewal that was under way already may have brought the very token that was refused.
		return token.value === refused ? (await this.once(renewal, true)).value : token.value;
	}

	/** The token held now, whether it still lives or not. */
	get current(): string | undefined {
		return this.held?.value;
	}

	/** Forgets the token, for example after a log-out. */
	forget(): void {
		this.held = undefined;
	}

	private async once(renewal: Renewal, refused: boolean): Promise<HeldToken> {
		this.underWay ??= renewal(this.held, refused)
			.then((token) => {
				const life = token.expiresAt - this.clock.now();
				this.held = token;
				// A token that lives for minutes only is used for half of them, not renewed at each call.
				this.renewFrom = token.expiresAt - Math.min(RENEW_AHEAD_MS, life / 2);
				return token;
			})
			.finally(() => {
				this.underWay = undefined;
			});
		return await this.underWay;
	}
}

const gates = new Map<string, TokenGate>();

/** The process-wide gate of a credential. The key must change whenever what signs in changes. */
export function sharedTokenGate(key: string): TokenGate {
	let gate = gates.get(key);
	if (gate === undefined) {
		gate = new TokenGate();
		gates.set(key, gate);
	}
	return gate;
}

/** Binds a gate to one way of renewing. */
export function gateTokens(gate: TokenGate, renewal: Renewal): TokenSource {
	return {
		get: async () => await gate.get(renewal),
		renew: async (refused) => await gate.renew(refused, renewal),
	};
}
