/** One file and one task: upload, start, wait, fetch the dump. */
import { writeCsvBlocks, type CsvRow } from '../csv/writer';
import type { Chunking } from './chunks';
import type { AnaplanClient, ModelRef } from './client';
import { fetchDump, type DumpSink } from './dump';
import type { FileReaders } from './fileReaders';
import { uploadFile } from './files';
import type { ImportDefinition } from './importDefinition';
import { readyModel } from './modelReady';
import { readOutcome, type TaskOutcome } from './outcome';
import { startTask } from './startTask';
import { waitForTask, type TaskOptions } from './tasks';

/** What an import did with its file. @template Kept what is kept of its dump */
export interface ImportRun<Kept> {
	taskId: string;
	outcome: TaskOutcome;
	/** The refused rows; undefined where Anaplan keeps no dump, or one that cannot be read. */
	dump: Kept | undefined;
	/** True for a dump whose text is broken. */
	unreadable: boolean;
	/** ISO 8601 in UTC. */
	endedAt: string;
	/** Why it is not known whether any row landed, as a sentence; then none counts as loaded. */
	uncertain?: string;
}

/** Where and how an import runs. */
export interface ImportSetting {
	client: AnaplanClient;
	model: ModelRef;
	/** Those of the file must be quiet during an upload. */
	readers: FileReaders;
	options: TaskOptions & { chunking?: Partial<Chunking> };
}

/**
 * Uploads the rows into the import's file, runs the import and waits for its end.
 * @param sink takes the lines of the dump
 * @throws PackError
 */
export async function runImport<Kept>(
	{ client, model, readers, options }: ImportSetting,
	definition: ImportDefinition,
	rows: AsyncIterable<Iterable<CsvRow>>,
	sink: DumpSink<Kept>,
): Promise<ImportRun<Kept>> {
	// A task of somebody else that took the model meanwhile would leave the upload without an answer.
	await readyModel(client, model, options.waitMs);
	await readers.waitForQuiet(definition.fileId, options.waitMs);
	const pieces = writeCsvBlocks(rows, definition.headerNames, definition.format);
	await uploadFile(client, model, definition, pieces, options.chunking);
	const taskId = await startTask(client, model, definition, options);
	const task = await waitForTask(client, model, definition, taskId, options.waitMs);
	const outcome = readOutcome(task);
	const endedAt = new Date(client.clock.now()).toISOString();
	const { lines: dump, unreadable } = outcome.dumpAvailable
		? await fetchDump(client, model, definition, taskId, sink)
		: { lines: undefined, unreadable: false };
	return { taskId, outcome, dump, unreadable, endedAt };
}

/** Why a task that failed as a whole loaded nothing, in plain words and then Anaplan's own. */
export function failureText({ reason, messages }: TaskOutcome): string {
	const said = messages.filter((message) => message !== reason).join('; ');
	return `The import failed as a whole: ${reason}.${said === '' ? '' : ` Anaplan says: "${said}".`}`;
}
