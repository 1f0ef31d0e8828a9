/** What a model is made of: files, imports, processes, actions, lists, modules, views and cells. */
import { stringify } from 'csv-stringify/sync';
import type { ModelCall, ModelRoute } from '../routing';
import { bodyObject, sendOne, sendPage } from '../routing';
import type { FileDefinition, ImportDefinition } from '../store/definitions';
import { showValue } from '../store/formats';
import type { ListItem, PlanningList } from '../store/list';
import type { LineItem, PlanningModule } from '../store/module';
import { ApiError, notFound, queryText, sendBytes, sendJson, sorted } from '../wire';

/** Above this many cells or items the service answers 400 and wants a read request. */
const MAX_READ = 1_000_000;

/** The id Anaplan gives to the line items axis. */
const LINE_ITEMS_AXIS = { id: '20000000012', name: 'Line Items' };

export const structureRoutes: readonly ModelRoute[] = [
	{
		// "Retrieve import data source files"
		method: 'get',
		path: '/files',
		under: 'both',
		handle: (call) => {
			const rows = call.model.files.map((file) => fileView(call, file));
			sendPage(call, 'file', 'files', sorted(call.request, rows, ['name', 'id'], false));
		},
	},
	{
		// "Retrieve imports"
		method: 'get',
		path: '/imports',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const rows = call.model.imports.map(({ id, name, fileId, importType }) => ({
				id,
				name,
				importDataSourceId: fileId,
				importType,
			}));
			sendPage(call, 'import', 'imports', sorted(call.request, rows, ['name', 'id'], false));
		},
	},
	{
		// "Retrieve import metadata"; an unknown id has been seen to give 500.
		method: 'get',
		path: '/imports/:importId',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const definition = call.model.imports.find(({ id }) => id === call.params.importId);
			if (definition === undefined) {
				throw call.service.switches.unknownImport500 ? new ApiError(500) : notFound();
			}
			sendOne(call, 'importMetadata', { importMetadata: importView(call, definition) });
		},
	},
	{
		// "Retrieve processes"
		method: 'get',
		path: '/processes',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const rows = call.model.processes.map(({ id, name }) => ({ id, name }));
			sendPage(call, 'process', 'processes', sorted(call.request, rows, ['name', 'id'], false));
		},
	},
	{
		// "Retrieve process metadata": its actions in run order.
		method: 'get',
		path: '/processes/:processId',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const process = call.model.processes.find(({ id }) => id === call.params.processId);
			if (process === undefined) {
				throw notFound();
			}
			const actions = process.importIds.flatMap((id) =>
				call.model.imports
					.filter((definition) => definition.id === id)
					.map(({ name, fileId, importType }) => ({
						id,
						name,
						actionType: 'IMPORT',
						importDataSourceId: fileId,
						importType,
					})),
			);
			sendOne(call, 'processMetadata', {
				processMetadata: { name: process.name, ...(actions.length > 0 ? { actions } : {}) },
			});
		},
	},
	{
		// "Retrieve actions": imports and processes are no actions here; this model has no others.
		method: 'get',
		path: '/actions',
		under: 'both',
		handle: (call) => {
			sendPage(call, 'action', 'actions', []);
		},
	},
	{
		// "Retrieve lists"
		method: 'get',
		path: '/lists',
		under: 'both',
		handle: (call) => {
			const rows = call.model.lists.map(({ id, name }) => ({ id, name }));
			sendPage(call, 'list', 'lists', rows);
		},
	},
	{
		// "Retrieve list metadata": the key is `metadata`.
		method: 'get',
		path: '/lists/:listId',
		under: 'both',
		handle: (call) => {
			sendOne(call, 'list', { metadata: listMetadata(call, findList(call)) });
		},
	},
	{
		// "Retrieve list items"; properties and subsets with includeAll=true only.
		method: 'get',
		path: '/lists/:listId/items',
		under: 'workspace',
		handle: (call) => {
			const list = findList(call);
			refuseAbove(list.items.length);
			const all = queryText(call.request, 'includeAll') === 'true';
			sendPage(
				call,
				'listItem',
				'listItems',
				list.items.map((item) => itemView(call, list, item, all)),
			);
		},
	},
	{
		// "Retrieve dimension items": a list's id is a dimension's id.
		method: 'get',
		path: '/dimensions/:listId/items',
		under: 'both',
		handle: (call) => {
			const list = findList(call);
			refuseAbove(list.items.length);
			sendPage(call, 'dimension', 'items', list.items.map(dimensionView));
		},
	},
	{
		// "Look up dimension items by name or code": unknown ones are left out.
		method: 'post',
		path: '/dimensions/:listId/items',
		under: 'both',
		consumes: ['application/json'],
		handle: (call) => {
			const list = findList(call);
			const body = bodyObject(call.request);
			const found = [
				...texts(body.names).map((name) => list.byName(name)),
				...texts(body.codes).map((code) =>
					list.byCode(code, call.service.switches.codesIgnoreCase),
				),
			].filter((item) => item !== undefined);
			const items = [...new Set(found)].map(dimensionView);
			sendOne(call, 'dimension', items.length > 0 ? { items } : {});
		},
	},
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
			sendPage(call, 'view', 'views', call.model.modules.map(viewView));
		},
	},
	{
		// "Retrieve views of a module"
		method: 'get',
		path: '/modules/:moduleId/views',
		under: 'both',
		handle: (call) => {
			sendPage(call, 'view', 'views', [viewView(findModule(call, call.params.moduleId))]);
		},
	},
	{
		// "Retrieve view metadata": its dimensions per axis.
		method: 'get',
		path: '/views/:viewId',
		under: 'both',
		handle: (call) => {
			const module = findModule(call, call.params.viewId);
			sendOne(call, 'view', {
				viewName: module.name,
				viewId: module.id,
				rows: [{ id: module.dimension.id, name: module.dimension.name }],
				columns: [LINE_ITEMS_AXIS],
			});
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
			sendLineItems(call, [findModule(call, call.params.moduleId)]);
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

/** The file as the list and the replies to uploads show it. */
export function fileView(call: ModelCall, file: FileDefinition) {
	return {
		id: file.id,
		name: file.name,
		chunkCount: call.model.contents.listedChunkCount(call.user.id, file.id),
		delimiter: file.delimiter,
		encoding: file.encoding,
		firstDataRow: file.firstDataRow,
		format: 'txt',
		headerRow: file.headerRow,
		separator: file.separator,
	};
}

function importView(call: ModelCall, definition: ImportDefinition) {
	const file = call.model.file(definition.fileId);
	return {
		name: definition.name,
		type: 'FILE',
		source: {
			textEncoding: file.encoding,
			columnSeparator: file.separator,
			textDelimiter: file.delimiter,
			headerRow: file.headerRow,
			firstDataRow: file.firstDataRow,
			decimalSeparator: definition.decimalSeparator,
			headerNames: definition.columns.map((column) => column.header),
			columnCount: definition.columns.length,
		},
	};
}

function findList(call: ModelCall): PlanningList {
	const list = call.model.lists.find(({ id }) => id === call.params.listId);
	if (list === undefined) {
		throw notFound();
	}
	return list;
}

function findModule(call: ModelCall, moduleId: string): PlanningModule {
	const module = call.model.modules.find(({ id }) => id === moduleId);
	if (module === undefined) {
		throw notFound();
	}
	return module;
}

function listMetadata(call: ModelCall, list: PlanningList) {
	const parentName = list.definition.parentList;
	const parent = parentName === undefined ? undefined : call.model.list(parentName);
	return {
		id: list.id,
		name: list.name,
		...(list.properties.length > 0
			? { properties: list.properties.map(({ name, format }) => ({ name, format })) }
			: {}),
		...(parent === undefined ? {} : { parent: { id: parent.id, name: parent.name } }),
		hasSelectiveAccess: false,
		numberedList: list.numbered,
		...(list.numbered ? { nextitemIndex: list.items.length + 1 } : {}),
		useTopLevelAsPageDefault: false,
		itemCount: list.items.length,
		productionData: list.definition.productionData ?? false,
		workflowEnabled: false,
	};
}

function itemView(call: ModelCall, list: PlanningList, item: ListItem, all: boolean) {
	const parentName = list.definition.parentList;
	const parentList = parentName === undefined ? undefined : call.model.list(parentName);
	return {
		id: item.id,
		name: item.name,
		...(item.code === '' ? {} : { code: item.code }),
		...(item.parent === undefined ? {} : { parent: item.parent.name, parentId: item.parent.id }),
		...(parentList === undefined ? {} : { listId: parentList.id, listName: parentList.name }),
		...(all
			? {
					subsets: {},
					properties: Object.fromEntries(
						list.properties.map(({ name, format }) => [
							name,
							showValue(item.properties.get(name), format),
						]),
					),
				}
			: {}),
	};
}

function dimensionView(item: ListItem) {
	return { id: item.id, name: item.name, ...(item.code === '' ? {} : { code: item.code }) };
}

function viewView(module: PlanningModule) {
	return { id: module.id, name: module.name, moduleId: module.id };
}

function sendLineItems(call: ModelCall, modules: readonly PlanningModule[]): void {
	const all = queryText(call.request, 'includeAll') === 'true';
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
						isSummary: false,
						summary: 'None',
						cellCount: module.dimension.items.length,
						appliesTo: [{ id: module.dimension.id, name: module.dimension.name }],
					}
				: {}),
		})),
	);
	sendPage(call, 'lineItem', 'items', rows);
}

