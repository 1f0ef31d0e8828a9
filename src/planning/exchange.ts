/** Amounts in the company's home currency, so that a document's rows add up to its home total. */
import { minorUnitsOf } from './currencies';
import { absolute, add, compare, convert, type Decimal, subtract, sum } from './money';

export interface HomeAmounts {
	/** One per amount, in the same order; their sum is exactly the home total. */
	amounts: Decimal[];
	/** True where the home total is off by more than rounding the lines one by one can explain. */
	beyondRounding: boolean;
}

/**
 * Converts line amounts: each amount times the rate, rounded half away from zero to the home
 * currency's minor units. What is left to `homeTotal` goes to the line with the largest amount (the
 * first of equals), where it weighs least.
 */
export function toHomeAmounts(
	lines: readonly Decimal[],
	rate: Decimal,
	homeTotal: Decimal,
	homeCurrency: string,
): HomeAmounts {
	const amounts = lines.map((amount) => convert(amount, rate, homeCurrency));
	return placeRemainder(lines, amounts, homeTotal, homeCurrency);
}

/** The same for a document in the home currency: amounts stay exact, nothing is rounded. */
export function sameCurrencyAmounts(
	lines: readonly Decimal[],
	homeTotal: Decimal,
	homeCurrency: string,
): HomeAmounts {
	return placeRemainder(lines, [...lines], homeTotal, homeCurrency);
}

function placeRemainder(
	lines: readonly Decimal[],
	amounts: Decimal[],
	homeTotal: Decimal,
	homeCurrency: string,
): HomeAmounts {
	const remainder = subtract(homeTotal, sum(amounts));
	if (amounts.length > 0) {
		const largest = indexOfLargest(lines);
		amounts[largest] = add(amounts[largest], remainder);
	}
	// Every line and the total itself may be off by half a minor unit.
	const allowed: Decimal = { digits: BigInt(lines.length + 1), scale: minorUnitsOf(homeCurrency) };
	const twice = add(absolute(remainder), absolute(remainder));
	return { amounts, beyondRounding: compare(twice, allowed) > 0 };
}

function indexOfLargest(lines: readonly Decimal[]): number {
	let largest = 0;
	lines.forEach((amount, index) => {
		if (compare(absolute(amount), absolute(lines[largest])) > 0) largest = index;
	});
	return largest;
}
