/**
 * Loads rows through a process: the file of each of its imports is filled, then the process runs
 * once. Everything is checked before the first upload.
 */
import { writeCsv } from '../csv/writer';
import { SettingError } from '../errors';
import type { ImportSummary } from '../flow';
import { listImports, type ImportEntry } from './catalog';
import type { AnaplanClient } from './client';
import { findReaders } from './fileReaders';
import { uploadFile } from './files';
import { Findings } from './findings';
import type { ImportDefinition } from './importDefinition';
import {
	checkInTime,
	noteUnsent,
	queueKey,
	recordRun,
	summaryOf,
	type LoadRequest,
	type LoadResult,
	type Stray,
	type TableLine,
} from './load';
import type { PlanStep } from './loadPlan';
import { openModel } from './model';
import { inModelQueue } from './modelQueue';
import { readyModel } from './modelReady';
import { nothingLanded, type StepOutcome, type TaskOutcome } from './outcome';
import { csvRows, prepareLoad } from './prepareLoad';
import { findObject, type ObjectReference } from './reference';
import { RowResults } from './results';
import type { SourceRow } from './rows';
import type { ImportRun } from './runImport';
import { findRunnable, readSteps, type ProcessStep } from './runnables';
import { runTask, type TaskRun } from './runTask';
import { waitForQuiet } from './tasks';

export interface ProcessRequest extends LoadRequest {
	process: ObjectReference;
	/** Steps whose file no row is for: stop, or run them with what Anaplan holds. */
	stepsWithoutFile: 'error' | 'run';
}

/** One file, the rows that go into it, and the imports of the process that read it. */
interface ProcessFile {
	definition: ImportDefinition;
	/** Union of what the imports expect, because one file serves them all. */
	headerNames: string[];
	rows: SourceRow[];
	steps: PlanStep[];
}

/**
 * Fills the files and runs the process once. With no rows nothing is sent at all; a file of the table
 * without rows goes up with its header alone, so that nothing old is loaded again.
 * @throws PackError: a setting that does not fit (then nothing was uploaded), a service that failed,
 * or a cancelled execution
 */
export async function loadProcess(
	client: AnaplanClient,
	request: ProcessRequest,
): Promise<LoadResult> {
	const { rows, options } = request;
	const results = new RowResults();
	const imports: ImportSummary[] = [];
	const strays: Stray[] = [];
	if (rows.length > 0) {
		await inModelQueue(queueKey(client, request.modelId), client.signal, async () => {
			const model = await openModel(client, request.modelId, request.workspaceId);
			const process = await findRunnable(client, model, 'processes', request.process);
			const steps = await readSteps(client, model, process);
			const catalogue = await listImports(client, model);
			const table = expanded(request, steps, catalogue, process.name);
			const findings = new Findings();
			const { plan, definitions } = await prepareLoad(client, { ...request, table }, findings);
			findings.refuse();
			noteUnsent(plan, results);
			if (plan.steps.length === 0) return;
			const files = filesOf([...definitions.values()], plan.steps);
			const readers = await findReaders(client, model, catalogue);
			for (const { definition } of files) {
				await readers.waitForQuiet(definition.fileId, options.waitMs);
			}
			await waitForQuiet(client, model, process, options.waitMs);
			for (const file of files) {
				checkInTime(client, request.loadBefore);
				await readyModel(client, model, options.waitMs);
				const { definition, headerNames } = file;
				const written = csvRows(file.rows, { ...definition, headerNames });
				const pieces = writeCsv(written, headerNames, definition.format);
				await uploadFile(client, model, definition, pieces, options.chunking);
			}
			checkInTime(client, request.loadBefore);
			const run = await runTask(client, model, process, options);
			for (const file of files) {
				for (const { definition, keyColumns } of file.steps) {
					const own = importRun(definition, run);
					const done = recordRun(definition, own, file.rows, keyColumns, results);
					imports.push(done.summary);
					strays.push(...done.strays);
				}
			}
		});
	}
	const remarks = rows.map((row) => results.remarkOf(row));
	return { remarks, strays, summary: summaryOf(client, remarks, imports) };
}

/**
 * The table with every import of the process that reads the same file, because the rows of a file go
 * through all of them.
 * @throws SettingError for an import that is no step of the process, and a step that gets no file
 */
function expanded(
	{ table, stepsWithoutFile }: ProcessRequest,
	steps: readonly ProcessStep[],
	catalogue: readonly ImportEntry[],
	processName: string,
): TableLine[] {
	const fed = steps
		.filter(({ fileId }) => fileId !== '')
		.map((step) => ({
			...step,
			name: step.name || (catalogue.find(({ id }) => id === step.id)?.name ?? ''),
		}));
	const words = {
		noun: 'import step',
		whenNone: 'None of its steps is an import that a file feeds: use the operation Run.',
		build: 'add the import to the process in Anaplan',
	};
	const lines = table.map(({ entity, reference }) => ({
		entity,
		step: findObject(fed, reference, words, processName, 'process'),
	}));
	const covered = new Set(lines.map(({ step }) => step.fileId));
	const open = fed.filter(({ fileId }) => !covered.has(fileId));
	if (open.length > 0 && stepsWithoutFile === 'error') {
		throw new SettingError(
			`The process "${processName}" has steps for which no rows are given: ${open.map(({ name }) => `"${name}"`).join(', ')}; nothing was uploaded. They would load what an earlier run left in their files.`,
			'Add a line for each of them to the table, or set the option "Steps Without Rows" to run them with what Anaplan holds.',
			{ code: 'stepsWithoutFile' },
		);
	}
	return lines.flatMap(({ entity, step }) =>
		fed
			.filter(({ fileId }) => fileId === step.fileId)
			.map(({ id }) => ({ entity, reference: { by: 'id' as const, value: id } })),
	);
}

function filesOf(
	definitions: readonly ImportDefinition[],
	steps: readonly PlanStep[],
): ProcessFile[] {
	const files = new Map<string, ProcessFile>();
	for (const definition of definitions) {
		const file = files.get(definition.fileId) ?? {
			definition,
			headerNames: [],
			rows: [],
			steps: [],
		};
		files.set(definition.fileId, file);
		const more = definition.headerNames.filter((name) => !file.headerNames.includes(name));
		file.headerNames.push(...more);
		const step = steps.find((entry) => entry.definition.id === definition.id);
		if (step === undefined) continue;
		file.steps.push(step);
	}
	for (const file of files.values()) {
		// The plan has lists first, and their rows with parents before children: that order is the file's.
		const ranked = steps.find(({ definition }) => file.definition.fileId === definition.fileId);
		file.rows = ranked?.rows ?? [];
	}
	return [...files.values()];
}

/** What the process's task says of one of its imports, in the form of a run of that import alone. */
function importRun({ id }: ImportDefinition, run: TaskRun): ImportRun {
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
