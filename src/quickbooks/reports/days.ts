/** Calendar dates as `YYYY-MM-DD` text, which also compares as text. No clock and no zone. */

const DAY_MS = 86_400_000;

/** A range of days, both ends included. */
export interface Span {
	start: string;
	end: string;
}

export function addDays(date: string, days: number): string {
	return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from the first to the second date. */
export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The first day of the month that lies `months` after the month of `date`. */
export function monthStart(date: string, months = 0): string {
	const first = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
	first.setUTCMonth(first.getUTCMonth() + months);
	return first.toISOString().slice(0, 10);
}

/** The last day of the month that lies `months` after the month of `date`. */
export function monthEnd(date: string, months = 0): string {
	return addDays(monthStart(date, months + 1), -1);
}

/**
 * The first day of the period of `length` months (1, 3, 6 or 12) that holds `date`.
 * @param firstMonth of the year that the periods divide, 1 to 12
 */
export function periodStart(date: string, length: number, firstMonth = 1): string {
	return monthStart(date, -((Number(date.slice(5, 7)) - firstMonth + 12) % length));
}

/** The first day of the fiscal year that holds `date`. `firstMonth` is 1 to 12. */
export function fiscalYearStart(date: string, firstMonth: number): string {
	return monthStart(date, -((Number(date.slice(5, 7)) - firstMonth + 12) % 12));
}

/** Cuts a range at the borders of such periods; the first and the last may be partial. */
export function periodsOf({ start, end }: Span, length: number, firstMonth = 1): Span[] {
	const spans: Span[] = [];
	let from = start;
	while (from <= end) {
		const next = monthStart(periodStart(from, length, firstMonth), length);
		spans.push({ start: from, end: earlier(addDays(next, -1), end) });
		from = next;
	}
	return spans;
}

export function earlier(a: string, b: string): string {
	return a < b ? a : b;
}

export function later(a: string, b: string): string {
	return a > b ? a : b;
}
