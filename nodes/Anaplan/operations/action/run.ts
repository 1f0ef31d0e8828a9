/** Action, Run. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { actionField, modelField, taskOptionsField, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { runOf } from '../running';

export const option: Operation['option'] = {
	name: 'Run',
	value: 'run',
	action: 'Run an action',
	description:
		'Run an action, for example one that deletes from a list using a selection, and wait for its end',
};

export const fields: Operation['fields'] = [
	workspaceField,
	modelField,
	actionField,
	taskOptionsField,
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runOf(context, 'actions', 'actionId');
}
