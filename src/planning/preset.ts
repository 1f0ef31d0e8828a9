/** What every preset has in common: columns, and how a record becomes rows. */
import type { EntityEntry } from '../entities';
import type { PlanningRow, SyncRecord } from '../flow';
import type { Remarks } from './remarks';

/** What a preset may know beside the record. */
export interface MapContext {
	entity: EntityEntry;
	remarks: Remarks;
}

export interface Preset {
	/** Names and order of the columns; every row has all of them. */
	columns: readonly string[];
	/** Columns whose values are plain decimals (or blank where QuickBooks has no such value). */
	numericColumns: readonly string[];
	/**
	 * Transactions: whether QuickBooks books the document. Estimates, purchase orders, budgets and time
	 * stand beside the books. Undefined for lists.
	 */
	posting?: boolean;
	/** Lists: whether QuickBooks states balances of the items. Undefined for transactions. */
	hasBalances?: boolean;
	/**
	 * The rows of one record: one per list item or per transaction line.
	 * @throws SettingError naming the document and the field when the record cannot be mapped.
	 */
	map(record: SyncRecord, context: MapContext): PlanningRow[];
}

/** Columns of every list entity; a list's own columns follow behind them (see `lists.ts`). */
export const LIST_COLUMNS = [
	'Entity',
	'Code',
	'Name',
	'Full Name',
	'Parent Code',
	'Type',
	'Sub Type',
	'Number',
	'Company Name',
	'Email',
	'Balance',
	'Currency',
	'Home Currency',
	'Exchange Rate',
	'Active',
	'Status',
	'Company ID',
	'Source ID',
	'Sync Token',
	'Last Updated',
	'Transaction ID',
	'Sync Timestamp',
] as const;

/** Columns of every transaction. New ones go to the end: files in Anaplan may go by place. */
export const TRANSACTION_COLUMNS = [
	'Entity',
	'Code',
	'Document ID',
	'Document Number',
	'Line ID',
	'Line Type',
	'Transaction Date',
	'Due Date',
	'Period',
	'Party Code',
	'Account Code',
	'Item ID',
	'Class ID',
	'Department ID',
	'Linked Document',
	'Description',
	'Amount',
	'Home Amount',
	'Currency',
	'Home Currency',
	'Exchange Rate',
	'Status',
	'Company ID',
	'Source ID',
	'Sync Token',
	'Last Updated',
	'Transaction ID',
	'Sync Timestamp',
	'Customer Code',
	'Vendor Code',
	'Employee Code',
	'Item Code',
	'Class Code',
	'Department Code',
	'Payment Account Code',
	'Payment Method Code',
	'Term Code',
	'Tax Code ID',
	'Quantity',
	'Unit Price',
	'Document Status',
	'Posting',
] as const;

/** Columns of custom fields: this, then the name people gave the field. */
export const CUSTOM_FIELD_PREFIX = 'Custom: ';

export type ListColumn = (typeof LIST_COLUMNS)[number];
export type TransactionColumn = (typeof TRANSACTION_COLUMNS)[number];

/** Holds a row to its columns at compile time; the result is the flat row of the flow. */
export type RowOf<Column extends string> = { [column in Column]: string };

/** The row with its columns in the preset's order, which is the order people see in the editor. */
export function inOrder<Column extends string>(
	columns: readonly Column[],
	row: RowOf<Column>,
): PlanningRow {
	return orderedRow(columns, row);
}

/** The same for columns known only at run time; blank where the row has no value. */
export function orderedRow(
	columns: readonly string[],
	row: { readonly [column: string]: string | undefined },
): PlanningRow {
	return Object.fromEntries(columns.map((column) => [column, row[column] ?? '']));
}

/** The columns that say where a row came from; the same for every row of a record. */
export function originOf(
	record: SyncRecord,
): RowOf<
	| 'Entity'
	| 'Home Currency'
	| 'Company ID'
	| 'Source ID'
	| 'Sync Token'
	| 'Last Updated'
	| 'Transaction ID'
	| 'Sync Timestamp'
> {
	return {
		Entity: record.entity,
		'Home Currency': record.homeCurrency,
		'Company ID': record.realmId,
		'Source ID': record.id,
		'Sync Token': record.syncToken ?? '',
		'Last Updated': record.updatedAt,
		'Transaction ID': record.transactionId,
		'Sync Timestamp': record.readAt,
	};
}
