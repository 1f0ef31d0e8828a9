/** Reads the cells of a view. Source: Integration API, "Retrieve cell data of a view", "Large reads". */
import { readCsv } from '../csv/reader';
import { PackError, SettingError } from '../errors';
import type { NamedObject } from './catalog';
import { hasStatus, type AnaplanClient, type ModelRef } from './client';
import {
	dimensionItems,
	isLineItems,
	readAxes,
	viewPath,
	type DimensionItem,
	type View,
	type ViewAxes,
} from './modules';
import { nearestNames } from './nearest';
import { readInPages, withoutRepeatedHeader } from './readRequests';
import { gridRows, readGrid, uniqueNames, type ViewRow } from './viewRows';

/** Large grids take Anaplan a while. */
const GRID_TIMEOUT_MS = 300_000;
/** Rows of a large read are handed on in portions of this many. */
const PORTION = 5_000;

/** A page selector as the user gives it. */
export interface PageChoice {
	/** Name or ID of a dimension on the pages of the view. */
	dimension: string;
	/** Name, code or ID of the item. */
	item: string;
}

/**
 * Reads one page of a view: those chosen, and for other selectors what Anaplan shows first. A page of
 * more than 1,000,000 cells is read in parts, provided that nothing is left to Anaplan's choice.
 * @throws SettingError for a selector or item the view does not have
 */
export async function* readViewPage(
	client: AnaplanClient,
	model: ModelRef,
	view: View,
	choices: readonly PageChoice[],
	waitMs: number,
): AsyncGenerator<ViewRow[]> {
	const axes = await readAxes(client, model, view);
	const chosen = await resolve(client, model, view, axes, choices);
	const selectors = [...chosen].map(([id, item]) => `${id}:${item.id}`);
	const grid = await client
		.json({
			method: 'GET',
			path: `${viewPath(model, view)}/data`,
			query: { format: 'v1', ...(selectors.length > 0 ? { pages: selectors.join(',') } : {}) },
			repeat: 'safe',
			what: `reading the view "${view.name}"`,
			timeoutMs: GRID_TIMEOUT_MS,
		})
		.catch((error: unknown) => (isTooLarge(error) ? undefined : Promise.reject(error)));
	if (grid !== undefined) {
		yield gridRows(axes, readGrid(grid));
		return;
	}
	yield* readLargePage(client, model, view, axes, chosen, waitMs);
}

/** Reads every page of a view. */
export async function* readWholeView(
	client: AnaplanClient,
	model: ModelRef,
	view: View,
	waitMs: number,
): AsyncGenerator<ViewRow[]> {
	const file = readViewFile(client, model, view, waitMs);
	const records = withoutRepeatedHeader(readCsv(file, 'utf-8', `The view "${view.name}"`));
	let header: string[] | undefined;
	let portion: ViewRow[] = [];
	for await (const { fields } of records) {
		if (header === undefined) {
			header = uniqueNames(fields);
			continue;
		}
		const names = header;
		portion.push(Object.fromEntries(fields.map((field, at) => [names[at], field])));
		if (portion.length === PORTION) {
			yield portion;
			portion = [];
		}
	}
	yield portion;
}

/** The bytes of a whole view as one CSV file: its dimensions, then its line items as columns. */
export function readViewFile(
	client: AnaplanClient,
	model: ModelRef,
	view: View,
	waitMs: number,
): AsyncGenerator<Buffer> {
	const { id, name } = view;
	return readInPages(client, model, { kind: 'views', id, name }, waitMs);
}

/** Anaplan's refusal of a large read is a 400; so is that of a page selector, which it names. */
function isTooLarge(error: unknown): boolean {
	return (
		error instanceof PackError && hasStatus(error, 400) && !/page selector/i.test(error.message)
	);
}

async function* readLargePage(
	client: AnaplanClient,
	model: ModelRef,
	view: View,
	axes: ViewAxes,
	chosen: ReadonlyMap<string, DimensionItem>,
	waitMs: number,
): AsyncGenerator<ViewRow[]> {
	const open = axes.pages.filter(({ id }) => !chosen.has(id));
	if (open.length > 0) {
		throw new SettingError(
			`The view "${view.name}" has more cells on a page than Anaplan answers at once, and ${names(open)} ${open.length === 1 ? 'is' : 'are'} not chosen.`,
			'Choose an item for each page selector, or set Pages to All Pages.',
		);
	}
	const wanted = axes.pages
		.filter((axis) => !isLineItems(axis))
		.map((axis) => [axis.name, chosen.get(axis.id)?.name ?? ''] as const);
	for await (const rows of readWholeView(client, model, view, waitMs)) {
		yield rows.filter((row) => wanted.every(([column, item]) => row[column] === item));
	}
}

/** Dimension ID to chosen item. */
async function resolve(
	client: AnaplanClient,
	model: ModelRef,
	view: View,
	axes: ViewAxes,
	choices: readonly PageChoice[],
): Promise<Map<string, DimensionItem>> {
	const chosen = new Map<string, DimensionItem>();
	for (const choice of choices) {
		const dimension = pageOf(view, axes, choice.dimension.trim());
		const items = await dimensionItems(client, model, view, dimension);
		chosen.set(dimension.id, itemOf(items, dimension, choice.item.trim()));
	}
	return chosen;
}

function pageOf(view: View, { pages }: ViewAxes, wanted: string): NamedObject {
	const found =
		pages.find(({ id }) => id === wanted) ??
		pages.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
	if (found !== undefined) return found;
	throw new SettingError(
		`The view "${view.name}" has no page selector "${wanted}".`,
		pages.length === 0
			? 'It has none at all: remove the choice of pages, or choose another view.'
			: `Choose from ${names(pages)}. What lies on rows or columns of a view is always shown whole.`,
	);
}

function itemOf(
	items: readonly DimensionItem[],
	dimension: NamedObject,
	wanted: string,
): DimensionItem {
	const found =
		items.find(({ id }) => id === wanted) ??
		items.find(({ code }) => code !== '' && code === wanted) ??
		items.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
	if (found !== undefined) return found;
	const near = nearestNames(
		wanted,
		items.map(({ name }) => name),
	);
	throw new SettingError(
		`"${dimension.name}" has no item "${wanted}" in this view.`,
		near.length > 0
			? `The nearest are ${near.map((name) => `"${name}"`).join(', ')}.`
			: 'Enter the name, the code or the ID of an item, as Anaplan shows it.',
	);
}

function names(entries: readonly NamedObject[]): string {
	return entries.map(({ name }) => `"${name}"`).join(', ');
}
