/** Exact decimal sums for comparing totals: no floating point between two sides of a comparison. */

/** Digits after the point that are kept; amounts have 2, exchange rates up to 10. */
const SCALE = 12;
const CENT_DIGITS = 2;

/**
 * Reads a plain decimal number such as `-1234.50`; blank is zero.
 *
 * @returns the number times 10^12
 * @throws Error for anything else, for instance `1,234.50`
 */
export function toScaled(text: string): bigint {
	const trimmed = text.trim();
	if (trimmed === '') return 0n;
	const found = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(trimmed);
	const [, sign = '', whole = '', fraction = ''] = found ?? [];
	if (found === null || fraction.length > SCALE) throw new Error(`"${text}" is no plain number.`);
	const magnitude = BigInt(whole + fraction.padEnd(SCALE, '0'));
	return sign === '-' ? -magnitude : magnitude;
}

/** Writes a scaled number with at least two digits after the point, and more only when it has more. */
export function fromScaled(scaled: bigint): string {
	const negative = scaled < 0n;
	const digits = (negative ? -scaled : scaled).toString().padStart(SCALE + 1, '0');
	const whole = digits.slice(0, -SCALE);
	const fraction = digits.slice(-SCALE).replace(/0+$/, '').padEnd(CENT_DIGITS, '0');
	return `${negative ? '-' : ''}${whole}.${fraction}`;
}
