/** The wire form of reports: every cell is text, blank is `""`, rows nest. */
import { decimal } from '../money';

export interface Cell {
	value: string;
	id?: string;
	href?: string;
}

export interface WireRow {
	ColData?: Cell[];
	Header?: { ColData: Cell[] };
	Rows?: { Row: WireRow[] };
	Summary?: { ColData: Cell[] };
	type?: 'Data' | 'Section';
	group?: string;
}

export interface WireColumn {
	ColTitle: string;
	ColType: string;
	MetaData?: Array<{ Name: string; Value: string }>;
}

export interface WireReport {
	Header: Record<string, unknown>;
	Columns: { Column: WireColumn[] };
	Rows: { Row?: WireRow[] };
	[key: string]: unknown;
}

/** Cents as a cell; undefined is blank. Below one unit the service writes no zero before the point. */
export function money(cents: number | undefined): Cell {
	if (cents === undefined) {
		return { value: '' };
	}
	return { value: decimal(BigInt(cents)).replace(/^(-?)0\./, '$1.') };
}

export function moneys(cents: Array<number | undefined>): Cell[] {
	return cents.map(money);
}

export const BLANK: Cell = { value: '' };

export function blanks(count: number): Cell[] {
	return Array.from({ length: count }, () => ({ ...BLANK }));
}

export function data(cells: Cell[], more: Partial<WireRow> = {}): WireRow {
	return { ColData: cells, type: 'Data', ...more };
}

export function section(parts: {
	header?: Cell[];
	rows?: WireRow[];
	summary?: Cell[];
	group?: string;
}): WireRow {
	return {
		...(parts.header === undefined ? {} : { Header: { ColData: parts.header } }),
		...(parts.rows === undefined ? {} : { Rows: { Row: parts.rows } }),
		...(parts.summary === undefined ? {} : { Summary: { ColData: parts.summary } }),
		type: 'Section',
		...(parts.group === undefined ? {} : { group: parts.group }),
	};
}

/** How many cells a report has, which is what the service limits. */
export function cellsOf(rows: WireRow[]): number {
	return rows.reduce(
		(count, row) =>
			count +
			(row.ColData?.length ?? 0) +
			(row.Header?.ColData.length ?? 0) +
			(row.Summary?.ColData.length ?? 0) +
			cellsOf(row.Rows?.Row ?? []),
		0,
	);
}

export const CUT_TEXT = 'Unable to display more data. Please reduce the date range.';

/** Ends a report at the limit of cells, with the service's sentence in place of what is missing. */
export function cutAt(rows: WireRow[], limit: number): WireRow[] {
	let left = limit;
	const take = (all: WireRow[]): WireRow[] => {
		const kept: WireRow[] = [];
		for (const row of all) {
			if (left <= 0) {
				break;
			}
			left -= (row.ColData?.length ?? 0) + (row.Header?.ColData.length ?? 0);
			const inner = row.Rows === undefined ? undefined : take(row.Rows.Row);
			const whole = left > 0;
			const { Summary, ...rest } = row;
			kept.push({
				...rest,
				...(inner === undefined ? {} : { Rows: { Row: inner } }),
				...(whole && Summary !== undefined ? { Summary } : {}),
			});
			left -= Summary?.ColData.length ?? 0;
		}
		return kept;
	};
	return [...take(rows), data([{ value: CUT_TEXT }])];
}
