/** What addresses cells besides line items: lists, and the two dimensions every model has. */

export interface DimensionItem {
	readonly id: string;
	readonly name: string;
	/** Empty where the item has none; items of Time and Versions never have one here. */
	readonly code: string;
}

export interface Dimension {
	readonly id: string;
	readonly name: string;
	readonly items: readonly DimensionItem[];
	byId(id: string): DimensionItem | undefined;
	/** Names are compared without case. */
	byName(name: string): DimensionItem | undefined;
	byCode(code: string, ignoreCase: boolean): DimensionItem | undefined;
	/** What a view shows for the item. */
	labelOf(itemId: string): string;
}

/** Documented ids of the dimensions Time and Versions. */
export const TIME_ID = '20000000003';
export const VERSIONS_ID = '20000000020';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** First item of Time and of Versions in the reference's samples. */
const FIRST_PERIOD = 5_438_300_031;
const FIRST_VERSION = 107_000_000_001;

/** A dimension whose items nobody adds to. */
export class FixedDimension implements Dimension {
	constructor(
		readonly id: string,
		readonly name: string,
		readonly items: readonly DimensionItem[],
	) {}

	byId(id: string): DimensionItem | undefined {
		return this.items.find((item) => item.id === id);
	}

	byName(name: string): DimensionItem | undefined {
		return this.items.find((item) => item.name.toLowerCase() === name.toLowerCase());
	}

	byCode(): undefined {
		return undefined;
	}

	labelOf(itemId: string): string {
		return this.byId(itemId)?.name ?? '';
	}
}

/** The twelve months of a calendar year, named as Anaplan names them (`Jan 26`). */
export function timeOf(year: number): FixedDimension {
	const suffix = String(year % 100).padStart(2, '0');
	const names = MONTHS.map((month) => `${month} ${suffix}`);
	return fixed(TIME_ID, 'Time', FIRST_PERIOD, names);
}

export function versionsOf(names: readonly string[]): FixedDimension {
	return fixed(VERSIONS_ID, 'Versions', FIRST_VERSION, names);
}

function fixed(id: string, name: string, first: number, names: readonly string[]): FixedDimension {
	const items = names.map((itemName, index) => ({
		id: String(first + index),
		name: itemName,
		code: '',
	}));
	return new FixedDimension(id, name, items);
}
