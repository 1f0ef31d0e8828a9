/**
 * The chart of accounts as reports see it: the company's accounts, and those that QuickBooks makes of
 * its own accord when a document first needs one.
 */
import type { Books } from '../books';
import { refId, text } from '../rows';

export interface Account {
	id: string;
	name: string;
	type: string;
	subType: string;
	parentId: string;
	currency: string;
	/** Opening balance in the account's currency: cents, positive on the account's natural side. */
	openingCents: number;
	createdMs: number;
}

/** An account that QuickBooks makes by itself; its id lies above every counted one. */
interface Needed {
	name: string;
	type: string;
	subType: string;
}

const NEEDED = {
	receivable: {
		name: 'Accounts Receivable (A/R)',
		type: 'Accounts Receivable',
		subType: 'AccountsReceivable',
	},
	payable: { name: 'Accounts Payable (A/P)', type: 'Accounts Payable', subType: 'AccountsPayable' },
	undeposited: {
		name: 'Undeposited Funds',
		type: 'Other Current Asset',
		subType: 'UndepositedFunds',
	},
	tax: { name: 'Sales Tax Payable', type: 'Other Current Liability', subType: 'SalesTaxPayable' },
	discount: { name: 'Discounts given', type: 'Income', subType: 'DiscountsRefundsGiven' },
	income: { name: 'Uncategorized Income', type: 'Income', subType: 'UncategorizedIncome' },
	expense: { name: 'Uncategorized Expense', type: 'Expense', subType: 'UncategorizedExpense' },
	exchange: {
		name: 'Exchange Gain or Loss',
		type: 'Other Expense',
		subType: 'ExchangeGainOrLoss',
	},
	opening: { name: 'Opening Balance Equity', type: 'Equity', subType: 'OpeningBalanceEquity' },
	retained: { name: 'Retained Earnings', type: 'Equity', subType: 'RetainedEarnings' },
} satisfies Record<string, Needed>;

export type SystemAccount = keyof typeof NEEDED;

/** Only these exist once per currency. */
const PER_CURRENCY: ReadonlySet<string> = new Set(['receivable', 'payable']);

/** Types whose balances are debits when positive. */
const DEBIT_TYPES: ReadonlySet<string> = new Set([
	'Bank',
	'Accounts Receivable',
	'Other Current Asset',
	'Fixed Asset',
	'Other Asset',
	'Cost of Goods Sold',
	'Expense',
	'Other Expense',
]);

const RESULT_TYPES: ReadonlySet<string> = new Set([
	'Income',
	'Cost of Goods Sold',
	'Expense',
	'Other Income',
	'Other Expense',
]);

/** 1 where a debit raises the account, -1 where a credit does. */
export function naturalSign(account: Account): 1 | -1 {
	return DEBIT_TYPES.has(account.type) ? 1 : -1;
}

/** True for accounts of the profit and loss report. */
export function isResult(account: Account): boolean {
	return RESULT_TYPES.has(account.type);
}

/** True for the accounts that keep what customers owe and what is owed to vendors. */
export function isOpenType(account: Account): boolean {
	return account.type === 'Accounts Receivable' || account.type === 'Accounts Payable';
}

export class Chart {
	private readonly accounts = new Map<string, Account>();
	private readonly home: string;

	constructor(books: Books) {
		this.home = books.company.homeCurrency;
		for (const { row, createdMs } of books.entries('Account')) {
			this.accounts.set(row.Id, {
				id: row.Id,
				name: text(row, 'Name'),
				type: text(row, 'AccountType'),
				subType: text(row, 'AccountSubType'),
				parentId: refId(row, 'ParentRef'),
				currency: refId(row, 'CurrencyRef') || this.home,
				openingCents: Math.round(Number(row.CurrentBalance ?? 0) * 100),
				createdMs,
			});
		}
	}

	all(): Account[] {
		return [...this.accounts.values()];
	}

	find(id: string): Account | undefined {
		return this.accounts.get(id);
	}

	get(id: string): Account {
		const account = this.accounts.get(id);
		if (account === undefined) {
			throw new Error(`The chart of accounts has no account ${id}.`);
		}
		return account;
	}

	/** The id, if the company has such an account, else that of a system account. */
	idOr(id: string, fallback: SystemAccount, currency?: string): string {
		return this.accounts.has(id) ? id : this.system(fallback, currency);
	}

	/** The id of an account that documents need without naming it. */
	system(kind: SystemAccount, currency = this.home): string {
		const needed = NEEDED[kind];
		const perCurrency = PER_CURRENCY.has(kind);
		for (const account of this.accounts.values()) {
			const sameCurrency = !perCurrency || account.currency === currency;
			if (account.subType === needed.subType && sameCurrency) {
				return account.id;
			}
		}
		const foreign = perCurrency && currency !== this.home;
		const letters = foreign
			? [...currency].map((letter) => String(letter.charCodeAt(0))).join('')
			: '';
		const id = `9${Object.keys(NEEDED).indexOf(kind)}0000${letters}`;
		this.accounts.set(id, {
			id,
			name: foreign ? `${needed.name} - ${currency}` : needed.name,
			type: needed.type,
			subType: needed.subType,
			parentId: '',
			currency: foreign ? currency : this.home,
			openingCents: 0,
			createdMs: 0,
		});
		return id;
	}
}
