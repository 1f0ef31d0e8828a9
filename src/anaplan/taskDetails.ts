/** The details of a task's result, and what each of them is about. Pure. */
import { isObject, textOf, type JsonObject } from './client';
import { plainRowCode } from './plainWords';

/** One detail of a result, with its flat list of keys and values read. */
export interface TaskDetail {
	type: string;
	text: string;
	/** How often it happened, where Anaplan counts it; else 0. */
	occurrences: number;
	values: Map<string, string>;
}

/** Types that tell of a failure, of the task as a whole or of rows. */
const FAILURE_TYPE =
	/fail|error|missing|denied|notauthorised|nolongeravailable|noaccess|duplicate/i;

/**
 * The count of rows of an import that refused some, or took some in part, and the codes of what is wrong
 * with rows. Anaplan's list of codes grows, but their beginnings stay.
 */
const REFUSAL_TYPE = /WithFailures$|^(?:hierarchy|module|lineItem|users|versions)Import[A-Z]/;

/** The details of one result. */
export function readDetails(result: JsonObject): TaskDetail[] {
	const listed = Array.isArray(result.details) ? result.details : [];
	return listed.filter(isObject).map((detail) => ({
		type: textOf(detail, 'type'),
		text: textOf(detail, 'localMessageText').trim(),
		occurrences: typeof detail.occurrences === 'number' ? detail.occurrences : 0,
		values: pairs(detail.values),
	}));
}

/**
 * True for a detail that says that rows were refused or taken in part. `occurrences` does not matter: it
 * counts repeats, and of a count of rows it is 0.
 */
export function tellsOfRefusals({ type }: TaskDetail): boolean {
	return REFUSAL_TYPE.test(type) || plainRowCode(type) !== undefined;
}

/** True for a detail that says that something did not work. */
export function tellsOfFailure(detail: TaskDetail): boolean {
	return FAILURE_TYPE.test(detail.type) || tellsOfRefusals(detail);
}

/** True for a detail of an import into a module, which is counted in cells. */
export function isAboutCells({ type }: TaskDetail): boolean {
	return type.startsWith('lineItem') || type.startsWith('moduleImport');
}

/** Anaplan sends one flat list of key, value, key, value, in any order and sometimes with nulls. */
function pairs(values: unknown): Map<string, string> {
	const map = new Map<string, string>();
	if (!Array.isArray(values)) return map;
	for (let at = 0; at + 1 < values.length; at += 2) {
		const [key, value]: unknown[] = [values[at], values[at + 1]];
		if (typeof key === 'string' && (typeof value === 'string' || typeof value === 'number')) {
			map.set(key, String(value));
		}
	}
	return map;
}
