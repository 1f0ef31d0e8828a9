/** The one table of operations: the dropdown is built from it, and execute looks here. */
import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { ledgerStoreFields } from '../../../src/n8n/ledgerFields';
import * as auditTrail from './auditTrail';
import * as exportState from './exportState';
import * as forget from './forget';
import * as importState from './importState';
import * as keep from './keep';
import * as move from './move';
import type { Operation } from './operation';
import * as prepare from './prepare';
import * as rebuild from './rebuild';
import * as record from './record';
import * as replay from './replay';
import * as runSync from './runSync';
import * as status from './status';

export const operations: readonly Operation[] = [
	exportState,
	forget,
	auditTrail,
	status,
	importState,
	keep,
	move,
	prepare,
	rebuild,
	record,
	replay,
	runSync,
];

/** Operations that choose their store by other fields, or need none. */
const WITHOUT_STORE_FIELDS: readonly Operation[] = [keep, move, runSync];

/** The dropdown, the store, and the fields of every operation. */
export const operationFields: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: operations.map(({ option }) => option),
		default: 'prepare',
	},
	...ledgerStoreFields({
		operation: operations
			.filter((operation) => !WITHOUT_STORE_FIELDS.includes(operation))
			.map(({ option }) => option.value),
	}),
	...operations.flatMap(({ option, fields }) =>
		updateDisplayOptions({ show: { operation: [option.value] } }, fields),
	),
];

/** The operation of that name; undefined where there is none. */
export function findOperation(name: unknown): Operation | undefined {
	return operations.find(({ option }) => option.value === name);
}
