/** Process, Upload Files and Run: rows into the files of its imports, then one run of the process. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { loadProcess } from '../../../../src/anaplan/processLoad';
import { checkRejectedShare } from '../../../../src/anaplan/rejectedShare';
import { toSourceRow } from '../../../../src/anaplan/rows';
import { ENTITIES } from '../../../../src/entities';
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
import { picker } from '../../pickers';
import { isRow, loadBeforeOf, reasonsOf, rowOutputs } from '../import/rowItems';
import {
	keyColumnsOption,
	LEFTOVERS,
	parentColumnOption,
	rowsWithoutImportOption,
} from '../loadOptions';
import type { Operation } from '../operation';
import { readModelChoice, readOptions, readReference, readStepTable } from '../settings';

export const option: Operation['option'] = {
	name: 'Upload Files and Run',
	value: 'uploadFilesAndRun',
	action: 'Upload the files of a process and run it',
	description:
		'Upload rows into the files of the imports of a process, run it once and tell what became of each row',
};

/** The value of the table that takes every row; no entity has this name. */
const ANY_ROW = '*';

export const fields: INodeProperties[] = [
	workspaceField,
	modelField,
	processField,
	{
		displayName: 'Files',
		name: 'files',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add File',
		default: { values: [{ entity: ANY_ROW, import: { mode: 'list', value: '' } }] },
		description:
			'Which rows go into the file of which import of the process. Imports of the process that read the same file need one line only.',
		options: [
			{
				displayName: 'File',
				name: 'values',
				values: [
					{
						displayName: 'Rows',
						name: 'entity',
						type: 'options',
						options: [
							{ name: 'All Rows', value: ANY_ROW },
							...ENTITIES.map(({ name, label }) => ({ name: label, value: name })),
						],
						default: ANY_ROW,
						description: 'All rows, or those whose Entity column has this value',
					},
					picker('Import', 'import', 'searchProcessImports', {
						required: true,
						description: 'An import of the process; its file takes the rows',
						named: 'Vendors from QuickBooks',
						id: '112000000012',
						dependsOn: ['processId.value'],
					}),
				],
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			failAboveOption,
			keyColumnsOption,
			localeOption('the process'),
			parentColumnOption(false),
			promptsOption,
			rowsWithoutImportOption(
				'What to do with rows that no line of the table takes',
				LEFTOVERS,
				false,
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

/** Loads all items of the run at once; with "Continue On Fail" an error becomes one item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	try {
		return await loadItems(context, items);
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
