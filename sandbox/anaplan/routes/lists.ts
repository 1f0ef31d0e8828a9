/** Reading lists and dimensions: "Retrieve lists", "Retrieve list items", "Dimension items". */
import { stringify } from 'csv-stringify/sync';
import type { ModelCall, ModelRoute } from '../routing';
import { bodyObject, sendOne, sendPage } from '../routing';
import type { Dimension, DimensionItem } from '../store/dimension';
import { showValue } from '../store/formats';
import type { ListItem, PlanningList } from '../store/list';
import { ApiError, notFound, queryText, sendBytes } from '../wire';

export const listRoutes: readonly ModelRoute[] = [
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
			refuseAbove(call, list.items.length);
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
		// "Retrieve dimension items": lists at model level; Time is refused there.
		method: 'get',
		path: '/dimensions/:dimensionId/items',
		under: 'both',
		handle: (call) => {
			const dimension = findDimension(call);
			refuseAbove(call, dimension.items.length);
			sendPage(call, 'dimension', 'items', dimension.items.map(dimensionItemView));
		},
	},
	{
		// "Look up dimension items by name or code": unknown ones are left out.
		method: 'post',
		path: '/dimensions/:dimensionId/items',
		under: 'both',
		consumes: ['application/json'],
		handle: (call) => {
			const dimension = findDimension(call);
			const body = bodyObject(call.request);
			const [names, codes] = [texts(body.names), texts(body.codes)];
			if (names.length + codes.length === 0) {
				throw new ApiError(400, 'Either names or codes must be given');
			}
			const found = [
				...names.map((name) => dimension.byName(name)),
				// Documented: codes are matched without case here.
				...codes.map((code) => dimension.byCode(code, false) ?? dimension.byCode(code, true)),
			].filter((item) => item !== undefined);
			const items = [...new Set(found)].map(dimensionItemView);
			sendOne(call, 'dimension', items.length > 0 ? { items } : {});
		},
	},
];

/** Pages of a list's read request: header, then every item. Columns as in an export of the list. */
export function* listTable(list: PlanningList): Generator<string[]> {
	const { properties, subsets } = list;
	yield [list.name, 'Parent', 'Code', ...properties.map(({ name }) => name), ...subsets];
	for (const item of list.items) {
		yield [
			item.name,
			item.parent?.name ?? '',
			item.code,
			...properties.map(({ name, format }) => showValue(item.properties.get(name), format)),
			...subsets.map((subset) => String(item.subsets.has(subset))),
		];
	}
}

export function findList(call: ModelCall): PlanningList {
	const list = call.model.lists.find(({ id }) => id === call.params.listId);
	if (list === undefined) {
		throw notFound();
	}
	return list;
}

/** Above the limit the service answers 400 and wants a read request. */
export function refuseAbove(call: ModelCall, count: number): void {
	if (count > call.service.readLimit) {
		throw new ApiError(400, 'Too many cells. Use a read request.');
	}
}

export function dimensionItemView(item: DimensionItem) {
	return { id: item.id, name: item.name, ...(item.code === '' ? {} : { code: item.code }) };
}

export function sendCsv(call: ModelCall, rows: Iterable<readonly string[]>): void {
	sendBytes(call.response, 'text/csv;charset=UTF-8', Buffer.from(stringify([...rows])));
}

function findDimension(call: ModelCall): Dimension {
	const { dimensionId } = call.params;
	if (dimensionId === call.model.time.id) {
		throw new ApiError(400, 'The Time dimension is not supported');
	}
	const dimension = [call.model.versions, ...call.model.lists].find(({ id }) => id === dimensionId);
	if (dimension === undefined) {
		throw notFound();
	}
	return dimension;
}

function listMetadata(call: ModelCall, list: PlanningList) {
	const parentName = list.definition.parentList;
	const parent = parentName === undefined ? undefined : call.model.list(parentName);
	return {
		id: list.id,
		name: list.name,
		...(list.properties.length > 0
			? { properties: list.properties.map((property) => ({ ...property })) }
			: {}),
		...(list.subsets.length > 0
			? { subsets: list.subsets.map((name, index) => ({ id: list.subsetIds[index], name })) }
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
					subsets: Object.fromEntries(
						list.subsets.map((subset) => [subset, item.subsets.has(subset)]),
					),
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

function texts(value: unknown): string[] {
	if (value === undefined) {
		return [];
	}
	if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
		throw new ApiError(400, 'Expected an array of texts');
	}
	return value;
}
