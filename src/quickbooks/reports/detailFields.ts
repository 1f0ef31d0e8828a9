/**
 * Which field of an item a column of a detail report fills: by QuickBooks' key, home currency's variants
 * included. What has no field of its own is kept under QuickBooks' key.
 */
import type { ReportAnswer } from './wire';

/** The field of a key; `id` names the field of the cell's id. */
interface FieldOf {
	field: string;
	id?: string;
	/** Amounts of the company's home currency win over those of the document's. */
	money?: 'home' | 'document';
}

export const FIELDS: { [key: string]: FieldOf } = {
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

/** The columns of one answer. */
export interface BoundColumns {
	/** Field to the index of the column that fills it. */
	bound: Map<string, number>;
	/** Columns kept under QuickBooks' key. */
	extra: Array<{ key: string; index: number }>;
}

export function bind({ columns }: ReportAnswer): BoundColumns {
	const bound = new Map<string, number>();
	const homes = new Set(
		columns.flatMap(({ key = '' }) => (FIELDS[key]?.money === 'home' ? [FIELDS[key].field] : [])),
	);
	const extra: BoundColumns['extra'] = [];
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
