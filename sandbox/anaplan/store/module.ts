/** A module: line items whose cells are addressed by one item of each of its dimensions. */
import { Decimal } from '../decimal';
import type { Dimension } from './dimension';
import { sameValue, showValue, type CellValue, type DataFormat } from './formats';
import { PlanningList, type ListItem } from './list';

export interface LineItem {
	readonly id: string;
	readonly name: string;
	readonly format: DataFormat;
	/** Number line items of the module it adds up; such a line item is calculated. */
	readonly sumOf?: readonly string[];
}

/** Money is shown with at least two digits after the point. */
const SUM_FRACTION = 2;

export class PlanningModule {
	/** Line item id, then the item ids of the dimensions in their order. */
	private readonly cells = new Map<string, Map<string, CellValue>>();

	constructor(
		readonly id: string,
		readonly name: string,
		/** At least one is a list. */
		readonly dimensions: readonly Dimension[],
		readonly lineItems: readonly LineItem[],
	) {}

	/** The list that addresses the cells of a module with one dimension. */
	get dimension(): PlanningList {
		const [list] = this.dimensions;
		if (this.dimensions.length !== 1 || !(list instanceof PlanningList)) {
			throw new Error(`Module ${this.name} is not dimensioned by one list alone.`);
		}
		return list;
	}

	lineItem(name: string): LineItem | undefined {
		return this.lineItems.find((lineItem) => lineItem.name === name);
	}

	get(lineItem: LineItem, item: ListItem): CellValue | undefined {
		return this.getAt(lineItem, [item.id]);
	}

	/** Replaces a cell; undefined clears it. True when the cell's value changed. */
	set(lineItem: LineItem, item: ListItem, value: CellValue | undefined): boolean {
		return this.setAt(lineItem, [item.id], value);
	}

	/** The cell as the API shows it. */
	show(lineItem: LineItem, item: ListItem): string {
		return this.showAt(lineItem, [item.id]);
	}

	/** @param address an item id for each dimension, in the order of the dimensions */
	getAt(lineItem: LineItem, address: readonly string[]): CellValue | undefined {
		if (lineItem.sumOf !== undefined) {
			return lineItem.sumOf.reduce((sum, name) => {
				const value = this.getAt(this.require(name), address);
				return value instanceof Decimal ? sum.plus(value) : sum;
			}, Decimal.zero);
		}
		return this.cells.get(lineItem.id)?.get(address.join(' '));
	}

	setAt(lineItem: LineItem, address: readonly string[], value: CellValue | undefined): boolean {
		const column = this.cells.get(lineItem.id) ?? new Map<string, CellValue>();
		this.cells.set(lineItem.id, column);
		const key = address.join(' ');
		const before = column.get(key);
		if (value === undefined) {
			column.delete(key);
		} else {
			column.set(key, value);
		}
		return !sameValue(before, value);
	}

	showAt(lineItem: LineItem, address: readonly string[]): string {
		return showValue(this.getAt(lineItem, address), lineItem.format);
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
