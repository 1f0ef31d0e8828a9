/** Reads modules: which there are, their views, line items and dimensions. */
import { SettingError } from '../errors';
import type { NamedObject } from './catalog';
import {
	hasStatus,
	isObject,
	modelPath,
	textOf,
	type AnaplanClient,
	type JsonObject,
	type ModelRef,
} from './client';
import { findObject, type ObjectKind, type ObjectReference } from './reference';

/** A line item of a module. */
export interface LineItem extends NamedObject {
	/** TEXT, NUMBER, BOOLEAN, DATE, TIME_ENTITY, ENTITY, … An open set. */
	format: string;
	/** '' where it is an input. */
	formula: string;
	/** As Anaplan tells it, for those who want to see all. */
	raw: JsonObject;
}

export interface View extends NamedObject {
	moduleId: string;
}

/** An item of a dimension. */
export interface DimensionItem extends NamedObject {
	/** '' where it has none. */
	code: string;
}

/** What lies where in a view; the line items are an axis like any other. */
export interface ViewAxes {
	rows: NamedObject[];
	columns: NamedObject[];
	pages: NamedObject[];
}

const MODULE: ObjectKind = {
	noun: 'module',
	whenNone:
		'This model shows no modules to this user: have the user given a role with access to its modules.',
	build: 'build the missing one in Anaplan',
};

const VIEW: ObjectKind = {
	noun: 'view',
	whenNone: 'This module shows no views to this user: have the user given access to the module.',
	build: 'save the missing one in Anaplan',
};

const LINE_ITEM: ObjectKind = {
	noun: 'line item',
	whenNone:
		'This module shows no line items to this user: have the user given access to the module.',
	build: 'add the missing one in Anaplan',
};

/** All modules of a model. Source: Integration API, "Retrieve modules". */
export async function listModules(client: AnaplanClient, model: ModelRef): Promise<NamedObject[]> {
	const rows = await client.all(`${modelPath(model)}/modules`, 'modules', 'listing the modules');
	return rows.map(named);
}

/** Finds a module. @throws SettingError where there is none, naming the nearest */
export async function findModule(
	client: AnaplanClient,
	model: ModelRef,
	reference: ObjectReference,
): Promise<NamedObject> {
	return findObject(await listModules(client, model), reference, MODULE, model.modelName);
}

/** The views of a module; the default view has the module's ID. */
export async function listViews(
	client: AnaplanClient,
	model: ModelRef,
	module: NamedObject,
): Promise<View[]> {
	const rows = await client.all(
		`${modulePath(model, module)}/views`,
		'views',
		`listing the views of the module "${module.name}"`,
	);
	return rows.map((row) => ({ ...named(row), moduleId: textOf(row, 'moduleId') }));
}

/**
 * Finds a view of a module: by ID, by its whole name, or by the part after the module's name, because
 * the API names a saved view "Module.View". Nothing chosen is the default view.
 * @throws SettingError where there is none, naming the nearest
 */
export async function findView(
	client: AnaplanClient,
	model: ModelRef,
	module: NamedObject,
	reference: ObjectReference,
): Promise<View> {
	if (reference.value.trim() === '') return { ...module, moduleId: module.id };
	const views = await listViews(client, model, module);
	const short = views.find(
		({ name }) => reference.by === 'name' && name === `${module.name}.${reference.value.trim()}`,
	);
	return short ?? findObject(views, reference, VIEW, model.modelName);
}

/** The line items of a module with their formats. Source: "Retrieve line items", `includeAll`. */
export async function listLineItems(
	client: AnaplanClient,
	model: ModelRef,
	module: NamedObject,
): Promise<LineItem[]> {
	const path = `${modulePath(model, module)}/lineItems`;
	const what = `listing the line items of the module "${module.name}"`;
	let items: LineItem[] = [];
	for (let offset: number | undefined = 0; offset !== undefined; ) {
		const page = await client.page(path, 'items', what, offset, { includeAll: true });
		items = items.concat(page.rows.map(toLineItem));
		offset = page.next;
	}
	return items;
}

/** Finds a line item. @throws SettingError where there is none, naming the nearest */
export function findLineItem(
	lineItems: readonly LineItem[],
	reference: ObjectReference,
	modelName: string,
): LineItem {
	return findObject(lineItems, reference, LINE_ITEM, modelName);
}

/** The dimensions that address a line item's cells, Time and Versions included. */
export async function dimensionsOf(
	client: AnaplanClient,
	model: ModelRef,
	lineItem: NamedObject,
): Promise<NamedObject[]> {
	const path = `/models/${encodeURIComponent(model.modelId)}/lineItems/${encodeURIComponent(lineItem.id)}/dimensions`;
	const what = `reading the dimensions of the line item "${lineItem.name}"`;
	return (await client.all(path, 'dimensions', what)).map(named);
}

/** What lies on rows, columns and pages of a view; an axis without dimensions is empty. */
export async function readAxes(
	client: AnaplanClient,
	model: ModelRef,
	view: NamedObject,
): Promise<ViewAxes> {
	const body = await client
		.get(viewPath(model, view), `reading the view "${view.name}"`)
		.catch((error: unknown) => Promise.reject(hasStatus(error, 404) ? viewGone(view.name) : error));
	return { rows: axisOf(body.rows), columns: axisOf(body.columns), pages: axisOf(body.pages) };
}

/** The items of a dimension as a view shows them: any dimension, Time and Versions too. */
export async function dimensionItems(
	client: AnaplanClient,
	model: ModelRef,
	view: NamedObject,
	dimension: NamedObject,
): Promise<DimensionItem[]> {
	const body = await client.get(
		`${viewPath(model, view)}/dimensions/${encodeURIComponent(dimension.id)}/items`,
		`listing the items of "${dimension.name}"`,
	);
	const items = Array.isArray(body.items) ? body.items.filter(isObject) : [];
	return items.map((row) => ({ ...named(row), code: textOf(row, 'code') }));
}

/** The line items as an axis: told by Anaplan's ID, or by the name where that is another. */
export function isLineItems({ id, name }: NamedObject): boolean {
	return id === LINE_ITEMS_ID || /^line items$/i.test(name.trim());
}

/** Seen live; the reference's own samples disagree on it. */
const LINE_ITEMS_ID = '20000000012';

/** The path of a view under its model alone, where views have it. */
export function viewPath(model: ModelRef, view: NamedObject): string {
	return `/models/${encodeURIComponent(model.modelId)}/views/${encodeURIComponent(view.id)}`;
}

/** The path of a module. */
export function modulePath(model: ModelRef, module: NamedObject): string {
	return `${modelPath(model)}/modules/${encodeURIComponent(module.id)}`;
}

function toLineItem(row: JsonObject): LineItem {
	return {
		...named(row),
		format: textOf(row, 'format').toUpperCase(),
		formula: textOf(row, 'formula'),
		raw: row,
	};
}

function axisOf(value: unknown): NamedObject[] {
	return Array.isArray(value) ? value.filter(isObject).map(named) : [];
}

function named(row: JsonObject): NamedObject {
	return { id: textOf(row, 'id'), name: textOf(row, 'name') };
}

function viewGone(name: string): SettingError {
	return new SettingError(
		`The view "${name}" was not found, or this user has no access to it.`,
		'Choose the view from the list; if it is missing there, have the user given access to the module.',
		{ httpStatus: 404 },
	);
}
