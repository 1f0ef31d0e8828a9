/** Fills the files of a process, runs it once and tells what it says of each of its imports. */
import type { Chunking } from './chunks';
import type { AnaplanClient, ModelRef } from './client';
import type { FileReaders } from './fileReaders';
import { uploadFile, type FileRef } from './files';
import type { ImportDefinition } from './importDefinition';
import { readyModel } from './modelReady';
import { nothingLanded, type StepOutcome, type TaskOutcome } from './outcome';
import type { Runnable } from './runnables';
import type { ImportRun } from './runImport';
import { runTask, type SinkOf, type TaskRun } from './runTask';
import { stopperIn } from './stepNames';
import { waitForQuiet, type TaskOptions } from './tasks';

/** What a process runs with. */
export interface ProcessSetting {
	client: AnaplanClient;
	model: ModelRef;
	process: Runnable;
	/** Those of a file must be quiet during its upload. */
	readers: FileReaders;
	options: TaskOptions & { chunking?: Partial<Chunking> };
}

/** A file that is filled before the process runs. */
export interface FilledFile {
	file: FileRef;
	/** Its content, in pieces that end at row ends. */
	pieces: AsyncIterable<Buffer>;
}

/**
 * Fills the files one after another, and then runs the process once. Where an upload fails the process does not run.
 * @param sinkOf takes the dump of each step
 * @param mayGoOn throws when it is too late; asked before each upload and before the run
 * @throws PackError
 */
export async function fillAndRun<Kept>(
	{ client, model, process, readers, options }: ProcessSetting,
	files: readonly FilledFile[],
	sinkOf: SinkOf<Kept>,
	mayGoOn: () => void = () => undefined,
): Promise<TaskRun<Kept>> {
	await waitForQuiet(client, model, process, options.waitMs);
	for (const { file, pieces } of files) {
		// A task of somebody else that took the model meanwhile would leave the upload without an answer.
		await readyModel(client, model, options.waitMs);
		// Looked at file by file: the upload before may have taken long.
		await readers.waitForQuiet(file.fileId, options.waitMs);
		mayGoOn();
		await uploadFile(client, model, file, pieces, options.chunking);
	}
	mayGoOn();
	return await runTask(client, model, process, options, sinkOf);
}

/**
 * What the process's task says of one of its imports, in the form of a run of that import alone. Where
 * the import ran several times the last time decides: it read the same rows after the others.
 */
export function importRun<Kept>(
	{ id }: Pick<ImportDefinition, 'id'>,
	run: TaskRun<Kept | undefined>,
): ImportRun<Kept> {
	const { taskId, outcome, dumps, endedAt } = run;
	const own = outcome.steps.filter(({ objectId }) => objectId === id);
	const last = own.at(-1);
	if (last === undefined) {
		return { taskId, dump: undefined, unreadable: false, endedAt, ...notSeen(outcome) };
	}
	const dump = last.dumpAvailable ? dumps.find((entry) => entry.step.objectId === id) : undefined;
	return {
		taskId,
		outcome: asTask(own, last),
		dump: dump?.lines,
		unreadable: dump?.unreadable ?? false,
		endedAt,
	};
}

function asTask(own: readonly StepOutcome[], last: StepOutcome): TaskOutcome {
	const { verdict, dumpAvailable, reason, advice } = last;
	const { ignored, failed } = last.counts;
	const sum = (what: 'created' | 'updated') =>
		own.reduce((total, { counts }) => total + counts[what], 0);
	const counts = { ...last.counts, created: sum('created'), updated: sum('updated') };
	const messages = own.flatMap((step) => step.messages);
	const steps = [{ ...last, counts, messages }];
	return { verdict, dumpAvailable, ignored, failed, messages, reason, advice, steps, direct: [] };
}

const NOT_SAID =
	"Anaplan did not say which of the process's results is that of this import, so it is not certain whether the rows have landed.";
const NOT_SAID_ADVICE =
	'Look in Anaplan what has landed, then run the workflow again: loading the same rows again is harmless.';

/** No result is known to be the import's: it is said what can be said, and no row counts that may be missing. */
function notSeen(outcome: TaskOutcome): Pick<ImportRun<unknown>, 'outcome' | 'uncertain'> {
	const { verdict, direct } = outcome;
	const none = { ...outcome, ignored: 0, failed: 0, steps: [], direct: [] };
	// Cancelled: only what the task names as ended has landed.
	if (verdict === 'cancelled') return { outcome: none };
	const stopper = stopperIn(direct);
	if (stopper !== undefined) {
		const { objectName, objectId, reason } = stopper;
		return {
			outcome: {
				...none,
				verdict: 'failed',
				messages: [],
				reason: `the process ended before this import ran, because "${objectName || objectId}" failed: ${reason}`,
				advice: 'Correct what stopped the process, then run the workflow again.',
			},
		};
	}
	const named = direct.length > 0 && direct.every(({ objectId }) => objectId !== '');
	// Everything failed, whichever of it was the import.
	if (!named && nothingLanded(outcome) && direct.every(nothingLanded)) return { outcome: none };
	if (!named && (verdict === 'clean' || verdict === 'ignored')) return { outcome: none };
	return {
		outcome: {
			...none,
			verdict: 'unexplained',
			messages: [],
			reason: NOT_SAID,
			advice: NOT_SAID_ADVICE,
		},
		uncertain: NOT_SAID,
	};
}
