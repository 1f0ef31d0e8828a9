/**
 * Reads what a finished task did. COMPLETE is not success: an import ends COMPLETE whether or not
 * anything was loaded. Source: Anaplan's page "Check the status of the import action". Pure.
 */
import type { ImportSummary } from '../flow';
import { isObject, textOf, type JsonObject } from './client';
import { plainRowCode, plainTask, plainText } from './plainWords';
import { addCounts, countsIn, noCounts, type RowCounts } from './rowCounts';
import {
	isAboutCells,
	readDetails,
	tellsOfFailure,
	tellsOfRefusals,
	type TaskDetail,
} from './taskDetails';
import { stateOf } from './tasks';

/**
 * `clean`: everything landed. `ignored`: it ran, but rows or cells were skipped (unchanged, without a
 * mapping, calculated). `partial`: it ran, and some rows did not land or in part only. `failed`:
 * nothing usable happened. `unexplained`: Anaplan says unsuccessful without a word, so of a process
 * data may have landed. `cancelled`: somebody stopped it; Anaplan rolled back what ran then.
 */
export type TaskVerdict = 'clean' | 'ignored' | 'partial' | 'failed' | 'unexplained' | 'cancelled';

/** A kind of trouble that a result names, and how often it met it. */
export interface Problem {
	/** Anaplan's code, for example `hierarchyImportInvalidParent`. */
	code: string;
	occurrences: number;
	/** In plain words. */
	text: string;
	advice: string;
}

/** One import, export or action that ran: of a process each of its steps. */
export interface StepOutcome {
	objectId: string;
	/** Empty where Anaplan does not name it. */
	objectName: string;
	verdict: Exclude<TaskVerdict, 'cancelled'>;
	dumpAvailable: boolean;
	counts: RowCounts;
	/** The most that one of its targets counts: with several targets a row may count once for each. */
	ofOneTarget: Pick<RowCounts, 'failed' | 'warnings'>;
	/** Imports into modules are counted in cells. */
	unit: 'rows' | 'cells';
	problems: Problem[];
	/** Anaplan's own words, one per detail. */
	messages: string[];
	/** For `failed` and `unexplained`: why, in plain words. */
	reason: string;
	advice: string;
}

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
	/** For `failed`, `unexplained` and `cancelled`: why, in plain words. */
	reason: string;
	/** What to do about the reason; empty where there is none. */
	advice: string;
	/** In run order; one for a task that is no process. */
	steps: StepOutcome[];
	/**
	 * What a process ran itself, in run order: of a process inside it one entry for all that ran there.
	 * Empty for a task that is no process.
	 */
	direct: StepOutcome[];
}

/** True where no row counts as loaded, because Anaplan does not say that any was. */
export function nothingLanded({ verdict }: Pick<TaskOutcome, 'verdict'>): boolean {
	return verdict === 'failed' || verdict === 'unexplained' || verdict === 'cancelled';
}

/** What a summary tells of an import; undefined for one that did not run. */
export function countsOfRun(
	outcome: TaskOutcome | undefined,
): Pick<ImportSummary, 'result' | 'ignored' | 'counts' | 'unit' | 'messages'> {
	const { verdict, ignored = 0, messages = [], steps = [] } = outcome ?? {};
	const counts = noCounts();
	for (const step of steps) addCounts(counts, step.counts);
	const unit = steps.some((step) => step.unit === 'cells') ? 'cells' : 'rows';
	return { result: verdict ?? 'notRun', ignored, counts, unit, messages };
}

const NO_REASON = 'Anaplan gave no reason';
const NO_REASON_ADVICE =
	'Look in Anaplan what has landed, and run it there by hand once: its window tells more than the API. Loading the same rows again is harmless.';
const CANCELLED_ADVICE = 'Ask who cancelled it and why, then run the workflow again.';

/** Reads a task that has ended. */
export function readOutcome(task: JsonObject): TaskOutcome {
	const top = isObject(task.result) ? task.result : undefined;
	const results = top === undefined ? [] : walk(top);
	const details = results.flatMap((result) => readDetails(result));
	const listed = results.filter(isStep).map((result) => ({ result, step: readStep(result) }));
	const steps = listed.map(({ step }) => step);
	const read = new Map(listed.map(({ result, step }) => [result, step]));
	const nested = top === undefined ? [] : nestedIn(top);
	const shared = {
		dumpAvailable: results.some((result) => result.failureDumpAvailable === true),
		ignored: sum(steps, 'ignored'),
		failed: sum(steps, 'failed'),
		messages: textsOf(details),
		steps,
		direct: nested.map((result) =>
			nestedIn(result).length > 0 ? together(result) : (read.get(result) ?? readStep(result)),
		),
	};
	if (stateOf(task) === 'CANCELLED') {
		const reason = 'the task was cancelled in Anaplan';
		return { ...shared, verdict: 'cancelled', reason, advice: CANCELLED_ADVICE };
	}
	const verdict = verdictOf(top, steps);
	return { ...shared, verdict, ...whyOf(verdict, top, details) };
}

/** Why it ended so, as the task says it; what its steps say by themselves is told of each of them. */
function whyOf(
	verdict: TaskVerdict,
	top: JsonObject | undefined,
	details: readonly TaskDetail[],
): { reason: string; advice: string } {
	// What steps that ended well say is no reason.
	if (verdict === 'unexplained') return reasonOf([], []);
	if (verdict === 'failed') return reasonOf(details, textsOf(details));
	const own = top === undefined || nestedIn(top).length === 0 ? [] : readDetails(top);
	return verdict === 'partial' && top?.successful !== true && own.length > 0
		? reasonOf(own, textsOf(own))
		: { reason: '', advice: '' };
}

