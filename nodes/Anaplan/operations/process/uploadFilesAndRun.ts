/** Process, Upload Files and Run: rows or CSV files into the files of its imports, then one run. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { loadProcess } from '../../../../src/anaplan/processLoad';
import { checkRejectedShare } from '../../../../src/anaplan/rejectedShare';
import { toSourceRow } from '../../../../src/anaplan/rows';
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
import { isRow, loadBeforeOf, reasonsOf, rowOutputs } from '../import/rowItems';
import {
	csvEncodingOption,
	ITEMS_ONLY,
	keyColumnsOption,
	LEFTOVERS,
	parentColumnOption,
	rowsWithoutImportOption,
} from '../loadOptions';
import type { Operation } from '../operation';
import { readModelChoice, readOptions, readReference, readStepTable } from '../settings';
import { loadCsvRuns } from './csvRuns';
import { ANY_ROW, fileFields } from './fileFields';

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
			{
				displayName: 'Steps Without Rows',
				name: 'stepsWithoutFile',
				type: 'options',
				options: [
					{
						name: 'Run Them With What Anaplan Holds',
						value: 'run',
						description: 'They load the file of an earlier upload again, or the default file',
					},
					{ name: 'Stop With an Error', value: 'error', description: 'Upload nothing' },
				],
				default: 'error',
				description: 'What to do with imports of the process that the table does not name',
			},
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
	const rows = rowItems.map((itemIndex, index) => toSourceRow(items[itemIndex].json, index));
	const options = readOptions(context, 0);
	const result = await loadProcess(await openAnaplan(context), {
		...readModelChoice(context, 0),
		rows,
		process: readReference(context, 'processId', 0),
		table: readStepTable(context, 0, ANY_ROW),
		options,
		stepsWithoutFile: options.stepsWithoutFile,
		...loadBeforeOf(items),
	});
	checkRejectedShare(result.summary, options.failAbovePercent, reasonsOf(result));
	return rowOutputs(items, rowItems, result);
}
