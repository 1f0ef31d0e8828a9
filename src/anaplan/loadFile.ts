/**
 * Loads a CSV file through one import. The file is read twice, first to check it and then to send
 * it, so that nothing is uploaded where a check fails and the file is never held in memory; only
 * its keys are.
 */
import { readCsv, type CsvRecord, type ReadEncoding } from '../csv/reader';
import { checkRow, type CsvRow } from '../csv/writer';
import { SettingError } from '../errors';
import type { LoadSummary } from '../flow';
import type { AnaplanClient } from './client';
import type { DumpLine } from './dump';
import { checkHeader, checkNoSurplus } from './header';
import type { ImportDefinition, ImportReference } from './importDefinition';
import { queueKey, wholeFailure, type LoadOptions, type ModelChoice } from './load';
import { duplicateKey, keyColumnsOf } from './loadPlan';
import { findImports, openModel } from './model';
import { inModelQueue } from './modelQueue';
import { explainRow } from './plainWords';
import type { RowRemark } from './results';
import { fileValues, keyOf } from './rows';
import { runImport, type ImportRun } from './runImport';

/** A CSV file that can be read more than once. */
export interface CsvSource {
	/** For messages, usually the file's name. */
	name: string;
	encoding: ReadEncoding;
	open(): Promise<AsyncIterable<Uint8Array>>;
}

export interface FileLoadRequest extends ModelChoice {
	source: CsvSource;
	reference: ImportReference;
	options: LoadOptions;
}

/** A row of the file that was not loaded, or in part only. */
export interface RejectedLine {
	values: { [column: string]: string };
	/** Its line in the CSV file, from 1; undefined where neither line nor key leads back. */
	line: number | undefined;
	remark: RowRemark;
}

export interface FileLoadResult {
	rejected: RejectedLine[];
	summary: LoadSummary;
}

interface CheckedFile {
	rows: number;
	keyColumns: string[];
	/** Line in the file of each key. */
	lines: Map<string, number>;
	withoutKey: RejectedLine[];
}

/** Loads a CSV file. A file without rows is not sent. @throws PackError */
export async function loadFile(
	client: AnaplanClient,
	request: FileLoadRequest,
): Promise<FileLoadResult> {
	const { source, options } = request;
	return await inModelQueue(queueKey(client, request.modelId), client.signal, async () => {
		const model = await openModel(client, request.modelId, request.workspaceId);
		const found = await findImports(client, model, [request.reference]);
		const [definition] = found.definitions;
		const checked = await checkFile(source, definition, options.keyColumns);
		const sendable = checked.rows - checked.withoutKey.length;
		if (sendable === 0) {
			const summary = fileSummary(client, checked, definition, undefined, 0);
			return { rejected: checked.withoutKey, summary };
		}
		const setting = { client, model, catalogue: found.catalogue, options };
		const rows = sendableRows(source, definition, checked.keyColumns);
		const run = await runImport(setting, definition, rows);
		const named = refusedLines(run, checked, definition);
		const whole = wholeFailure(run);
		const refused =
			whole === undefined
				? named
				: await allLines(source, definition, checked.keyColumns, run, named, whole);
		return {
			rejected: [...checked.withoutKey, ...refused],
			summary: fileSummary(client, checked, definition, run, refused.length),
		};
	});
}

async function checkFile(
	source: CsvSource,
	definition: ImportDefinition,
	wantedKeys: readonly string[],
): Promise<CheckedFile> {
	const lines = new Map<string, number>();
	const withoutKey: RejectedLine[] = [];
	let keyColumns: string[] | undefined;
	let rows = 0;
	for await (const { header, record, values } of rowsOf(source)) {
		if (keyColumns === undefined) {
			checkHeader(definition, header, `the rows of ${source.name}`);
			checkNoSurplus(definition, header, source.name);
			keyColumns = keyColumnsOf(definition, wantedKeys);
		}
		if (record === undefined) continue;
		rows += 1;
		const key = keyOf(values, keyColumns);
		if (key === undefined) {
			withoutKey.push(blankKey(values, record.line));
			continue;
		}
		const first = lines.get(key);
		if (first !== undefined) {
			const places = [first, record.line].map((line) => `line ${line} of ${source.name}`);
			throw duplicateKey(definition.name, key, keyColumns, places[0], places[1]);
		}
		lines.set(key, record.line);
		checkRow(
			csvRow(source, definition, values, record.line),
			definition.headerNames,
			definition.format,
		);
	}
	if (keyColumns === undefined) {
		throw new SettingError(
			`${source.name} is empty: it has no header row.`,
			'Choose a CSV file whose first line holds the column names.',
		);
	}
	return { rows, keyColumns, lines, withoutKey };
}

