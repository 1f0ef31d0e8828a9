/** CSV files from binary data: each is a load of its own into the import. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { dryRunFile } from '../../../../src/anaplan/dryRun';
import { loadFile, type FileLoadRequest } from '../../../../src/anaplan/loadFile';
import { csvSource, loadEachItem } from '../csvLoads';
import { dryRunItems } from './dryRunItems';
import { readImportReference, readModelChoice, readOptions } from '../settings';

/** Loads the file of each item in turn, and returns the items of both outputs. */
export async function loadCsvItems(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await loadEachItem(
		context,
		async (client, itemIndex) => {
			const options = readOptions(context, itemIndex);
			const request = readFileRequest(context, itemIndex, options);
			return options.dryRun
				? { instead: dryRunItems(await dryRunFile(client, request), [itemIndex]) }
				: await loadFile(client, request);
		},
		!readOptions(context, 0).dryRun,
	);
}

/** What one item's file is loaded into. */
export function readFileRequest(
	context: IExecuteFunctions,
	itemIndex: number,
	options: ReturnType<typeof readOptions>,
): FileLoadRequest {
	const field = String(context.getNodeParameter('binaryField', itemIndex));
	return {
		...readModelChoice(context, itemIndex),
		source: csvSource(context, itemIndex, field, options.csvEncoding),
		reference: readImportReference(context, itemIndex),
		options,
	};
}
