/** CSV files from binary data: the files of each item go into one run of the process. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { dryRunProcessFiles } from '../../../../src/anaplan/processDryRun';
import {
	loadProcessFiles,
	type ProcessFileLine,
	type ProcessFilesRequest,
} from '../../../../src/anaplan/processFiles';
import type { ReadEncoding } from '../../../../src/csv/reader';
import { SettingError } from '../../../../src/errors';
import { csvSource, loadEachItem } from '../csvLoads';
import { dryRunItems } from '../import/dryRunItems';
import { readModelChoice, readOptions, readReference, toReference } from '../settings';

/** Runs the process once for each item, with the files of that item. */
export async function loadCsvRuns(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await loadEachItem(
		context,
		async (client, itemIndex) => {
			const request = readFilesRequest(context, itemIndex);
			return request.options.dryRun
				? { instead: dryRunItems(await dryRunProcessFiles(client, request), [itemIndex]) }
				: await loadProcessFiles(client, request);
		},
		!readOptions(context, 0).dryRun,
	);
}

/** What one item's files are loaded into. */
export function readFilesRequest(
	context: IExecuteFunctions,
	itemIndex: number,
): ProcessFilesRequest & { options: ReturnType<typeof readOptions> } {
	const options = readOptions(context, itemIndex);
	return {
		...readModelChoice(context, itemIndex),
		process: readReference(context, 'processId', itemIndex),
		files: readFiles(context, itemIndex, options.csvEncoding),
		stepsWithoutFile: options.stepsWithoutFile,
		options,
	};
}

function readFiles(
	context: IExecuteFunctions,
	itemIndex: number,
	encoding: ReadEncoding,
): ProcessFileLine[] {
	const lines = context.getNodeParameter('csvFiles.values', itemIndex, []) as Array<{
		binaryField?: string;
		import?: unknown;
	}>;
	if (lines.length === 0) {
		throw new SettingError(
			'The table of files is empty.',
			'Add a line for each file with its binary field and the import of the process that reads it.',
		);
	}
	return lines.map(({ binaryField = '', import: locator }) => ({
		source: csvSource(context, itemIndex, binaryField, encoding),
		reference: toReference(locator),
	}));
}
