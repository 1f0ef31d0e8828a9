/**
 * Loads rows through a process: the file of each of its imports is filled, then the process runs
 * once. Everything is checked before the first upload.
 */
import { writeCsv } from '../csv/writer';
import type { ImportSummary } from '../flow';
import { listImports } from './catalog';
import type { AnaplanClient } from './client';
import { IGNORED } from './dump';
import { findReaders } from './fileReaders';
import { writtenFor, type TargetImport, type WrittenFile } from './fileTarget';
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
import { DumpJoin, type JoinedDump } from './join';
import type { PlanStep } from './loadPlan';
import { openModel } from './model';
import { inModelQueue } from './modelQueue';
import { csvRows, prepareLoad } from './prepareLoad';
import { fillAndRun, importRun } from './processRun';
import { processPart, type ProcessPart } from './processSummary';
import { checkStepsFed, fedSteps, findStep, type StepsWithoutFile } from './processSteps';
import type { ObjectReference } from './reference';
import { RowResults } from './results';
import type { SourceRow } from './rows';
import { findRunnable, readSteps, type ProcessStep } from './runnables';
import type { SinkOf } from './runTask';

export interface ProcessRequest extends LoadRequest {
	process: ObjectReference;
	/** Steps whose file no row is for: stop, or run them with what Anaplan holds. */
	stepsWithoutFile: StepsWithoutFile;
}

/** One file, the rows that go into it, and the imports of the process that get them. */
interface ProcessFile {
	file: WrittenFile;
	rows: SourceRow[];
	/** Also where there are no rows for it: then it reads the header alone. */
	imports: TargetImport[];
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
	let part: ProcessPart = {};
	if (rows.length > 0) {
		await inModelQueue(await queueKey(client, request), client.signal, async () => {
			const model = await openModel(client, request.modelId, request.workspaceId);
			const process = await findRunnable(client, model, 'processes', request.process);
			const steps = await readSteps(client, model, process);
			const catalogue = await listImports(client, model);
			const fed = fedSteps(steps, catalogue);
			const table = expanded(request, fed, process.name);
			const findings = new Findings();
			const { plan, definitions } = await prepareLoad(client, { ...request, table }, findings);
			findings.refuse();
			noteUnsent(plan, results);
			if (plan.steps.length === 0) return;
			const files = filesOf([...definitions.values()], plan.steps);
			const readers = await findReaders(client, model, catalogue);
			const filled = files.map(({ file, rows: own }) => ({
				file,
				pieces: writeCsv(csvRows(own, file), file.headerNames, file.format),
			}));
			const setting = { client, model, process, readers, options };
			const run = await fillAndRun(setting, filled, sinksOf(files), () =>
				checkInTime(client, request.loadBefore),
			);
			for (const { rows: sent, imports: reading } of files) {
				for (const { definition } of reading) {
					const own = importRun(definition, run);
					const done = recordRun(definition, own, sent, results);
					imports.push(done.summary);
					for (const stray of done.strays) strays.push(stray);
				}
			}
			part = processPart(process, steps, new Set(imports.map(({ importId }) => importId)), run);
		});
	}
	const remarks = rows.map((row) => results.remarkOf(row));
	return { remarks, strays, summary: { ...summaryOf(client, remarks, imports), ...part } };
}

/** Joins the dump of each import to the rows of its file; what other steps refused is not of these rows. */
function sinksOf(files: readonly ProcessFile[]): SinkOf<JoinedDump | undefined> {
	return ({ objectId }) => {
		for (const { rows, imports } of files) {
			const reader = imports.find(({ definition }) => definition.id === objectId);
			if (reader !== undefined) return new DumpJoin(rows, reader.definition, reader.keyColumns);
		}
		return IGNORED;
	};
}

/**
 * The table with every import of the process that reads the same file, because the rows of a file go
 * through all of them.
 * @throws SettingError for an import that is no step of the process, and a step that gets no file
 */
function expanded(
	{ table, stepsWithoutFile }: ProcessRequest,
	fed: readonly ProcessStep[],
	processName: string,
): TableLine[] {
	const lines = table.map(({ entity, reference }) => ({
		entity,
		step: findStep(fed, reference, processName),
	}));
	const named = lines.map(({ step }) => step);
	checkStepsFed(fed, named, stepsWithoutFile, processName, 'rows are');
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
	const byFile = new Map<string, ImportDefinition[]>();
	for (const definition of definitions) {
		byFile.set(definition.fileId, [...(byFile.get(definition.fileId) ?? []), definition]);
	}
	return [...byFile].map(([fileId, own]) => {
		// The plan has lists first, and their rows with parents before children: that order is the file's.
		const ranked = steps.find(({ definition }) => definition.fileId === fileId);
		const imports = own.map((definition) => ({
			definition,
			keyColumns: steps.find((step) => step.definition.id === definition.id)?.keyColumns ?? [],
		}));
		return { file: writtenFor(own), rows: ranked?.rows ?? [], imports };
	});
}
