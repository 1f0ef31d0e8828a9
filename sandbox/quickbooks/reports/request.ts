/** The query of a report, read as strictly as the public pages allow. */
import { validation } from '../serviceFault';
import { isDate } from '../time';
import { addDays, fiscalYearStart, monthEnd, monthStart, type Span } from './days';
import type { Dimensions, Line } from './entry';
import type { Basis } from './ledger';

export const SUMMARIES = [
	'Total',
	'Month',
	'Quarter',
	'Year',
	'FiscalQuarter',
	'FiscalYear',
	'Customers',
	'Vendors',
	'Employees',
	'Departments',
	'Classes',
	'ProductsAndServices',
] as const;
export type Summary = (typeof SUMMARIES)[number];

/** Filters by id; names as in the query. */
const FILTERS: Record<string, keyof Dimensions | 'accountId'> = {
	customer: 'customerId',
	vendor: 'vendorId',
	employee: 'employeeId',
	class: 'classId',
	department: 'departmentId',
	item: 'itemId',
	account: 'accountId',
};

export interface ReportRequest extends Span {
	/** What the service calls the range where the caller gave none. */
	macro: string | undefined;
	basis: Basis;
	summary: Summary;
	columns: string[] | undefined;
	/** As the answer's header repeats them. */
	filters: Record<string, string>;
	keeps(line: Line): boolean;
	/** Of reports as of a day. */
	reportDate: string;
	agingPeriod: number;
	agingPeriods: number;
	/** `Report_Date`: days overdue on that day; `Current`: on the day of the call. */
	agingMethod: 'Report_Date' | 'Current';
	descending: boolean;
	sortBy: string | undefined;
}

/**
 * @param today the company's calendar date
 * @param firstMonth of the fiscal year, 1 to 12
 */
export function readRequest(
	query: Map<string, string>,
	today: string,
	firstMonth: number,
	defaultBasis: Basis,
): ReportRequest {
	const span = readSpan(query, today, firstMonth);
	const filters: Record<string, string> = {};
	const tests: Array<(line: Line) => boolean> = [];
	for (const [name, key] of Object.entries(FILTERS)) {
		const value = query.get(name) ?? '';
		if (value === '') {
			continue;
		}
		const ids = new Set(value.split(',').map((id) => id.trim()));
		filters[name[0].toUpperCase() + name.slice(1)] = value;
		tests.push(({ leg }) => ids.has(leg[key]));
	}
	const columns = query.get('columns');
	return {
		...span,
		basis: readOption(query, 'accounting_method', ['Accrual', 'Cash'], defaultBasis),
		summary: readOption(query, 'summarize_column_by', SUMMARIES, 'Total'),
		columns: columns === undefined || columns === '' ? undefined : columns.split(','),
		filters,
		keeps: (line) => tests.every((test) => test(line)),
		reportDate: readDate(query, 'report_date') ?? span.end,
		agingPeriod: readNumber(query, 'aging_period', 30),
		agingPeriods: readNumber(query, 'num_periods', 4),
		agingMethod: readOption(query, 'aging_method', ['Report_Date', 'Current'], 'Report_Date'),
		descending: readOption(query, 'sort_order', ['ascend', 'descend'], 'ascend') === 'descend',
		sortBy: query.get('sort_by'),
	};
}

/** Without both dates a macro counts: the month so far, unless the caller names another. */
function readSpan(
	query: Map<string, string>,
	today: string,
	firstMonth: number,
): Span & { macro: string | undefined } {
	const start = readDate(query, 'start_date');
	const end = readDate(query, 'end_date');
	if (start !== undefined && end !== undefined) {
		if (start > end) {
			throw bad('start_date', 'The start date is after the end date.');
		}
		return { start, end, macro: undefined };
	}
	const macro = (query.get('date_macro') ?? 'this month-to-date').toLowerCase();
	const last = addDays(monthStart(today), -1);
	const year = fiscalYearStart(today, firstMonth);
	const known: Record<string, Span> = {
		today: { start: today, end: today },
		'this month': { start: monthStart(today), end: monthEnd(today) },
		'this month-to-date': { start: monthStart(today), end: today },
		'last month': { start: monthStart(last), end: last },
		'this fiscal year': { start: year, end: addDays(monthStart(year, 12), -1) },
		'this fiscal year-to-date': { start: year, end: today },
		'last fiscal year': { start: monthStart(year, -12), end: addDays(year, -1) },
	};
	const span = known[macro];
	if (span === undefined) {
		throw bad('date_macro', `The macro ${macro} is unknown.`);
	}
	return { ...span, macro };
}

function readDate(query: Map<string, string>, name: string): string | undefined {
	const value = query.get(name);
	if (value === undefined || value === '') {
		return undefined;
	}
	if (!isDate(value)) {
		throw bad(name, `${value} is no date of the form YYYY-MM-DD.`);
	}
	return value;
}

function readNumber(query: Map<string, string>, name: string, usual: number): number {
	const value = query.get(name);
	if (value === undefined || value === '') {
		return usual;
	}
	if (!/^[1-9]\d{0,2}$/.test(value)) {
		throw bad(name, `${value} is no whole number above 0.`);
	}
	return Number(value);
}

function readOption<T extends string>(
	query: Map<string, string>,
	name: string,
	options: readonly T[],
	usual: T,
): T {
	const value = query.get(name);
	if (value === undefined || value === '') {
		return usual;
	}
	const found = options.find((option) => option.toLowerCase() === value.toLowerCase());
	if (found === undefined) {
		throw bad(name, `${value} is not one of ${options.join(', ')}.`);
	}
	return found;
}

/** The code is our guess: no public source names the one of a bad report parameter. */
function bad(name: string, detail: string) {
	return validation('2030', 'Invalid parameter', `${name}: ${detail}`, name);
}
