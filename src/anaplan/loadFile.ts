/**
 * Loads a CSV file through one import. The file is read twice, first to check it and then to send
 * it, so that nothing is uploaded where a check fails and the file is never held in memory; and once
 * more where rows were refused, to find them.
 */
import { findActions, obstacleOf, runActions } from './afterwards';
import { checkFile, rowsToSend } from './checkFile';
import type { AnaplanClient } from './client';
import { FILE_BOUNDS, sendableRows, type CsvSource, type FileBounds } from './csvFile';
import { FileDump } from './fileDump';
import { findReaders } from './fileReaders';
import { fileLoadResult, type FileLoadResult } from './fileResult';
import { Findings } from './findings';
import type { ImportReference } from './importDefinition';
import type { LoadOptions } from './loadRequest';
import { findOneImport, openForLoad } from './model';
import type { ModelChoice } from './modelChoice';
import { inModelQueue, queueKey } from './modelQueue';
import { runImport } from './runImport';

export interface FileLoadRequest extends ModelChoice {
	source: CsvSource;
	reference: ImportReference;
	options: FileLoadOptions;
}

export interface FileLoadOptions extends LoadOptions {
	/** The constants of csvFile.ts unless a test says otherwise. */
	bounds?: Partial<FileBounds>;
}

/** Loads a CSV file. A file without rows is not sent. @throws PackError */
export async function loadFile(
	client: AnaplanClient,
	request: FileLoadRequest,
): Promise<FileLoadResult> {
	const { source, options } = request;
	const most = options.bounds?.rejectedListed ?? FILE_BOUNDS.rejectedListed;
	return await inModelQueue(await queueKey(client, request), client.signal, async () => {
		const { model, catalogue, definition, checked, after } = await prepareFile(client, request);
		if (rowsToSend(checked) === 0) {
			return await fileLoadResult(client, [{ checked, runs: [] }], most);
		}
		const readers = await findReaders(client, model, catalogue);
		const setting = { client, model, readers, options };
		const { target } = checked;
		const dump = new FileDump(target.imports[0], most);
		const run = await runImport(setting, definition, sendableRows(source, target), dump);
		const result = await fileLoadResult(client, [{ checked, runs: [run] }], most);
		if (after.length === 0) return result;
		const obstacle = obstacleOf(result.failed.at(0), result.summary.rejected, options);
		const actions = await runActions(client, model, after, options, obstacle);
		return { ...result, summary: { ...result.summary, actions } };
	});
}

/** Opens the model, finds the import and checks the whole file. @throws PackError with all that is wrong */
export async function prepareFile(client: AnaplanClient, request: FileLoadRequest) {
	const { source, options } = request;
	const place = await openForLoad(client, request, options.waitMs);
	const definition = await findOneImport(client, place, request.reference);
	const checked = await checkFile(source, [definition], options.keyColumns, {
		bounds: options.bounds,
		signal: client.signal,
	});
	const findings = new Findings();
	const after = await findActions(client, place.model, options.actionsAfter ?? [], findings);
	findings.refuse();
	return { ...place, definition, checked, after };
}
