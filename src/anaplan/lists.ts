/** Reads lists of a model: which there are, what they are made of, and their items. */
import { readCsv } from '../csv/reader';
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
import { readInPages, withoutRepeatedHeader } from './readRequests';
import { findObject, type ObjectKind, type ObjectReference } from './reference';

/**
 * Most items that Anaplan answers directly (Integration API, "Retrieve list items"); longer lists are
 * read in pages of a read request.
 */
export const MAX_DIRECT_ITEMS = 1_000_000;

export interface ListProperty {
	name: string;
	/** As Anaplan calls it: TEXT, NUMBER, DATE, BOOLEAN, … An open set. */
	format: string;
	/** True for a property with a formula: it takes no values. */
	calculated: boolean;
}

/** What a list is made of. */
export interface ListDetails extends NamedObject {
	/** A numbered list makes the names of its items itself. */
	numbered: boolean;
	properties: ListProperty[];
	subsets: string[];
	/** Name of the list above; undefined where there is none. */
	parentName: string | undefined;
	itemCount: number;
	/** In a deployed model only production lists change. */
	productionData: boolean;
}

/** An item as Anaplan shows it. */
export interface ListItem {
	/** Absent where the list was read in pages, which do not name it. */
	id?: string;
	name: string;
	/** '' where the item has none. */
	code: string;
	/** Name of the parent; '' where there is none. */
	parent: string;
	/** Only where they were asked for. */
	properties?: { [name: string]: string };
	subsets?: { [name: string]: boolean };
}

const LIST: ObjectKind = {
	noun: 'list',
	whenNone:
		'This model shows no lists to this user: have the user given a role with access to its lists.',
	build: 'build the missing one in Anaplan',
};

/** All lists of a model. Source: Anaplan's Integration API, "Retrieve lists". */
export async function listLists(client: AnaplanClient, model: ModelRef): Promise<NamedObject[]> {
	const rows = await client.all(`${modelPath(model)}/lists`, 'lists', 'listing the lists');
	return rows.map((row) => ({ id: textOf(row, 'id'), name: textOf(row, 'name') }));
}

/** Finds a list and reads what it is made of. @throws SettingError where there is none */
export async function findList(
	client: AnaplanClient,
	model: ModelRef,
	reference: ObjectReference,
): Promise<ListDetails> {
	const entry = findObject(await listLists(client, model), reference, LIST, model.modelName);
	return await readList(client, model, entry);
}

/** Reads what a list is made of. Source: "Retrieve list metadata". */
export async function readList(
	client: AnaplanClient,
	model: ModelRef,
	entry: NamedObject,
): Promise<ListDetails> {
	const body = await client.get(listPath(model, entry), `reading the list "${entry.name}"`);
	const metadata = isObject(body.metadata) ? body.metadata : {};
	const parent = isObject(metadata.parent) ? textOf(metadata.parent, 'name') : '';
	return {
		id: entry.id,
		name: entry.name,
		numbered: metadata.numberedList === true,
		properties: objectsOf(metadata.properties).map((property) => ({
			name: textOf(property, 'name'),
			format: textOf(property, 'format').toUpperCase(),
			calculated: textOf(property, 'formula') !== '',
		})),
		subsets: objectsOf(metadata.subsets).map((subset) => textOf(subset, 'name')),
		parentName: parent === '' ? undefined : parent,
		itemCount: typeof metadata.itemCount === 'number' ? metadata.itemCount : 0,
		productionData: metadata.productionData === true,
	};
}

/**
 * Reads the items of a list, a page of Anaplan's at a time and in the list's order; more than a
 * million through a read request.
 * @param includeAll with properties and subsets
 * @param waitMs longest wait for the next page of a read request
 */
export async function* readListItems(
	client: AnaplanClient,
	model: ModelRef,
	list: ListDetails,
	includeAll: boolean,
	waitMs: number,
): AsyncGenerator<ListItem[]> {
	if (list.itemCount <= MAX_DIRECT_ITEMS) {
		const first = await pageOfItems(client, model, list, includeAll, 0).catch((error: unknown) =>
			// The list may have grown since its size was read, or the limit may be another.
			hasStatus(error, 400) ? undefined : Promise.reject(error),
		);
		if (first !== undefined) {
			yield first.items;
			for (let offset = first.next; offset !== undefined; ) {
				const page = await pageOfItems(client, model, list, includeAll, offset);
				yield page.items;
				offset = page.next;
			}
			return;
		}
	}
	yield* readLongList(client, model, list, includeAll, waitMs);
}

