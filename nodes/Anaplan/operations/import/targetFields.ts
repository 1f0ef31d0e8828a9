/** Fields that Upload and Run and Check Set-Up have in common. */
import type { INodeProperties } from 'n8n-workflow';

import { PLANNED_ENTITIES } from '../../../../src/entities';
import { importField, modelField, workspaceField } from '../../descriptions';
import { fieldChoicesField } from '../loadOptions';

const perEntity = { importChoice: ['perEntity'], dataSource: ['items'] };

/** Data source, import and table: what is loaded into which imports of which model. */
export const targetFields: INodeProperties[] = [
	workspaceField,
	modelField,
	{
		displayName: 'Data Source',
		name: 'dataSource',
		type: 'options',
		options: [
			{
				name: 'CSV Binary',
				value: 'binary',
				description: 'Each item brings a CSV file with a header row',
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
		displayName: 'Input Binary Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the input field containing the CSV file',
		displayOptions: { show: { dataSource: ['binary'] } },
	},
	{
		displayName: 'Import Choice',
		name: 'importChoice',
		type: 'options',
		options: [
			{
				name: 'Import per Entity',
				value: 'perEntity',
				description: 'The Entity column of a row decides which imports it goes through',
			},
			{ name: 'One Import', value: 'one', description: 'All rows go through one import' },
		],
		default: 'perEntity',
		displayOptions: { show: { dataSource: ['items'] } },
	},
	{
		...importField,
		displayOptions: { show: { importChoice: ['one'], dataSource: ['items'] } },
	},
	{
		displayName: 'Columns',
		name: 'importColumns',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'autoMapInputData', value: null },
		required: true,
		typeOptions: {
			loadOptionsDependsOn: ['modelId.value', 'importId.value'],
			resourceMapper: {
				resourceMapperMethod: 'getImportColumns',
				mode: 'add',
				fieldWords: { singular: 'column', plural: 'columns' },
				addAllFields: true,
				multiKeyMatch: false,
				noFieldsError: 'Choose a model and an import first.',
			},
		},
		displayOptions: { show: { importChoice: ['one'], dataSource: ['items'] } },
	},
	{
		...importField,
		displayOptions: { show: { dataSource: ['binary'] } },
	},
	{
		displayName: 'Imports',
		name: 'imports',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Import',
		default: { values: [{ entity: 'Vendor', import: { mode: 'list', value: '' } }] },
		description:
			'Lists are loaded before modules, whatever the order here. Several entities may feed one import, and one entity several imports.',
		displayOptions: { show: perEntity },
		options: [
			{
				displayName: 'Import',
				name: 'values',
				values: [
					{
						displayName: 'Entity',
						name: 'entity',
						type: 'options',
						options: PLANNED_ENTITIES.map(({ name, label }) => ({ name: label, value: name })),
						default: 'Vendor',
						description: 'Rows whose Entity column has this value',
					},
					{ ...importField, name: 'import' },
					fieldChoicesField,
				],
			},
		],
	},
];
