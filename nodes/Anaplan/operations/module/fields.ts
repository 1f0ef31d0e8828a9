/** Fields of the module operations. */
import type { INodeProperties } from 'n8n-workflow';

import { modelField, workspaceField } from '../../descriptions';

const DIGITS = {
	type: 'regex' as const,
	properties: { regex: '^[0-9]*$', errorMessage: 'An ID has digits only' },
};

/** A picker of something in the chosen model: from a list, by name or by ID. */
export function picker(
	displayName: string,
	name: string,
	search: string,
	texts: { description: string; named: string; id: string; dependsOn: string[] },
): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: texts.description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: search, searchable: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: `e.g. ${texts.named}` },
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${texts.id}`,
				validation: [DIGITS],
			},
		],
		typeOptions: { loadOptionsDependsOn: texts.dependsOn },
	};
}

/** Workspace, model and module. */
export const chosenModule: INodeProperties[] = [
	workspaceField,
	modelField,
	{
		...picker('Module', 'moduleId', 'searchModules', {
			description: 'The module of the model',
			named: 'QB Transactions',
			id: '102000000012',
			dependsOn: ['modelId.value'],
		}),
		required: true,
	},
];

/** Picks a view of the module; empty is its default view. */
export const viewField = picker('View', 'viewId', 'searchViews', {
	description:
		'The saved view to read. May stay empty: then it is the default view of the module. A saved view with only the needed rows and columns is faster.',
	named: 'By Month',
	id: '203000000012',
	dependsOn: ['moduleId.value'],
});

const MODULE_PARTS = ['moduleId.value'];

/** Picks a dimension of the module. */
export const dimensionField: INodeProperties = picker(
	'Dimension',
	'dimension',
	'searchDimensions',
	{
		description: 'A dimension of the module: a list, Time or Versions',
		named: 'Time',
		id: '20000000003',
		dependsOn: MODULE_PARTS,
	},
);

/** Picks a line item of the module. */
export const lineItemField: INodeProperties = picker('Line Item', 'lineItem', 'searchLineItems', {
	description: 'The line item to write to; one with a formula takes no values',
	named: 'Amount',
	id: '206000000012',
	dependsOn: MODULE_PARTS,
});
