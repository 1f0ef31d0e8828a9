/**
 * Writing list items: "Add, update and delete list items" of the Integration API v2.0. Items are
 * taken one by one; what is refused comes back in `failures`, and the answer is 200 all the same.
 */
import type { ModelCall, ModelRoute } from '../routing';
import { bodyObject, sendOne } from '../routing';
import { readValue, sameValue } from '../store/formats';
import type { ListItem, PlanningList } from '../store/list';
import { ApiError, queryText } from '../wire';
import { findList } from './lists';

/** Documented: most items of one call. */
const MAX_ITEMS = 100_000;
/** Longest name or code of a list item. */
const MAX_TEXT = 60;
/** Values come as the model shows them. */
const RULES = { dateFormat: 'yyyy-MM-dd', decimalSeparator: '.' };
const FIELDS = ['id', 'name', 'code', 'parent', 'properties', 'subsets'];

export const listItemRoutes: readonly ModelRoute[] = [
	{
		// "Add list items" and "Delete list items"
		method: 'post',
		path: '/lists/:listId/items',
		under: 'workspace',
		writes: 'data',
		consumes: ['application/json'],
		handle: (call) => {
			const action = queryText(call.request, 'action');
			if (action === 'add') {
				add(call);
			} else if (action === 'delete') {
				remove(call);
			} else {
				throw new ApiError(400, `Invalid action [${action ?? ''}]`);
			}
		},
	},
	{
		// "Update list items"
		method: 'put',
		path: '/lists/:listId/items',
		under: 'workspace',
		writes: 'data',
		consumes: ['application/json'],
		handle: update,
	},
];

interface SentItem {
	id?: string;
	name?: string;
	code?: string;
	parent?: string;
	properties: ReadonlyArray<readonly [string, string]>;
	subsets: ReadonlyArray<readonly [string, boolean]>;
}

interface Failure {
	requestIndex: number;
	failureType: string;
	failureMessageDetails: string;
}

/** Why one item is refused; caught per item. */
class Refusal extends Error {
	constructor(
		readonly type: string,
		details: string,
	) {
		super(details);
	}
}

function add(call: ModelCall): void {
	const list = writableList(call);
	const { switches } = call.service;
	let ignoredInSilence = 0;
	const { failures, total } = eachItem(call, (sent) => {
		if (list.numbered && sent.name !== undefined) {
			throw wrongFormat('name', sent.name);
		}
		if (!list.numbered && (sent.name ?? '') === '') {
			throw new Refusal('INCOMPLETE_DATA', 'name is required');
		}
		const existing =
			(sent.code ? list.byCode(sent.code, switches.codesIgnoreCase) : undefined) ??
			(sent.name === undefined ? undefined : list.byName(sent.name));
		if (existing !== undefined) {
			if (switches.repeatedAdd === 'ignored' && isSame(list, existing, sent)) {
				ignoredInSilence += 1;
				return;
			}
			const what = sent.code !== undefined && existing.code === sent.code ? 'code' : 'name';
			throw new Refusal(
				switches.duplicateFailure,
				`duplicate ${what} -- ${what === 'code' ? sent.code : sent.name}`,
			);
		}
		const changes = readChanges(call, list, sent);
		apply(list.add(sent.code ?? '', sent.name ?? ''), changes);
		call.model.changes += 1;
	});
	const ignored = failures.length + ignoredInSilence;
	sendOne(call, 'list', {
		added: total - ignored,
		ignored,
		total,
		...(failures.length > 0 ? { failures } : {}),
	});
}

