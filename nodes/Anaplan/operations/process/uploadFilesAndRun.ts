/** Process, Upload Files and Run: rows or CSV files into the files of its imports, then one run. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { dryRunProcess } from '../../../../src/anaplan/processDryRun';
import { loadProcess } from '../../../../src/anaplan/processLoad';
import { checkRejectedShare } from '../../../../src/anaplan/rejectedShare';
import { CancelledError } from '../../../../src/errors';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import { toNodeError } from '../../../../src/n8n/errors';
import { failedItem } from '../../../../src/n8n/items';
import {
	failAboveOption,
	localeOption,
	modelField,
	processField,
	promptsOption,
	waitOption,
	workspaceField,
} from '../../descriptions';
import { dryRunItems } from '../import/dryRunItems';
import { isRow, loadBeforeOf, reasonsOf, rowOutputs } from '../import/rowItems';
import {
	csvEncodingOption,
	dryRunOption,
	ITEMS_ONLY,
	keyColumnsOption,
	LEFTOVERS,
	parentColumnOption,
	rowsWithoutImportOption,
} from '../loadOptions';
import type { Operation } from '../operation';
import { readOptions } from '../settings';
import { loadCsvRuns } from './csvRuns';
import { fileFields, stepsWithoutRowsOption } from './fileFields';
import { readRowsRequest } from './rowsRequest';

export const option: Operation['option'] = {
	name: 'Upload Files and Run',
	value: 'uploadFilesAndRun',
	action: 'Upload the files of a process and run it',
	description:
		'Upload rows or CSV files into the files of the imports of a process, run it once and tell what became of each row',
};

export const fields: INodeProperties[] = [
	workspaceField,
	modelField,
	processField,
	...fileFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			csvEncodingOption,
			dryRunOption('file'),
			failAboveOption,
			keyColumnsOption,
			localeOption('the process'),
			parentColumnOption,
			promptsOption,
			rowsWithoutImportOption(
				'What to do with rows that no line of the table takes',
				LEFTOVERS,
				ITEMS_ONLY,
			),
			stepsWithoutRowsOption({
				run: 'They load the file of an earlier upload again, or the default file',
				error: { name: 'Stop With an Error', description: 'Upload nothing' },
			}),
			waitOption('the process'),
		],
	},
];

/** Loads all rows at once, or the files of one item after another; an error may become an item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	try {
		return context.getNodeParameter('dataSource', 0) === 'binary'
			? await loadCsvRuns(context)
			: await loadItems(context, items);
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error);
		if (!context.continueOnFail() || error instanceof CancelledError) throw nodeError;
		return [[], [failedItem(nodeError, [...items.keys()])]];
	}
}

async function loadItems(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[][]> {
	const rowItems = [...items.keys()].filter((index) => isRow(items[index].json));
	const options = readOptions(context, 0);
	const request = { ...readRowsRequest(context, rowItems), ...loadBeforeOf(items) };
	const client = await openAnaplan(context);
	if (options.dryRun) {
		return [dryRunItems(await dryRunProcess(client, request), [...items.keys()]), []];
	}
	const result = await loadProcess(client, request);
	checkRejectedShare(result.summary, options.failAbovePercent, reasonsOf(result));
	return rowOutputs(items, rowItems, result);
}
