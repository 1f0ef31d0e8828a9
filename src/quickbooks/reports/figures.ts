/** The figures of one answer, one by one, whatever the depth of its sections. */
import { add, compare, type Decimal, formatDecimal, subtract, ZERO } from '../../planning/money';
import { amountOf } from './amounts';
import type { ReportEntry } from './catalogue';
import { labelIndex, type FigureColumn } from './columns';
import type { ReportAnswer, ReportCell, ReportNode } from './wire';

/** One amount of a report. */
export interface Figure {
	/** Of the row that closes a section; whether the column is a total, the column knows. */
	isTotalRow: boolean;
	/** QuickBooks' group of the nearest section: `Income`, `BankAccounts`; '' where none has one. */
	section: string;
	/** Titles from the outermost section to the row itself. */
	path: string[];
	/** QuickBooks' Id of the account, customer or vendor; undefined for computed rows. */
	id: string | undefined;
	name: string;
	column: FigureColumn;
	/** Balances stand at one edge of the period; movements fill it. */
	edge: 'movement' | 'start' | 'end';
	amount: Decimal;
	/** Of a trial balance: as QuickBooks shows them; undefined is blank. */
	debit?: Decimal | undefined;
	credit?: Decimal | undefined;
}

/** Rows of a cash flow that are balances: they are never added up. */
const EDGES: { [group: string]: 'start' | 'end' } = { BeginningCash: 'start', EndingCash: 'end' };

interface Reading {
	report: ReportEntry;
	answer: ReportAnswer;
	columns: FigureColumn[];
	label: number;
	withTotals: boolean;
	figures: Figure[];
	remarks: string[];
}

/** Where a row stands. */
interface Place {
	section: string;
	path: string[];
}

/**
 * @param remarks receives what does not add up
 * @throws SettingError for an amount that is no number
 */
export function figuresOf(
	report: ReportEntry,
	answer: ReportAnswer,
	columns: FigureColumn[],
	withTotals: boolean,
	remarks: string[],
): Figure[] {
	const label = labelIndex(answer);
	const reading = { report, answer, columns, label, withTotals, figures: [], remarks };
	walk(reading, answer.rows, { section: '', path: [] });
	return reading.figures;
}

/** An amount per column; undefined is blank. */
type Amounts = Array<Decimal | undefined>;

/** Returns what the rows add up to, by column. */
function walk(reading: Reading, nodes: readonly ReportNode[], place: Place): Decimal[] {
	const sums = reading.columns.map(() => ZERO);
	for (const node of nodes) {
		const section = node.group ?? place.section;
		const here = { ...place, section };
		const values =
			node.cells === undefined ? visit(reading, node, here) : record(reading, node.cells, here);
		values.forEach((value, index) => {
			sums[index] = add(sums[index], value ?? ZERO);
		});
	}
	return sums;
}

function visit(reading: Reading, node: ReportNode, place: Place): Amounts {
	const title = node.header?.[reading.label]?.value ?? '';
	const id = node.header?.[reading.label]?.id;
	const inside = { ...place, path: title === '' ? place.path : [...place.path, title] };
	const own = node.header === undefined ? [] : record(reading, node.header, place);
	const nested = walk(reading, node.children, inside);
	const sums = nested.map((value, index) => add(value, own[index] ?? ZERO));
	if (node.summary === undefined) return sums;
	// What closes no titled section (gross profit, net income) is known by its own name.
	const total = { id, path: title === '' ? undefined : inside.path };
	const stated = record(reading, node.summary, inside, total);
	const isComputed = node.children.length === 0 && node.header === undefined;
	// Computed rows (gross profit, net income, grand total) repeat what other rows say.
	if (isComputed) return sums;
	compareTotals(reading, node, stated, sums);
	// A total left blank says nothing; the level above counts what the rows add up to.
	return stated.map((value, index) => value ?? sums[index]);
}

/** Makes figures of a row's cells and returns its amounts. @param total of which section, if it is one's total */
function record(
	reading: Reading,
	cells: ReportCell[],
	place: Place,
	total?: { id: string | undefined; path: string[] | undefined },
): Amounts {
	const { report, columns, label } = reading;
	const name = cells[label]?.value ?? '';
	return columns.map((column) => {
		const amount = amountOf(cells[column.index], {
			report: report.label,
			row: name,
			column: column.title,
		});
		if (amount === undefined) return undefined;
		const isTotalRow = total !== undefined;
		const repeats = isTotalRow || column.isTotal;
		if (!repeats || reading.withTotals) {
			const balance = report.kind === 'movement' ? 'movement' : 'end';
			reading.figures.push({
				isTotalRow,
				section: place.section,
				path: total?.path ?? [...place.path, name],
				id: isTotalRow ? total.id : cells[label]?.id,
				name,
				column,
				edge: EDGES[place.section] ?? balance,
				amount,
			});
		}
		return amount;
	});
}

/** A total that is not the sum of its rows means that rows are missing, or misread: the user must know. */
function compareTotals(
	{ report, columns, remarks, label }: Reading,
	node: ReportNode,
	stated: Amounts,
	sums: Decimal[],
): void {
	// Intuit's own example of a cash flow has a total that leaves a row out.
	if (report.name === 'CashFlow') return;
	const name = node.summary?.[label]?.value ?? '';
	columns.forEach(({ title }, index) => {
		const total = stated[index];
		if (total === undefined || compare(total, sums[index]) === 0) return;
		remarks.push(differenceRemark(report.label, name, subtract(total, sums[index]), title));
	});
}

export function differenceRemark(
	report: string,
	total: string,
	difference: Decimal,
	column: string,
): string {
	return `${report}: "${total}" differs from the sum of its rows by ${formatDecimal(difference, 2)} in the column "${column}". Compare the report with QuickBooks before you use it.`;
}
