/** Task, Cancel. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { cancelTask } from '../../../../src/anaplan/tasks';
import { forEachItem } from '../../../../src/n8n/items';
import type { Operation } from '../operation';
import { openParent, parentFields, readTaskId, taskIdField, taskItem } from './shared';

export const option: Operation['option'] = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel a task',
	description: 'Ask Anaplan to stop a task; what a process has finished stays',
};

export const fields: Operation['fields'] = [...parentFields, taskIdField];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const found = await forEachItem(context, async (itemIndex) => {
		const taskId = readTaskId(context, itemIndex);
		const { client, model, parent } = await openParent(context, itemIndex);
		return [{ json: taskItem(await cancelTask(client, model, parent, taskId)) }];
	});
	return [found, []];
}
