/** The columns of reports with figures: periods, or customers, vendors, classes and the like. */
import { refId, text, type JsonObject } from '../rows';
import type { ReportContext } from './context';
import { periods, spanTitle, type Span } from './days';
import type { Dimensions, Line } from './entry';
import type { Summary } from './request';
import type { WireColumn } from './wire';

export interface SummaryColumn extends Span {
	wire: WireColumn;
	/** Whether a line belongs to the column, its date left aside. */
	holds(line: Line): boolean;
}

const MONTHS: Partial<Record<Summary, number>> = {
	Month: 1,
	Quarter: 3,
	Year: 12,
	FiscalQuarter: 3,
	FiscalYear: 12,
};

/** Whether the columns are periods. */
export function isByPeriod(summary: Summary): boolean {
	return MONTHS[summary] !== undefined;
}

const DIMENSIONS: Partial<Record<Summary, { key: keyof Dimensions; entity: string }>> = {
	Customers: { key: 'customerId', entity: 'Customer' },
	Vendors: { key: 'vendorId', entity: 'Vendor' },
	Employees: { key: 'employeeId', entity: 'Employee' },
	Departments: { key: 'departmentId', entity: 'Department' },
	Classes: { key: 'classId', entity: 'Class' },
	ProductsAndServices: { key: 'itemId', entity: 'Item' },
};

/**
 * @param lines that decide which customers (vendors, …) get a column
 * @param withTotal whether a column adds up the others, which makes no sense of balances by month
 */
export function summaryColumns(
	context: ReportContext,
	lines: Line[],
	withTotal: boolean,
): SummaryColumn[] {
	const { request, words } = context;
	const all = total(context, words('Total'));
	const months = MONTHS[request.summary];
	if (months !== undefined) {
		const yearFrom = request.summary.startsWith('Fiscal') ? context.firstMonth : 1;
		const spans = periods(request, months, yearFrom).map((span) => periodColumn(span, months));
		return withTotal ? [...spans, all] : spans;
	}
	const dimension = DIMENSIONS[request.summary];
	if (dimension === undefined) {
		return [all];
	}
	return [...dimensionColumns(context, lines, dimension.key, dimension.entity), all];
}

function total({ request }: ReportContext, title: string): SummaryColumn {
	return {
		start: request.start,
		end: request.end,
		wire: money(title, [['ColKey', 'total']]),
		holds: () => true,
	};
}

function periodColumn(span: Span, months: number): SummaryColumn {
	const title = spanTitle(span, months);
	return {
		...span,
		wire: money(title, [
			['StartDate', span.start],
			['EndDate', span.end],
			['ColKey', title],
		]),
		holds: () => true,
	};
}

function dimensionColumns(
	{ books, request, words }: ReportContext,
	lines: Line[],
	key: keyof Dimensions,
	entity: string,
): SummaryColumn[] {
	const ids = new Set(lines.map(({ leg }) => leg[key]));
	const names = [...ids].map((id) => ({ id, name: nameOf(books.stored(entity, id)?.row) }));
	names.sort((a, b) => (a.id === '' ? 1 : b.id === '' ? -1 : a.name < b.name ? -1 : 1));
	return names.map(({ id, name }) => ({
		start: request.start,
		end: request.end,
		wire: money(id === '' ? words('Not Specified') : name, [['ColKey', id === '' ? '0' : id]]),
		holds: ({ leg }) => leg[key] === id,
	}));
}

/** Customers and vendors by their own name, classes and items by their full one. */
export function nameOf(row: JsonObject | undefined): string {
	const full = refId(row, 'ParentRef') === '' ? '' : text(row, 'FullyQualifiedName');
	return full || text(row, 'DisplayName') || text(row, 'Name');
}

function money(title: string, meta: Array<[string, string]>): WireColumn {
	return {
		ColTitle: title,
		ColType: 'Money',
		MetaData: meta.map(([Name, Value]) => ({ Name, Value })),
	};
}

/** The first column: what a row is about. */
export function labelColumn(type: string, key: string): WireColumn {
	return { ColTitle: '', ColType: type, MetaData: [{ Name: 'ColKey', Value: key }] };
}

/** Answers of some reports carry no MetaData in Intuit's examples. */
export function withoutKeys(columns: WireColumn[]): WireColumn[] {
	return columns.map(({ ColTitle, ColType }) => ({ ColTitle, ColType }));
}
