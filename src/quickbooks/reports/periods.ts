/** From the choices of a user to dates, and from a range to the requests that read it. */
import { SettingError } from '../../errors';
import type { ReportEntry, SummarizeBy } from './catalogue';
import {
	addDays,
	daysBetween,
	earlier,
	fiscalYearStart,
	monthEnd,
	monthStart,
	periodsOf,
	type Span,
} from './days';

export const PERIOD_CHOICES = [
	'thisMonth',
	'lastMonth',
	'thisFiscalYear',
	'thisFiscalYearToDate',
	'lastFiscalYear',
] as const;
export type PeriodChoice = (typeof PERIOD_CHOICES)[number];

/** Intuit advises at most six months in one request (its page on running reports). */
export const MONTHS_PER_REQUEST = 6;

/** Columns of periods, in months. */
export const PERIOD_MONTHS: { [by in SummarizeBy]?: number } = {
	Month: 1,
	Quarter: 3,
	Year: 12,
	FiscalQuarter: 3,
	FiscalYear: 12,
};

/** The first month of the years whose periods the columns are. @param fiscalMonth the company's own */
export function firstMonthOf(by: SummarizeBy, fiscalMonth: number): number {
	return by.startsWith('Fiscal') ? fiscalMonth : 1;
}

/**
 * @param today `YYYY-MM-DD`
 * @param firstMonth of the fiscal year, 1 to 12
 */
export function chosenSpan(choice: PeriodChoice, today: string, firstMonth: number): Span {
	const year = fiscalYearStart(today, firstMonth);
	switch (choice) {
		case 'thisMonth':
			return { start: monthStart(today), end: monthEnd(today) };
		case 'lastMonth':
			return { start: monthStart(today, -1), end: monthEnd(today, -1) };
		case 'thisFiscalYear':
			return { start: year, end: monthEnd(year, 11) };
		case 'thisFiscalYearToDate':
			return { start: year, end: today };
		case 'lastFiscalYear':
			return { start: monthStart(year, -12), end: addDays(year, -1) };
	}
}

/** @throws SettingError for a start after the end */
export function checkedSpan(span: Span): Span {
	if (span.start <= span.end) return span;
	throw new SettingError(
		`The report's start date ${span.start} lies after its end date ${span.end}.`,
		'Correct Start Date or End Date of this node.',
	);
}

/** The requests that a range takes, in order; together they cover what is asked for exactly once. */
export function requestsFor(
	report: ReportEntry,
	summarizeBy: SummarizeBy,
	range: Span,
	firstMonth: number,
): Span[] {
	const length = PERIOD_MONTHS[summarizeBy];
	const yearFrom = firstMonthOf(summarizeBy, firstMonth);
	if (report.kind === 'asOf') return [{ start: range.end, end: range.end }];
	if (report.name === 'TrialBalance') {
		// A start on the first day of the fiscal year makes QuickBooks' two ways of counting income
		// and expense the same: from the start date, or from the fiscal year.
		const ends = length === undefined ? [range] : periodsOf(range, length, yearFrom);
		return ends.map(({ end }) => ({ start: fiscalYearStart(end, firstMonth), end }));
	}
	const parts = cut(range, length ?? 1, yearFrom);
	// Balances at the end of the range need only its last part.
	return report.kind === 'balance' && length === undefined ? parts.slice(-1) : parts;
}

/** Parts of at most six months that end where a column's period ends, as far as that is possible. */
function cut(range: Span, length: number, yearFrom: number): Span[] {
	const parts: Span[] = [];
	const periods = periodsOf(range, Math.min(length, MONTHS_PER_REQUEST), yearFrom);
	// A year is read in two halves, and no request holds months of two years.
	const yearBorder = length > MONTHS_PER_REQUEST;
	const yearOf = ({ start }: Span) => fiscalYearStart(start, yearFrom);
	for (const period of periods) {
		const last = parts.at(-1);
		const fits =
			last !== undefined &&
			period.end <= addDays(monthStart(last.start, MONTHS_PER_REQUEST), -1) &&
			!(yearBorder && yearOf(last) !== yearOf(period));
		if (fits) last.end = period.end;
		else parts.push({ ...period });
	}
	return parts;
}

/**
 * Two halves of a range that was too large for QuickBooks, at the border of a month where it has one;
 * undefined where it cannot be halved: a single day, and balances of a single period.
 */
export function halves(report: ReportEntry, by: SummarizeBy, part: Span): [Span, Span] | undefined {
	const isBalance = report.kind === 'asOf' || report.kind === 'balance';
	const months = periodsOf(part, 1);
	if (isBalance && (PERIOD_MONTHS[by] === undefined || report.name === 'TrialBalance')) {
		return undefined;
	}
	if (months.length > 1) {
		const first = months[Math.ceil(months.length / 2) - 1];
		return [
			{ start: part.start, end: first.end },
			{ start: addDays(first.end, 1), end: part.end },
		];
	}
	const days = daysBetween(part.start, part.end);
	if (isBalance || days === 0) return undefined;
	const middle = addDays(part.start, Math.floor((days - 1) / 2));
	return [
		{ start: part.start, end: earlier(middle, part.end) },
		{ start: addDays(middle, 1), end: part.end },
	];
}
