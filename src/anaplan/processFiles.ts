/**
 * Loads CSV files through a process: each file is checked as a whole, then all are sent, then the process
 * runs once. Every file is read twice and never held in memory.
 */
import { writeCsvBlocks } from '../csv/writer';
import { SettingError } from '../errors';
import { checkFile, rowsToSend, type CheckedFile } from './checkFile';
import type { AnaplanClient } from './client';
import { FILE_BOUNDS, sendableRows, type CsvSource } from './csvFile';
import { IGNORED } from './dump';
import { FileDump } from './fileDump';
import { findReaders } from './fileReaders';
import { fileLoadResult, type FileLoadResult } from './fileResult';
import { Findings, MOST_ERRORS } from './findings';
import type { ImportDefinition } from './importDefinition';
import type { FileLoadOptions } from './loadFile';
import { findEachImport, openForLoad, type LoadPlace } from './model';
import type { ModelChoice } from './modelChoice';
import { inModelQueue, queueKey } from './modelQueue';
import { fillAndRun, importRun } from './processRun';
import { processPart } from './processSummary';
import {
	checkStepsFed,
	findProcess,
	findStep,
	unfedSteps,
	type StepsWithoutFile,
} from './processSteps';
import type { ObjectReference } from './reference';
import type { ProcessStep, Runnable } from './runnables';
import type { SinkOf } from './runTask';

/** A line of the table: the CSV file goes into the file of the import. */
export interface ProcessFileLine {
	source: CsvSource;
	reference: ObjectReference;
}

export interface ProcessFilesRequest extends ModelChoice {
	process: ObjectReference;
	files: readonly ProcessFileLine[];
	stepsWithoutFile: StepsWithoutFile;
	options: FileLoadOptions;
}

/** A line of the table with every import of the process that reads its file, in the order of the process. */
interface NamedFile {
	/** Its place in the table, from 1. */
	line: number;
	source: CsvSource;
	/** The step that the line names. */
	step: ProcessStep;
	readers: ProcessStep[];
}

/** Errors of one file that are told at least, however many files there are. */
const FEWEST_ERRORS = 3;

/**
 * Fills the files of a process and runs it once. Nothing is sent where no file has a row; a file
 * without a row goes up with its header alone, so that nothing old is loaded again.
 * @throws PackError: what is wrong with the settings or any of the files (then nothing was uploaded), a
 * service that failed, or a cancelled execution
 */
export async function loadProcessFiles(
	client: AnaplanClient,
	request: ProcessFilesRequest,
): Promise<FileLoadResult> {
	const { options } = request;
	const most = options.bounds?.rejectedListed ?? FILE_BOUNDS.rejectedListed;
	return await inModelQueue(await queueKey(client, request), client.signal, async () => {
		const { model, process, steps, catalogue, checked } = await prepareFiles(client, request);
		if (checked.every((file) => rowsToSend(file) === 0)) {
			const unsent = checked.map((file) => ({ checked: file, runs: [] }));
			return await fileLoadResult(client, unsent, most);
		}
		const readers = await findReaders(client, model, catalogue);
		const filled = checked.map(({ source, target }) => ({
			file: target,
			pieces: writeCsvBlocks(sendableRows(source, target), target.headerNames, target.format),
		}));
		const setting = { client, model, process, readers, options };
		const run = await fillAndRun(setting, filled, sinksOf(checked, most));
		const files = checked.map((file) => ({
			checked: file,
			runs: file.target.imports.map(({ definition }) => importRun(definition, run)),
		}));
		const result = await fileLoadResult(client, files, most);
		const told = new Set(result.summary.imports.map(({ importId }) => importId));
		const part = processPart(process, steps, told, run);
		return { ...result, summary: { ...result.summary, ...part } };
	});
}

/** Takes of each dump what the rows of the file need; what other steps refused is not of these files. */
function sinksOf(files: readonly CheckedFile[], most: number): SinkOf<FileDump | undefined> {
	const readers = files.flatMap(({ target }) => target.imports);
	return ({ objectId }) => {
		const reader = readers.find(({ definition }) => definition.id === objectId);
		return reader === undefined ? IGNORED : new FileDump(reader, most);
	};
}

