/** Report rows as items: flat, values as text. */
import { findEntity } from '../../entities';
import type { ReportRow } from '../../flow';
import { listKey } from '../../planning/keys';
import { shown } from './amounts';
import type { ReportEntry, SummarizeBy } from './catalogue';
import type { Figure } from './figures';
import type { DetailRow } from './stitch';

/** What every row of a run has in common. */
export interface RowContext {
	report: ReportEntry;
	summarizeBy: SummarizeBy;
	realmId: string;
	runId: string;
	currency: string;
}

/** Names of the fields that a column of figures adds. */
const DIMENSION_FIELDS: { [by in SummarizeBy]?: string } = {
	Customers: 'customer',
	Vendors: 'vendor',
	Employees: 'employee',
	Classes: 'class',
	Departments: 'department',
	ProductsAndServices: 'item',
};

/** Fields with an Id, and the entity it is of: each gets the code that planning rows have for it. */
const CODED = new Map([
	['accountId', 'Account'],
	['customerId', 'Customer'],
	['vendorId', 'Vendor'],
	['employeeId', 'Employee'],
	['classId', 'Class'],
	['departmentId', 'Department'],
	['itemId', 'Item'],
]);

/** A code beside each Id, the same as in planning rows; null where there is no Id. */
function withCodes(row: ReportRow): ReportRow {
	const fields: Array<[string, string | null]> = [];
	for (const [field, value] of Object.entries(row)) {
		fields.push([field, value]);
		const entity = findEntity(CODED.get(field) ?? '');
		if (entity === undefined) continue;
		const code = value === null ? null : listKey(row.realmId, entity, value);
		fields.push([field.replace(/Id$/, 'Code'), code]);
	}
	return Object.fromEntries(fields) as ReportRow;
}

export function figureRow(figure: Figure, context: RowContext): ReportRow {
	const { report, currency, summarizeBy } = context;
	const { column, edge } = figure;
	const { about } = report;
	const isAsOf = report.kind === 'asOf';
	const dimension = DIMENSION_FIELDS[summarizeBy];
	const showsDebit = report.name === 'TrialBalance';
	const side = (value: Figure['debit']) => (value === undefined ? null : shown(value, currency));
	const totalOf = totalOfFigure(figure);
	return withCodes({
		...kindOf(context, totalOf === undefined ? 'figure' : 'total'),
		...(totalOf === undefined ? {} : { totalOf }),
		section: figure.section,
		path: figure.path.join(' > '),
		[`${about}Id`]: figure.id ?? null,
		[`${about}Name`]: figure.name,
		...(dimension === undefined || column.isTotal
			? {}
			: {
					[`${dimension}Id`]: column.dimension?.id ?? null,
					[`${dimension}Name`]: column.dimension?.name ?? '',
				}),
		...(column.bucket === undefined ? {} : { bucket: column.bucket }),
		measure: edge === 'movement' ? 'movement' : 'balance',
		...(isAsOf ? {} : { periodStart: column.period.start }),
		periodEnd: edge === 'start' ? column.period.start : column.period.end,
		...(showsDebit ? { debit: side(figure.debit), credit: side(figure.credit) } : {}),
		amount: shown(figure.amount, currency),
		currency,
		...originOf(context),
	});
}

/** What a total adds up. A parent's own row in the total column and its total row have all else in common. */
function totalOfFigure({ isTotalRow, column }: Figure): string | undefined {
	if (isTotalRow) return column.isTotal ? 'rowsAndColumns' : 'rows';
	return column.isTotal ? 'columns' : undefined;
}

export function detailRow(row: DetailRow, context: RowContext): ReportRow {
	return withCodes({
		...kindOf(context, row.rowType),
		section: '',
		path: '',
		currency: context.currency,
		...Object.fromEntries(row.fields),
		...originOf(context),
	});
}

function kindOf({ report }: RowContext, rowType: ReportRow['rowType']) {
	return { kind: 'reportRow' as const, report: report.name, rowType };
}

/** Last, because it is the same on every row and the figures are what people look for. */
function originOf({ realmId, runId }: RowContext) {
	return { realmId, runId };
}
