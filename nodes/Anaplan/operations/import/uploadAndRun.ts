/** Import, Upload and Run: rows or a CSV file into one import, or a table of entity to import. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { DEFAULT_WAIT_MINUTES } from '../../../../src/anaplan/tasks';
import { CancelledError } from '../../../../src/errors';
import { toNodeError } from '../../../../src/n8n/errors';
import { failedItem } from '../../../../src/n8n/items';
import { actionField, failAboveOption } from '../../descriptions';
import type { Operation } from '../operation';
import { loadCsvItems } from './csvItems';
import { loadRowItems } from './rowItems';
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
				displayName: 'Actions Afterwards',
				name: 'actionsAfter',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, sortable: true },
				placeholder: 'Add Action',
				default: {},
				description:
					'Actions of the model to run in this order when the imports have ended, for example one that deletes from a list using a selection. None runs after an import or an action that failed as a whole.',
				options: [
					{ displayName: 'Action', name: 'values', values: [{ ...actionField, name: 'action' }] },
				],
			},
			{
				displayName: 'CSV File Encoding',
				name: 'csvEncoding',
				type: 'options',
				options: [
					{ name: 'ISO-8859-1', value: 'iso-8859-1' },
					{ name: 'UTF-16LE', value: 'utf-16le' },
					{ name: 'UTF-8', value: 'utf-8' },
				],
				default: 'utf-8',
				description: 'How the CSV file is read when it has no byte order mark',
				displayOptions: { show: { '/dataSource': ['binary'] } },
			},
			{
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: false,
				description:
					'Whether to check everything and show what would be sent, one item per import, without uploading or running anything',
			},
			failAboveOption,
			{
				displayName: 'Key Columns',
				name: 'keyColumns',
				type: 'string',
				default: 'Code',
				description:
					'Comma-separated columns that tell the rows of a file apart. Two rows with one key are refused, because Anaplan would add them up.',
			},
			{
				displayName: 'Locale',
				name: 'locale',
				type: 'string',
				default: 'en_US',
				description: 'The locale Anaplan runs the import with',
			},
			{
				displayName: 'Parent Column',
				name: 'parentColumn',
				type: 'string',
				default: 'Parent Code',
				description:
					'The column that names the parent of a row by its key. Rows of a list are sent with parents before children.',
				displayOptions: { show: { '/dataSource': ['items'] } },
			},
			{
				displayName: 'Rows Without an Import',
				name: 'rowsWithoutImport',
				type: 'options',
				options: [
					{ name: 'Ignore', value: 'ignore', description: 'Pass them on as ignored' },
					{ name: 'Stop With an Error', value: 'error', description: 'Upload nothing' },
				],
				default: 'error',
				description: 'What to do with rows of an entity that the table does not name',
				displayOptions: { show: { '/importChoice': ['perEntity'], '/dataSource': ['items'] } },
			},
			{
				displayName: 'Wait At Most (Minutes)',
				name: 'waitMinutes',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_WAIT_MINUTES,
				description:
					'How long to wait for one import. It queues while other imports, exports or processes run in the model.',
			},
		],
	},
];

/** Loads all items of the run as one load; with "Continue On Fail" an error becomes one item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	try {
		return context.getNodeParameter('dataSource', 0) === 'binary'
			? await loadCsvItems(context, items)
			: await loadRowItems(context, items);
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error);
		if (!context.continueOnFail() || error instanceof CancelledError) throw nodeError;
		return [[], [failedItem(nodeError, [...items.keys()])]];
	}
}
