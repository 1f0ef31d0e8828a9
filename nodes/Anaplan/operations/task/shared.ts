/** What the operations on tasks share: whose task, which task, and how it is told. */
import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { type AnaplanClient, type JsonObject, type ModelRef } from '../../../../src/anaplan/client';
import { openModel } from '../../../../src/anaplan/model';
import { findRunnable } from '../../../../src/anaplan/runnables';
import { readNamedOutcome } from '../../../../src/anaplan/runTask';
import { hasEnded, type TaskKind, type TaskParent } from '../../../../src/anaplan/tasks';
import { SettingError } from '../../../../src/errors';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import {
	actionField,
	exportField,
	anyImportField,
	modelField,
	processField,
	workspaceField,
} from '../../descriptions';
import { stepItems } from '../running';
import { readModelChoice, readReference } from '../settings';

/** The picker of each kind. */
const PICKERS: { readonly [kind in TaskKind]: INodeProperties } = {
	actions: actionField,
	exports: exportField,
	imports: anyImportField,
	processes: processField,
};

const KIND_NAMES: ReadonlyArray<{ name: string; value: TaskKind }> = [
	{ name: 'Action', value: 'actions' },
	{ name: 'Export', value: 'exports' },
	{ name: 'Import', value: 'imports' },
	{ name: 'Process', value: 'processes' },
];

/** Model, kind, and what the task belongs to: a task is found only under what started it. */
export const parentFields: INodeProperties[] = [
	workspaceField,
	modelField,
	{
		displayName: 'Task Of',
		name: 'taskOf',
		type: 'options',
		options: [...KIND_NAMES],
		default: 'imports',
		description: 'What was run',
	},
	...KIND_NAMES.map(({ value }) => ({
		...PICKERS[value],
		displayOptions: { show: { taskOf: [value] } },
	})),
];

/** Names the task. */
export const taskIdField: INodeProperties = {
	displayName: 'Task',
	name: 'taskId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The task to look at: by the time it was started, or by the ID that a run returned',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchTasks', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 1660E2B1A5E04D6C9B5F1D20E87C46A9',
		},
	],
	typeOptions: {
		loadOptionsDependsOn: [
			'taskOf',
			...KIND_NAMES.map(({ value }) => `${PICKERS[value].name}.value`),
		],
	},
};

/** A parent of tasks in its model. */
export interface OpenedParent {
	client: AnaplanClient;
	model: ModelRef;
	parent: TaskParent & { kind: TaskKind };
}

/** Opens the model and finds what the task belongs to. @throws SettingError */
export async function openParent(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<OpenedParent> {
	const taskOf = context.getNodeParameter('taskOf', itemIndex);
	const kind = KIND_NAMES.find(({ value }) => value === taskOf)?.value ?? 'imports';
	const client = await openAnaplan(context);
	const { modelId, workspaceId } = readModelChoice(context, itemIndex);
	const model = await openModel(client, modelId, workspaceId, 'read');
	const reference = readReference(context, PICKERS[kind].name, itemIndex);
	return { client, model, parent: await findRunnable(client, model, kind, reference) };
}

/** @throws SettingError where no ID is given */
export function readTaskId(context: IExecuteFunctions, itemIndex: number): string {
	const taskId = readReference(context, 'taskId', itemIndex).value.trim();
	if (taskId !== '') return taskId;
	throw new SettingError(
		'No task ID is given.',
		'Choose the task from the list, or enter the ID that a run returned as taskId.',
	);
}

/** The task as an item: how it ended once it has, its steps with their names, then Anaplan's fields. */
export async function taskItem(
	{ client, model, parent }: OpenedParent,
	task: JsonObject,
): Promise<IDataObject> {
	if (!hasEnded(task)) return task as IDataObject;
	const outcome = await readNamedOutcome(client, model, parent, task);
	const { verdict, reason, advice } = outcome;
	return {
		outcome: verdict,
		...(reason === '' ? {} : { reason, advice }),
		steps: stepItems(outcome),
		...(task as IDataObject),
	};
}
