/** Task, Cancel. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { cancelTask, stateOf } from '../../../../src/anaplan/tasks';
import { forEachItem } from '../../../../src/n8n/items';
import type { Operation } from '../operation';
import { openParent, parentFields, readTaskId, taskIdField, taskItem } from './shared';

export const option: Operation['option'] = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel a task',
	description: 'Ask Anaplan to stop a task; what a process has finished stays',
};

/** What the states mean to somebody who asked for the end. */
const REMARKS = new Map([
	[
		'CANCELLING',
		'Anaplan takes back what is running. Look with Get until the task is CANCELLED; what a process has finished stays.',
	],
	['COMPLETE', 'The task had ended before it could be cancelled, so nothing was taken back.'],
]);

export const fields: Operation['fields'] = [...parentFields, taskIdField];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const found = await forEachItem(context, async (itemIndex) => {
		const taskId = readTaskId(context, itemIndex);
		const { client, model, parent } = await openParent(context, itemIndex);
		const task = await cancelTask(client, model, parent, taskId);
		const remark = REMARKS.get(stateOf(task));
		const json = await taskItem({ client, model, parent }, task);
		return [{ json: { ...(remark === undefined ? {} : { remark }), ...json } }];
	});
	return [found, []];
}
