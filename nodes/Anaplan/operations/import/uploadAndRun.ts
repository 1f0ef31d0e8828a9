/** Import, Upload and Run: rows or a CSV file into one import, or a table of entity to import. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { dryRunRows } from '../../../../src/anaplan/dryRun';
import { loadRows } from '../../../../src/anaplan/load';
import { asOne } from '../../../../src/n8n/items';
import {
	actionField,
	failAboveOption,
	localeOption,
	promptsOption,
	waitOption,
} from '../../descriptions';
import {
	csvEncodingOption,
	dryRunOption,
	keyColumnsOption,
	LEFTOVERS,
	parentColumnOption,
	PER_ENTITY,
	rowsWithoutImportOption,
} from '../loadOptions';
import type { Operation } from '../operation';
import { loadCsvItems } from './csvItems';
import { loadRowItems } from './rowItems';
import { readRowsRequest } from './rowsRequest';
import { targetFields } from './targetFields';

export const option: Operation['option'] = {
	name: 'Upload and Run',
	value: 'uploadAndRun',
	action: 'Upload and run an import',
	description:
		'Upload rows into the files of imports, run the imports and tell what became of each row',
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
			{
				displayName: 'Actions After Rejected Rows',
				name: 'actionsAfterRejected',
				type: 'options',
				options: [
					{
						name: 'Do Not Run',
						value: 'hold',
						description: 'An action by flags may delete what a rejected row should have kept',
					},
					{
						name: 'Run',
						value: 'run',
						description: 'For actions that do not depend on the rows, for example sorting a list',
					},
				],
				default: 'hold',
				description:
					'What to do with the actions of Actions Afterwards where rows were rejected or loaded in part',
			},
			{
				displayName: 'Actions Afterwards',
				name: 'actionsAfter',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, sortable: true },
				placeholder: 'Add Action',
				default: {},
				description:
					'Actions of the model to run in this order when the imports have ended, for example one that deletes from a list using a selection. None runs after an import or an action that failed as a whole, nor, unless you choose so, after rejected rows.',
				options: [
					{ displayName: 'Action', name: 'values', values: [{ ...actionField, name: 'action' }] },
				],
			},
			csvEncodingOption,
			dryRunOption('import'),
			failAboveOption,
			keyColumnsOption,
			localeOption('the import'),
			parentColumnOption,
			promptsOption,
			rowsWithoutImportOption(
				'What to do with rows of an entity that the table does not name',
				LEFTOVERS,
				PER_ENTITY,
			),
			waitOption('one import'),
		],
	},
];

/** Loads all items of the run as one load; with "Continue On Fail" an error becomes one item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await asOne(context, async () =>
		context.getNodeParameter('dataSource', 0) === 'binary'
			? await loadCsvItems(context)
			: await loadRowItems(context, {
					read: (rowItems) => readRowsRequest(context, rowItems),
					dryRun: dryRunRows,
					load: loadRows,
				}),
	);
}
