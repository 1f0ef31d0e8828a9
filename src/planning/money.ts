/**
 * Exact decimal arithmetic for amounts and rates: a whole number of BigInt digits and a scale.
 * Nothing here ever adds or multiplies floating point numbers.
 */
import { SettingError } from '../errors';
import { minorUnitsOf } from './currencies';

/** The number `digits` divided by ten to the power of `scale`. `scale` is never negative. */
export interface Decimal {
	readonly digits: bigint;
	readonly scale: number;
}

/** Where a value stands, for error messages: `Invoice 1037 (Id 145)`, `Line 2 Amount`. */
export interface Place {
	document: string;
	field: string;
}

export const ZERO: Decimal = { digits: 0n, scale: 0 };
export const ONE: Decimal = { digits: 1n, scale: 0 };

/** A double keeps any decimal of this many significant digits unchanged (IEEE 754 binary64). */
const SAFE_SIGNIFICANT_DIGITS = 15;

/** QuickBooks' amounts end below 10^11; above 10^12 fifteen digits would no longer hold a tenth of a cent. */
const SAFE_INTEGER_DIGITS = 12;

/** No amount or rate is that long; a larger exponent is garbage and would only fill the memory. */
const MAX_EXPONENT = 40;

/** JSON's number grammar, with a leading plus allowed in strings. */
const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

/**
 * Reads a JSON number or a string (exponent form too) without losing a digit. A JSON number of
 * more than 15 significant digits was already rounded when the JSON was parsed: below 10^12 it is
 * taken at 15 significant digits, which also takes away noise such as 31.749999999999996; above
 * that its last digits cannot be trusted and it is refused.
 * @throws SettingError naming the document and the field, for NaN, Infinity, text and the like.
 */
export function parseDecimal(value: unknown, place: Place): Decimal {
	if (typeof value === 'number') return fromNumber(value, place);
	if (typeof value === 'string') {
		const decimal = fromText(value.trim());
		if (decimal !== undefined) return decimal;
	}
	throw notANumber(value, place);
}

function fromNumber(value: number, place: Place): Decimal {
	if (!Number.isFinite(value)) throw notANumber(value, place);
	const exact = fromText(String(value));
	if (exact === undefined) throw notANumber(value, place);
	if (significantDigits(exact) <= SAFE_SIGNIFICANT_DIGITS) return exact;
	const rounded = fromText(value.toPrecision(SAFE_SIGNIFICANT_DIGITS));
	if (rounded === undefined || Math.abs(value) >= 10 ** SAFE_INTEGER_DIGITS) {
		throw new SettingError(
			`${place.document}: ${place.field} (${value}) has more digits than a JSON number can carry exactly.`,
			'Check the amount in QuickBooks; if it is right, have it delivered as text instead of a number.',
		);
	}
	return rounded;
}

function fromText(text: string): Decimal | undefined {
	const match = NUMBER.exec(text);
	if (match === null) return undefined;
	const [, sign, whole, fraction = '', exponentText = '0'] = match;
	const exponent = Number(exponentText);
	if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
	const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
	const scale = fraction.length - exponent;
	return normalise(
		scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale },
	);
}

function notANumber(value: unknown, place: Place): SettingError {
	const shown =
		value === undefined || value === null
			? 'is missing'
			: `is not a number (${typeof value === 'object' ? 'an object' : String(value).slice(0, 40)})`;
	return new SettingError(
		`${place.document}: ${place.field} ${shown}.`,
		'Open the document in QuickBooks and check that field, then read it again.',
	);
}

function significantDigits({ digits }: Decimal): number {
	const text = (digits < 0n ? -digits : digits).toString().replace(/0+$/, '');
	return text.length;
}

/** Takes trailing zeros off the fraction, so that equal numbers have one form. */
function normalise({ digits, scale }: Decimal): Decimal {
	let shorter = digits;
	let places = scale;
	while (places > 0 && shorter % 10n === 0n) {
		shorter /= 10n;
		places -= 1;
	}
	return { digits: shorter, scale: places };
}

