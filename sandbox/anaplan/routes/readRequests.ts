/** "Large volume read" of views and lists: start, look, fetch pages, delete. */
import { stringify } from 'csv-stringify/sync';
import type { ModelCall, ModelRoute } from '../routing';
import { bodyObject, sendOne } from '../routing';
import type { ReadStatus } from '../readRequests';
import { tableOf } from '../store/view';
import { ApiError, notFound, sendBytes } from '../wire';
import { findList, listTable } from './lists';
import { findView } from './modules';

/** The layout that is imitated, and those that are documented besides. */
const TABLE_LAYOUT = 'TABULAR_MULTI_COLUMN';

interface Kind {
	path: 'views' | 'lists';
	/** Name of the path parameter. */
	id: 'viewId' | 'listId';
	key: 'viewReadRequest' | 'listReadRequest';
	table: (call: ModelCall) => Iterable<string[]>;
}

const KINDS: readonly Kind[] = [
	{ path: 'views', id: 'viewId', key: 'viewReadRequest', table: viewTable },
	{
		path: 'lists',
		id: 'listId',
		key: 'listReadRequest',
		table: (call) => listTable(findList(call)),
	},
];

export const readRequestRoutes: readonly ModelRoute[] = KINDS.flatMap((kind) => routesOf(kind));

function routesOf(kind: Kind): ModelRoute[] {
	const path = `/${kind.path}/:${kind.id}/readRequests`;
	return [
		{
			method: 'post',
			path,
			under: 'workspace',
			consumes: ['application/json', ''],
			handle: (call) => {
				const pages = pagesOf(kind.table(call), call.service.readPageRows);
				const id = call.service.newTaskId();
				const { readRequests } = call.hosted;
				readRequests.start(id, call.params[kind.id], pages, call.service.timing);
				answer(call, kind, id, requestOf(call, kind, id));
			},
		},
		{
			method: 'get',
			path: `${path}/:requestId`,
			under: 'workspace',
			handle: (call) => {
				answer(call, kind, call.params.requestId, requestOf(call, kind, call.params.requestId));
			},
		},
		{
			method: 'get',
			path: `${path}/:requestId/pages/:pageNo`,
			under: 'workspace',
			produces: ['text/csv'],
			handle: (call) => {
				const { requestId, pageNo } = call.params;
				const page = /^\d{1,6}$/.test(pageNo)
					? call.hosted.readRequests.page(requestId, call.params[kind.id], Number(pageNo))
					: undefined;
				if (page === undefined) {
					throw notFound();
				}
				sendBytes(call.response, 'text/csv;charset=UTF-8', Buffer.from(page));
			},
		},
		{
			method: 'delete',
			path: `${path}/:requestId`,
			under: 'workspace',
			handle: (call) => {
				const { requestId } = call.params;
				if (!call.hosted.readRequests.remove(requestId, call.params[kind.id])) {
					throw notFound();
				}
				answer(call, kind, requestId, { state: 'CANCELLED', availablePages: 0, successful: false });
			},
		},
	];
}

function requestOf(call: ModelCall, kind: Kind, id: string): ReadStatus {
	const status = call.hosted.readRequests.status(id, call.params[kind.id]);
	if (status === undefined) {
		throw notFound();
	}
	return status;
}

/** A page count and success show once there is something to fetch; a cancelled request has neither. */
function answer(call: ModelCall, kind: Kind, requestId: string, status: ReadStatus): void {
	const objectId = call.params[kind.id];
	const own = call.request.originalUrl.split('?')[0].replace(/\/readRequests.*$/, '/readRequests');
	const told = status.state === 'IN_PROGRESS' || status.state === 'COMPLETE';
	sendOne(call, kind.key, {
		[kind.key]: {
			requestId,
			[kind.id]: kind.id === 'viewId' ? Number(objectId) : objectId,
			requestState: status.state,
			url: `${call.service.baseUrl}${own}/${requestId}`,
			...(told ? { availablePages: status.availablePages, successful: status.successful } : {}),
		},
	});
}

function* viewTable(call: ModelCall): Generator<string[]> {
	const { exportType } = bodyObject(call.request);
	if (exportType !== TABLE_LAYOUT) {
		throw new ApiError(400, `Invalid exportType [${String(exportType)}]`);
	}
	const { view, lineItems } = findView(call, call.params.viewId);
	yield* tableOf(view, lineItems);
}

/** The pages joined are one CSV file: the header stands in the first page alone. */
function pagesOf(table: Iterable<string[]>, rowsPerPage: number): string[] {
	const rows = [...table];
	const pages: string[] = [];
	for (let start = 0; start < rows.length; start += rowsPerPage) {
		pages.push(stringify(rows.slice(start, start + rowsPerPage)));
	}
	return pages;
}
