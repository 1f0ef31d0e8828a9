/** Fields of the list operations. */
import type { INodeProperties } from 'n8n-workflow';

import { modelField, workspaceField } from '../../descriptions';

/** Picks a list; by name it survives a copied or rebuilt model. */
const listField: INodeProperties = {
	displayName: 'List',
	name: 'listId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The list of the model',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchLists', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. QB Vendors',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 101000000012',
			validation: [
				{
					type: 'regex',
					properties: { regex: '^[0-9]+$', errorMessage: 'An ID has digits only' },
				},
			],
		},
	],
	typeOptions: { loadOptionsDependsOn: ['modelId.value'] },
};

export const modelFields: INodeProperties[] = [workspaceField, modelField];

/** Workspace, model and list. */
export const listFields: INodeProperties[] = [...modelFields, listField];

/** Return All and Limit. */
export const amountFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];
