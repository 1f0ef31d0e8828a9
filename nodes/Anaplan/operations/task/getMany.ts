/** Task, Get Many. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { listTasks } from '../../../../src/anaplan/tasks';
import { forEachItem } from '../../../../src/n8n/items';
import { listFields } from '../../descriptions';
import type { Operation } from '../operation';
import { readLimit } from '../settings';
import { openParent, parentFields } from './shared';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many tasks',
	description: 'List the tasks that Anaplan still knows, newest first, other users included',
};

export const fields: Operation['fields'] = [...parentFields, ...listFields];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const found = await forEachItem(context, async (itemIndex) => {
		const { client, model, parent } = await openParent(context, itemIndex);
		const tasks = await listTasks(client, model, parent);
		return tasks.slice(0, readLimit(context, itemIndex)).map(({ createdAt, ...task }) => ({
			json: {
				...task,
				...(createdAt === undefined ? {} : { createdAt: new Date(createdAt).toISOString() }),
			},
		}));
	});
	return [found, []];
}
