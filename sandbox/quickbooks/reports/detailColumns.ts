/** The columns of reports with one row per posting, by the key that a caller may ask for. */
import { pacificTime } from '../time';
import type { ReportContext } from './context';
import type { Leg, Line } from './entry';
import { nameOf } from './summaryColumns';
import { money, type Cell, type WireColumn } from './wire';

/** What a row knows beside the posting itself. */
export interface RowView {
	line: Line;
	/** Amount as the report shows it, home currency. */
	cents: number;
	/** Running balance, where the report has one. */
	balance?: number;
	/** A row after the first of its document: date and kind are not repeated. */
	repeated?: boolean;
}

interface DetailColumn {
	title: string;
	cell(view: RowView, context: ReportContext): Cell;
	/** Right-hand columns: what a total is made of. */
	isMoney?: boolean;
}

/** What JournalReport writes in place of a date that is not repeated. */
const NO_DATE = '0-00-00';

const debit = (view: RowView) => money(view.line.leg.cents > 0 ? view.line.leg.cents : undefined);
const credit = (view: RowView) => money(view.line.leg.cents < 0 ? -view.line.leg.cents : undefined);

const COLUMNS: Record<string, DetailColumn> = {
	tx_date: {
		title: 'Date',
		cell: ({ line, repeated }) => ({ value: repeated ? NO_DATE : line.entry.date }),
	},
	txn_type: {
		title: 'Transaction Type',
		cell: ({ line, repeated }, { words }) => ({
			value: repeated ? '' : words(line.entry.type),
			id: line.entry.id,
		}),
	},
	doc_num: {
		title: 'Num',
		cell: ({ line, repeated }) => ({ value: repeated ? '' : line.entry.docNumber }),
	},
	is_no_post: { title: 'Posting', cell: () => ({ value: 'Yes' }) },
	name: { title: 'Name', cell: (view, context) => partyCell(view, context) },
	memo: { title: 'Memo/Description', cell: ({ line }) => ({ value: line.leg.memo }) },
	account_name: {
		title: 'Account',
		cell: ({ line }, { ledger }) =>
			accountCell(line.leg, ledger.chart.get(line.leg.accountId).name),
	},
	other_account: { title: 'Split', cell: (view, context) => splitCell(view, context) },
	split_acc: { title: 'Split', cell: (view, context) => splitCell(view, context) },
	cust_name: { title: 'Customer', cell: namedCell('customerId', 'Customer') },
	vend_name: { title: 'Vendor', cell: namedCell('vendorId', 'Vendor') },
	emp_name: { title: 'Employee', cell: namedCell('employeeId', 'Employee') },
	item_name: { title: 'Product/Service', cell: namedCell('itemId', 'Item') },
	klass_name: { title: 'Class', cell: namedCell('classId', 'Class') },
	dept_name: { title: 'Location', cell: namedCell('departmentId', 'Department') },
	due_date: { title: 'Due Date', cell: ({ line }) => ({ value: line.entry.dueDate }) },
	create_date: {
		title: 'Create Date',
		cell: ({ line }) => ({ value: pacificTime(line.entry.createdMs) }),
	},
	last_mod_date: {
		title: 'Last Modified',
		cell: ({ line }) => ({ value: pacificTime(line.entry.updatedMs) }),
	},
	currency: { title: 'Currency', cell: ({ line }) => ({ value: line.entry.currency }) },
	exch_rate: { title: 'Exchange Rate', cell: ({ line }) => ({ value: String(line.entry.rate) }) },
	debt_amt: { title: 'Debit', cell: debit, isMoney: true },
	credit_amt: { title: 'Credit', cell: credit, isMoney: true },
	subt_nat_amount: { title: 'Amount', cell: ({ cents }) => money(cents), isMoney: true },
	rbal_nat_amount: { title: 'Balance', cell: ({ balance }) => money(balance), isMoney: true },
};

/** With multicurrency switched on amounts have other keys, and the plain ones are not answered. */
const HOME_KEYS: Record<string, string> = {
	debt_amt: 'debt_home_amt',
	credit_amt: 'credit_home_amt',
	subt_nat_amount: 'subt_nat_home_amount',
	rbal_nat_amount: 'rbal_nat_home_amount',
};
const MULTICURRENCY_ONLY = ['currency', 'exch_rate'];

/** The columns of one answer. */
export class DetailColumns {
	/** Keys without the home currency's variant. */
	readonly keys: string[];

	constructor(
		private readonly context: ReportContext,
		usual: string[],
	) {
		const { multicurrency } = context.books.company;
		const asked = context.request.columns;
		if (asked === undefined) {
			this.keys = usual;
			return;
		}
		// Unknown keys, and those of the other kind of company, are left out without a word.
		this.keys = Object.keys(COLUMNS).filter((key) => {
			const shown = multicurrency ? (HOME_KEYS[key] ?? key) : key;
			return asked.includes(shown) && (multicurrency || !MULTICURRENCY_ONLY.includes(key));
		});
	}

	wire(): WireColumn[] {
		const { words, books } = this.context;
		return this.keys.map((key) => {
			const { title } = COLUMNS[key];
			const shown = books.company.multicurrency ? (HOME_KEYS[key] ?? key) : key;
			return {
				ColTitle: words(title),
				ColType: shown,
				MetaData: [{ Name: 'ColKey', Value: shown }],
			};
		});
	}

	cells(view: RowView): Cell[] {
		return this.keys.map((key) => COLUMNS[key].cell(view, this.context));
	}

	/** A row of blanks with a title first and the given money columns. */
	titled(title: Cell, values: Partial<Record<string, number>> = {}): Cell[] {
		return this.keys.map((key, index) => {
			if (index === 0) {
				return title;
			}
			return COLUMNS[key].isMoney === true ? money(values[key]) : { value: '' };
		});
	}
}

function partyCell({ line }: RowView, { books }: ReportContext): Cell {
	const { leg, entry } = line;
	const kinds = [
		['Customer', leg.customerId],
		['Vendor', leg.vendorId],
		['Employee', leg.employeeId],
	] as const;
	const [kind, id] =
		kinds.find(([one, value]) => value !== '' && one === entry.party?.kind) ??
		kinds.find(([, value]) => value !== '') ??
		[];
	if (kind === undefined || id === undefined) {
		return { value: '', id: '' };
	}
	return { value: nameOf(books.stored(kind, id)?.row), id };
}

function namedCell(key: keyof Leg, entity: string) {
	return ({ line }: RowView, { books }: ReportContext): Cell => {
		const id = String(line.leg[key] ?? '');
		return id === '' ? { value: '' } : { value: nameOf(books.stored(entity, id)?.row), id };
	};
}

function accountCell(leg: Leg, name: string): Cell {
	return { value: name, id: leg.accountId };
}

/** The other side of a posting, or a word that there are several. */
function splitCell({ line }: RowView, { ledger }: ReportContext): Cell {
	const [main] = line.entry.legs;
	const others = line.leg === main ? line.entry.legs.filter((leg) => leg !== main) : [main];
	const ids = new Set(others.map((leg) => leg.accountId));
	const [id] = ids;
	return ids.size === 1 && id !== undefined
		? { value: ledger.chart.get(id).name, id }
		: { value: '-Split-', id: '' };
}