/** The view may be named by a module's id or by a line item's. */
function sendCells(call: ModelCall): void {
	const { viewId } = call.params;
	const module = call.model.modules.find(
		({ id, lineItems }) => id === viewId || lineItems.some((lineItem) => lineItem.id === viewId),
	);
	if (module === undefined) {
		throw notFound();
	}
	const columns =
		module.id === viewId
			? module.lineItems
			: module.lineItems.filter((lineItem) => lineItem.id === viewId);
	const pages = call.request.query.pages;
	if (pages !== undefined) {
		throw new ApiError(400, `Invalid page selector [${String(pages)}]`);
	}
	refuseAbove(columns.length * module.dimension.items.length);
	const wantsJson = call.request.accepts(['text/csv', 'application/json']) === 'application/json';
	if (!wantsJson) {
		sendBytes(call.response, 'text/csv;charset=UTF-8', Buffer.from(cellsCsv(module, columns)));
		return;
	}
	if (queryText(call.request, 'format') !== 'v1') {
		throw new ApiError(406);
	}
	sendJson(call.response, 200, {
		pages: [],
		columnCoordinates: columns.map((lineItem) => [lineItem.name]),
		rows: module.dimension.items.map((item) => ({
			rowCoordinates: [module.dimension.label(item)],
			cells: columns.map((lineItem) => module.show(lineItem, item)),
		})),
	});
}

function cellsCsv(module: PlanningModule, columns: readonly LineItem[]): string {
	return stringify([
		['', ...columns.map((lineItem) => lineItem.name)],
		...module.dimension.items.map((item) => [
			module.dimension.label(item),
			...columns.map((lineItem) => module.show(lineItem, item)),
		]),
	]);
}

function refuseAbove(count: number): void {
	if (count > MAX_READ) {
		throw new ApiError(400, 'Too many cells. Use a read request.');
	}
}

function texts(value: unknown): string[] {
	if (value === undefined) {
		return [];
	}
	if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
		throw new ApiError(400, 'Expected an array of texts');
	}
	return value;
}
