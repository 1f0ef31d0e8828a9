/** Reading modules: "Retrieve modules, line items, views" and "Retrieve cell data of a view". */
import type { ModelCall, ModelRoute } from '../routing';
import { sendOne, sendPage } from '../routing';
import type { Dimension } from '../store/dimension';
import type { LineItem, PlanningModule } from '../store/module';
import { axisView, cellCount, defaultView, gridOf, type Axis, type View } from '../store/view';
import { ApiError, notFound, queryText, sendJson } from '../wire';
import { dimensionItemView, refuseAbove, sendCsv } from './lists';

export const moduleRoutes: readonly ModelRoute[] = [
	{
		// "Retrieve modules"
		method: 'get',
		path: '/modules',
		under: 'both',
		handle: (call) => {
			const rows = call.model.modules.map(({ id, name }) => ({ id, name }));
			sendPage(call, 'module', 'modules', rows);
		},
	},
	{
		// "Retrieve views": a module's default view has the module's id.
		method: 'get',
		path: '/views',
		under: 'both',
		handle: (call) => {
			sendPage(call, 'view', 'views', call.model.views().map(viewView));
		},
	},
	{
		// "Retrieve views of a module"
		method: 'get',
		path: '/modules/:moduleId/views',
		under: 'both',
		handle: (call) => {
			const module = findModule(call);
			const views = call.model.views().filter((view) => view.module === module);
			sendPage(call, 'view', 'views', views.map(viewView));
		},
	},
	{
		// "Retrieve view metadata": its dimensions per axis; an axis without dimensions is left out.
		method: 'get',
		path: '/views/:viewId',
		under: 'both',
		handle: (call) => {
			const { view } = findView(call, call.params.viewId);
			const axes = { rows: view.rows, columns: view.columns, pages: view.pages };
			const shown = Object.entries(axes).filter(([, dimensions]) => dimensions.length > 0);
			sendOne(call, 'view', {
				viewName: view.name,
				viewId: view.id,
				...Object.fromEntries(shown.map(([axis, entries]) => [axis, entries.map(axisView)])),
			});
		},
	},
	{
		// "Retrieve selected items in a dimension": any dimension of the view, Time and Versions too.
		method: 'get',
		path: '/views/:viewId/dimensions/:dimensionId/items',
		under: 'model',
		handle: (call) => {
			const { view } = findView(call, call.params.viewId);
			const axis = [...view.rows, ...view.columns, ...view.pages].find(
				(entry) => axisView(entry).id === call.params.dimensionId,
			);
			sendItems(call, axis, view.module);
		},
	},
	{
		// "Retrieve line items"
		method: 'get',
		path: '/lineItems',
		under: 'both',
		handle: (call) => {
			sendLineItems(call, call.model.modules);
		},
	},
	{
		// "Retrieve line items of a module"
		method: 'get',
		path: '/modules/:moduleId/lineItems',
		under: 'both',
		handle: (call) => {
			sendLineItems(call, [findModule(call)]);
		},
	},
	{
		// "Retrieve the dimensions of a line item"
		method: 'get',
		path: '/lineItems/:lineItemId/dimensions',
		under: 'both',
		handle: (call) => {
			const rows = moduleOfLineItem(call).dimensions.map(({ id, name }) => ({ id, name }));
			sendPage(call, 'dimension', 'dimensions', rows);
		},
	},
	{
		// "Retrieve dimension items for a line item": any dimension.
		method: 'get',
		path: '/lineItems/:lineItemId/dimensions/:dimensionId/items',
		under: 'both',
		handle: (call) => {
			const module = moduleOfLineItem(call);
			const dimension = module.dimensions.find(({ id }) => id === call.params.dimensionId);
			sendItems(call, dimension, module);
		},
	},
	{
		// "Retrieve cell data of a view": CSV; JSON with Accept: application/json and format=v1.
		method: 'get',
		path: '/views/:viewId/data',
		under: 'model',
		produces: ['text/csv', 'application/json'],
		handle: sendCells,
	},
];

export function findModule(call: ModelCall): PlanningModule {
	const module = call.model.modules.find(({ id }) => id === call.params.moduleId);
	if (module === undefined) {
		throw notFound();
	}
	return module;
}

