/** Fields of the module operations. */
import type { INodeProperties } from 'n8n-workflow';

import { modelField, workspaceField } from '../../descriptions';
import { IN_MODEL, picker } from '../../pickers';

/** Workspace, model and module. */
export const chosenModule: INodeProperties[] = [
	workspaceField,
	modelField,
	picker('Module', 'moduleId', 'searchModules', {
		required: true,
		description: 'The module of the model',
		named: 'QB Transactions',
		id: '102000000012',
		dependsOn: IN_MODEL,
	}),
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
