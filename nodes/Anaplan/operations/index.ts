/** The one table of operations: the dropdown is built from it, and execute looks here. */
import {
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { authenticationField } from '../descriptions';
import * as uploadAndRunImport from './uploadAndRunImport';

/** One operation, in a file of its own. */
export interface Operation {
	option: INodePropertyOptions;
	fields: INodeProperties[];
	/** Works on all items of a run and fills the outputs Loaded and Rejected. */
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]>;
}

export const operations: readonly Operation[] = [uploadAndRunImport];

/** The dropdown and the fields of every operation. */
export const operationFields: INodeProperties[] = [
	authenticationField,
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: operations.map(({ option }) => option),
		default: 'uploadAndRunImport',
	},
	...operations.flatMap(({ option, fields }) =>
		updateDisplayOptions({ show: { operation: [option.value] } }, fields),
	),
];

/** The operation of that name; undefined where there is none. */
export function findOperation(name: unknown): Operation | undefined {
	return operations.find(({ option }) => option.value === name);
}
