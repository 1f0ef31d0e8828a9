/**
 * Exchange rates of a company: the service's own of each day, and those a person entered, which hold
 * until the next one. A rate has no Id, is asked for by currency and date, and is never counted.
 * Source: Intuit's entity reference.
 */
import { pacificDate, pacificTime } from './time';
import type { JsonObject } from './rows';

const DAY = 86_400_000;
/** US dollars for one unit; ours, near what they were in 2026. */
const IN_DOLLARS: Record<string, number> = {
	USD: 1,
	EUR: 1.1,
	GBP: 1.28,
	CAD: 0.73,
	CHF: 1.17,
	JPY: 0.0067,
};
/** The service's rates move by up to one per cent within this many days. */
const WAVE_DAYS = 31;

interface Entered {
	date: string;
	rate: number;
	updatedMs: number;
}

export class ExchangeRates {
	private readonly entered = new Map<string, Entered[]>();

	constructor(
		private readonly home: string,
		private readonly clock: { now(): number },
	) {}

	/** Codes that there are rates of. */
	get currencies(): string[] {
		return Object.keys(IN_DOLLARS).filter((code) => code !== this.home);
	}

	/** A person enters the rate of a currency from a date on. */
	enter(code: string, date: string, rate: number): JsonObject | undefined {
		if (!this.currencies.includes(code)) {
			return undefined;
		}
		const others = (this.entered.get(code) ?? []).filter((one) => one.date !== date);
		this.entered.set(code, [...others, { date, rate, updatedMs: this.clock.now() }]);
		return this.on(code, date);
	}

	/** The rate of a currency on a date (YYYY-MM-DD; default today); undefined for an unknown code. */
	on(code: string, date: string = pacificDate(this.clock.now())): JsonObject | undefined {
		const dollars = IN_DOLLARS[code];
		if (dollars === undefined || code === this.home) {
			return undefined;
		}
		const [latest] = (this.entered.get(code) ?? [])
			.filter((one) => one.date <= date)
			.sort((a, b) => (a.date < b.date ? 1 : -1));
		const day = Date.parse(`${date}T00:00:00Z`);
		const wave = Math.sin(((day / DAY) % WAVE_DAYS) * ((2 * Math.PI) / WAVE_DAYS)) / 100;
		const usual = (dollars / (IN_DOLLARS[this.home] ?? 1)) * (1 + wave);
		return {
			SyncToken: '0',
			domain: 'QBO',
			sparse: false,
			AsOfDate: date,
			SourceCurrencyCode: code,
			TargetCurrencyCode: this.home,
			Rate: Math.round((latest?.rate ?? usual) * 1_000_000) / 1_000_000,
			MetaData: { LastUpdatedTime: pacificTime(latest?.updatedMs ?? day + DAY) },
		};
	}
}