async function* sendableRows(
	source: CsvSource,
	definition: ImportDefinition,
	keyColumns: readonly string[],
): AsyncGenerator<CsvRow> {
	for await (const { record, values } of rowsOf(source)) {
		if (record === undefined || keyOf(values, keyColumns) === undefined) continue;
		yield csvRow(source, definition, values, record.line);
	}
}

/** The header alone first, then each record with its values by column. */
async function* rowsOf(source: CsvSource): AsyncGenerator<{
	header: string[];
	record?: CsvRecord;
	values: Map<string, string>;
}> {
	let header: string[] | undefined;
	for await (const record of readCsv(await source.open(), source.encoding, source.name)) {
		if (header === undefined) {
			header = record.fields;
			yield { header, values: new Map() };
			continue;
		}
		const values = new Map(header.map((column, index) => [column, record.fields[index]]));
		yield { header, record, values };
	}
}

function csvRow(
	source: CsvSource,
	{ headerNames, decimalSeparator }: ImportDefinition,
	values: ReadonlyMap<string, string>,
	line: number,
): CsvRow {
	const row = { values: Object.fromEntries(values), numbers: new Set<string>() };
	return {
		values: fileValues(row, headerNames, decimalSeparator),
		label: `Line ${line} of ${source.name}`,
	};
}

function blankKey(values: ReadonlyMap<string, string>, line: number): RejectedLine {
	return {
		values: Object.fromEntries(values),
		line,
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
	const sent = checked.rows - checked.withoutKey.length;
	const loaded = Math.max(0, sent - refused);
	return {
		rowsReceived: checked.rows,
		loaded,
		rejected: refused + checked.withoutKey.length,
		imports: [
			{
				import: definition.name,
				importId: definition.id,
				taskId: run?.taskId ?? null,
				rowsSent: sent,
				loaded,
				rejected: refused,
				ignored: run?.outcome.ignored ?? 0,
				messages: run?.outcome.messages ?? [],
			},
		],
		anaplanCalls: client.counter.calls,
		finishedAt: new Date(client.clock.now()).toISOString(),
	};
}

/** The rows the dump names, each once however many lines it has there. */
function refusedLines(
	run: ImportRun,
	checked: CheckedFile,
	definition: ImportDefinition,
): RejectedLine[] {
	const byLine = new Map<number, RejectedLine>();
	const unknown: RejectedLine[] = [];
	for (const dumped of run.dump ?? []) {
		const partial = dumped.severity === 'warning' && run.outcome.verdict === 'partial';
		const { reason, advice } = explainRow(dumped.reasons);
		const line = lineOf(dumped, checked);
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
): Promise<RejectedLine[]> {
	const own = new Map(named.map(({ line, remark }) => [line, remark]));
	const lines: RejectedLine[] = [];
	for await (const { record, values } of rowsOf(source)) {
		if (record === undefined || keyOf(values, keyColumns) === undefined) continue;
		lines.push({
			values: Object.fromEntries(values),
			line: record.line,
			remark: {
				outcome: 'rejected',
				import: definition.name,
				importId: definition.id,
				taskId: run.taskId,
				loadedAt: null,
				reason: own.get(record.line)?.reason ?? reason,
				advice: own.get(record.line)?.advice ?? run.outcome.advice,
			},
		});
	}
	return lines;
}

/** The line in the user's file, found by the key. */
function lineOf(line: DumpLine, { keyColumns, lines }: CheckedFile): number | undefined {
	const key = keyOf(line.values, keyColumns);
	return key === undefined ? undefined : lines.get(key);
}
