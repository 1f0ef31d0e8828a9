/**
 * A report as QuickBooks sends it, made regular: rows nest to any depth, lack their `type`, carry
 * any of header, rows and summary; `Rows` can be `{}`. Forms: Intuit's examples and recorded answers.
 */
import { ServiceError } from '../../errors';
import { isObject, textAt } from '../objects';

export interface ReportCell {
	/** Text; blank is ''. */
	value: string;
	/** QuickBooks' Id of what the cell names, or undefined. */
	id: string | undefined;
}

export interface ReportColumn {
	/** ColKey, or where there is none the ColType where it is more than `Money` or `Account`. */
	key: string | undefined;
	/** `Account`, `Money`, `tx_date` … */
	type: string;
	/** In the user's language: for people only. */
	title: string;
	/** The period of the column, where it stands for one. */
	start: string | undefined;
	end: string | undefined;
}

/** A row with cells, or a section that holds others. */
export interface ReportNode {
	/** QuickBooks' name of the section, the same in every language: `Income`, `GrandTotal`. */
	group: string | undefined;
	/** Cells of a plain row. */
	cells: ReportCell[] | undefined;
	header: ReportCell[] | undefined;
	children: ReportNode[];
	summary: ReportCell[] | undefined;
}

export interface ReportAnswer {
	name: string;
	/** `Accrual` or `Cash`; undefined where the report has no basis. */
	basis: string | undefined;
	start: string | undefined;
	end: string | undefined;
	/** Of reports as of a day; their period says nothing. */
	reportDate: string | undefined;
	currency: string | undefined;
	/** When QuickBooks made it: ISO 8601 with offset. */
	time: string | undefined;
	/** What QuickBooks says where it has nothing to show. */
	noData: boolean;
	columns: ReportColumn[];
	rows: ReportNode[];
	/** Whether the report was cut because it was too large. */
	cut: boolean;
}

/** A cut report says so in a cell, with status 200; it holds at most 400,000 cells. */
const CUT = /unable to display more data/i;

/** ColTypes that say what a column holds, not which one it is. */
const GENERAL_TYPES: ReadonlySet<string> = new Set([
	'',
	'Account',
	'Customer',
	'Date',
	'Money',
	'Number',
	'Percent',
	'String',
	'Text',
	'Vendor',
]);

/** @throws ServiceError for an answer that is no report */
export function parseReport(body: unknown, what: string): ReportAnswer {
	if (!isObject(body) || !isObject(body.Header)) throw unknownShape(what);
	const header = body.Header;
	const columns = listAt(body.Columns, 'Column').map(parseColumn);
	const answer: ReportAnswer = {
		name: textAt(header, 'ReportName') ?? '',
		basis: textAt(header, 'ReportBasis'),
		start: textAt(header, 'StartPeriod'),
		end: textAt(header, 'EndPeriod'),
		reportDate: optionOf(header, 'report_date'),
		currency: textAt(header, 'Currency'),
		time: textAt(header, 'Time'),
		noData: optionOf(header, 'NoReportData') === 'true',
		columns: columns.flat(),
		rows: [],
		cut: false,
	};
	answer.rows = rowsOf(body.Rows, answer);
	// Sections without a figure can be there all the same.
	if (answer.noData && !answer.cut) answer.rows = [];
	if (answer.columns.length === 0 && answer.rows.length > 0) throw unknownShape(what);
	return answer;
}

function optionOf(header: { [key: string]: unknown }, name: string): string | undefined {
	const options = Array.isArray(header.Option) ? header.Option : [];
	const option: unknown = options.find((one) => textAt(one, 'Name') === name);
	return textAt(option, 'Value')?.toLowerCase();
}

/** A column can stand over others; only the lowest ones have cells. */
function parseColumn(column: unknown): ReportColumn[] {
	const nested = listAt(isObject(column) ? column.Columns : undefined, 'Column');
	if (nested.length > 0) return nested.flatMap(parseColumn);
	const meta = new Map<string, string>();
	for (const entry of listAt(column, 'MetaData')) {
		meta.set(textAt(entry, 'Name') ?? '', textAt(entry, 'Value') ?? '');
	}
	const type = textAt(column, 'ColType') ?? '';
	return [
		{
			key: meta.get('ColKey') ?? (GENERAL_TYPES.has(type) ? undefined : type),
			type,
			title: textAt(column, 'ColTitle') ?? '',
			start: meta.get('StartDate'),
			end: meta.get('EndDate'),
		},
	];
}

function rowsOf(rows: unknown, answer: ReportAnswer): ReportNode[] {
	return listAt(rows, 'Row').map((row) => parseRow(row, answer));
}

function parseRow(row: unknown, answer: ReportAnswer): ReportNode {
	const source = isObject(row) ? row : {};
	const cells = cellsAt(source, answer);
	const children = rowsOf(source.Rows, answer);
	const isSection = children.length > 0 || isObject(source.Header) || isObject(source.Summary);
	return {
		group: textAt(source, 'group'),
		cells: isSection ? undefined : cells,
		header: cellsAt(source.Header, answer) ?? (isSection ? cells : undefined),
		children,
		summary: cellsAt(source.Summary, answer),
	};
}

function cellsAt(holder: unknown, answer: ReportAnswer): ReportCell[] | undefined {
	if (!isObject(holder) || !Array.isArray(holder.ColData)) return undefined;
	return holder.ColData.map((cell) => {
		const value = valueOf(cell);
		if (CUT.test(value)) answer.cut = true;
		const id = textAt(cell, 'id');
		return { value, id: id === '' ? undefined : id };
	});
}

/** Cells are text; a number would be a novelty that loses nothing. */
function valueOf(cell: unknown): string {
	const value: unknown = isObject(cell) ? cell.value : undefined;
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** The list under a key; one object stands for a list of one. */
function listAt(holder: unknown, key: string): unknown[] {
	const list: unknown = isObject(holder) ? holder[key] : undefined;
	if (Array.isArray(list)) return list;
	return isObject(list) ? [list] : [];
}

function unknownShape(what: string): ServiceError {
	return new ServiceError(
		`QuickBooks Online sent an answer of an unknown shape while ${what}.`,
		'Run the workflow again. If it stays, check that the custom API URL of the credential is right and report the problem.',
	);
}
