/**
 * The reports this pack reads, and what Intuit's reference says each of them understands. What a
 * report does not understand it ignores without a word, so a filter it lacks is refused here.
 */
import { SettingError } from '../../errors';

/**
 * `movement`: what was posted in a period, so parts of a range add up. `balance`: what stands at the
 * end of a period, which is never added up. `asOf`: a list of balances on one day. `detail`: one row
 * per posting or document.
 */
export type ReportKind = 'movement' | 'balance' | 'asOf' | 'detail';

export type ReportFilter = 'account' | 'class' | 'customer' | 'department' | 'item' | 'vendor';

export interface ReportEntry {
	/** As in the address and in the answer's header. */
	name: string;
	label: string;
	description: string;
	kind: ReportKind;
	/** What the rows of figures are about. */
	about: 'account' | 'customer' | 'vendor';
	filters: readonly ReportFilter[];
	/** Whether accounting_method counts; receivables and payables are the same on both. */
	hasMethod: boolean;
	/** Columns by which QuickBooks can cut its figures. */
	summaries: readonly SummarizeBy[];
	/** Of details: what is asked for where the user names no columns; QuickBooks' own choice if empty. */
	columns: readonly string[];
}

export const SUMMARIES = [
	'Total',
	'Month',
	'Quarter',
	'Year',
	'FiscalQuarter',
	'FiscalYear',
	'Customers',
	'Vendors',
	'Employees',
	'Classes',
	'Departments',
	'ProductsAndServices',
] as const;
export type SummarizeBy = (typeof SUMMARIES)[number];

const PERIODS: readonly SummarizeBy[] = [
	'Total',
	'Month',
	'Quarter',
	'Year',
	'FiscalQuarter',
	'FiscalYear',
];
const STATEMENT_FILTERS: readonly ReportFilter[] = [
	'class',
	'customer',
	'department',
	'item',
	'vendor',
];
const PARTY_OF: { [about: string]: readonly ReportFilter[] } = {
	customer: ['customer', 'department'],
	vendor: ['department', 'vendor'],
};

/** A ledger says an account's id in this column only: headers of sub-accounts come without one. */
const LEDGER_COLUMNS = [
	'tx_date',
	'txn_type',
	'doc_num',
	'name',
	'memo',
	'account_name',
	'split_acc',
	'subt_nat_amount',
	'rbal_nat_amount',
];

function statement(name: string, label: string, kind: ReportKind, description: string) {
	return {
		name,
		label,
		description,
		kind,
		about: 'account' as const,
		filters: STATEMENT_FILTERS,
		hasMethod: true,
		summaries: SUMMARIES,
		columns: [],
	};
}

function partyList(name: string, label: string, about: 'customer' | 'vendor', description: string) {
	return {
		name,
		label,
		description,
		kind: 'asOf' as const,
		about,
		filters: PARTY_OF[about],
		hasMethod: false,
		summaries: [],
		columns: [],
	};
}

function detail(
	name: string,
	label: string,
	description: string,
	more: Pick<ReportEntry, 'filters' | 'hasMethod'> & { columns?: readonly string[] },
) {
	return {
		name,
		label,
		description,
		kind: 'detail' as const,
		about: 'account' as const,
		summaries: [],
		columns: [],
		...more,
	};
}

export const REPORTS: readonly ReportEntry[] = [
	partyList('AgedPayables', 'Aged Payables', 'vendor', 'What is owed to vendors, by days overdue'),
	partyList(
		'AgedReceivables',
		'Aged Receivables',
		'customer',
		'What customers owe, by days overdue',
	),
	statement('BalanceSheet', 'Balance Sheet', 'balance', 'Balances at the end of each period'),
	statement('CashFlow', 'Cash Flow', 'movement', 'Where cash came from and went, by account'),
	partyList('CustomerBalance', 'Customer Balance', 'customer', 'What each customer owes'),
	detail('GeneralLedger', 'General Ledger', 'Every posting, account by account', {
		filters: ['account', 'class', 'customer', 'department', 'vendor'],
		hasMethod: true,
		columns: LEDGER_COLUMNS,
	}),
	detail('JournalReport', 'Journal', 'Every posting, document by document', {
		filters: [],
		hasMethod: false,
	}),
	statement('ProfitAndLoss', 'Profit and Loss', 'movement', 'Income and expense by account'),
	detail('ProfitAndLossDetail', 'Profit and Loss Detail', 'Every posting to income and expense', {
		filters: ['account', 'class', 'customer', 'department', 'vendor'],
		hasMethod: true,
	}),
	detail('TransactionList', 'Transaction List', 'One row per document', {
		filters: ['customer', 'department', 'vendor'],
		hasMethod: false,
	}),
	{
		...statement(
			'TrialBalance',
			'Trial Balance',
			'balance',
			'The balance of each account at the end of each period, income and expense from the start of the fiscal year',
		),
		filters: [],
		summaries: PERIODS,
	},
	partyList('VendorBalance', 'Vendor Balance', 'vendor', 'What is owed to each vendor'),
];

/** @throws SettingError for a name that is not in the table */
export function reportNamed(name: string): ReportEntry {
	const found = REPORTS.find((entry) => entry.name === name);
	if (found !== undefined) return found;
	throw new SettingError(
		`"${name}" is not a report of this node.`,
		`Choose one of ${REPORTS.map((entry) => entry.name).join(', ')}.`,
	);
}
