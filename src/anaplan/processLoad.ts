/**
 * Loads rows through a process: the file of each of its imports is filled, then the process runs
 * once. Everything is checked before the first upload.
 */
import { writeCsv } from '../csv/writer';
import type { ImportSummary } from '../flow';
import type { AnaplanClient } from './client';
import { IGNORED } from './dump';
import { findReaders } from './fileReaders';
import { Findings } from './findings';
import { checkInTime, noteUnsent, recordRun, summaryOf, type LoadResult, type Stray } from './load';
import { DumpJoin, type JoinedDump } from './join';
import { inModelQueue, queueKey } from './modelQueue';
import { csvRows } from './prepareLoad';
import { prepareProcess, type ProcessFile, type ProcessRequest } from './processPlan';
import { fillAndRun, importRun } from './processRun';
import { processPart, type ProcessPart } from './processSummary';
import { RowResults } from './results';
import type { SinkOf } from './runTask';

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
			const findings = new Findings();
			const prepared = await prepareProcess(client, request, findings);
			findings.refuse();
			const { model, process, steps, catalogue, plan, files } = prepared;
			noteUnsent(plan, results);
			if (plan.steps.length === 0) return;
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
