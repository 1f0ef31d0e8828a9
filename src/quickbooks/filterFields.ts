/**
 * The properties by which QuickBooks lets one filter, per entity. A small subset of what objects
 * hold; conflicting reports are left out. Sources: Intuit's entity reference (filterable marks) and
 * public reports of refused properties.
 */
import type { FilterOperator } from './query';

export type FieldType = 'text' | 'date' | 'dateTime' | 'boolean' | 'id';

export interface FilterField {
	/** QuickBooks' property. */
	name: string;
	/** For people. */
	label: string;
	type: FieldType;
}

const ID: FilterField = { name: 'Id', label: 'ID', type: 'id' };
const CREATED: FilterField = { name: 'MetaData.CreateTime', label: 'Created', type: 'dateTime' };
const UPDATED: FilterField = {
	name: 'MetaData.LastUpdatedTime',
	label: 'Last Updated',
	type: 'dateTime',
};
const ACTIVE: FilterField = { name: 'Active', label: 'Active', type: 'boolean' };
const DISPLAY_NAME: FilterField = { name: 'DisplayName', label: 'Display Name', type: 'text' };
const COMPANY_NAME: FilterField = { name: 'CompanyName', label: 'Company Name', type: 'text' };
const DOC_NUMBER: FilterField = { name: 'DocNumber', label: 'Document Number', type: 'text' };
const TXN_DATE: FilterField = { name: 'TxnDate', label: 'Transaction Date', type: 'date' };
const CUSTOMER: FilterField = { name: 'CustomerRef', label: 'Customer ID', type: 'id' };
const VENDOR: FilterField = { name: 'VendorRef', label: 'Vendor ID', type: 'id' };

const NAME: FilterField = { name: 'Name', label: 'Name', type: 'text' };
const TIMES = [ID, CREATED, UPDATED];
const PERSON = [
	DISPLAY_NAME,
	{ name: 'GivenName', label: 'First Name', type: 'text' },
	{ name: 'FamilyName', label: 'Last Name', type: 'text' },
] as const;

const FIELDS = new Map<string, readonly FilterField[]>([
	[
		'Account',
		[NAME, { name: 'AccountType', label: 'Account Type', type: 'text' }, ACTIVE, ...TIMES],
	],
	['Class', [NAME, ACTIVE, ...TIMES]],
	['Department', [NAME, ACTIVE, ...TIMES]],
	['Term', [NAME, ACTIVE, ...TIMES]],
	['PaymentMethod', [NAME, ACTIVE, ...TIMES]],
	['TaxRate', [NAME, ACTIVE, ...TIMES]],
	['TaxCode', [NAME, ACTIVE, ...TIMES]],
	['Vendor', [...PERSON, COMPANY_NAME, ACTIVE, ...TIMES]],
	['Customer', [...PERSON, COMPANY_NAME, ACTIVE, ...TIMES]],
	['Employee', [...PERSON, ACTIVE, ...TIMES]],
	['Item', [NAME, { name: 'Type', label: 'Type', type: 'text' }, ACTIVE, ...TIMES]],
	// One object, and rates by currency and date: there is nothing to choose from.
	['CompanyInfo', []],
	['Preferences', []],
	['ExchangeRate', []],
	['Invoice', [TXN_DATE, DOC_NUMBER, CUSTOMER, ...TIMES]],
	['SalesReceipt', [TXN_DATE, DOC_NUMBER, ...TIMES]],
	['CreditMemo', [TXN_DATE, DOC_NUMBER, ...TIMES]],
	['RefundReceipt', [TXN_DATE, DOC_NUMBER, ...TIMES]],
	['Estimate', [TXN_DATE, DOC_NUMBER, ...TIMES]],
	['Bill', [TXN_DATE, DOC_NUMBER, VENDOR, ...TIMES]],
	['VendorCredit', [TXN_DATE, DOC_NUMBER, ...TIMES]],
	['Purchase', [TXN_DATE, DOC_NUMBER, ...TIMES]],
	['PurchaseOrder', [TXN_DATE, DOC_NUMBER, ...TIMES]],
	['Payment', [TXN_DATE, CUSTOMER, ...TIMES]],
	['BillPayment', [TXN_DATE, DOC_NUMBER, ...TIMES]],
	['Deposit', [TXN_DATE, ...TIMES]],
	['Transfer', [TXN_DATE, ...TIMES]],
	['JournalEntry', [TXN_DATE, DOC_NUMBER, ...TIMES]],
	['TimeActivity', [TXN_DATE, ...TIMES]],
	['Budget', [ACTIVE, ...TIMES]],
]);

/** The fields offered for an entity. */
export function filterFieldsOf(entity: string): readonly FilterField[] {
	return FIELDS.get(entity) ?? TIMES;
}

/** The type of a field; one that is not in the list counts as text. */
export function fieldTypeOf(entity: string, field: string): FieldType {
	return filterFieldsOf(entity).find(({ name }) => name === field)?.type ?? 'text';
}

const OPERATORS_BY_TYPE: { [type in FieldType]: readonly FilterOperator[] } = {
	text: ['=', '<', '>', '<=', '>=', 'IN', 'LIKE'],
	date: ['=', '<', '>', '<=', '>=', 'IN'],
	dateTime: ['=', '<', '>', '<=', '>='],
	boolean: ['=', 'IN'],
	id: ['=', 'IN'],
};

/** The comparisons that make sense for a type of field. */
export function operatorsOf(type: FieldType): readonly FilterOperator[] {
	return OPERATORS_BY_TYPE[type];
}
