/** The table of operations: what is listed here is implemented, and nothing else is listed. */
import {
	ApplicationError,
	type ICredentialsDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';

import { POSTGRES_STORE } from '../../../src/n8n/ledgerFields';
import * as getById from './getById';
import * as getChanges from './getChanges';
import * as getMany from './getMany';
import * as getReport from './getReport';

interface Operation {
	/** The entry of the operation dropdown. */
	option: { name: string; value: string; action: string; description: string };
	fields: INodeProperties[];
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[]>;
}

const OPERATIONS: readonly Operation[] = [getById, getChanges, getMany, getReport];

/** Without it n8n would put the credentials below the last field that one of them depends on. */
export const credentialsProperty: INodeProperties = {
	displayName: 'Credentials',
	name: 'credentials',
	type: 'credentials',
	default: '',
};

export const operationProperty: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: OPERATIONS.map(({ option }) => option),
	default: 'getChanges',
};

export const operationFields: INodeProperties[] = OPERATIONS.flatMap(({ option, fields }) =>
	fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { ...field.displayOptions?.show, operation: [option.value] },
		},
	})),
);

/** When the node needs the credential of a ledger in PostgreSQL. */
export const LEDGER_CREDENTIAL_NEEDED: ICredentialsDisplayOptions = {
	show: {
		operation: [getChanges.option.value],
		start: [getChanges.CHECKPOINT],
		ledgerStore: [POSTGRES_STORE],
	},
};

/** The operation of a name. */
export function operationNamed(name: unknown): Operation {
	const operation = OPERATIONS.find(({ option }) => option.value === name);
	if (operation === undefined) throw new ApplicationError(`There is no operation ${String(name)}`);
	return operation;
}
