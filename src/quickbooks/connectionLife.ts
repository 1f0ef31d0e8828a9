/**
 * How long a connection to QuickBooks lasts when it is not used. QuickBooks tells with every token how
 * many seconds the refresh token lives from then on (`x_refresh_token_expires_in`, about 101 days);
 * every renewal begins that time anew.
 */
import { isObject } from './objects';

export interface ConnectionLife {
	/** When tokens were last renewed: ISO 8601 in UTC. */
	renewedAt: string;
	/** Until when the connection can be renewed without anybody connecting again: ISO 8601 in UTC. */
	lastsUntil: string;
	/** Whole days left until then. */
	daysLeft: number;
}

/**
 * An active connection renews every hour and has about 100 days; fewer than these are left only where
 * QuickBooks shortens them, as it does before a connection's five years are over.
 */
export const DAYS_LEFT_WARNING = 30;

const DAY_MS = 86_400_000;

/**
 * Reads what n8n keeps of the last token answer.
 * @param tokens the credential's `oauthTokenData`: QuickBooks' answer and `n8n_expires_at`
 * @param now epoch milliseconds
 * @returns undefined where the answer did not say
 */
export function connectionLifeOf(tokens: unknown, now: number): ConnectionLife | undefined {
	if (!isObject(tokens)) return undefined;
	const accessSeconds = Number(tokens.expires_in);
	const idleSeconds = Number(tokens.x_refresh_token_expires_in);
	const accessEnds = Number(tokens.n8n_expires_at);
	if (![accessSeconds, idleSeconds, accessEnds].every((value) => value > 0)) return undefined;
	const renewed = accessEnds - accessSeconds * 1_000;
	const ends = renewed + idleSeconds * 1_000;
	return {
		renewedAt: new Date(renewed).toISOString(),
		lastsUntil: new Date(ends).toISOString(),
		daysLeft: Math.max(0, Math.floor((ends - now) / DAY_MS)),
	};
}

/** What a run should say of it; blank where there is nothing to do yet. */
export function connectionWarning(life: ConnectionLife | undefined): string {
	if (life === undefined || life.daysLeft >= DAYS_LEFT_WARNING) return '';
	return `The connection to QuickBooks ends in ${life.daysLeft} ${life.daysLeft === 1 ? 'day' : 'days'} (${life.lastsUntil.slice(0, 'yyyy-mm-dd'.length)}). Open the credential and press Connect again before then.`;
}
