/** Rows of reports with one row per posting or document. */
import { subtract, ZERO, type Decimal } from '../../planning/money';
import { amountOf, shown } from './amounts';
import type { ReportEntry } from './catalogue';
import { bind, FIELDS, type BoundColumns } from './detailFields';
import type { DetailRow } from './stitch';
import type { ReportAnswer, ReportCell, ReportNode } from './wire';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

interface Reading extends BoundColumns {
	report: ReportEntry;
	answer: ReportAnswer;
	currency: string;
	rows: DetailRow[];
	/** What the rows so far said last of each document; a journal leaves it blank from the second row on. */
	documents: Map<string, DocumentFacts>;
	/** Rows with amounts that are neither a posting nor a balance. */
	unknown: number;
}

/** Date, kind and number of a document, as far as rows said them. */
type DocumentFacts = { [field: string]: string };

/** Where a row stands: the account of the nearest section, if it has one. */
interface Place {
	section: string;
	path: string[];
	accountName: string;
	accountId: string | undefined;
}

/** @returns the rows, and how many with amounts could not be understood */
export function detailsOf(
	report: ReportEntry,
	answer: ReportAnswer,
	currency: string,
): { rows: DetailRow[]; unknown: number } {
	const reading: Reading = {
		report,
		answer,
		currency,
		...bind(answer),
		rows: [],
		documents: new Map(),
		unknown: 0,
	};
	walk(reading, answer.rows, { section: '', path: [], accountName: '', accountId: undefined });
	return { rows: reading.rows, unknown: reading.unknown };
}

function walk(reading: Reading, nodes: readonly ReportNode[], place: Place): void {
	for (const node of nodes) {
		const section = node.group ?? place.section;
		if (node.cells !== undefined) {
			take(reading, node.cells, { ...place, section });
			continue;
		}
		// A ledger's header bears its title in the first cell, whatever that column holds.
		const [title] = node.header ?? [];
		const inside = { ...place, section };
		if (title !== undefined && title.value !== '') {
			inside.path = [...place.path, title.value];
			// Its id is never inherited: a header without one is another account all the same.
			inside.accountName = title.value;
			inside.accountId = title.id;
		}
		walk(reading, node.children, inside);
	}
}

function take(reading: Reading, cells: ReportCell[], place: Place): void {
	const { bound } = reading;
	if (cells.every(({ value }) => value === '')) return;
	const cell = (field: string): ReportCell | undefined => {
		const index = bound.get(field);
		return index === undefined ? undefined : cells[index];
	};
	const money = (field: string): Decimal | undefined =>
		amountOf(bound.has(field) ? cell(field) : undefined, {
			report: reading.report.label,
			row: [cell('date')?.value, cell('documentNumber')?.value].filter(Boolean).join(' '),
			column: field,
		});
	const transactionId = cell('transactionType')?.id;
	const date = cell('date')?.value ?? '';
	const balance = money('balance');
	const amounts = [money('amount'), money('debit'), money('credit')];
	const hasAmount = amounts.some((amount) => amount !== undefined);
	const hasAccount = !bound.has('accountName') || cell('accountName')?.value !== '';
	const facts = factsOf(reading, transactionId, cell);
	if (transactionId === undefined && !DATE.test(date)) {
		if (balance !== undefined && !hasAmount) push(reading, cells, place, 'beginningBalance', {});
		else if (hasAmount) reading.unknown += 1;
		return;
	}
	// Before 2026 a row with the document's name alone stood before its postings.
	if (!hasAccount && !hasAmount) return;
	push(reading, cells, place, 'transaction', facts);
}

/**
 * What a row says of its document, and for what it leaves blank what the row before of the same document
 * said. Its own words come first: on the cash basis a document has rows of several dates, one per payment.
 */
function factsOf(
	{ documents }: Reading,
	id: string | undefined,
	cell: (field: string) => ReportCell | undefined,
): DocumentFacts {
	const facts = { ...(id === undefined ? {} : documents.get(id)) };
	for (const field of ['date', 'transactionType', 'documentNumber']) {
		const value = cell(field)?.value ?? '';
		// A date that is not repeated can stand there as 0-00-00.
		const isValue = field === 'date' ? DATE.test(value) : value !== '';
		if (isValue) facts[field] = value;
	}
	if (id !== undefined) documents.set(id, facts);
	return facts;
}

function push(
	reading: Reading,
	cells: ReportCell[],
	place: Place,
	rowType: DetailRow['rowType'],
	document: DocumentFacts,
): void {
	const { answer, bound, extra, currency, report } = reading;
	const fields = new Map<string, string | null>();
	fields.set('section', place.section);
	fields.set('path', place.path.join(' > '));
	fields.set('accountId', place.accountId ?? null);
	fields.set('accountName', place.accountName);
	let balance: Decimal | undefined;
	const amounts = new Map<string, Decimal | undefined>();
	for (const [field, index] of bound) {
		const column = answer.columns[index];
		const { id, money } = FIELDS[column.key ?? ''];
		const cell = cells[index] ?? { value: '', id: undefined };
		if (money !== undefined) {
			const where = { report: report.label, row: cells[0]?.value ?? '', column: column.title };
			const amount = amountOf(cell, where);
			amounts.set(field, amount);
			if (field === 'balance') balance = amount;
			fields.set(field, amount === undefined ? null : shown(amount, currency));
			continue;
		}
		const isTitle = rowType === 'beginningBalance';
		// The section's account stays where the row names none.
		if (field === 'accountName' && (isTitle || cell.value === '')) continue;
		fields.set(field, isTitle ? '' : (document[field] ?? cell.value));
		// A column that repeats the section's account can lack the id that the section's header has.
		const ofSection =
			field === 'accountName' && names(cell.value, place) ? place.accountId : undefined;
		if (id !== undefined) fields.set(id, isTitle ? null : (cell.id ?? ofSection ?? null));
	}
	if (!bound.has('amount') && bound.has('debit') && bound.has('credit')) {
		const amount = subtract(amounts.get('debit') ?? ZERO, amounts.get('credit') ?? ZERO);
		fields.set('amount', shown(amount, currency));
	}
	fields.set('currency', currency);
	for (const { key, index } of extra) {
		if (!fields.has(key)) fields.set(key, cells[index]?.value ?? '');
	}
	const accountKey = place.path.join(' > ');
	reading.rows.push({ rowType, accountKey, amount: amounts.get('amount'), balance, fields });
}

/** Whether a name is that of the section's account: its title alone, or with its parents' as `Utilities:Gas`. */
function names(account: string, { path }: Place): boolean {
	return path.some((_, index) => path.slice(index).join(':') === account);
}
