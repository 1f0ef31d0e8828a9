/**
 * The one table of QuickBooks entities. Adding an entity is adding a row here and a preset in
 * `src/planning/presets/`. Sources: QuickBooks' entity reference (kinds, deletion, Active); change data
 * capture's page for `cdc`; the webhooks page for `webhookOperations`.
 */

/** What a webhook can say that happened to an object. */
export type WebhookOperation = 'created' | 'updated' | 'deleted' | 'merged' | 'void' | 'emailed';

/**
 * `list`: items that are made inactive, never deleted. `transaction`: documents that can be deleted.
 * `single`: the one object of a company (CompanyInfo, Preferences). `rate`: exchange rates, which have
 * no Id and are asked for by currency and date.
 */
export type EntityKind = 'list' | 'transaction' | 'single' | 'rate';

export interface EntityEntry {
	/** QuickBooks' name, PascalCase singular, as in FROM and in answers. */
	name: string;
	/** Plural for people, as the editor shows it. */
	label: string;
	kind: EntityKind;
	/** Whether change data capture reports it. What it does not report is read by query. */
	cdc: boolean;
	/** Whether queries hide inactive objects unless a filter on Active asks for them. */
	hidesInactive: boolean;
	/** Whether objects can be deleted for good, so that only a tombstone or nothing is left. */
	deletable: boolean;
	/** Whether queries can filter on TxnDate. What is not dated is loaded as a whole at first. */
	dated: boolean;
	/** Whether objects can carry custom fields (CustomField). */
	customFields: boolean;
	/** What webhooks report of it; empty where QuickBooks sends none (Intuit's webhooks page). */
	webhookOperations: readonly WebhookOperation[];
	/**
	 * Whether its objects become planning rows. What does not is read for other purposes (settings,
	 * rates) and has no code in Anaplan.
	 */
	planned: boolean;
	/** Stands in the middle of every planning key. Never change it: keys in Anaplan depend on it. */
	codePrefix: string;
	/** Lists before transactions; lower loads first. */
	loadOrder: number;
}

/** Letters of the webhooks page's table: created, updated, deleted, merged, void, emailed. */
const OPERATIONS: { [letter: string]: WebhookOperation } = {
	C: 'created',
	U: 'updated',
	D: 'deleted',
	M: 'merged',
	V: 'void',
	E: 'emailed',
};

type Differences = Partial<
	Omit<EntityEntry, 'name' | 'label' | 'kind' | 'codePrefix' | 'loadOrder' | 'webhookOperations'>
>;

/** What entities of a kind have in common; a row names only what differs. */
const USUAL: { [kind in EntityKind]: Required<Differences> } = {
	list: {
		cdc: true,
		hidesInactive: true,
		deletable: false,
		dated: false,
		customFields: false,
		planned: true,
	},
	transaction: {
		cdc: true,
		hidesInactive: false,
		deletable: true,
		dated: true,
		customFields: false,
		planned: true,
	},
	// Change data capture is not documented for these two.
	single: {
		cdc: false,
		hidesInactive: false,
		deletable: false,
		dated: false,
		customFields: false,
		planned: false,
	},
	rate: {
		cdc: false,
		hidesInactive: false,
		deletable: false,
		dated: false,
		customFields: false,
		planned: false,
	},
};

function entry(
	kind: EntityKind,
	name: string,
	label: string,
	codePrefix: string,
	loadOrder: number,
	webhooks: string,
	differences: Differences = {},
): EntityEntry {
	const webhookOperations = [...webhooks].map((letter) => OPERATIONS[letter]);
	return {
		name,
		label,
		kind,
		...USUAL[kind],
		...differences,
		webhookOperations,
		codePrefix,
		loadOrder,
	};
}

const CUSTOM: Differences = { customFields: true };

