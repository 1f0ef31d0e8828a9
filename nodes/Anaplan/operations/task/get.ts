/** Task, Get. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readTask } from '../../../../src/anaplan/tasks';
import { forEachItem } from '../../../../src/n8n/items';
import type { Operation } from '../operation';
import { openParent, parentFields, readTaskId, taskIdField, taskItem } from './shared';

export const option: Operation['option'] = {
	name: 'Get',
	value: 'get',
	action: 'Get a task',
	description: 'Look up how far a task is, or how it ended',
};

export const fields: Operation['fields'] = [...parentFields, taskIdField];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const found = await forEachItem(context, async (itemIndex) => {
		const taskId = readTaskId(context, itemIndex);
		const { client, model, parent } = await openParent(context, itemIndex);
		const task = await readTask(client, model, parent, taskId);
		return [{ json: await taskItem({ client, model, parent }, task) }];
	});
	return [found, []];
}
