/**
 * Loads a CSV file through one import. The file is read twice, first to check it and then to send
 * it, so that nothing is uploaded where a check fails and the file is never held in memory.
 */
import type { CsvRow } from '../csv/writer';
import type { LoadSummary } from '../flow';
import { findActions, runActions } from './afterwards';
import type { AnaplanClient } from './client';
import type { DumpLine } from './dump';
import {
	checkFile,
	FILE_BOUNDS,
	findLines,
	rowBlocksOf,
	rowsOf,
	type CheckedFile,
	type CsvSource,
	type FileBounds,
	type FileRow,
} from './csvFile';
import type { ImportDefinition, ImportReference } from './importDefinition';
import { queueKey, wholeFailure, type LoadOptions, type ModelChoice } from './load';
import { findReaders } from './fileReaders';
import { Findings } from './findings';
import { findImports, openModel } from './model';
import { inModelQueue } from './modelQueue';
import { readyModel } from './modelReady';
import { countsOfRun } from './outcome';
import { explainRow } from './plainWords';
import type { RowRemark } from './results';
import { distinctKey, keyOf } from './rows';
import { runImport, type ImportRun } from './runImport';

export type { CsvSource } from './csvFile';

export interface FileLoadRequest extends ModelChoice {
	source: CsvSource;
	reference: ImportReference;
	/** `bounds`: the constants of csvFile.ts unless a test says otherwise. */
	options: LoadOptions & { bounds?: Partial<FileBounds> };
}

/** A row of the file that was not loaded, or in part only. */
export interface RejectedLine {
	values: { [column: string]: string };
	/** Its line in the CSV file, from 1; undefined where neither line nor key leads back. */
	line: number | undefined;
	remark: RowRemark;
}

export interface FileLoadResult {
	/** The first ones, up to `FILE_BOUNDS.rejectedListed`. */
	rejected: RejectedLine[];
	/** How many more there are. */
	unlisted: number;
	summary: LoadSummary;
}

/** Rows that were refused: the first ones as they are, and the number of all. */
interface Refused {
	listed: RejectedLine[];
	count: number;
}

/** Loads a CSV file. A file without rows is not sent. @throws PackError */
export async function loadFile(
	client: AnaplanClient,
	request: FileLoadRequest,
): Promise<FileLoadResult> {
	const { source, options } = request;
	const most = options.bounds?.rejectedListed ?? FILE_BOUNDS.rejectedListed;
	return await inModelQueue(queueKey(client, request.modelId), client.signal, async () => {
		const { model, catalogue, definition, checked, after } = await prepareFile(client, request);
		if (checked.rows === checked.withoutKeyCount) {
			return resultOf(client, checked, definition, undefined, { listed: [], count: 0 }, most);
		}
		const readers = await findReaders(client, model, catalogue);
		const setting = { client, model, readers, options };
		const rows = sendableRows(source, definition, checked.keyColumns);
		const run = await runImport(setting, definition, rows);
		const named = await refusedLines(run, source, checked, definition);
		const whole = wholeFailure(run);
		const refused =
			whole === undefined
				? { listed: named, count: named.length }
				: await allLines(source, definition, checked.keyColumns, run, named, whole, most);
		const result = resultOf(client, checked, definition, run, refused, most);
		if (after.length === 0) return result;
		const failed = whole === undefined ? undefined : definition.name;
		const actions = await runActions(client, model, after, options, failed);
		return { ...result, summary: { ...result.summary, actions } };
	});
}

/** Opens the model, finds the import and checks the whole file. @throws PackError with all that is wrong */
export async function prepareFile(client: AnaplanClient, request: FileLoadRequest) {
	const { source, options } = request;
	const model = await openModel(client, request.modelId, request.workspaceId);
	const opened = await readyModel(client, model, options.waitMs);
	const { definitions, catalogue } = await findImports(client, model, [request.reference]);
	const [definition] = definitions;
	const bounds = { ...FILE_BOUNDS, ...options.bounds };
	const checked = await checkFile(source, definition, options.keyColumns, bounds, client.signal);
	const findings = new Findings();
	const after = await findActions(client, model, options.actionsAfter ?? [], findings);
	findings.refuse();
	return { model, catalogue, definition, checked, after, opened };
}

/** The rows that are sent, in order, many at a time. */
export async function* sendableRows(
	source: CsvSource,
	definition: ImportDefinition,
	keyColumns: readonly string[],
): AsyncGenerator<CsvRow[]> {
	for await (const block of rowBlocksOf(source, definition, keyColumns)) {
		yield block.filter(({ key }) => key !== undefined).map((row) => row.toCsv());
	}
}

