/**
 * What the simulated service knows of each entity: kind, properties, which of them a query may
 * filter on, and what a write must bring. Sources: Intuit's entity reference and public reports of
 * properties that are "not queryable"; the filterable set is the small one that is safe in practice.
 */

export type EntityKind = 'list' | 'transaction' | 'single';
export type PropertyType = 'id' | 'text' | 'date' | 'time' | 'boolean' | 'number' | 'ref';

export interface EntityDefinition {
	name: string;
	kind: EntityKind;
	/** Default sort: a name property ascending, or newest change first. */
	nameProperty?: string;
	/** Properties a query may filter on, with how values compare. */
	filterable: ReadonlyMap<string, PropertyType>;
	/** Further properties the entity has; filtering on them is refused as not queryable. */
	others: ReadonlySet<string>;
	/** Must be present in a create. */
	required: readonly string[];
	/** Whether change data capture reports it. */
	cdc: boolean;
	/** Whether the simulator lets a client write it. */
	writable: boolean;
}

const COMMON: Array<[string, PropertyType]> = [
	['Id', 'id'],
	['MetaData.CreateTime', 'time'],
	['MetaData.LastUpdatedTime', 'time'],
];
const COMMON_OTHERS = ['SyncToken', 'MetaData', 'domain', 'sparse', 'CustomField', 'status'];
const TRANSACTION_OTHERS =
	'PrivateNote CurrencyRef ExchangeRate DepartmentRef ClassRef LinkedTxn Line TxnTaxDetail TotalAmt Balance';
const SALES_OTHERS =
	'CustomerMemo SalesTermRef BillAddr ShipAddr BillEmail EmailStatus PrintStatus ApplyTaxAfterDiscount HomeTotalAmt HomeBalance Deposit AllowOnlineACHPayment';

interface Shape {
	kind: EntityKind;
	nameProperty?: string;
	filters?: Array<[string, PropertyType]>;
	others?: string;
	required?: string[];
	cdc?: boolean;
	writable?: boolean;
}

function define(name: string, shape: Shape): EntityDefinition {
	const list: Array<[string, PropertyType]> = shape.kind === 'list' ? [['Active', 'boolean']] : [];
	const transaction: Array<[string, PropertyType]> =
		shape.kind === 'transaction'
			? [
					['DocNumber', 'text'],
					['TxnDate', 'date'],
				]
			: [];
	return {
		name,
		kind: shape.kind,
		nameProperty: shape.nameProperty,
		filterable: new Map([...COMMON, ...list, ...transaction, ...(shape.filters ?? [])]),
		others: new Set([
			...COMMON_OTHERS,
			...(shape.kind === 'transaction' ? TRANSACTION_OTHERS.split(' ') : []),
			...(shape.others ?? '').split(' ').filter((word) => word !== ''),
		]),
		required: shape.required ?? [],
		cdc: shape.cdc ?? true,
		writable: shape.writable ?? false,
	};
}

const NAMES_OTHERS =
	'Title Suffix PrintOnCheckName PrimaryPhone AlternatePhone Mobile Fax PrimaryEmailAddr WebAddr BillAddr Balance CurrencyRef';

