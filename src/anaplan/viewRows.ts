/**
 * Turns what Anaplan shows of a view into rows: one per combination of items, with a column for each
 * dimension and each line item, whatever lies on which axis. Pure.
 */
import type { NamedObject } from './catalog';
import { isObject, type JsonObject } from './client';
import { isLineItems, type ViewAxes } from './modules';

/** Column to text. Numbers stay text, so that no digit is lost. */
export type ViewRow = { [column: string]: string };

/** One page of a view (`format=v1`). */
export interface Grid {
	pages: string[];
	columnCoordinates: string[][];
	rows: Array<{ rowCoordinates: string[]; cells: string[] }>;
}

/** Reads Anaplan's JSON; absent parts are empty. */
export function readGrid(body: JsonObject): Grid {
	const rows = Array.isArray(body.rows) ? body.rows.filter(isObject) : [];
	const columns = Array.isArray(body.columnCoordinates) ? body.columnCoordinates : [];
	return {
		pages: textsOf(body.pages),
		columnCoordinates: columns.map(textsOf),
		rows: rows.map(({ rowCoordinates, cells }) => ({
			rowCoordinates: textsOf(rowCoordinates),
			cells: textsOf(cells),
		})),
	};
}

/** Column headers without doubles: a line item may be called as a dimension is. */
export function uniqueNames(names: readonly string[]): string[] {
	const taken = new Set<string>();
	return names.map((name) => {
		let unique = name;
		for (let copy = 2; taken.has(unique); copy++) unique = `${name} (${copy})`;
		taken.add(unique);
		return unique;
	});
}

/** A cell's place: dimension values in the order of the columns, and the line item. */
interface Place {
	labels: string[];
	lineItem: string;
}

/**
 * The rows of a grid, in its order. Items may share a label (a numbered list that shows a property),
 * so cells are put together by place: the second cell of the same label and line item belongs to a
 * second row.
 */
export function gridRows(axes: ViewAxes, grid: Grid): ViewRow[] {
	const order = [...axes.pages, ...axes.rows, ...axes.columns];
	const dimensions = order.filter((axis) => !isLineItems(axis)).map(({ name }) => name);
	const lineItems = lineItemsOf(axes, grid);
	const names = uniqueNames([...dimensions, ...lineItems]);
	const columnOf = new Map(
		lineItems.map((name, index) => [name, names[dimensions.length + index]]),
	);
	const rows = new Map<string, Map<string, string>>();
	const met = new Map<string, number>();
	const rowNumbers = occurrences(grid.rows.map(({ rowCoordinates }) => rowCoordinates));
	for (const [position, row] of grid.rows.entries()) {
		const inRow = placeCounter(rowNumbers[position], axes, row.rowCoordinates);
		for (const [column, cell] of row.cells.entries()) {
			const coordinates = [
				...grid.pages,
				...row.rowCoordinates,
				...(grid.columnCoordinates[column] ?? []),
			];
			const place = placeOf(order, coordinates);
			const address = `${inRow} ${JSON.stringify(place.labels)}`;
			const cellId = `${address} ${place.lineItem}`;
			const copy = met.get(cellId) ?? 0;
			met.set(cellId, copy + 1);
			const key = `${address} ${copy}`;
			const found = rows.get(key) ?? new Map(place.labels.map((label, at) => [names[at], label]));
			found.set(columnOf.get(place.lineItem || VALUE_COLUMN) ?? VALUE_COLUMN, cell);
			rows.set(key, found);
		}
	}
	return [...rows.values()].map((row) => Object.fromEntries(row));
}

/** The column of the cells where no line item lies on any axis, as in a view of a single one. */
export const VALUE_COLUMN = 'Value';

/**
 * Tells rows with the same labels apart. With line items on rows, the rows of one item and another of
 * the same label are counted per line item, so that those of one item keep together.
 */
function placeCounter(occurrence: number, axes: ViewAxes, coordinates: readonly string[]): string {
	const labels = coordinates.filter((_, at) => !isLineItems(axes.rows[at] ?? EMPTY));
	return `${JSON.stringify(labels)} ${occurrence}`;
}

const EMPTY: NamedObject = { id: '', name: '' };

/** For each list of labels how many equal ones stand before it. */
function occurrences(all: ReadonlyArray<readonly string[]>): number[] {
	const met = new Map<string, number>();
	return all.map((labels) => {
		const key = JSON.stringify(labels);
		const before = met.get(key) ?? 0;
		met.set(key, before + 1);
		return before;
	});
}

function placeOf(order: readonly NamedObject[], coordinates: readonly string[]): Place {
	const place: Place = { labels: [], lineItem: '' };
	for (const [at, axis] of order.entries()) {
		const label = coordinates[at] ?? '';
		if (isLineItems(axis)) place.lineItem = label;
		else place.labels.push(label);
	}
	return place;
}

/** The line items a grid shows, in its order. */
function lineItemsOf(axes: ViewAxes, grid: Grid): string[] {
	const from = (axis: readonly NamedObject[], coordinates: ReadonlyArray<readonly string[]>) => {
		const at = axis.findIndex(isLineItems);
		return at < 0 ? [] : coordinates.map((entry) => entry[at] ?? '');
	};
	const found = [
		...from(axes.pages, [grid.pages]),
		...from(
			axes.rows,
			grid.rows.map(({ rowCoordinates }) => rowCoordinates),
		),
		...from(axes.columns, grid.columnCoordinates),
	];
	const names = [...new Set(found)];
	return names.length > 0 ? names : [VALUE_COLUMN];
}

function textsOf(value: unknown): string[] {
	return Array.isArray(value)
		? value.map((entry: unknown) =>
				typeof entry === 'string' ? entry : entry === null ? '' : String(entry),
			)
		: [];
}
