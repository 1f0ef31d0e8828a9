/** Exact shares of whole cents. */

/** `value * part / whole`, rounded half away from zero. */
export function cents(value: number, part: number, whole: number): number {
	if (whole === 0) {
		return 0;
	}
	const product = BigInt(value) * BigInt(part);
	const size = product < 0n ? -product : product;
	const divisor = BigInt(whole);
	const rounded = (size * 2n + divisor) / (divisor * 2n);
	return Number(product < 0n ? -rounded : rounded);
}
