/** File, Get Many. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { listFields, modelField, workspaceField } from '../../descriptions';
import { listOf } from '../listing';
import type { Operation } from '../operation';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many files',
	description: 'List the files of a model',
};

export const fields: Operation['fields'] = [workspaceField, modelField, ...listFields];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await listOf(context, 'files');
}
