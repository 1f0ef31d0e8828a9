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
import { runTask, type TaskRun } from './runTask';
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
 * @param mayGoOn throws when it is too late; asked before each upload and before the run
 * @throws PackError
 */
export async function fillAndRun(
	{ client, model, process, readers, options }: ProcessSetting,
	files: readonly FilledFile[],
	mayGoOn: () => void = () => undefined,
): Promise<TaskRun> {
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
	return await runTask(client, model, process, options);
}

/** What the process's task says of one of its imports, in the form of a run of that import alone. */
export function importRun({ id }: ImportDefinition, run: TaskRun): ImportRun {
	const { taskId, outcome, dumps, endedAt } = run;
	const step = outcome.steps.find(({ objectId }) => objectId === id);
	const dump = dumps.find((entry) => entry.step.objectId === id)?.lines;
	return {
		taskId,
		outcome: step === undefined ? notSeen(outcome) : asTask(step),
		dump,
		endedAt,
	};
}

function asTask(step: StepOutcome): TaskOutcome {
	const { verdict, dumpAvailable, counts, messages, reason, advice } = step;
	const { ignored, failed } = counts;
	return { verdict, dumpAvailable, ignored, failed, messages, reason, advice, steps: [step] };
}

/** The task names its steps but not this one, or it names none at all. */
function notSeen(outcome: TaskOutcome): TaskOutcome {
	const namesSteps = outcome.steps.length > 1 || nothingLanded(outcome);
	if (!namesSteps && outcome.verdict !== 'partial')
		return { ...outcome, ignored: 0, failed: 0, steps: [] };
	const reason =
		outcome.verdict === 'cancelled' ? outcome.reason : 'the process ended before this import ran';
	return {
		...outcome,
		verdict: 'failed',
		ignored: 0,
		failed: 0,
		messages: [],
		steps: [],
		reason: outcome.reason === '' ? reason : outcome.reason,
		advice:
			outcome.advice === ''
				? 'Correct what stopped the process, then run the workflow again.'
				: outcome.advice,
	};
}
