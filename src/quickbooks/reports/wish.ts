/** What a user asks of a report, what of it is sent to QuickBooks, and whether the answer is the one asked for. */
import { ServiceError, SettingError } from '../../errors';
import type { Company } from '../company';
import type { ReportEntry, ReportFilter, SummarizeBy } from './catalogue';
import type { Span } from './days';
import { HOME_KEYS } from './detailFields';
import type { PeriodChoice } from './periods';
import type { ReportAnswer } from './wire';

/** What a user asks for. */
export interface ReportWish {
	report: ReportEntry;
	/** Calendar dates, or a choice that depends on the company's fiscal year. */
	period: Span | PeriodChoice;
	/** `YYYY-MM-DD` where the user is. */
	today: string;
	accountingMethod: 'Accrual' | 'Cash';
	summarizeBy: SummarizeBy;
	/** Ids, separated by commas. */
	filters: { [filter in ReportFilter]?: string };
	/** Keys of columns; none for the usual ones. */
	columns: readonly string[];
	includeTotals: boolean;
	aging: { days: number; periods: number; fromReportDate: boolean };
	executionId: string;
}

/** @throws SettingError for a wish that QuickBooks cannot fulfil */
export function checkWish({ report, summarizeBy, filters, columns }: ReportWish): void {
	for (const [filter, ids] of Object.entries(filters)) {
		if (ids === '') continue;
		if (!report.filters.some((known) => known === filter)) {
			throw new SettingError(
				`The report ${report.label} cannot be filtered by ${filter}; QuickBooks would ignore the filter and send everything.`,
				report.filters.length === 0
					? 'Remove the filter, or choose another report.'
					: `Remove the filter, or filter by ${report.filters.join(', ')}.`,
			);
		}
		if (!/^\d+(,\d+)*$/.test(ids)) {
			throw new SettingError(
				`"${ids}" in the filter by ${filter} is not a list of IDs.`,
				'Enter IDs as QuickBooks counts them, separated by commas, for example 12,15.',
			);
		}
	}
	if (report.summaries.length > 0 && !report.summaries.includes(summarizeBy)) {
		throw new SettingError(
			`The report ${report.label} cannot be summarized by ${summarizeBy}.`,
			`Choose ${report.summaries.join(', ')} under Summarize By.`,
		);
	}
	const bad = columns.find((key) => !/^[a-z][a-z0-9_]*$/.test(key));
	if (bad !== undefined) {
		throw new SettingError(
			`"${bad}" is not the key of a column.`,
			'Enter keys as Intuit writes them, separated by commas, for example create_by,last_mod_date.',
		);
	}
}

/** Both dates always: without them QuickBooks takes a range of its own. */
export function queryOf(
	{ report, accountingMethod, summarizeBy, filters, columns, aging }: ReportWish,
	request: Span,
	company: Company,
): { [name: string]: string | number | undefined } {
	const isAged = report.name.startsWith('Aged');
	const dates =
		report.kind === 'asOf'
			? { report_date: request.end }
			: { start_date: request.start, end_date: request.end };
	const ids = Object.entries(filters).filter(([, value]) => value !== '');
	const keys = columns.length > 0 ? columns : report.columns;
	const shownKeys = keys.map((key) => (company.multicurrency ? (HOME_KEYS[key] ?? key) : key));
	const hasSummary = report.summaries.length > 0 && report.name !== 'TrialBalance';
	return {
		...dates,
		...(report.hasMethod ? { accounting_method: accountingMethod } : {}),
		...(hasSummary ? { summarize_column_by: summarizeBy } : {}),
		...Object.fromEntries(ids),
		...(report.kind === 'detail' && shownKeys.length > 0 ? { columns: shownKeys.join(',') } : {}),
		...(isAged
			? {
					aging_period: aging.days,
					num_periods: aging.periods,
					aging_method: aging.fromReportDate ? 'Report_Date' : 'Current',
				}
			: {}),
	};
}

/** A report of other dates or on another basis than asked for looks right and is wrong. */
export function checkAnswer(wish: ReportWish, request: Span, answer: ReportAnswer): void {
	const { report, accountingMethod } = wish;
	const differs = (what: string, got: string | undefined, wanted: string) =>
		got === undefined || got === wanted ? [] : [`the ${what} ${got}`];
	const isAsOf = report.kind === 'asOf';
	const differences = [
		...differs('report', answer.name, report.name),
		...(isAsOf
			? differs('report date', answer.reportDate, request.end)
			: [
					...differs('start date', answer.start, request.start),
					...differs('end date', answer.end, request.end),
				]),
		...(report.hasMethod ? differs('accounting method', answer.basis, accountingMethod) : []),
	];
	if (differences.length === 0) return;
	throw new ServiceError(
		`QuickBooks Online answered with ${differences.join(' and ')} when the report ${report.label} for ${request.start} to ${request.end} (${accountingMethod}) was asked for.`,
		'Nothing was handed on. Run the workflow again; if it stays, report the problem.',
	);
}
