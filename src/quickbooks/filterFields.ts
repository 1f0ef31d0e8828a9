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

const FIELDS = new Map<string, readonly FilterField[]>([
	[
		'Account',
		[
			{ name: 'Name', label: 'Name', type: 'text' },
			{ name: 'AccountType', label: 'Account Type', type: 'text' },
			ACTIVE,
			ID,
			CREATED,
			UPDATED,
		],
	],
	['Vendor', [DISPLAY_NAME, COMPANY_NAME, ACTIVE, ID, CREATED, UPDATED]],
	['Customer', [DISPLAY_NAME, COMPANY_NAME, ACTIVE, ID, CREATED, UPDATED]],
	['Invoice', [TXN_DATE, DOC_NUMBER, CUSTOMER, ID, CREATED, UPDATED]],
	['Bill', [TXN_DATE, DOC_NUMBER, VENDOR, ID, CREATED, UPDATED]],
	['Payment', [TXN_DATE, CUSTOMER, ID, CREATED, UPDATED]],
]);

/** The fields offered for an entity. */
export function filterFieldsOf(entity: string): readonly FilterField[] {
	return FIELDS.get(entity) ?? [ID, CREATED, UPDATED];
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
