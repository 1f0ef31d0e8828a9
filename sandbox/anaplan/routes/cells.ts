/** Writing cells: "Write cell data" of the Integration API v2.0. */
import { rawBody, jsonBody } from '../../common/server';
import type { ModelCall, ModelRoute } from '../routing';
import type { Dimension, DimensionItem } from '../store/dimension';
import { readValue, type CellValue, type DataFormat } from '../store/formats';
import { PlanningList } from '../store/list';
import type { LineItem, PlanningModule } from '../store/module';
import { ApiError, sendJson } from '../wire';
import { findModule } from './modules';

/** Documented: 100,000 cells or 15 MB, whichever is lower. */
const MAX_CELLS = 100_000;
const MAX_BYTES = 15_000_000;
/** As older documentation and the specification have it. */
const FEWER_CELLS = 1_000;
const RULES = { dateFormat: 'yyyy-MM-dd', decimalSeparator: '.' };
const CELL_FIELDS = ['lineItemId', 'lineItemName', 'dimensions', 'value'];
const PLACE_FIELDS = ['dimensionId', 'dimensionName', 'itemId', 'itemName', 'itemCode'];

/** In the service's words. */
const CALCULATED = {
	failureType: 'cellIsCalculated',
	failureMessageDetails: 'the cell is a calculated/aggregate cell and is not writeable',
};
const INVALID = {
	failureType: 'cellIsInvalid',
	failureMessageDetails: 'the cell could not be found or resolved',
};
const WRONG_VALUE = {
	failureType: 'cellValueIsInvalid',
	failureMessageDetails: "the value does not fit the line item's format",
};

export const cellRoutes: readonly ModelRoute[] = [
	{
		// "Write cell data": a bare array; cells are written one by one.
		method: 'post',
		path: '/modules/:moduleId/data',
		under: 'both',
		writes: 'data',
		consumes: ['application/json'],
		handle: writeCells,
	},
];

type Sent = Record<string, unknown>;

function writeCells(call: ModelCall): void {
	const module = findModule(call);
	if (call.service.switches.writesNeedAdmin && !call.user.workspaceAdmin) {
		throw new ApiError(403);
	}
	const cells = readCells(call);
	const parents = parentIds(call);
	const failures: unknown[] = [];
	cells.forEach((cell, requestIndex) => {
		const failure = writeCell(call, module, parents, cell);
		if (failure !== undefined) {
			failures.push({ requestIndex, ...failure });
		}
	});
	sendJson(call.response, 200, {
		numberOfCellsChanged: cells.length - failures.length,
		...(failures.length > 0 || call.service.switches.emptyFailures ? { failures } : {}),
	});
}

function readCells(call: ModelCall): Sent[] {
	if (rawBody(call.request).length > MAX_BYTES) {
		throw new ApiError(400, 'The request is larger than 15 MB');
	}
	const body = parsed(call);
	if (!Array.isArray(body)) {
		throw new ApiError(400, 'The request body must be an array');
	}
	const most = call.service.switches.cellsPerWrite === 'fewer' ? FEWER_CELLS : MAX_CELLS;
	if (body.length > most) {
		throw new ApiError(400, `More than ${most} cells in one request`);
	}
	return body.map((cell) => {
		const sent = objectOf(cell, CELL_FIELDS);
		const { value } = sent;
		if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
			throw new ApiError(400, 'A cell needs a value that is a string, a number or a boolean');
		}
		return sent;
	});
}

function parsed(call: ModelCall): unknown {
	try {
		return jsonBody(call.request);
	} catch {
		throw new ApiError(400, 'The request body is not valid JSON');
	}
}

function objectOf(value: unknown, fields: readonly string[]): Sent {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new ApiError(400, 'Expected an object');
	}
	const stray = Object.keys(value).find((field) => !fields.includes(field));
	if (stray !== undefined) {
		throw new ApiError(400, `Unrecognized field "${stray}"`);
	}
	return value as Sent;
}

/** Undefined: written. */
function writeCell(
	call: ModelCall,
	module: PlanningModule,
	parents: ReadonlySet<string>,
	cell: Sent,
): typeof INVALID | undefined {
	const lineItem = module.lineItems.find(
		({ id, name }) => id === cell.lineItemId || sameName(name, cell.lineItemName),
	);
	const places = resolve(call, module, cell.dimensions);
	if (lineItem === undefined || places === undefined) {
		return INVALID;
	}
	if (lineItem.sumOf !== undefined || places.some(({ id }) => parents.has(id))) {
		return CALCULATED;
	}
	const value = valueOf(lineItem, cell.value);
	if (value === 'wrong') {
		return WRONG_VALUE;
	}
	const changed = module.setAt(
		lineItem,
		places.map(({ id }) => id),
		value?.cell,
	);
	call.model.changes += changed ? 1 : 0;
	return undefined;
}

/** One item per dimension of the module, in their order; undefined where one is missing or unknown. */
function resolve(
	call: ModelCall,
	module: PlanningModule,
	sent: unknown,
): DimensionItem[] | undefined {
	const places = Array.isArray(sent) ? sent.map((entry) => objectOf(entry, PLACE_FIELDS)) : [];
	if (places.length !== module.dimensions.length) {
		return undefined;
	}
	const found = module.dimensions.map((dimension) => {
		const place = places.find(
			({ dimensionId, dimensionName }) =>
				dimensionId === dimension.id || sameName(dimension.name, dimensionName),
		);
		return place === undefined ? undefined : itemOf(call, dimension, place);
	});
	return found.includes(undefined) ? undefined : found.filter((item) => item !== undefined);
}

function itemOf(call: ModelCall, dimension: Dimension, place: Sent): DimensionItem | undefined {
	if (typeof place.itemId === 'string') return dimension.byId(place.itemId);
	if (typeof place.itemCode === 'string') {
		return dimension.byCode(place.itemCode, call.service.switches.codesIgnoreCase);
	}
	return typeof place.itemName === 'string' ? dimension.byName(place.itemName) : undefined;
}

/** Items that have children: their cells are aggregates. */
function parentIds(call: ModelCall): Set<string> {
	return new Set(
		call.model.lists.flatMap((list: PlanningList) =>
			list.items.flatMap(({ parent }) => (parent === undefined ? [] : [parent.id])),
		),
	);
}

/** Numbers as numbers or text, booleans as booleans, everything else as text; '' clears a cell. */
function valueOf({ format }: LineItem, value: unknown): { cell: CellValue | undefined } | 'wrong' {
	const wanted: Record<DataFormat, string[]> = {
		NUMBER: ['number', 'string'],
		BOOLEAN: ['boolean'],
		TEXT: ['string'],
		DATE: ['string'],
	};
	if (!wanted[format].includes(typeof value)) return 'wrong';
	if (value === '') return { cell: undefined };
	const cell = readValue(String(value), format, RULES);
	return cell === undefined ? 'wrong' : { cell };
}

function sameName(name: string, given: unknown): boolean {
	return typeof given === 'string' && given.toLowerCase() === name.toLowerCase();
}
