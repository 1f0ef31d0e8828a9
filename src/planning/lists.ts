/** The row of a list entity: what vendors, customers and accounts have in common. */
import { SettingError } from '../errors';
import type { PlanningRow, SyncRecord } from '../flow';
import { nameOf, numberAt, refAt, textAt } from './fields';
import { listKey } from './keys';
import { formatMoney } from './money';
import {
	inOrder,
	LIST_COLUMNS,
	type ListColumn,
	type MapContext,
	originOf,
	type Preset,
} from './preset';

/** Where a list entity keeps what the columns hold. */
export interface ListShape {
	/** The field with the name QuickBooks shows; every item has it. */
	nameField: string;
	/** The field with today's balance, in the item's own currency. */
	balanceField: string;
	/** Columns only this entity fills; the others stay blank. */
	ownColumns(
		record: SyncRecord,
	): Partial<Record<'Type' | 'Sub Type' | 'Number' | 'Company Name' | 'Email', string>>;
}

/**
 * Builds the preset of a list entity.
 *
 * An item that was deleted or merged away gives one row with Status `Deleted` and Active `false`
 * where QuickBooks still delivered the whole object. A bare tombstone gives no row, only a remark: a
 * row of blanks would overwrite the name that Anaplan holds.
 */
export function listPreset(shape: ListShape): Preset {
	return {
		columns: LIST_COLUMNS,
		numericColumns: ['Balance', 'Exchange Rate'],
		map: (record, context) => mapListItem(record, context, shape),
	};
}

function mapListItem(record: SyncRecord, context: MapContext, shape: ListShape): PlanningRow[] {
	const { record: source } = record;
	const gone = record.operation === 'delete' || record.operation === 'merge';
	const name = textAt(source, shape.nameField);
	if (name.trim() === '') {
		if (gone) {
			context.remarks.add(
				`${context.entity.label} that were deleted or merged in QuickBooks came without their data and gave no row, so that nothing in Anaplan is overwritten with blanks`,
				nameOf(record),
			);
			return [];
		}
		throw new SettingError(
			`${nameOf(record)} came from QuickBooks without its ${shape.nameField}.`,
			'Read the record again; if the name is still missing, open it in QuickBooks and save it.',
		);
	}
	const active = !gone && source.Active !== false;
	const currency = refAt(source, 'CurrencyRef') || record.homeCurrency;
	const balance = numberAt(source, shape.balanceField, nameOf(record));
	const parent = refAt(source, 'ParentRef');
	const row: { [column in ListColumn]: string } = {
		...originOf(record),
		Code: listKey(record.realmId, context.entity, record.id),
		Name: name,
		'Full Name': textAt(source, 'FullyQualifiedName') || name,
		'Parent Code': parent === '' ? '' : listKey(record.realmId, context.entity, parent),
		Type: '',
		'Sub Type': '',
		Number: '',
		'Company Name': '',
		Email: '',
		...shape.ownColumns(record),
		Balance: balance === undefined ? '' : formatMoney(balance, currency),
		Currency: currency,
		// QuickBooks states rates on transactions only; the home currency's own rate is 1 by definition.
		'Exchange Rate': currency === record.homeCurrency ? '1' : '',
		Active: String(active),
		Status: gone ? 'Deleted' : active ? 'Active' : 'Inactive',
	};
	return [inOrder(LIST_COLUMNS, row)];
}
