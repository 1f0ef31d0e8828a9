/**
 * Reads what a finished task did. COMPLETE is not success: an import ends COMPLETE whether or not
 * anything was loaded. Source: Anaplan's page "Check the status of the import action". Pure.
 */
import { isObject, textOf, type JsonObject } from './client';

/**
 * `clean`: everything landed. `ignored`: it ran, but cells were skipped (no mapping, calculated).
 * `partial`: it ran and the dump tells which rows did not land. `failed`: nothing usable happened.
 * `cancelled`: somebody stopped it; Anaplan rolled it back.
 */
export type TaskVerdict = 'clean' | 'ignored' | 'partial' | 'failed' | 'cancelled';

export interface TaskOutcome {
	verdict: TaskVerdict;
	/** Whether Anaplan keeps a dump of refused rows, of the task or of one of its nested results. */
	dumpAvailable: boolean;
	/** Rows or cells that Anaplan says it ignored. */
	ignored: number;
	/** Rows or cells that Anaplan says it refused. */
	failed: number;
	/** Anaplan's own words, one per detail. */
	messages: string[];
	/** For `failed` and `cancelled`: why, in plain words. */
	reason: string;
}

/** One detail of a result, with its flat list of keys and values read. */
export interface TaskDetail {
	type: string;
	text: string;
	values: Map<string, string>;
}

/** Failure types in plain words (Anaplan: "Task results"). The set grows; others are shown as they are. */
const PLAIN = new Map<string, string>([
	['missingFields', 'the columns of the file do not match those the import maps'],
	['hierarchyImportFailed', 'the list refused the import'],
	['hierarchyImportDuplicateSourceKey', 'the file holds the same key more than once'],
	['hierarchyImportDuplicateTargetKey', 'the list holds the same key more than once'],
	['moduleImportFailed', 'the module refused the import'],
	['moduleImportNoWriteAccess', 'the Anaplan user may not write into the module'],
	[
		'uploadedFileNoLongerAvailable',
		'Anaplan no longer has the uploaded file, or the import reads the file of another user',
	],
	['notAuthorised', 'the Anaplan user may not run this import'],
	['failedToLocateEntity', 'something the import maps no longer exists in the model'],
	['failedToLocateHierarchy', 'the list of the import no longer exists in the model'],
	['failedToLocateModule', 'the module of the import no longer exists in the model'],
	['failedToLocateModel', 'the source model of the import no longer exists'],
	['columnSeparatorExpected', 'the file is not separated as its definition says'],
	['unmatchedTextDelimiter', 'a quote in the file has no counterpart'],
	['internalError', 'Anaplan had an internal error'],
	['msgImportCancelled', 'the import was cancelled in Anaplan'],
]);

/** Types that tell of a failure of the task as a whole. */
const FAILURE_TYPE =
	/fail|error|missing|denied|notauthorised|nolongeravailable|noaccess|duplicate/i;

/** Reads a task that has ended. */
export function readOutcome(task: JsonObject): TaskOutcome {
	const results = isObject(task.result) ? walk(task.result) : [];
	const details = results.flatMap((result) => readDetails(result));
	const dumpAvailable = results.some((result) => result.failureDumpAvailable === true);
	const ignored = total(details, 'ignoredCount', /(\d+)(?: \([^)]*\))? ignored/);
	const failed = total(details, 'failedCount', /(\d+)(?: \([^)]*\))? failed/);
	const messages = details.map((detail) => detail.text).filter((text) => text !== '');
	const shared = { dumpAvailable, ignored, failed, messages };
	if (textOf(task, 'taskState') === 'CANCELLED') {
		return { ...shared, verdict: 'cancelled', reason: 'the task was cancelled in Anaplan' };
	}
	const successful = results.length > 0 && results.every((result) => result.successful === true);
	if (!successful) return { ...shared, verdict: 'failed', reason: reasonOf(details, messages) };
	const verdict = dumpAvailable || failed > 0 ? 'partial' : ignored > 0 ? 'ignored' : 'clean';
	return { ...shared, verdict, reason: '' };
}

/** The details of one result. */
export function readDetails(result: JsonObject): TaskDetail[] {
	const listed = Array.isArray(result.details) ? result.details : [];
	return listed.filter(isObject).map((detail) => ({
		type: textOf(detail, 'type'),
		text: textOf(detail, 'localMessageText').trim(),
		values: pairs(detail.values),
	}));
}

/** A result and everything nested in it, outermost first. */
function walk(result: JsonObject): JsonObject[] {
	const nested = Array.isArray(result.nestedResults) ? result.nestedResults : [];
	return [result, ...nested.filter(isObject).flatMap(walk)];
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

/** Adds a count up over the details; from the message's text where the values are empty. */
function total(details: readonly TaskDetail[], key: string, pattern: RegExp): number {
	let sum = 0;
	for (const { values, text } of details) {
		const stated = values.get(key) ?? (values.size === 0 ? pattern.exec(text)?.[1] : undefined);
		const count = Number(stated ?? 0);
		if (Number.isFinite(count)) sum += count;
	}
	return sum;
}

function reasonOf(details: readonly TaskDetail[], messages: readonly string[]): string {
	for (const { type } of details) {
		const plain = PLAIN.get(type);
		if (plain !== undefined) return plain;
	}
	const failure = details.find((detail) => FAILURE_TYPE.test(detail.type));
	if (failure !== undefined) return failure.text === '' ? failure.type : failure.text;
	return messages.length > 0 ? messages.join('; ') : 'Anaplan gave no reason';
}
