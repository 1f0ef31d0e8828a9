/** The figures of a trial balance: one per account, debit less credit, whatever the depth of its sections. */
import { add, compare, subtract, ZERO, type Decimal } from '../../planning/money';
import { amountOf } from './amounts';
import type { ReportEntry } from './catalogue';
import { debitAndCredit, labelIndex, type FigureColumn } from './columns';
import type { Span } from './days';
import { differenceRemark, type Figure } from './figures';
import type { ReportAnswer, ReportCell, ReportNode } from './wire';

/** QuickBooks' name of the row that adds up all others. */
const GRAND_TOTAL = 'GrandTotal';

/** Debit and credit; undefined is blank. */
interface Sides {
	debit: Decimal | undefined;
	credit: Decimal | undefined;
}

/** What several rows add up to. */
interface Sums {
	debit: Decimal;
	credit: Decimal;
}

interface Reading {
	report: ReportEntry;
	answer: ReportAnswer;
	label: number;
	at: { debit: number; credit: number };
	/** The one column that the figures have: both sides make one amount. */
	column: FigureColumn;
	figures: Figure[];
	/** Totals of the whole report. */
	grand: Array<{ name: string; stated: Sides }>;
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
export function trialBalanceFigures(
	report: ReportEntry,
	answer: ReportAnswer,
	span: Span,
	withTotals: boolean,
	remarks: string[],
): Figure[] {
	const at = debitAndCredit(answer);
	const column: FigureColumn = {
		index: at.debit,
		title: '',
		isTotal: false,
		span,
		period: span,
		key: span.end,
		dimension: undefined,
		bucket: undefined,
	};
	const label = labelIndex(answer);
	const reading: Reading = { report, answer, label, at, column, figures: [], grand: [], remarks };
	const sums = walk(reading, answer.rows, { section: '', path: [] });
	for (const { name, stated } of reading.grand) compareGrand(reading, name, stated, sums);
	return reading.figures.filter(({ isTotalRow }) => withTotals || !isTotalRow);
}

/** Returns what the rows add up to. */
function walk(reading: Reading, nodes: readonly ReportNode[], place: Place): Sums {
	let sums: Sums = { debit: ZERO, credit: ZERO };
	for (const node of nodes) {
		const here = { ...place, section: node.group ?? place.section };
		const inside =
			node.cells === undefined
				? visit(reading, node, here)
				: record(reading, node.cells, { ...here, path: pathTo(reading, node.cells, here) });
		sums = plus(sums, inside);
	}
	return sums;
}

function visit(reading: Reading, node: ReportNode, place: Place): Sums {
	const { header, summary, children } = node;
	const inside = header === undefined ? place : { ...place, path: pathTo(reading, header, place) };
	// A parent account that was posted to itself has its own amounts in the header.
	const own = header === undefined ? {} : record(reading, header, inside);
	const sums = plus(walk(reading, children, inside), own);
	if (summary === undefined) return sums;
	const isComputed = header === undefined && children.length === 0;
	const of = isComputed ? { ...place, path: pathTo(reading, summary, place) } : inside;
	const stated = record(reading, summary, of, { id: header?.[reading.label]?.id });
	const name = summary[reading.label]?.value ?? '';
	if (isComputed || node.group === GRAND_TOTAL) reading.grand.push({ name, stated });
	else compareSection(reading, name, stated, sums);
	// What the rows say, because a section may show the difference of its two sides.
	return sums;
}

function pathTo({ label }: Reading, cells: ReportCell[], { path }: Place): string[] {
	const title = cells[label]?.value ?? '';
	return title === '' ? path : [...path, title];
}

/** Makes a figure of a row's cells and returns its sides. @param total of which section's header */
function record(
	reading: Reading,
	cells: ReportCell[],
	{ section, path }: Place,
	total?: { id: string | undefined },
): Sides {
	const { report, label, at, column } = reading;
	const name = cells[label]?.value ?? '';
	const amountAt = (index: number) =>
		amountOf(cells[index], { report: report.label, row: name, column: titleAt(reading, index) });
	const [debit, credit] = [amountAt(at.debit), amountAt(at.credit)];
	if (debit !== undefined || credit !== undefined) {
		reading.figures.push({
			isTotalRow: total !== undefined,
			section,
			path,
			id: total === undefined ? cells[label]?.id : total.id,
			name,
			column,
			edge: 'end',
			amount: subtract(debit ?? ZERO, credit ?? ZERO),
			debit,
			credit,
		});
	}
	return { debit, credit };
}

/** Both sides must be those of all rows, however the sections between show theirs. */
function compareGrand(reading: Reading, name: string, stated: Sides, sums: Sums): void {
	for (const side of ['debit', 'credit'] as const) {
		const total = stated[side];
		if (total === undefined) continue;
		remark(reading, name, subtract(total, sums[side]), titleAt(reading, reading.at[side]));
	}
}

/** A section can show both sides or their difference: only the difference is the same in any case. */
function compareSection(reading: Reading, name: string, stated: Sides, sums: Sums): void {
	if (stated.debit === undefined && stated.credit === undefined) return;
	const { at } = reading;
	const titles = [at.debit, at.credit].map((index) => titleAt(reading, index));
	const net = ({ debit, credit }: Sides) => subtract(debit ?? ZERO, credit ?? ZERO);
	remark(reading, name, subtract(net(stated), net(sums)), titles.join(' - '));
}

function remark(
	{ report, column, remarks }: Reading,
	name: string,
	difference: Decimal,
	title: string,
): void {
	if (compare(difference, ZERO) === 0) return;
	const label = `${report.label} as of ${column.period.end}`;
	remarks.push(differenceRemark(label, name, difference, title));
}

/** Titles are for people: QuickBooks' own, else ours. */
function titleAt({ answer, at }: Reading, index: number): string {
	return answer.columns[index].title || (index === at.debit ? 'Debit' : 'Credit');
}

function plus(a: Sums, b: Partial<Sides>): Sums {
	return {
		debit: add(a.debit, b.debit ?? ZERO),
		credit: add(a.credit, b.credit ?? ZERO),
	};
}
