/** Where the rows of Upload Files and Run come from, and which file of the process takes them. */
import type { INodeProperties } from 'n8n-workflow';

import { ENTITIES } from '../../../../src/entities';
import { picker } from '../../pickers';
import { fieldChoicesField } from '../loadOptions';

/** The value of the table that takes every row; no entity has this name. */
export const ANY_ROW = '*';

const processImport = picker('Import', 'import', 'searchProcessImports', {
	required: true,
	description: 'An import of the process; its file takes the rows',
	named: 'Vendors from QuickBooks',
	id: '112000000012',
	dependsOn: ['processId.value'],
});

/** The data source and, for each, the table of files. */
export const fileFields: INodeProperties[] = [
	{
		displayName: 'Data Source',
		name: 'dataSource',
		type: 'options',
		options: [
			{
				name: 'CSV Files From Binary Data',
				value: 'binary',
				description:
					'Each item brings the CSV files of one run of the process, each with a header row',
			},
			{
				name: 'Rows From Items',
				value: 'items',
				description: 'Each item is a row; its fields are the columns',
			},
		],
		default: 'items',
	},
	{
		displayName: 'Files',
		name: 'files',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add File',
		default: { values: [{ entity: ANY_ROW, import: { mode: 'list', value: '' } }] },
		description:
			'Which rows go into the file of which import of the process. Imports of the process that read the same file need one line only.',
		displayOptions: { show: { dataSource: ['items'] } },
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
					processImport,
					fieldChoicesField,
				],
			},
		],
	},
	{
		displayName: 'Files',
		name: 'csvFiles',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add File',
		default: { values: [{ binaryField: 'data', import: { mode: 'list', value: '' } }] },
		description:
			'Which CSV file goes into the file of which import of the process. One item brings all files of a run; an Aggregate node with its option "Include Binaries" puts the files of several items on one. Imports of the process that read the same file need one line only.',
		displayOptions: { show: { dataSource: ['binary'] } },
		options: [
			{
				displayName: 'File',
				name: 'values',
				values: [
					{
						displayName: 'Binary Field',
						name: 'binaryField',
						type: 'string',
						default: 'data',
						required: true,
						description: 'The name of the input field containing the CSV file',
						hint: 'After an Aggregate node fields of one name are called data, data_1, data_2, …',
					},
					processImport,
				],
			},
		],
	},
];

/** What to do with steps that would load old data. @param choices what each choice means for the operation */
export function stepsWithoutRowsOption(choices: {
	run: string;
	error: { name: string; description: string };
}): INodeProperties {
	return {
		displayName: 'Steps Without Rows',
		name: 'stepsWithoutFile',
		type: 'options',
		options: [
			{ name: 'Run Them With What Anaplan Holds', value: 'run', description: choices.run },
			{ ...choices.error, value: 'error' },
		],
		default: 'error',
		description: 'What to do with imports of the process that the table does not name',
	};
}
