/**
 * Adds, updates and deletes list items. Source: Integration API, "Add, update and delete list items":
 * Anaplan takes each item by itself and answers 200 even when it refuses all of them.
 */
import { PackError, ServiceError } from '../errors';
import { isObject, type AnaplanClient, type JsonObject, type ModelRef } from './client';
import { listPath, type ListDetails } from './lists';
import { LOADED, rejected, sendLots, type WriteResult } from './lots';
import { topDown } from './parentsFirst';
import { sendWrite } from './sendWrite';
import {
	explainItem,
	failureKey,
	isDuplicate,
	readFailures,
	type ListChange,
	type WriteFailure,
} from './writeFailures';

/** Anaplan takes this many items in one call (Integration API, "Add list items"). */
export const MAX_ITEMS_PER_CALL = 100_000;
/** A full lot is worked off before the answer comes. */
const WRITE_TIMEOUT_MS = 300_000;

/** What is sent of an item; what is left out keeps its value. */
export interface ItemChange {
	id?: string;
	code?: string;
	name?: string;
	/** Name of the parent; '' takes the parent away. */
	parent?: string;
	properties?: { [name: string]: string };
	subsets?: { [name: string]: boolean };
}

/** What an item is found by. */
export type ItemKey = 'id' | 'code' | 'name';

/**
 * Sends the changes in lots and returns what became of each, in order.
 * @param keys what may tell two items of this run apart, in the order in which Anaplan looks
 * @throws PackError where nothing was written for certain
 */
export async function changeListItems(
	client: AnaplanClient,
	model: ModelRef,
	list: ListDetails,
	change: ListChange,
	items: readonly ItemChange[],
	keys: readonly ItemKey[],
	lotSize = MAX_ITEMS_PER_CALL,
): Promise<WriteResult[]> {
	const refused = checkItems(items, keys, change);
	const fit = [...items.keys()].filter((index) => refused[index] === undefined);
	const sent = change === 'add' && list.parentName === list.name ? parentsFirst(items, fit) : fit;
	const lots: number[][] = [];
	for (let start = 0; start < sent.length; start += lotSize) {
		lots.push(sent.slice(start, start + lotSize));
	}
	const results = await sendLots(lots, async (lot) => {
		const rows = lot.map((index) => items[index]);
		return await sendLot(client, model, list, change, rows);
	});
	const byIndex = new Map(sent.map((index, position) => [index, results[position]]));
	return items.map((_item, index) => refused[index] ?? byIndex.get(index) ?? rejected(UNTOLD));
}

/**
 * In a list that is its own parent list an item can be the parent of another one of the same run, and
 * Anaplan takes items in their order. Items in a circle stay where they are, for Anaplan to refuse.
 */
function parentsFirst(items: readonly ItemChange[], indexes: readonly number[]): number[] {
	return topDown(
		indexes,
		(index) => items[index].name?.toLowerCase() ?? '',
		(index) => items[index].parent?.toLowerCase() ?? '',
		() => undefined,
	);
}

const UNTOLD = 'Anaplan did not say what became of it.';

/**
 * What can be refused before anything is sent: a second item with the key of an earlier one, because
 * which of the two counts would be chance. New items must differ in every key; others are known by
 * the first one they have. Undefined for items that may be sent. Pure.
 */
export function checkItems(
	items: readonly ItemChange[],
	keys: readonly ItemKey[],
	change: ListChange,
): Array<WriteResult | undefined> {
	const first = new Map<string, number>();
	return items.map((item, index) => {
		const given = keys.filter((key) => (item[key] ?? '') !== '');
		const telling = change === 'add' ? given : given.slice(0, 1);
		// Names are the same whatever their case.
		const ids = telling.map((key) => [key, key === 'name' ? item.name?.toLowerCase() : item[key]]);
		const texts = ids.map((id) => JSON.stringify(id));
		const taken = texts.findIndex((text) => first.has(text));
		if (taken < 0) {
			for (const text of texts) first.set(text, index);
			return undefined;
		}
		const key = telling[taken];
		const before = first.get(texts[taken]) ?? 0;
		return rejected(
			`Row ${before + 1} of this run has the same ${key === 'id' ? 'ID' : key}, "${item[key]}", and only the first was sent. Give each item once.`,
		);
	});
}

async function sendLot(
	client: AnaplanClient,
	model: ModelRef,
	list: ListDetails,
	change: ListChange,
	items: readonly ItemChange[],
): Promise<WriteResult[]> {
	const what = `${GERUNDS[change]} items of the list "${list.name}"`;
	const query = change === 'update' ? {} : { query: { action: change } };
	const call = {
		method: change === 'update' ? ('PUT' as const) : ('POST' as const),
		path: `${listPath(model, list)}/items`,
		...query,
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ items }),
		what,
		timeoutMs: WRITE_TIMEOUT_MS,
	};
	// A second time an update changes nothing more, and Anaplan refuses an item that exists by its code
	// or name, or that is gone.
	const { answer, repeated } = await sendWrite(client, model, call, (error) => {
		if (change === 'add' && !items.every(isRecognisable)) throw lostAdd(list, error);
	});
	return readAnswer(answer, list, change, items.length, repeated);
}

