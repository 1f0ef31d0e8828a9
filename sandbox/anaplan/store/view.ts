/** Views: which dimension lies on rows, columns and pages, and the grid and the table they show. */
import type { Dimension } from './dimension';
import type { LineItem, PlanningModule } from './module';

/** What lies on an axis: a dimension, or the module's line items. */
export type Axis = Dimension | 'lineItems';

export interface View {
	readonly id: string;
	readonly name: string;
	readonly module: PlanningModule;
	readonly rows: readonly Axis[];
	readonly columns: readonly Axis[];
	readonly pages: readonly Axis[];
}

/** The id and name Anaplan gives to the axis of line items. */
export const LINE_ITEMS_AXIS = { id: '20000000012', name: 'Line Items' };

/** First dimension on rows, line items on columns, all others as page selectors. */
export function defaultView(module: PlanningModule): View {
	const [first, ...others] = module.dimensions;
	return {
		id: module.id,
		name: module.name,
		module,
		rows: [first],
		columns: ['lineItems'],
		pages: others,
	};
}

export function axisView(axis: Axis): { id: string; name: string } {
	return axis === 'lineItems' ? LINE_ITEMS_AXIS : { id: axis.id, name: axis.name };
}

/** One coordinate: an item of the axis and what the view calls it. */
interface Coordinate {
	axis: Axis;
	itemId: string;
	label: string;
}

export interface Grid {
	pages: string[];
	columnCoordinates: string[][];
	rows: Array<{ rowCoordinates: string[]; cells: string[] }>;
}

/** How many cells one page of the view has. */
export function cellCount(view: View, lineItems: readonly LineItem[]): number {
	return [...view.rows, ...view.columns].reduce(
		(product, axis) => product * sizeOf(axis, lineItems),
		1,
	);
}

/**
 * The cells of one page.
 * @param chosen item ids by id of a page's dimension; the others show their first item
 */
export function gridOf(
	view: View,
	lineItems: readonly LineItem[],
	chosen: ReadonlyMap<string, string>,
): Grid {
	const pages = view.pages.flatMap((axis): Coordinate[] => {
		const all = coordinates(axis, lineItems);
		const wanted = chosen.get(axisView(axis).id);
		return wanted === undefined ? all.slice(0, 1) : all.filter(({ itemId }) => itemId === wanted);
	});
	// A page dimension without items shows no cells at all.
	const shown = pages.length === view.pages.length;
	const columns = shown ? combinations(view.columns, lineItems) : [];
	const rows = shown ? combinations(view.rows, lineItems) : [];
	return {
		pages: pages.map(({ label }) => label),
		columnCoordinates: columns.map(labels),
		rows: rows.map((row) => ({
			rowCoordinates: labels(row),
			cells: columns.map((column) => cellAt(view.module, [...pages, ...row, ...column])),
		})),
	};
}

/** Header and rows of the layout TABULAR_MULTI_COLUMN: every page, line items as columns. */
export function* tableOf(view: View, lineItems: readonly LineItem[]): Generator<string[]> {
	const axes = [...view.rows, ...view.columns, ...view.pages].filter(
		(axis) => axis !== 'lineItems',
	);
	yield [...axes.map((axis) => axis.name), ...lineItems.map(({ name }) => name)];
	for (const row of combinations(axes, lineItems)) {
		yield [
			...labels(row),
			...lineItems.map((lineItem) =>
				cellAt(view.module, [...row, ...coordinates('lineItems', [lineItem])]),
			),
		];
	}
}

function cellAt(module: PlanningModule, place: readonly Coordinate[]): string {
	const lineItemId = place.find(({ axis }) => axis === 'lineItems')?.itemId;
	const lineItem = module.lineItems.find(({ id }) => id === lineItemId);
	if (lineItem === undefined) {
		throw new Error(`A view of ${module.name} shows no line item.`);
	}
	const address = module.dimensions.map(
		(dimension) => place.find(({ axis }) => axis === dimension)?.itemId ?? '',
	);
	return module.showAt(lineItem, address);
}

/** Every combination of the axes' items; one empty combination where there is no axis. */
function combinations(axes: readonly Axis[], lineItems: readonly LineItem[]): Coordinate[][] {
	return axes.reduce<Coordinate[][]>(
		(before, axis) => {
			const own = coordinates(axis, lineItems);
			return before.flatMap((start) => own.map((next) => [...start, next]));
		},
		[[]],
	);
}

function coordinates(axis: Axis, lineItems: readonly LineItem[]): Coordinate[] {
	return axis === 'lineItems'
		? lineItems.map(({ id, name }) => ({ axis, itemId: id, label: name }))
		: axis.items.map(({ id }) => ({ axis, itemId: id, label: axis.labelOf(id) }));
}

function sizeOf(axis: Axis, lineItems: readonly LineItem[]): number {
	return axis === 'lineItems' ? lineItems.length : axis.items.length;
}

function labels(place: readonly Coordinate[]): string[] {
	return place.map(({ label }) => label);
}
