/**
 * Which column holds what: by QuickBooks' own keys and dates, never by position or by a title, which
 * is in the user's language. Where Intuit's examples have no keys, the amounts themselves tell.
 */
import { ServiceError } from '../../errors';
import { add, compare, type Decimal, ZERO } from '../../planning/money';
import { amountOf } from './amounts';
import type { ReportEntry, SummarizeBy } from './catalogue';
import { earlier, later, monthStart, periodStart, addDays, type Span } from './days';
import { firstMonthOf, PERIOD_MONTHS } from './periods';
import type { ReportAnswer, ReportCell, ReportColumn, ReportNode } from './wire';

/** A column of figures. */
export interface FigureColumn {
	index: number;
	title: string;
	/** Adds up the other columns. */
	isTotal: boolean;
	/** What the answer covers of it. */
	span: Span;
	/** The period it belongs to, within what the user asked for; parts of one period have the same. */
	period: Span;
	/** Columns of different requests with the same key hold the same kind of figure. */
	key: string;
	/** The customer, vendor, class … of the column; id undefined for what has none. */
	dimension: { id: string | undefined; name: string } | undefined;
	/** Of aged reports: `current`, `1-30`, `91+`. */
	bucket: string | undefined;
}

/** The column that says what a row is about. */
export function labelIndex({ columns }: ReportAnswer): number {
	return Math.max(
		0,
		columns.findIndex(({ type }) => type !== 'Money'),
	);
}

/**
 * @param request what this answer was asked for
 * @param range what the user asked for
 * @param fiscalMonth in which the company's fiscal year begins, 1 to 12
 * @throws ServiceError where a column of a period does not say which
 */
export function figureColumns(
	report: ReportEntry,
	by: SummarizeBy,
	answer: ReportAnswer,
	request: Span,
	range: Span,
	fiscalMonth = 1,
): FigureColumn[] {
	const money = answer.columns
		.map((column, index) => ({ column, index }))
		.filter(({ column }) => column.type === 'Money');
	const total = totalIndex(answer, money);
	return money.map(({ column, index }) => {
		const isTotal = money.length > 1 && index === total;
		const months = isTotal ? undefined : PERIOD_MONTHS[by];
		const { span, period } =
			months === undefined
				? { span: request, period: range }
				: periodOf(
						report,
						column,
						{ months, yearFrom: firstMonthOf(by, fiscalMonth) },
						request,
						range,
					);
		const dimension = dimensionOf(report, by, column, isTotal);
		const bucket = report.name.startsWith('Aged') && !isTotal ? bucketOf(column) : undefined;
		return {
			index,
			title: column.title,
			isTotal,
			span,
			period,
			dimension,
			bucket,
			key: JSON.stringify([
				isTotal,
				months === undefined ? '' : period.start,
				dimension === undefined ? '' : (dimension.id ?? dimension.name),
				bucket ?? '',
			]),
		};
	});
}

function periodOf(
	report: ReportEntry,
	column: ReportColumn,
	{ months, yearFrom }: { months: number; yearFrom: number },
	request: Span,
	range: Span,
): { span: Span; period: Span } {
	const { start, end } = column;
	if (start === undefined || end === undefined || !isDate(start) || !isDate(end)) {
		throw new ServiceError(
			`QuickBooks Online did not say which period the column "${column.title}" of the report ${report.label} stands for.`,
			'Choose Total under Summarize By and run the report once per period, and report the problem.',
		);
	}
	const span = { start: later(start, request.start), end: earlier(end, request.end) };
	const first = periodStart(span.start, months, yearFrom);
	const last = addDays(monthStart(first, months), -1);
	// A column over a border is no such period: it stands for itself.
	const isPeriod = span.end <= last;
	return {
		span,
		period: isPeriod ? { start: later(first, range.start), end: earlier(last, range.end) } : span,
	};
}

function isDate(text: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

function dimensionOf(
	report: ReportEntry,
	by: SummarizeBy,
	column: ReportColumn,
	isTotal: boolean,
): FigureColumn['dimension'] {
	const none = by === 'Total' || PERIOD_MONTHS[by] !== undefined || report.kind === 'asOf';
	if (none || isTotal) return undefined;
	const id = /^[1-9]\d*$/.test(column.key ?? '') ? column.key : undefined;
	return { id, name: column.title };
}

/** Read from the digits of the title, which are the same in every language. */
function bucketOf({ title }: ReportColumn): string {
	const [from, to] = title.match(/\d+/g) ?? [];
	if (from === undefined) return 'current';
	return to === undefined ? `${from}+` : `${from}-${to}`;
}

type Indexed = Array<{ column: ReportColumn; index: number }>;

/** The column with the key of a total; without keys, the last one if it adds up the others in every row. */
function totalIndex(answer: ReportAnswer, money: Indexed): number | undefined {
	const named = money.find(({ column }) => column.key?.toLowerCase() === 'total');
	if (named !== undefined) return named.index;
	const last = money.at(-1);
	if (last === undefined || money.some(({ column }) => column.key !== undefined)) return undefined;
	const others = money.slice(0, -1).map(({ index }) => index);
	if (others.length === 0) return undefined;
	const rows = allCells(answer.rows);
	return rows.every((cells) => compare(sumAt(cells, others), sumAt(cells, [last.index])) === 0)
		? last.index
		: undefined;
}

function allCells(nodes: readonly ReportNode[]): ReportCell[][] {
	return nodes.flatMap((node) => [
		...[node.cells, node.header, node.summary].filter((cells) => cells !== undefined),
		...allCells(node.children),
	]);
}

function sumAt(cells: ReportCell[], indexes: number[]): Decimal {
	return indexes.reduce((sum, index) => {
		const place = { report: 'report', row: cells[0]?.value ?? '', column: String(index) };
		return add(sum, amountOf(cells[index], place) ?? ZERO);
	}, ZERO);
}

/**
 * Debit and credit of a trial balance. Without keys Intuit documents debit before credit.
 * @throws ServiceError where there are not two columns
 */
export function debitAndCredit({ columns }: ReportAnswer): { debit: number; credit: number } {
	const keyed = (pattern: RegExp) => columns.findIndex(({ key = '' }) => pattern.test(key));
	const [debit, credit] = [keyed(/^deb(i)?t/i), keyed(/^credit/i)];
	if (debit >= 0 && credit >= 0) return { debit, credit };
	const money = columns.flatMap(({ type }, index) => (type === 'Money' ? [index] : []));
	if (money.length === 2) return { debit: money[0], credit: money[1] };
	throw new ServiceError(
		'QuickBooks Online sent a trial balance without one column for debit and one for credit.',
		'Run the workflow again. If it stays, report the problem; the Balance Sheet and Profit and Loss reports hold the same figures.',
	);
}