const DEFINITIONS: EntityDefinition[] = [
	define('Account', {
		kind: 'list',
		nameProperty: 'Name',
		filters: [
			['Name', 'text'],
			['AccountType', 'text'],
		],
		others:
			'AcctNum Description SubAccount ParentRef FullyQualifiedName Classification AccountSubType CurrentBalance CurrentBalanceWithSubAccounts CurrencyRef TaxCodeRef',
		required: ['Name', 'AccountType'],
		writable: true,
	}),
	define('Vendor', {
		kind: 'list',
		nameProperty: 'DisplayName',
		filters: [
			['DisplayName', 'text'],
			['GivenName', 'text'],
			['FamilyName', 'text'],
			['CompanyName', 'text'],
		],
		others: `${NAMES_OTHERS} MiddleName AcctNum Vendor1099 TermRef APAccountRef TaxIdentifier BillRate CostRate`,
		required: ['DisplayName'],
		writable: true,
	}),
	define('Customer', {
		kind: 'list',
		nameProperty: 'DisplayName',
		filters: [
			['DisplayName', 'text'],
			['GivenName', 'text'],
			['FamilyName', 'text'],
			['CompanyName', 'text'],
		],
		others: `${NAMES_OTHERS} MiddleName FullyQualifiedName ParentRef Job Level BillWithParent IsProject BalanceWithJobs SalesTermRef PaymentMethodRef DefaultTaxCodeRef CustomerTypeRef Taxable ShipAddr Notes PreferredDeliveryMethod`,
		required: ['DisplayName'],
		writable: true,
	}),
	define('Item', {
		kind: 'list',
		nameProperty: 'Name',
		filters: [
			['Name', 'text'],
			['Type', 'text'],
		],
		others:
			'Sku Description UnitPrice PurchaseCost IncomeAccountRef ExpenseAccountRef AssetAccountRef TrackQtyOnHand QtyOnHand InvStartDate SubItem ParentRef Level FullyQualifiedName Taxable SalesTaxCodeRef ClassRef ItemGroupDetail',
		required: ['Name', 'Type'],
		writable: true,
	}),
	define('Class', {
		kind: 'list',
		nameProperty: 'Name',
		filters: [['Name', 'text']],
		others: 'FullyQualifiedName SubClass ParentRef',
		required: ['Name'],
		writable: true,
	}),
	define('Department', {
		kind: 'list',
		nameProperty: 'Name',
		filters: [['Name', 'text']],
		others: 'FullyQualifiedName SubDepartment ParentRef',
		required: ['Name'],
		writable: true,
	}),
	define('Term', {
		kind: 'list',
		nameProperty: 'Name',
		filters: [['Name', 'text']],
		others: 'Type DueDays DiscountPercent DiscountDays',
		required: ['Name'],
	}),
	define('Invoice', {
		kind: 'transaction',
		filters: [['CustomerRef', 'ref']],
		others: `${SALES_OTHERS} DueDate ShipDate TrackingNum`,
		required: ['CustomerRef', 'Line'],
		writable: true,
	}),
	define('CreditMemo', {
		kind: 'transaction',
		filters: [['CustomerRef', 'ref']],
		others: `${SALES_OTHERS} RemainingCredit InvoiceRef`,
		required: ['CustomerRef', 'Line'],
		writable: true,
	}),
	define('Bill', {
		kind: 'transaction',
		filters: [['VendorRef', 'ref']],
		others: 'DueDate APAccountRef SalesTermRef VendorAddr',
		required: ['VendorRef', 'Line'],
		writable: true,
	}),
	define('Payment', {
		kind: 'transaction',
		filters: [['CustomerRef', 'ref']],
		others:
			'UnappliedAmt ARAccountRef DepositToAccountRef PaymentMethodRef PaymentRefNum ProcessPayment',
		required: ['CustomerRef', 'TotalAmt'],
		writable: true,
	}),
	define('CompanyInfo', {
		kind: 'single',
		others:
			'CompanyName LegalName Country FiscalYearStartMonth CompanyStartDate CompanyAddr Email SupportedLanguages NameValue',
		cdc: false,
	}),
	define('Preferences', {
		kind: 'single',
		others:
			'AccountingInfoPrefs CurrencyPrefs ReportPrefs TaxPrefs SalesFormsPrefs VendorAndPurchasesPrefs OtherPrefs',
		cdc: false,
	}),
	// Known to the service; this company has none and the simulator does not let a client write them.
	...['Employee', 'PaymentMethod', 'Budget'].map((name) =>
		define(name, { kind: 'list', nameProperty: 'Name' }),
	),
	...['TaxCode', 'TaxRate', 'TaxAgency', 'JournalCode'].map((name) =>
		define(name, { kind: 'list', nameProperty: 'Name', cdc: false }),
	),
	...[
		'BillPayment',
		'Deposit',
		'Estimate',
		'JournalEntry',
		'Purchase',
		'PurchaseOrder',
		'RefundReceipt',
		'SalesReceipt',
		'Transfer',
		'VendorCredit',
	].map((name) => define(name, { kind: 'transaction' })),
	define('TimeActivity', { kind: 'transaction', cdc: false }),
];

const byLowerName = new Map(DEFINITIONS.map((entry) => [entry.name.toLowerCase(), entry]));

/** Entities the store keeps rows of. */
export const STORED_ENTITIES: readonly string[] = DEFINITIONS.filter(
	(entry) => entry.kind !== 'single',
).map((entry) => entry.name);

/** The definition of an entity; names are compared without case, as the service does. */
export function findDefinition(name: string): EntityDefinition | undefined {
	return byLowerName.get(name.toLowerCase());
}

/** Like `findDefinition`, for names the simulator itself writes. */
export function definitionOf(name: string): EntityDefinition {
	const definition = findDefinition(name);
	if (definition === undefined) {
		throw new Error(`The simulator knows no entity ${name}.`);
	}
	return definition;
}
