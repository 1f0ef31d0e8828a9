/** Task, Get Dump. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { everyLine, fetchDumps, readNamedOutcome } from '../../../../src/anaplan/runTask';
import { hasEnded, readTask, stateOf, TASK_NOUNS } from '../../../../src/anaplan/tasks';
import { ServiceError, SettingError } from '../../../../src/errors';
import { forEachItem } from '../../../../src/n8n/items';
import type { Operation } from '../operation';
import { refusedItems } from '../running';
import { openParent, parentFields, readTaskId, taskIdField, type OpenedParent } from './shared';

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
		if (!hasEnded(task)) throw stillRunning(parent, taskId, stateOf(task));
		const outcome = await readNamedOutcome(client, model, parent, task);
		const dumps = await fetchDumps(client, model, parent, taskId, outcome, everyLine);
		if (dumps.length > 0 && dumps.every(({ lines }) => lines === undefined)) {
			if (dumps.some(({ unreadable }) => unreadable)) throw brokenDump(taskId, parent.name);
			throw new SettingError(
				`Anaplan no longer has the rows that the task ${taskId} of "${parent.name}" refused.`,
				'It keeps them for the latest task only, for 48 hours, and for the user who ran it. Run it again with this Anaplan user.',
			);
		}
		return refusedItems({ taskId, dumps }, itemIndex);
	});
	return [refused, []];
}

function stillRunning(
	{ kind, name }: OpenedParent['parent'],
	taskId: string,
	state: string,
): SettingError {
	const queued = state === 'NOT_STARTED';
	return new SettingError(
		`The task ${taskId} of the ${TASK_NOUNS[kind]} "${name}" ${queued ? 'is still queued behind others' : 'is still running'}, so it is not known yet which rows Anaplan refuses.`,
		'Wait until the operation Get of the resource Task shows that it has ended, then get the dump.',
		{ code: state === '' ? 'unfinished' : state },
	);
}

function brokenDump(taskId: string, name: string): ServiceError {
	return new ServiceError(
		`Anaplan keeps a list of the rows that the task ${taskId} of "${name}" refused, but its text is broken and cannot be read.`,
		'Run it in Anaplan by hand: its window shows every row that was refused, and saves them as a file.',
		{ code: 'brokenDump' },
	);
}