/** A process inside a process as one step: what ran in it decides. */
function together(result: JsonObject): StepOutcome {
	const outcome = readOutcome({ result });
	const { verdict, dumpAvailable, messages, steps } = outcome;
	const { counts, unit } = countsOfRun(outcome);
	const lost = steps.find(nothingLanded);
	return {
		...readStep(result),
		// Only a task as a whole is ever cancelled.
		verdict: verdict === 'cancelled' ? 'unexplained' : verdict,
		dumpAvailable,
		counts,
		unit,
		problems: [],
		messages,
		reason: outcome.reason || (lost?.reason ?? ''),
		advice: outcome.advice || (lost?.advice ?? ''),
	};
}

/** What ran itself, and whatever else counts rows. */
function isStep(result: JsonObject): boolean {
	if (nestedIn(result).length === 0) return true;
	const details = readDetails(result);
	return (
		details.some(tellsOfRefusals) || Object.values(countsOf(details)).some((count) => count > 0)
	);
}

/** Nested results win over the word on top: a process hides what its steps say, both ways. */
function verdictOf(top: JsonObject | undefined, steps: readonly StepOutcome[]): TaskVerdict {
	if (top === undefined) return 'unexplained';
	if (nestedIn(top).length === 0) return steps[0]?.verdict ?? 'unexplained';
	const lost = steps.filter(nothingLanded);
	if (lost.length === steps.length) {
		return lost.some(({ verdict }) => verdict === 'failed') ? 'failed' : 'unexplained';
	}
	if (lost.length > 0 || steps.some(({ verdict }) => verdict === 'partial')) return 'partial';
	if (top.successful !== true) return isExplained(top) ? 'partial' : 'unexplained';
	return steps.some(({ verdict }) => verdict === 'ignored') ? 'ignored' : 'clean';
}

function readStep(result: JsonObject): StepOutcome {
	const details = readDetails(result);
	const counts = countsOf(details);
	const dumpAvailable = result.failureDumpAvailable === true;
	const messages = textsOf(details);
	const successful = result.successful === true;
	const verdict = successful
		? dumpAvailable || counts.failed > 0 || counts.warnings > 0 || details.some(tellsOfFailure)
			? 'partial'
			: counts.ignored > 0
				? 'ignored'
				: 'clean'
		: isExplained(result)
			? 'failed'
			: 'unexplained';
	return {
		objectId: textOf(result, 'objectId'),
		objectName: textOf(result, 'objectName'),
		verdict,
		dumpAvailable,
		counts,
		ofOneTarget: mostOf(details),
		unit: details.some(isAboutCells) ? 'cells' : 'rows',
		problems: problemsOf(details),
		messages,
		...(successful ? { reason: '', advice: '' } : reasonOf(details, messages)),
	};
}

function isExplained(result: JsonObject): boolean {
	return result.failureDumpAvailable === true || readDetails(result).length > 0;
}

/** Details that are about single rows, with what they mean. */
function problemsOf(details: readonly TaskDetail[]): Problem[] {
	return details.flatMap(({ type, occurrences }): Problem[] => {
		const words = plainRowCode(type);
		if (words === undefined) return [];
		return [{ code: type, occurrences, text: `${words.says}.`, advice: words.advice }];
	});
}

/** Adds the counts up over the details. */
function countsOf(details: readonly TaskDetail[]): RowCounts {
	const counts = noCounts();
	for (const detail of details) addCounts(counts, countsIn(detail));
	return counts;
}

function mostOf(details: readonly TaskDetail[]): StepOutcome['ofOneTarget'] {
	const most = { failed: 0, warnings: 0 };
	for (const detail of details) {
		const { failed, warnings } = countsIn(detail);
		most.failed = Math.max(most.failed, failed);
		most.warnings = Math.max(most.warnings, warnings);
	}
	return most;
}

function textsOf(details: readonly TaskDetail[]): string[] {
	return details.map((detail) => detail.text).filter((text) => text !== '');
}

function sum(steps: readonly StepOutcome[], what: keyof RowCounts): number {
	return steps.reduce((total, { counts }) => total + counts[what], 0);
}

/** A result and everything nested in it, outermost first. */
function walk(result: JsonObject): JsonObject[] {
	return [result, ...nestedIn(result).flatMap(walk)];
}

function nestedIn(result: JsonObject): JsonObject[] {
	return Array.isArray(result.nestedResults) ? result.nestedResults.filter(isObject) : [];
}

function reasonOf(
	details: readonly TaskDetail[],
	messages: readonly string[],
): { reason: string; advice: string } {
	for (const { type, text } of details) {
		// What Anaplan says in words may be closer to the cause than its type.
		const plain = plainText(text) ?? plainTask(type);
		if (plain !== undefined) return { reason: withinSentence(plain.says), advice: plain.advice };
	}
	const failure = details.find(tellsOfFailure);
	if (failure !== undefined) {
		return { reason: failure.text === '' ? failure.type : failure.text, advice: NO_REASON_ADVICE };
	}
	const reason = messages.length > 0 ? messages.join('; ') : NO_REASON;
	return { reason, advice: NO_REASON_ADVICE };
}

/** The reason follows a colon. */
function withinSentence(says: string): string {
	return says.startsWith('Anaplan') ? says : says.charAt(0).toLowerCase() + says.slice(1);
}
