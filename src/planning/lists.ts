/** The row of a list entity: what accounts, vendors, customers, items and the other lists have in common. */
import { findEntity } from '../entities';
import { SettingError } from '../errors';
import type { PlanningRow, QuickBooksObject, SyncRecord } from '../flow';
import { dateAt, nameOf, numberAt, refAt, textAt } from './fields';
import { listKey } from './keys';
import { formatDecimal, formatMoney } from './money';
import {
	LIST_COLUMNS,
	type ListColumn,
	type MapContext,
	orderedRow,
	originOf,
	type Preset,
} from './preset';

/** Columns of `LIST_COLUMNS` that only some list entities fill. */
type SharedOwn = 'Type' | 'Sub Type' | 'Number' | 'Company Name' | 'Email';

/** Where a list entity keeps what the columns hold. */
export interface ListShape<Own extends string = never> {
	/** The field with the name QuickBooks shows; every item has it. */
	nameField: string;
	/** The field with today's balance, in the item's own currency; none where the list has no balances. */
	balanceField?: string;
	/** Columns of this list alone, behind those of all lists. New ones go to the end. */
	extraColumns?: readonly Own[];
	/** Those of them that hold plain decimals. */
	extraNumbers?: readonly Own[];
	/** Values of the columns only some lists fill; what is left out stays blank. */
	ownColumns?(item: ListItem): Partial<Record<SharedOwn | Own, string>>;
}

/** One list item, with what most columns need. */
export class ListItem {
	readonly source: QuickBooksObject;

	constructor(private readonly record: SyncRecord) {
		this.source = record.record;
	}

	text(field: string): string {
		return textAt(this.source, field);
	}

	/** The plain decimal under `field`; blank where there is none. @throws SettingError for anything else */
	number(field: string, source: QuickBooksObject = this.source): string {
		const value = numberAt(source, field, nameOf(this.record));
		return value === undefined ? '' : formatDecimal(value);
	}

	/** The date under `field`; blank where there is none. @throws SettingError for anything else */
	date(field: string): string {
		return dateAt(this.source, field, nameOf(this.record));
	}

	/** The code of the list item that the reference under `field` points to; blank where it points nowhere. */
	code(field: string, entity: string): string {
		return this.codeOf(entity, refAt(this.source, field));
	}

	/** The code of a list item; blank without an Id. */
	codeOf(entity: string, id: string): string {
		const entry = findEntity(entity);
		return entry === undefined || id === '' ? '' : listKey(this.record.realmId, entry, id);
	}
}

/**
 * Builds the preset of a list entity.
 *
 * An item that was deleted or merged away gives one row with Status `Deleted` and Active `false`
 * where QuickBooks still delivered the whole object. A bare tombstone gives no row, only a remark: a
 * row of blanks would overwrite the name that Anaplan holds.
 */
export function listPreset<Own extends string = never>(shape: ListShape<Own>): Preset {
	const extra = shape.extraColumns ?? [];
	const columns = [...LIST_COLUMNS, ...extra];
	return {
		columns,
		numericColumns: ['Balance', 'Exchange Rate', ...(shape.extraNumbers ?? [])],
		hasBalances: shape.balanceField !== undefined,
		map: (record, context) => mapListItem(record, context, shape, columns),
	};
}

function mapListItem<Own extends string>(
	record: SyncRecord,
	context: MapContext,
	shape: ListShape<Own>,
	columns: readonly string[],
): PlanningRow[] {
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
	const balance =
		shape.balanceField === undefined
			? undefined
			: numberAt(source, shape.balanceField, nameOf(record));
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
		Balance: balance === undefined ? '' : formatMoney(balance, currency),
		Currency: currency,
		// QuickBooks states rates on transactions only; the home currency's own rate is 1 by definition.
		'Exchange Rate': currency === record.homeCurrency ? '1' : '',
		Active: String(active),
		Status: gone ? 'Deleted' : active ? 'Active' : 'Inactive',
	};
	const own = shape.ownColumns?.(new ListItem(record)) ?? {};
	return [orderedRow(columns, { ...row, ...own })];
}
