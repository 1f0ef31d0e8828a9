/** Import, Check Set-Up: reports all that stands in the way of a load, without moving anything. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { checkFileSetup, checkRowsSetup } from '../../../../src/anaplan/setupCheck';
import { failOnErrorsOption, reportSetup } from '../checking';
import {
	csvEncodingOption,
	keyColumnsOption,
	LEFTOVERS_CHECKED,
	parentColumnOption,
	PER_ENTITY,
	rowsWithoutImportOption,
} from '../loadOptions';
import type { Operation } from '../operation';
import { readOptions } from '../settings';
import { readFileRequest } from './csvItems';
import { readRowsRequest } from './rowsRequest';
import { targetFields } from './targetFields';

export const option: Operation['option'] = {
	name: 'Check Set-Up',
	value: 'checkSetup',
	action: 'Check the set up of imports',
	description:
		'Report what stands in the way of a load: imports, columns, encodings, keys, the state of the model. Nothing is uploaded or run.',
};

export const fields: INodeProperties[] = [
	...targetFields,
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
				'What a load does with rows of an entity that the table does not name',
				LEFTOVERS_CHECKED,
				PER_ENTITY,
			),
		],
	},
];

/** One item per finding, and one that says whether a load would be accepted. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await reportSetup(context, {
		rows: async (client, rowItems) =>
			await checkRowsSetup(client, readRowsRequest(context, rowItems)),
		files: async (client, itemIndex) => {
			const request = readFileRequest(context, itemIndex, readOptions(context, itemIndex));
			return await checkFileSetup(client, request);
		},
	});
}