export const ENTITIES: readonly EntityEntry[] = [
	entry('list', 'Account', 'Accounts', 'ACC', 10, 'CUDM'),
	entry('list', 'Class', 'Classes', 'CLS', 12, 'CUDM'),
	entry('list', 'Department', 'Departments (Locations)', 'DEP', 13, 'CUM'),
	entry('list', 'Term', 'Terms', 'TRM', 14, 'CU'),
	entry('list', 'PaymentMethod', 'Payment Methods', 'PMT', 15, 'CUM'),
	entry('list', 'TaxRate', 'Tax Rates', 'TXR', 16, '', { cdc: false }),
	entry('list', 'TaxCode', 'Tax Codes', 'TXC', 17, '', { cdc: false }),
	entry('list', 'Vendor', 'Vendors', 'VEN', 20, 'CUDM', CUSTOM),
	entry('list', 'Customer', 'Customers', 'CUS', 30, 'CUDM', CUSTOM),
	entry('list', 'Employee', 'Employees', 'EMP', 35, 'CUDM'),
	entry('list', 'Item', 'Items', 'ITM', 40, 'CUDM', CUSTOM),
	entry('single', 'CompanyInfo', 'Company Info', 'CMP', 50, ''),
	entry('single', 'Preferences', 'Preferences', 'PRF', 51, 'U'),
	entry('rate', 'ExchangeRate', 'Exchange Rates', 'XRT', 52, ''),
	entry('transaction', 'Invoice', 'Invoices', 'INV', 110, 'CUDVE', CUSTOM),
	entry('transaction', 'SalesReceipt', 'Sales Receipts', 'SRC', 112, 'CUDVE', CUSTOM),
	entry('transaction', 'CreditMemo', 'Credit Memos', 'CRM', 114, 'CUDVE', CUSTOM),
	entry('transaction', 'RefundReceipt', 'Refund Receipts', 'RFD', 116, 'CUDVE', CUSTOM),
	entry('transaction', 'Estimate', 'Estimates', 'EST', 118, 'CUDE', CUSTOM),
	entry('transaction', 'Bill', 'Bills', 'BIL', 120, 'CUD', CUSTOM),
	entry('transaction', 'VendorCredit', 'Vendor Credits', 'VCR', 122, 'CUD', CUSTOM),
	entry('transaction', 'Purchase', 'Purchases (Expenses)', 'PUR', 124, 'CUDV', CUSTOM),
	entry('transaction', 'PurchaseOrder', 'Purchase Orders', 'POR', 126, 'CUDE', CUSTOM),
	entry('transaction', 'Payment', 'Payments', 'PAY', 130, 'CUDVE'),
	entry('transaction', 'BillPayment', 'Bill Payments', 'BPM', 132, 'CUDV'),
	entry('transaction', 'Deposit', 'Deposits', 'DPS', 140, 'CUD'),
	entry('transaction', 'Transfer', 'Transfers', 'TRF', 142, 'CUDV'),
	entry('transaction', 'JournalEntry', 'Journal Entries', 'JRN', 150, 'CUD'),
	entry('transaction', 'TimeActivity', 'Time Activities', 'TIM', 160, 'CUD', { cdc: false }),
	// A budget has a start and an end date, and can be deleted as well as made inactive.
	entry('transaction', 'Budget', 'Budgets', 'BUD', 170, 'CU', {
		hidesInactive: true,
		dated: false,
	}),
];

/** Entities whose changes can be read. Exchange rates have neither Ids nor versions. */
export const CHANGING_ENTITIES: readonly EntityEntry[] = ENTITIES.filter(
	({ kind }) => kind !== 'rate',
);

/** Entities that have planning rows, and so a place in Anaplan and in the sync ledger. */
export const PLANNED_ENTITIES: readonly EntityEntry[] = ENTITIES.filter(({ planned }) => planned);

const byName = new Map(ENTITIES.map((entry) => [entry.name, entry]));

const byLowerName = new Map(ENTITIES.map((entry) => [entry.name.toLowerCase(), entry]));

/** The table's row of an entity, or undefined where the pack does not know the name. */
export function findEntity(name: string): EntityEntry | undefined {
	return byName.get(name);
}

/** As {@link findEntity}, whatever the case: webhooks write names in lower case. */
export function findEntityOfWebhook(name: string): EntityEntry | undefined {
	return byLowerName.get(name.toLowerCase());
}

/** The entity's plural for people; a name the pack does not know as it is. */
export function labelOf(entity: string): string {
	return findEntity(entity)?.label ?? entity;
}
