/** A module with one list dimension: line items whose cells are addressed by an item of the list. */
import { Decimal } from '../decimal';
import { sameValue, showValue, type CellValue, type DataFormat } from './formats';
import type { ListItem, PlanningList } from './list';

export interface LineItem {
	readonly id: string;
	readonly name: string;
	readonly format: DataFormat;
}

/** Money is shown with at least two digits after the point. */
const SUM_FRACTION = 2;

export class PlanningModule {
	/** Line item id, then list item id. */
	private readonly cells = new Map<string, Map<string, CellValue>>();

	constructor(
		readonly id: string,
		readonly name: string,
		readonly dimension: PlanningList,
		readonly lineItems: readonly LineItem[],
	) {}

	lineItem(name: string): LineItem | undefined {
		return this.lineItems.find((lineItem) => lineItem.name === name);
	}

	get(lineItem: LineItem, item: ListItem): CellValue | undefined {
		return this.cells.get(lineItem.id)?.get(item.id);
	}

	/** Replaces a cell; undefined clears it. True when the cell's value changed. */
	set(lineItem: LineItem, item: ListItem, value: CellValue | undefined): boolean {
		const column = this.cells.get(lineItem.id) ?? new Map<string, CellValue>();
		this.cells.set(lineItem.id, column);
		const before = column.get(item.id);
		if (value === undefined) {
			column.delete(item.id);
		} else {
			column.set(item.id, value);
		}
		return !sameValue(before, value);
	}

	/** The cell as the API shows it. */
	show(lineItem: LineItem, item: ListItem): string {
		return showValue(this.get(lineItem, item), lineItem.format);
	}

	/** Exact sums of a number line item, grouped by the texts of other line items. */
	sums(lineItemName: string, by: readonly string[]): Array<{ key: string[]; sum: string }> {
		const amount = this.require(lineItemName);
		if (amount.format !== 'NUMBER') {
			throw new Error(`Line item ${lineItemName} holds no numbers.`);
		}
		const groups = by.map((name) => this.require(name));
		const totals = new Map<string, { key: string[]; sum: Decimal }>();
		for (const item of this.dimension.items) {
			const value = this.get(amount, item);
			if (!(value instanceof Decimal)) {
				continue;
			}
			const key = groups.map((group) => this.show(group, item));
			const id = JSON.stringify(key);
			const sum = totals.get(id)?.sum ?? Decimal.zero;
			totals.set(id, { key, sum: sum.plus(value) });
		}
		return [...totals.entries()]
			.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
			.map(([, total]) => ({ key: total.key, sum: total.sum.format(SUM_FRACTION) }));
	}

	/** Exact sum over the items whose other line items show the given texts. */
	sum(lineItemName: string, where: Readonly<Record<string, string>>): string {
		const names = Object.keys(where);
		const wanted = JSON.stringify(names.map((name) => where[name]));
		const match = this.sums(lineItemName, names).find((row) => JSON.stringify(row.key) === wanted);
		return match?.sum ?? Decimal.zero.format(SUM_FRACTION);
	}

	private require(name: string): LineItem {
		const lineItem = this.lineItem(name);
		if (lineItem === undefined) {
			throw new Error(`Module ${this.name} has no line item ${name}.`);
		}
		return lineItem;
	}
}
