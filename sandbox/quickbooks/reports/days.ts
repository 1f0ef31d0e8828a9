/** Calendar dates as `YYYY-MM-DD` text, which also sorts as text. */

const DAY = 86_400_000;
const MONTHS = [
	'January',
	'February',
	'March',
	'April',
	'May',
	'June',
	'July',
	'August',
	'September',
	'October',
	'November',
	'December',
];

export function addDays(date: string, days: number): string {
	return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`. */
export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/** The first day of the month `months` after that of `date`. */
export function monthStart(date: string, months = 0): string {
	const at = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
	at.setUTCMonth(at.getUTCMonth() + months);
	return at.toISOString().slice(0, 10);
}

export function monthEnd(date: string): string {
	return addDays(monthStart(date, 1), -1);
}

/** 1 to 12 of an English name; January where it is none. */
export function monthNumber(name: string): number {
	return Math.max(0, MONTHS.indexOf(name)) + 1;
}

/** The first day of the fiscal year that holds `date`. */
export function fiscalYearStart(date: string, firstMonth: number): string {
	const month = Number(date.slice(5, 7));
	return monthStart(date, -((month - firstMonth + 12) % 12));
}

export interface Span {
	start: string;
	end: string;
}

/**
 * Cuts a range at the borders of periods of `months` months; the outer ones may be partial.
 * @param yearFrom first month of the year they divide, 1 to 12
 */
export function periods({ start, end }: Span, months: number, yearFrom = 1): Span[] {
	const spans: Span[] = [];
	for (let from = start; from <= end; ) {
		const intoPeriod = (Number(from.slice(5, 7)) - yearFrom + 12) % months;
		const next = monthStart(from, months - intoPeriod);
		const last = addDays(next, -1);
		spans.push({ start: from, end: last < end ? last : end });
		from = next;
	}
	return spans;
}

/** `Jan 2026`, or with days where the month is not whole. */
export function spanTitle({ start, end }: Span, months: number): string {
	const name = (date: string) => MONTHS[Number(date.slice(5, 7)) - 1].slice(0, 3);
	const year = end.slice(0, 4);
	const isWhole = start === monthStart(start) && end === monthEnd(end);
	if (!isWhole) {
		const day = (date: string) => String(Number(date.slice(8)));
		return start.slice(0, 7) === end.slice(0, 7)
			? `${name(start)} ${day(start)}-${day(end)}, ${year}`
			: `${name(start)} ${day(start)} - ${name(end)} ${day(end)}, ${year}`;
	}
	if (start.slice(0, 7) === end.slice(0, 7)) {
		return `${name(start)} ${year}`;
	}
	return months === 12 && start.endsWith('-01-01') && end.endsWith('-12-31')
		? year
		: `${name(start)} - ${name(end)}, ${year}`;
}
