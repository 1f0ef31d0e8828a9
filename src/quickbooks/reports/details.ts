/**
 * Rows of reports with one row per posting or document. Columns are found by key, home currency's
 * variants included; what has no field of its own is kept under QuickBooks' key.
 */
import { subtract, ZERO, type Decimal } from '../../planning/money';
import { amountOf, shown } from './amounts';
import type { ReportEntry } from './catalogue';
import type { DetailRow } from './stitch';
import type { ReportAnswer, ReportCell, ReportNode } from './wire';

/** The field of a key; `id` names the field of the cell's id. */
interface FieldOf {
	field: string;
	id?: string;
	/** Amounts of the company's home currency win over those of the document's. */
	money?: 'home' | 'document';
}

const FIELDS: { [key: string]: FieldOf } = {
	tx_date: { field: 'date' },
	txn_type: { field: 'transactionType', id: 'transactionId' },
	doc_num: { field: 'documentNumber' },
	name: { field: 'name', id: 'nameId' },
	memo: { field: 'memo' },
	account_name: { field: 'accountName', id: 'accountId' },
	split_acc: { field: 'splitAccountName', id: 'splitAccountId' },
	other_account: { field: 'splitAccountName', id: 'splitAccountId' },
	cust_name: { field: 'customerName', id: 'customerId' },
	vend_name: { field: 'vendorName', id: 'vendorId' },
	emp_name: { field: 'employeeName', id: 'employeeId' },
	item_name: { field: 'itemName', id: 'itemId' },
	klass_name: { field: 'className', id: 'classId' },
	dept_name: { field: 'departmentName', id: 'departmentId' },
	due_date: { field: 'dueDate' },
	currency: { field: 'transactionCurrency' },
	exch_rate: { field: 'exchangeRate' },
	subt_nat_home_amount: { field: 'amount', money: 'home' },
	subt_nat_amount_home_nt: { field: 'amount', money: 'home' },
	subt_nat_amount: { field: 'amount', money: 'document' },
	subt_nat_amount_nt: { field: 'amount', money: 'document' },
	debt_home_amt: { field: 'debit', money: 'home' },
	debt_amt: { field: 'debit', money: 'document' },
	credit_home_amt: { field: 'credit', money: 'home' },
	credit_amt: { field: 'credit', money: 'document' },
	rbal_nat_home_amount: { field: 'balance', money: 'home' },
	rbal_nat_amount_home_nt: { field: 'balance', money: 'home' },
	rbal_nat_amount: { field: 'balance', money: 'document' },
	rbal_nat_amount_nt: { field: 'balance', money: 'document' },
};

/** What a user may ask for by the plain key, and its key in a company with several currencies. */
export const HOME_KEYS: { [key: string]: string } = {
	subt_nat_amount: 'subt_nat_home_amount',
	debt_amt: 'debt_home_amt',
	credit_amt: 'credit_home_amt',
	rbal_nat_amount: 'rbal_nat_home_amount',
	nat_open_bal: 'nat_home_open_bal',
	tax_amount: 'home_tax_amount',
	net_amount: 'home_net_amount',
};

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Names that items already use; a column of that key gets another one. */
const TAKEN: ReadonlySet<string> = new Set([
	'kind',
	'report',
	'rowType',
	'realmId',
	'runId',
	'section',
	'path',
]);

interface Reading {
	report: ReportEntry;
	answer: ReportAnswer;
	currency: string;
	/** Field to the index of the column that fills it. */
	bound: Map<string, number>;
	/** Columns kept under QuickBooks' key. */
	extra: Array<{ key: string; index: number }>;
	rows: DetailRow[];
	/** What the first row of a document said of it; later rows leave it blank. */
	documents: Map<string, { [field: string]: string }>;
	/** Rows with amounts that are neither a posting nor a balance. */
	unknown: number;
}

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

function bind({ columns }: ReportAnswer): Pick<Reading, 'bound' | 'extra'> {
	const bound = new Map<string, number>();
	const homes = new Set(
		columns.flatMap(({ key = '' }) => (FIELDS[key]?.money === 'home' ? [FIELDS[key].field] : [])),
	);
	const extra: Reading['extra'] = [];
	columns.forEach(({ key, title }, index) => {
		const known = key === undefined ? undefined : FIELDS[key];
		const isSecond = known?.money === 'document' && homes.has(known.field);
		if (known === undefined || isSecond || bound.has(known.field)) {
			const name = key ?? title;
			extra.push({ key: TAKEN.has(name) ? `column_${name}` : name, index });
		} else {
			bound.set(known.field, index);
		}
	});
	return { bound, extra };
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
	const remembered = rememberDocument(reading, transactionId, cell);
	if (transactionId === undefined && !DATE.test(date)) {
		if (balance !== undefined && !hasAmount) push(reading, cells, place, 'beginningBalance', {});
		else if (hasAmount) reading.unknown += 1;
		return;
	}
	// Before 2026 a row with the document's name alone stood before its postings.
	if (!hasAccount && !hasAmount) return;
	push(reading, cells, place, 'transaction', remembered);
}

/** Date, kind and number of a document stand on its first row only. */
function rememberDocument(
	{ documents }: Reading,
	id: string | undefined,
	cell: (field: string) => ReportCell | undefined,
): { [field: string]: string } {
	if (id === undefined) return {};
	const known = documents.get(id) ?? {};
	for (const field of ['date', 'transactionType', 'documentNumber']) {
		const value = cell(field)?.value ?? '';
		const isValue = field === 'date' ? DATE.test(value) : value !== '';
		if (isValue && known[field] === undefined) known[field] = value;
	}
	documents.set(id, known);
	return known;
}

function push(
	reading: Reading,
	cells: ReportCell[],
	place: Place,
	rowType: DetailRow['rowType'],
	document: { [field: string]: string },
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
		if (id !== undefined) fields.set(id, isTitle ? null : (cell.id ?? null));
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