function update(call: ModelCall): void {
	const list = writableList(call);
	const { failures, total } = eachItem(call, (sent) => {
		const item = findForUpdate(call, list, sent);
		const { name, code } = sent;
		if (list.numbered && name !== undefined && name !== item.name) {
			throw wrongFormat('name', name);
		}
		if (code === '' && item.code !== '') {
			throw new Refusal('INCOMPLETE_DATA', 'incomplete data -- code');
		}
		for (const [other, what, value] of [
			[name ? list.byName(name) : undefined, 'name', name],
			[code ? list.byCode(code, call.service.switches.codesIgnoreCase) : undefined, 'code', code],
		] as const) {
			if (other !== undefined && other !== item) {
				throw new Refusal(call.service.switches.duplicateFailure, `duplicate ${what} -- ${value}`);
			}
		}
		const changes = readChanges(call, list, sent);
		if (name && name !== item.name) {
			list.rename(item, name);
			call.model.changes += 1;
		}
		if (code && code !== item.code) {
			list.setCode(item, code);
			call.model.changes += 1;
		}
		call.model.changes += apply(item, changes) ? 1 : 0;
	});
	sendOne(call, 'list', {
		updated: total - failures.length,
		ignored: failures.length,
		total,
		...(failures.length > 0 ? { failures } : {}),
	});
}

function remove(call: ModelCall): void {
	const list = writableList(call);
	const gone = new Set<ListItem>();
	const { failures } = eachItem(call, ({ id, code, name }) => {
		if ([id, code, name].filter((given) => given !== undefined).length > 1) {
			throw new Refusal('Ambiguous criteria', 'More than one identifier was given');
		}
		const item =
			id !== undefined
				? list.byId(id)
				: code
					? list.byCode(code, call.service.switches.codesIgnoreCase)
					: undefined;
		if (item === undefined || gone.has(item)) {
			throw new Refusal('Not found', `No item matches ${id ?? code ?? name ?? ''}`);
		}
		gone.add(item);
	});
	list.remove(gone);
	call.model.changes += gone.size;
	const shown = failures.length > 0 ? { failures } : {};
	sendOne(
		call,
		'list',
		call.service.switches.deleteReply === 'nested'
			? { result: { numberOfItemsDeleted: gone.size, ...shown } }
			: { deleted: gone.size, ...shown },
	);
}

/** A list this user may write to now. */
function writableList(call: ModelCall): PlanningList {
	const list = findList(call);
	if (call.service.switches.writesNeedAdmin && !call.user.workspaceAdmin) {
		throw new ApiError(403);
	}
	if (call.model.activeState === 'PRODUCTION' && !(list.definition.productionData ?? false)) {
		throw new ApiError(425);
	}
	return list;
}

function eachItem(
	call: ModelCall,
	work: (item: SentItem) => void,
): { failures: Failure[]; total: number } {
	const { items, ...rest } = bodyObject(call.request);
	if (!Array.isArray(items) || Object.keys(rest).length > 0) {
		throw new ApiError(400, 'Expected an array under items');
	}
	if (items.length > MAX_ITEMS) {
		throw new ApiError(400, `More than ${MAX_ITEMS} items in one request`);
	}
	const sent = items.map(toSent);
	const failures: Failure[] = [];
	sent.forEach((item, requestIndex) => {
		try {
			work(item);
		} catch (error) {
			if (!(error instanceof Refusal)) {
				throw error;
			}
			const { type: failureType, message: failureMessageDetails } = error;
			failures.push({ requestIndex, failureType, failureMessageDetails });
		}
	});
	return { failures, total: sent.length };
}

/** The item's form is checked for all items before any is taken: a wrong one is a bad request. */
function toSent(value: unknown): SentItem {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new ApiError(400, 'An item must be an object');
	}
	const fields = value as Record<string, unknown>;
	const unknown = Object.keys(fields).find((field) => !FIELDS.includes(field));
	if (unknown !== undefined) {
		throw new ApiError(400, `Unrecognized field "${unknown}"`);
	}
	const text = (field: string): Record<string, string> => {
		const found = fields[field];
		if (found === undefined) return {};
		if (typeof found !== 'string') throw new ApiError(400, `Field "${field}" must be a text`);
		return { [field]: found };
	};
	return {
		...text('id'),
		...text('name'),
		...text('code'),
		...text('parent'),
		properties: pairs(fields.properties, 'string'),
		subsets: pairs(fields.subsets, 'boolean'),
	};
}

function pairs(value: unknown, type: 'string'): Array<[string, string]>;
function pairs(value: unknown, type: 'boolean'): Array<[string, boolean]>;
function pairs(value: unknown, type: 'string' | 'boolean'): Array<[string, unknown]> {
	if (value === undefined) {
		return [];
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new ApiError(400, 'Properties and subsets must be objects');
	}
	const entries = Object.entries(value);
	if (entries.some(([, entry]) => typeof entry !== type)) {
		throw new ApiError(400, `Values must be of type ${type}`);
	}
	return entries;
}