const GERUNDS = { add: 'adding', update: 'updating', delete: 'deleting' } as const;

/** Anaplan would notice a second copy. Items of a numbered list without a code are all different. */
function isRecognisable({ code, name }: ItemChange): boolean {
	return (code ?? '') !== '' || (name ?? '') !== '';
}

function lostAdd(list: ListDetails, error: unknown): unknown {
	if (!(error instanceof PackError)) return error;
	return new ServiceError(
		`The answer to adding items to the list "${list.name}" was lost. Some of them have no code, so adding them again could double them, and nothing was sent twice.`,
		'Look in Anaplan whether the items have arrived before you run the workflow again. With codes this question does not arise.',
		error.facts,
		error,
	);
}

/**
 * @param repeated the request was sent before and its answer lost: what Anaplan now calls existing
 * (or gone) was most likely its own work
 */
function readAnswer(
	answer: JsonObject,
	list: ListDetails,
	change: ListChange,
	count: number,
	repeated: boolean,
): WriteResult[] {
	// Two forms of the answer to a deletion are documented.
	const body = isObject(answer.result) ? answer.result : answer;
	const failures = readFailures(body.failures);
	const results = new Map<number, WriteResult>();
	let unplaced: WriteResult | undefined;
	for (const failure of failures) {
		const words = explainItem(failure, change, list);
		const done = repeated && isDoneBefore(failure, change);
		const result: WriteResult = done
			? { outcome: 'ignored', reason: AFTER_LOST_ANSWER[change], failureType: failure.type }
			: rejected(`${words.says}. ${words.advice}`, failure.type);
		if (failure.requestIndex >= 0 && failure.requestIndex < count) {
			results.set(failure.requestIndex, merged(results.get(failure.requestIndex), result));
		} else unplaced = result;
	}
	const other = othersOf(body, change, count, results.size, repeated, unplaced);
	return Array.from({ length: count }, (_, index) => results.get(index) ?? other);
}

/** Whether it is the failure that an item meets when its change was done before. */
function isDoneBefore(failure: WriteFailure, change: ListChange): boolean {
	if (change === 'add') return isDuplicate(failure);
	return change === 'delete' && failureKey(failure.type) === 'NOT_FOUND';
}

const AFTER_LOST_ANSWER: { [change in ListChange]: string } = {
	add: "The list has this item. Anaplan's first answer was lost, and when the items were sent again it was there already: most likely the first request added it. If the list held it before, its values were left as they were.",
	update: '',
	delete:
		"The list does not have this item. Anaplan's first answer was lost, and when the deletion was sent again the item was gone already: most likely the first request deleted it.",
};

/**
 * What holds of the rows that Anaplan does not name. It counts rows as ignored beyond those it names
 * when they were there before with the same values, as after a repeated request.
 */
function othersOf(
	body: JsonObject,
	change: ListChange,
	count: number,
	named: number,
	repeated: boolean,
	unplaced: WriteResult | undefined,
): WriteResult {
	if (unplaced !== undefined) {
		return rejected(
			`Anaplan refused a row of this part of the run without saying which one: ${unplaced.reason ?? ''}`,
			unplaced.failureType,
		);
	}
	const done = doneOf(body, change);
	const silent = done === undefined ? 0 : count - named - done;
	if (silent <= 0) return LOADED;
	if (change === 'delete') {
		return rejected(
			`Anaplan deleted ${String(done)} of ${count - named} items sent together, without saying which it left. Look in Anaplan whether this one is gone.`,
		);
	}
	const why = repeated
		? ' That is to be expected, because an answer was lost and the items were sent again.'
		: '';
	if (done === 0) {
		return {
			outcome: 'ignored',
			reason: `Anaplan changed nothing: it counts the item as ignored, because the list has it already with these values.${why}`,
			failureType: null,
		};
	}
	return {
		outcome: 'loaded',
		reason: `Anaplan took ${String(done)} of ${count - named} items sent together and counts ${silent} as ignored, because the list has them already, without saying which.${why}`,
		failureType: null,
	};
}

/** How many items Anaplan says it changed; undefined where it does not say. */
function doneOf(body: JsonObject, change: ListChange): number | undefined {
	const counts = {
		add: body.added,
		update: body.updated,
		delete: body.deleted ?? body.numberOfItemsDeleted,
	};
	const count = counts[change];
	return typeof count === 'number' ? count : undefined;
}

/** An item may have several failures: every reason is kept. */
function merged(before: WriteResult | undefined, next: WriteResult): WriteResult {
	if (before === undefined || before.reason === next.reason) return next;
	return { ...next, outcome: 'rejected', reason: `${before.reason ?? ''} ${next.reason ?? ''}` };
}