function resultOf(
	client: AnaplanClient,
	checked: CheckedFile,
	definition: ImportDefinition,
	run: ImportRun | undefined,
	refused: Refused,
	most: number,
): FileLoadResult {
	const rejected = [...checked.withoutKey.map(blankKey), ...refused.listed].slice(0, most);
	return {
		rejected,
		unlisted: checked.withoutKeyCount + refused.count - rejected.length,
		summary: fileSummary(client, checked, definition, run, refused.count),
	};
}

function blankKey(row: FileRow): RejectedLine {
	return {
		values: row.values(),
		line: row.line,
		remark: {
			outcome: 'rejected',
			import: null,
			importId: null,
			taskId: null,
			loadedAt: null,
			reason: 'A key column is blank, so Anaplan could not tell the row apart.',
		},
	};
}

function fileSummary(
	client: AnaplanClient,
	checked: CheckedFile,
	definition: ImportDefinition,
	run: ImportRun | undefined,
	refused: number,
): LoadSummary {
	const sent = checked.rows - checked.withoutKeyCount;
	const loaded = Math.max(0, sent - refused);
	return {
		rowsReceived: checked.rows,
		loaded,
		rejected: refused + checked.withoutKeyCount,
		imports: [
			{
				import: definition.name,
				importId: definition.id,
				taskId: run?.taskId ?? null,
				rowsSent: sent,
				loaded,
				rejected: refused,
				...countsOfRun(run?.outcome),
			},
		],
		anaplanCalls: client.counter.calls,
		finishedAt: new Date(client.clock.now()).toISOString(),
	};
}

/** The rows the dump names, each once however many lines it has there. */
async function refusedLines(
	run: ImportRun,
	source: CsvSource,
	checked: CheckedFile,
	definition: ImportDefinition,
): Promise<RejectedLine[]> {
	const lineOf = await linesByKey(run.dump ?? [], source, checked, definition);
	const byLine = new Map<number, RejectedLine>();
	const unknown: RejectedLine[] = [];
	for (const dumped of run.dump ?? []) {
		const partial = dumped.severity === 'warning' && run.outcome.verdict === 'partial';
		const { reason, advice } = explainRow(dumped.reasons);
		const line = lineOf(dumped);
		const before = line === undefined ? undefined : byLine.get(line);
		const next: RejectedLine = {
			values: Object.fromEntries(dumped.values),
			line,
			remark: {
				outcome: partial && before?.remark.outcome !== 'rejected' ? 'partial' : 'rejected',
				import: definition.name,
				importId: definition.id,
				taskId: run.taskId,
				loadedAt: partial ? run.endedAt : null,
				reason: before === undefined ? reason : `${before.remark.reason ?? ''} ${reason}`,
				advice,
			},
		};
		if (line === undefined) unknown.push(next);
		else byLine.set(line, next);
	}
	return [...byLine.values(), ...unknown];
}

/** Every row of the file, where a run failed as a whole; the dump's own reason comes first. */
async function allLines(
	source: CsvSource,
	definition: ImportDefinition,
	keyColumns: readonly string[],
	run: ImportRun,
	named: readonly RejectedLine[],
	reason: string,
	most: number,
): Promise<Refused> {
	const own = new Map(named.map(({ line, remark }) => [line, remark]));
	const refused: Refused = { listed: [], count: 0 };
	for await (const row of rowsOf(source, definition, keyColumns)) {
		if (row.key === undefined) continue;
		refused.count += 1;
		if (refused.listed.length >= most) continue;
		refused.listed.push({
			values: row.values(),
			line: row.line,
			remark: {
				outcome: 'rejected',
				import: definition.name,
				importId: definition.id,
				taskId: run.taskId,
				loadedAt: null,
				reason: own.get(row.line)?.reason ?? reason,
				advice: own.get(row.line)?.advice ?? run.outcome.advice,
			},
		});
	}
	return refused;
}

/** Tells the line in the user's file of a line of the dump, by the key. */
async function linesByKey(
	dump: readonly DumpLine[],
	source: CsvSource,
	{ keyColumns, keys }: CheckedFile,
	definition: ImportDefinition,
): Promise<(line: DumpLine) => number | undefined> {
	const keyOfLine = (line: DumpLine) => keyOf(line.values, keyColumns);
	const wanted = new Set(dump.flatMap((line) => keyOfLine(line) ?? []));
	const found =
		keys.inMemory || wanted.size === 0
			? undefined
			: await findLines(source, definition, keyColumns, wanted);
	return (line) => {
		const key = keyOfLine(line);
		if (key === undefined) return undefined;
		return found === undefined ? keys.lineOf(distinctKey(key, definition)) : found.get(key);
	};
}
