/** Exact decimals: whole units and a scale, so that sums of money carry no rounding. */

export class Decimal {
	static readonly zero = new Decimal(0n, 0);

	private constructor(
		private readonly units: bigint,
		private readonly scale: number,
	) {}

	/**
	 * Reads an optional sign, digits and an optional fraction; no thousands separators, currency
	 * signs or exponents. Undefined when the text is anything else.
	 */
	static parse(text: string, separator = '.'): Decimal | undefined {
		const parts = text.trim().split(separator);
		if (parts.length > 2 || !/^[+-]?\d+$/.test(parts[0])) {
			return undefined;
		}
		const fraction = parts.length === 2 ? parts[1] : '';
		if (parts.length === 2 && !/^\d+$/.test(fraction)) {
			return undefined;
		}
		return new Decimal(BigInt(parts[0].replace('+', '') + fraction), fraction.length);
	}

	plus(other: Decimal): Decimal {
		const scale = Math.max(this.scale, other.scale);
		return new Decimal(this.at(scale) + other.at(scale), scale);
	}

	equals(other: Decimal): boolean {
		const scale = Math.max(this.scale, other.scale);
		return this.at(scale) === other.at(scale);
	}

	/** Without needless zeros at the end, but with at least `minimumFraction` digits there. */
	format(minimumFraction = 0): string {
		const negative = this.units < 0n;
		const digits = String(negative ? -this.units : this.units).padStart(this.scale + 1, '0');
		const whole = digits.slice(0, digits.length - this.scale);
		const fraction = digits
			.slice(digits.length - this.scale)
			.replace(/0+$/, '')
			.padEnd(minimumFraction, '0');
		return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
	}

	private at(scale: number): bigint {
		return this.units * 10n ** BigInt(scale - this.scale);
	}
}
