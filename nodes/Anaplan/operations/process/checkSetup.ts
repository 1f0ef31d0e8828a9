/** Process, Check Set-Up: reports all that stands in the way of a load through a process, without moving anything. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { checkProcessFiles, checkProcessRows } from '../../../../src/anaplan/processCheck';
import { modelField, processField, workspaceField } from '../../descriptions';
import { failOnErrorsOption, reportSetup } from '../checking';
import {
	csvEncodingOption,
	ITEMS_ONLY,
	keyColumnsOption,
	LEFTOVERS_CHECKED,
	parentColumnOption,
	rowsWithoutImportOption,
} from '../loadOptions';
import type { Operation } from '../operation';
import { readFilesRequest } from './csvRuns';
import { fileFields, stepsWithoutRowsOption } from './fileFields';
import { readRowsRequest } from './rowsRequest';

export const option: Operation['option'] = {
	name: 'Check Set-Up',
	value: 'checkSetup',
	action: 'Check the set up of a process',
	description:
		'Report what stands in the way of a load through a process: its steps, their files, columns, encodings, keys, the state of the model. Nothing is uploaded or run.',
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
			failOnErrorsOption,
			keyColumnsOption,
			parentColumnOption,
			rowsWithoutImportOption(
				'What a load does with rows that no line of the table takes',
				LEFTOVERS_CHECKED,
				ITEMS_ONLY,
			),
			stepsWithoutRowsOption({
				run: 'A load lets them read the file of an earlier upload, or the default file',
				error: { name: 'Report', description: 'A load stops' },
			}),
		],
	},
];

/** One item per finding, and one that says whether a load would be accepted. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await reportSetup(context, {
		rows: async (client, rowItems) =>
			await checkProcessRows(client, readRowsRequest(context, rowItems)),
		files: async (client, itemIndex) =>
			await checkProcessFiles(client, readFilesRequest(context, itemIndex)),
	});
}