function digitsAt({ digits, scale }: Decimal, wanted: number): bigint {
	return digits * 10n ** BigInt(wanted - scale);
}

/** The exact sum. */
export function add(left: Decimal, right: Decimal): Decimal {
	const scale = Math.max(left.scale, right.scale);
	return normalise({ digits: digitsAt(left, scale) + digitsAt(right, scale), scale });
}

/** The exact sum of any number of values; zero for none. */
export function sum(values: Iterable<Decimal>): Decimal {
	let total = ZERO;
	for (const value of values) total = add(total, value);
	return total;
}

export function negate({ digits, scale }: Decimal): Decimal {
	return { digits: -digits, scale };
}

/** The exact difference `left - right`. */
export function subtract(left: Decimal, right: Decimal): Decimal {
	return add(left, negate(right));
}

/** The value without its sign. */
export function absolute(value: Decimal): Decimal {
	return value.digits < 0n ? negate(value) : value;
}

/** Below zero, zero or above zero, as for `Array.sort`. */
export function compare(left: Decimal, right: Decimal): number {
	const scale = Math.max(left.scale, right.scale);
	const [a, b] = [digitsAt(left, scale), digitsAt(right, scale)];
	return a < b ? -1 : a > b ? 1 : 0;
}

export function isZero(value: Decimal): boolean {
	return value.digits === 0n;
}

/** Rounds to `places` digits after the point, halves away from zero (1.005 -> 1.01, -1.005 -> -1.01). */
export function round(value: Decimal, places: number): Decimal {
	if (value.scale <= places) return normalise(value);
	const divisor = 10n ** BigInt(value.scale - places);
	const size = value.digits < 0n ? -value.digits : value.digits;
	const rounded = (size * 2n + divisor) / (divisor * 2n);
	return normalise({ digits: value.digits < 0n ? -rounded : rounded, scale: places });
}

/** The exact product. */
export function multiply(left: Decimal, right: Decimal): Decimal {
	return normalise({ digits: left.digits * right.digits, scale: left.scale + right.scale });
}

/** `value` divided by a whole number above zero, rounded half away from zero to `places` digits. */
export function divide(value: Decimal, divisor: bigint, places: number): Decimal {
	const size = value.digits < 0n ? -value.digits : value.digits;
	const numerator = size * 10n ** BigInt(places);
	const denominator = divisor * 10n ** BigInt(value.scale);
	const rounded = (numerator * 2n + denominator) / (denominator * 2n);
	return normalise({ digits: value.digits < 0n ? -rounded : rounded, scale: places });
}

/** A whole number. */
export function whole(value: number | bigint): Decimal {
	return { digits: BigInt(value), scale: 0 };
}

/** `amount` times `rate`, rounded half away from zero to the minor units of `currency`. */
export function convert(amount: Decimal, rate: Decimal, currency: string): Decimal {
	return round(multiply(amount, rate), minorUnitsOf(currency));
}

/** Plain text with at least `minimumPlaces` digits after the point: no exponent, no `-0`, nothing rounded. */
export function formatDecimal(value: Decimal, minimumPlaces = 0): string {
	const { digits, scale } = normalise(value);
	const places = Math.max(scale, minimumPlaces);
	const size = digitsAt({ digits: digits < 0n ? -digits : digits, scale }, places)
		.toString()
		.padStart(places + 1, '0');
	const whole = size.slice(0, size.length - places);
	const fraction = size.slice(size.length - places);
	return `${digits < 0n ? '-' : ''}${whole}${places > 0 ? `.${fraction}` : ''}`;
}

/** An amount with at least its currency's minor units: `12.5` USD -> `12.50`, `1200` JPY -> `1200`. */
export function formatMoney(value: Decimal, currency: string): string {
	return formatDecimal(value, minorUnitsOf(currency));
}