export interface PreparedFiles extends LoadPlace {
	process: Runnable;
	/** All of the process, in run order. */
	steps: ProcessStep[];
	/** Steps whose file no line of the table fills; they load what Anaplan holds. */
	unfed: ProcessStep[];
	checked: CheckedFile[];
}

/** Opens the model, reads the process and checks every file. @throws PackError with all that is wrong */
export async function prepareFiles(
	client: AnaplanClient,
	request: ProcessFilesRequest,
): Promise<PreparedFiles> {
	const { options, stepsWithoutFile } = request;
	const place = await openForLoad(client, request, options.waitMs);
	const { process, steps, fed } = await findProcess(client, place, request.process);
	const findings = new Findings();
	const named = request.files.flatMap(
		({ source, reference }, index) =>
			findings.attempt(null, () => {
				const step = findStep(fed, reference, process.name);
				const readers = fed.filter(({ fileId }) => fileId === step.fileId);
				return { line: index + 1, source, step, readers };
			}) ?? [],
	);
	findings.attempt(null, () => checkDistinct(named, process.name));
	// A line whose import was not found may be the one for the step that gets no file.
	const given = named.map(({ step }) => step);
	if (named.length === request.files.length) {
		findings.attempt(null, () =>
			checkStepsFed(fed, given, stepsWithoutFile, process.name, 'file is'),
		);
	}
	const references = named.flatMap(({ readers }) => readers.map(byId));
	const found = await findEachImport(client, place, references, findings);
	const checked = await checkEach(client, named, found, options, findings);
	findings.refuse();
	const unfed = unfedSteps(fed, given);
	return { ...place, process, steps, unfed, checked };
}

/** Checks the files one after another. @param definitions of the imports that read them, in their order */
async function checkEach(
	client: AnaplanClient,
	files: readonly NamedFile[],
	definitions: ReadonlyArray<ImportDefinition | undefined>,
	{ keyColumns, bounds }: FileLoadOptions,
	findings: Findings,
): Promise<CheckedFile[]> {
	const { rejectedListed, keysInMemory } = { ...FILE_BOUNDS, ...bounds };
	const checked: CheckedFile[] = [];
	let place = 0;
	let listed = 0;
	for (const { source, readers } of files) {
		const own = definitions.slice(place, place + readers.length);
		place += readers.length;
		const readable = own.flatMap((definition) => definition ?? []);
		// An import that cannot be fed is told already, and without it the columns are not known.
		if (readable.length < own.length) continue;
		const file = await findings.attemptAsync(null, async () =>
			checkFile(source, readable, keyColumns, {
				// Of all files together: they are held until the end of the load.
				bounds: {
					rejectedListed: rejectedListed - listed,
					keysInMemory: Math.floor(keysInMemory / files.length),
				},
				mostErrors: Math.max(FEWEST_ERRORS, Math.floor(MOST_ERRORS / files.length)),
				signal: client.signal,
			}),
		);
		if (file === undefined) continue;
		listed += file.withoutKey.length;
		checked.push(file);
	}
	return checked;
}

/** @throws SettingError where two lines fill one file: the second upload would replace the first */
function checkDistinct(files: readonly NamedFile[], processName: string): void {
	const byFile = new Map<string, NamedFile>();
	for (const file of files) {
		const { line, step } = file;
		const first = byFile.get(step.fileId);
		if (first === undefined) {
			byFile.set(step.fileId, file);
			continue;
		}
		throw new SettingError(
			first.step.id === step.id
				? `The lines ${first.line} and ${line} of the table "Files" both name the import "${step.name}" of the process "${processName}"; nothing was uploaded. The second file would replace the first.`
				: `The imports "${first.step.name}" (line ${first.line} of the table "Files") and "${step.name}" (line ${line}) of the process "${processName}" read the same file in Anaplan; nothing was uploaded. The second upload would replace the first.`,
			'Keep one line for each file in Anaplan: all imports of the process that read it get its rows. Put the rows into one CSV file, or give the imports a file each in Anaplan.',
			{ code: 'fileTwice' },
		);
	}
}

function byId({ id }: ProcessStep): ObjectReference {
	return { by: 'id', value: id };
}