/** A view by its id, by its module's, or by a line item's, which then is the only one shown. */
export function findView(
	call: ModelCall,
	viewId: string,
): { view: View; lineItems: readonly LineItem[] } {
	const view = call.model.views().find(({ id }) => id === viewId);
	if (view !== undefined) {
		return { view, lineItems: view.module.lineItems };
	}
	const module = call.model.modules.find(({ lineItems }) =>
		lineItems.some(({ id }) => id === viewId),
	);
	if (module === undefined) {
		throw notFound();
	}
	return {
		view: defaultView(module),
		lineItems: module.lineItems.filter(({ id }) => id === viewId),
	};
}

function moduleOfLineItem(call: ModelCall): PlanningModule {
	const module = call.model.modules.find(({ lineItems }) =>
		lineItems.some(({ id }) => id === call.params.lineItemId),
	);
	if (module === undefined) {
		throw notFound();
	}
	return module;
}

function sendItems(call: ModelCall, axis: Axis | undefined, module: PlanningModule): void {
	if (axis === undefined) {
		throw notFound();
	}
	const items =
		axis === 'lineItems'
			? module.lineItems.map(({ id, name }) => ({ id, name, code: '' }))
			: axis.items;
	refuseAbove(call, items.length);
	sendOne(call, 'dimension', items.length > 0 ? { items: items.map(dimensionItemView) } : {});
}

function viewView(view: View) {
	return { id: view.id, name: view.name, moduleId: view.module.id };
}

function sendLineItems(call: ModelCall, modules: readonly PlanningModule[]): void {
	const all = queryText(call.request, 'includeAll') === 'true';
	const { time, versions } = call.model;
	const rows = modules.flatMap((module) =>
		module.lineItems.map((lineItem) => ({
			moduleId: module.id,
			moduleName: module.name,
			id: lineItem.id,
			name: lineItem.name,
			...(all
				? {
						format: lineItem.format,
						formatMetadata: { dataType: lineItem.format },
						...(lineItem.sumOf === undefined ? {} : { formula: lineItem.sumOf.join(' + ') }),
						isSummary: false,
						summary: 'None',
						timeScale: module.dimensions.includes(time) ? 'Month' : 'Not Applicable',
						cellCount: module.dimensions.reduce((size, { items }) => size * items.length, 1),
						appliesTo: module.dimensions
							.filter((dimension: Dimension) => dimension !== time && dimension !== versions)
							.map(({ id, name }) => ({ id, name })),
					}
				: {}),
		})),
	);
	sendPage(call, 'lineItem', 'items', rows);
}

function sendCells(call: ModelCall): void {
	const { view, lineItems } = findView(call, call.params.viewId);
	const chosen = chosenPages(call, view);
	refuseAbove(call, cellCount(view, lineItems));
	const wantsJson = call.request.accepts(['text/csv', 'application/json']) === 'application/json';
	if (wantsJson && queryText(call.request, 'format') !== 'v1') {
		throw new ApiError(406);
	}
	const grid = gridOf(view, lineItems, chosen);
	if (wantsJson) {
		sendJson(call.response, 200, grid);
		return;
	}
	const blank = view.rows.map(() => '');
	sendCsv(call, [
		...(grid.pages.length > 0 ? [grid.pages] : []),
		...view.columns.map((_, level) => [
			...blank,
			...grid.columnCoordinates.map((column) => column[level]),
		]),
		...grid.rows.map(({ rowCoordinates, cells }) => [...rowCoordinates, ...cells]),
	]);
}

/** `pages=dimension:item`, repeated or with commas; dimensions of the page axis only. */
function chosenPages(call: ModelCall, view: View): Map<string, string> {
	const given = [call.request.query.pages ?? []].flat().map(String);
	const chosen = new Map<string, string>();
	for (const selector of given.flatMap((entry) => entry.split(','))) {
		const [dimensionId, itemId] = selector.split(':');
		const axis = view.pages.find((entry) => axisView(entry).id === dimensionId);
		const known =
			axis === 'lineItems'
				? view.module.lineItems.some(({ id }) => id === itemId)
				: axis?.byId(itemId ?? '') !== undefined;
		if (!known) {
			throw new ApiError(400, `Invalid page selector [${selector}]`);
		}
		chosen.set(dimensionId, itemId);
	}
	return chosen;
}
