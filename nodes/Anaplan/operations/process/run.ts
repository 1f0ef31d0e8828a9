/** Process, Run. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { processField, modelField, importOptionsField, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { runOf } from '../running';

export const option: Operation['option'] = {
	name: 'Run',
	value: 'run',
	action: 'Run a process',
	description:
		'Run a process with the files that Anaplan holds, wait for its end and list the rows that its imports refused',
};

export const fields: Operation['fields'] = [
	workspaceField,
	modelField,
	processField,
	importOptionsField,
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runOf(context, 'processes', 'processId');
}
