/** Process, Upload Files and Run: rows or CSV files into the files of its imports, then one run. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { dryRunProcess } from '../../../../src/anaplan/processDryRun';
import { loadProcess } from '../../../../src/anaplan/processLoad';
import { asOne } from '../../../../src/n8n/items';
import {
	failAboveOption,
	localeOption,
	modelField,
	processField,
	promptsOption,
	waitOption,
	workspaceField,
} from '../../descriptions';
import { loadRowItems } from '../import/rowItems';
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
	return await asOne(context, async () =>
		context.getNodeParameter('dataSource', 0) === 'binary'
			? await loadCsvRuns(context)
			: await loadRowItems(context, {
					read: (rowItems) => readRowsRequest(context, rowItems),
					dryRun: dryRunProcess,
					load: loadProcess,
				}),
	);
}
