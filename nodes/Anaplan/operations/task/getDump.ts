/** Task, Get Dump. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { fetchDumps, readNamedOutcome } from '../../../../src/anaplan/runTask';
import { readTask } from '../../../../src/anaplan/tasks';
import { SettingError } from '../../../../src/errors';
import { forEachItem } from '../../../../src/n8n/items';
import type { Operation } from '../operation';
import { refusedItems } from '../running';
import { openParent, parentFields, readTaskId, taskIdField } from './shared';

export const option: Operation['option'] = {
	name: 'Get Dump',
	value: 'getDump',
	action: 'Get the rows a task refused',
	description:
		'List the rows that an import or process refused, with the reason and what to do; Anaplan keeps them for the latest task only',
};

export const fields: Operation['fields'] = [...parentFields, taskIdField];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const refused = await forEachItem(context, async (itemIndex) => {
		const taskId = readTaskId(context, itemIndex);
		const { client, model, parent } = await openParent(context, itemIndex);
		const task = await readTask(client, model, parent, taskId);
		const outcome = await readNamedOutcome(client, model, parent, task);
		const dumps = await fetchDumps(client, model, parent, taskId, outcome);
		if (dumps.length > 0 && dumps.every(({ lines }) => lines === undefined)) {
			throw new SettingError(
				`Anaplan no longer has the rows that the task ${taskId} of "${parent.name}" refused.`,
				'It keeps them for the latest task only, for 48 hours, and for the user who ran it. Run it again with this Anaplan user.',
			);
		}
		return refusedItems({ taskId, dumps }, itemIndex);
	});
	return [refused, []];
}