/** The bytes of a long list as one CSV file. Columns: the list's name, Parent, Code, properties, subsets. */
export function readListFile(
	client: AnaplanClient,
	model: ModelRef,
	list: NamedObject,
	waitMs: number,
): AsyncGenerator<Buffer> {
	return readInPages(client, model, { kind: 'lists', ...list }, waitMs);
}

/**
 * The codes of a list's items; items without a code are left out. Anaplan refuses lists of more than
 * 1,000,000 items (Integration API, "Retrieve list items").
 */
export async function readListCodes(
	client: AnaplanClient,
	model: ModelRef,
	listId: string,
): Promise<string[]> {
	const path = `${listPath(model, { id: listId })}/items`;
	const rows = await client.all(path, 'listItems', 'reading the items of the list');
	return rows.map((row) => textOf(row, 'code')).filter((code) => code !== '');
}

/** The path of a list. */
export function listPath(model: ModelRef, { id }: Pick<NamedObject, 'id'>): string {
	return `${modelPath(model)}/lists/${encodeURIComponent(id)}`;
}

async function pageOfItems(
	client: AnaplanClient,
	model: ModelRef,
	list: ListDetails,
	includeAll: boolean,
	offset: number,
): Promise<{ items: ListItem[]; next: number | undefined }> {
	const page = await client.page(
		`${listPath(model, list)}/items`,
		'listItems',
		`reading the items of the list "${list.name}"`,
		offset,
		includeAll ? { includeAll: true } : {},
	);
	return { items: page.rows.map((row) => toItem(row, includeAll)), next: page.next };
}

function toItem(row: JsonObject, includeAll: boolean): ListItem {
	const properties = isObject(row.properties) ? row.properties : {};
	const subsets = isObject(row.subsets) ? row.subsets : {};
	return {
		id: textOf(row, 'id'),
		name: textOf(row, 'name'),
		code: textOf(row, 'code'),
		parent: textOf(row, 'parent'),
		...(includeAll
			? {
					properties: Object.fromEntries(
						Object.keys(properties).map((name) => [name, textOf(properties, name)]),
					),
					subsets: Object.fromEntries(
						Object.entries(subsets).map(([name, member]) => [name, member === true]),
					),
				}
			: {}),
	};
}

/** Items of a CSV page are handed on in portions of this many. */
const PORTION = 5_000;

async function* readLongList(
	client: AnaplanClient,
	model: ModelRef,
	list: ListDetails,
	includeAll: boolean,
	waitMs: number,
): AsyncGenerator<ListItem[]> {
	const name = `The items of the list "${list.name}"`;
	const file = readListFile(client, model, list, waitMs);
	let columns: LongListColumns | undefined;
	let portion: ListItem[] = [];
	for await (const { fields } of withoutRepeatedHeader(readCsv(file, 'utf-8', name))) {
		if (columns === undefined) {
			columns = columnsOf(fields, list);
			continue;
		}
		portion.push(itemOfRow(fields, columns, includeAll));
		if (portion.length === PORTION) {
			yield portion;
			portion = [];
		}
	}
	yield portion;
}

interface LongListColumns {
	code: number;
	parent: number;
	properties: Array<{ name: string; index: number }>;
	subsets: Array<{ name: string; index: number }>;
}

/** By header, because only the first column, the name, has a fixed place. */
function columnsOf(header: readonly string[], list: ListDetails): LongListColumns {
	// From the second column on: a property may be called as the list is.
	const find = (name: string) => header.indexOf(name, 1);
	const columns = {
		code: find('Code'),
		parent: find('Parent'),
		properties: list.properties.map(({ name }) => ({ name, index: find(name) })),
		subsets: list.subsets.map((name) => ({ name, index: find(name) })),
	};
	if (columns.code >= 0) return columns;
	throw new SettingError(
		`Anaplan's pages of the list "${list.name}" have no column "Code", but ${header.join(', ')}.`,
		'Report this with the message; an export of the list, downloaded with the Export resource, may serve until then.',
	);
}

function itemOfRow(
	fields: readonly string[],
	columns: LongListColumns,
	includeAll: boolean,
): ListItem {
	const at = (index: number) => fields[index] ?? '';
	return {
		name: at(0),
		code: at(columns.code),
		parent: at(columns.parent),
		...(includeAll
			? {
					properties: Object.fromEntries(
						columns.properties.map(({ name, index }) => [name, at(index)]),
					),
					subsets: Object.fromEntries(
						columns.subsets.map(({ name, index }) => [name, at(index).toLowerCase() === 'true']),
					),
				}
			: {}),
	};
}

function objectsOf(value: unknown): JsonObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}
