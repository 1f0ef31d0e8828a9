/** Exact money: whole cents inside, JSON numbers with at most two decimals on the wire. */
import type { JsonObject } from './rows';

/** Cents of a wire amount; an absent amount is 0. Throws when it is no number. */
export function cents(row: JsonObject | undefined, key: string): number {
	const value = row?.[key];
	if (value === undefined || value === null) {
		return 0;
	}
	if (typeof value !== 'number' || !Number.isFinite(value)) {
		throw new Error(`${key} is no number.`);
	}
	return toCents(value);
}

/** Nearest cent of a wire amount; exact for every amount that has at most two decimals. */
export function toCents(amount: number): number {
	return Math.round(amount * 100);
}

/** The wire's number for whole cents. */
export function amount(wholeCents: number): number {
	return wholeCents / 100;
}

/** Exact decimal text with two places, for totals. */
export function decimal(wholeCents: bigint): string {
	const sign = wholeCents < 0n ? '-' : '';
	const digits = String(wholeCents < 0n ? -wholeCents : wholeCents).padStart(3, '0');
	return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Exchange rates carry at most six decimals. */
const RATE_SCALE = 1_000_000n;

/** Home cents of foreign cents: exact product, rounded half away from zero. */
export function homeCents(foreignCents: number, rate: number): number {
	const scaled = BigInt(foreignCents) * BigInt(Math.round(rate * Number(RATE_SCALE)));
	const magnitude = scaled < 0n ? -scaled : scaled;
	const rounded = (magnitude + RATE_SCALE / 2n) / RATE_SCALE;
	return Number(scaled < 0n ? -rounded : rounded);
}
