/** Fields of the list operations. */
import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_WAIT_MINUTES } from '../../../../src/anaplan/tasks';
import { modelField, workspaceField } from '../../descriptions';
import { IN_MODEL, picker } from '../../pickers';

/** Picks a list; by name it survives a copied or rebuilt model. */
const listField = picker('List', 'listId', 'searchLists', {
	required: true,
	description: 'The list of the model',
	named: 'QB Vendors',
	id: '101000000012',
	dependsOn: IN_MODEL,
});

/** Workspace, model and list. */
export const chosenList: INodeProperties[] = [workspaceField, modelField, listField];

/** How long a large read may take. */
export const waitOption: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Wait At Most (Minutes)',
			name: 'waitMinutes',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULT_WAIT_MINUTES,
			description:
				'How long to wait for a busy model, and for each part of a read that is too large for one answer (more than a million items or cells)',
		},
	],
};

/** The columns of the list and what goes into them. */
export function columnsField(mode: 'add' | 'update'): INodeProperties {
	return {
		displayName: 'Columns',
		name: 'columns',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		required: true,
		typeOptions: {
			loadOptionsDependsOn: ['modelId.value', 'listId.value'],
			resourceMapper: {
				resourceMapperMethod: 'getListColumns',
				mode,
				fieldWords: { singular: 'column', plural: 'columns' },
				addAllFields: true,
				multiKeyMatch: false,
				noFieldsError: 'Choose a model and a list first.',
				...(mode === 'update'
					? {
							matchingFieldsLabels: {
								title: 'Column to Match On',
								description:
									'What tells which item of the list a row is. An item that has a code cannot be found by its name alone.',
							},
						}
					: {}),
			},
		},
	};
}

/** A switch for trying out what would be sent. */
export const dryRunOption: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: false,
			description:
				'Whether to show what would be sent for each row, without changing anything in Anaplan',
		},
	],
};