/** "Update logic" of the reference: by id, else by code, else by name where the item has no code. */
function findForUpdate(call: ModelCall, list: PlanningList, sent: SentItem): ListItem {
	const { id, code, name } = sent;
	const found =
		id !== undefined
			? list.byId(id)
			: code
				? list.byCode(code, call.service.switches.codesIgnoreCase)
				: undefined;
	if (found !== undefined) {
		return found;
	}
	const namesake = id !== undefined || list.numbered || !name ? undefined : list.byName(name);
	if (namesake === undefined) {
		throw new Refusal('INCOMPLETE_DATA', 'no item matches the id, code or name');
	}
	if (namesake.code !== '') {
		throw new Refusal('INCOMPLETE_DATA', `incomplete data -- the item ${name} has another code`);
	}
	return namesake;
}

interface Changes {
	parent?: ListItem | null;
	properties: Array<[string, ReturnType<typeof readValue>]>;
	subsets: ReadonlyArray<readonly [string, boolean]>;
}

/** Reads everything before anything is changed: an item is taken whole or not at all. */
function readChanges(call: ModelCall, list: PlanningList, sent: SentItem): Changes {
	if ((sent.code ?? '').length > MAX_TEXT || (list.numbered && sent.code?.startsWith('#'))) {
		throw wrongFormat('code', sent.code ?? '');
	}
	if ((sent.name ?? '').length > MAX_TEXT) {
		throw wrongFormat('name', sent.name ?? '');
	}
	const properties = sent.properties.map(([name, text]): Changes['properties'][number] => {
		const property = list.property(name);
		const value =
			text === '' || property === undefined ? undefined : readValue(text, property.format, RULES);
		if (property === undefined || property.formula !== undefined || (text && value === undefined)) {
			throw wrongFormat(name, text);
		}
		return [name, value];
	});
	const stray = sent.subsets.find(([name]) => !list.subsets.includes(name));
	if (stray !== undefined) {
		throw wrongFormat(stray[0], String(stray[1]));
	}
	return { ...parentOf(call, list, sent), properties, subsets: sent.subsets };
}

/** Parents are given by name; an empty text takes the parent away. */
function parentOf(
	call: ModelCall,
	list: PlanningList,
	{ parent }: SentItem,
): Pick<Changes, 'parent'> {
	if (parent === undefined) {
		return {};
	}
	if (parent === '') {
		return { parent: null };
	}
	const parentList = list.definition.parentList;
	const found = parentList === undefined ? undefined : call.model.list(parentList).byName(parent);
	if (found === undefined) {
		throw wrongFormat('parent', parent);
	}
	return { parent: found };
}

/** True when something of the item changed. */
function apply(item: ListItem, { parent, properties, subsets }: Changes): boolean {
	let changed = false;
	if (parent !== undefined && item.parent !== (parent ?? undefined)) {
		item.parent = parent ?? undefined;
		changed = true;
	}
	for (const [name, value] of properties) {
		changed ||= !sameValue(item.properties.get(name), value);
		if (value === undefined) {
			item.properties.delete(name);
		} else {
			item.properties.set(name, value);
		}
	}
	for (const [name, belongs] of subsets) {
		changed ||= item.subsets.has(name) !== belongs;
		if (belongs) {
			item.subsets.add(name);
		} else {
			item.subsets.delete(name);
		}
	}
	return changed;
}

function isSame(list: PlanningList, item: ListItem, sent: SentItem): boolean {
	return (
		(sent.code ?? '') === item.code &&
		(sent.name === undefined || sent.name === item.name) &&
		sent.properties.every(([name, text]) => {
			const format = list.property(name)?.format ?? 'TEXT';
			return sameValue(
				item.properties.get(name),
				text ? readValue(text, format, RULES) : undefined,
			);
		})
	);
}

function wrongFormat(column: string, value: string): Refusal {
	return new Refusal(
		'INCORRECT_FORMAT',
		`incorrect format -- column name:${column}, value:${value}`,
	);
}
