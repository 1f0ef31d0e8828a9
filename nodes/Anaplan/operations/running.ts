/** What every Run without a file does: one item for the result, one for each refused row. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { queueKey } from '../../../src/anaplan/load';
import { openModel } from '../../../src/anaplan/model';
import { inModelQueue } from '../../../src/anaplan/modelQueue';
import { explainRow } from '../../../src/anaplan/plainWords';
import { findRunnable } from '../../../src/anaplan/runnables';
import { runFailure, runTask, type TaskRun } from '../../../src/anaplan/runTask';
import { TASK_NOUNS, type TaskKind, type TaskParent } from '../../../src/anaplan/tasks';
import type { AnaplanClient, ModelRef } from '../../../src/anaplan/client';
import { openAnaplan } from '../../../src/n8n/anaplan';
import { forEachItem } from '../../../src/n8n/items';
import { readModelChoice, readReference, readTaskOptions } from './settings';

type Runnable = TaskParent & { kind: TaskKind };

/**
 * Runs what the field names, once for every input item.
 * @param finish makes the items of a run, where they are more than its result
 */
export async function runOf(
	context: IExecuteFunctions,
	kind: TaskKind,
	field: string,
	finish: (parts: {
		client: AnaplanClient;
		model: ModelRef;
		parent: Runnable;
		json: IDataObject;
		itemIndex: number;
	}) => Promise<INodeExecutionData[]> = async ({ json }) => await Promise.resolve([{ json }]),
): Promise<INodeExecutionData[][]> {
	const rejected: INodeExecutionData[] = [];
	const results = await forEachItem(context, async (itemIndex) => {
		const client = await openAnaplan(context);
		const { modelId, workspaceId } = readModelChoice(context, itemIndex);
		return await inModelQueue(queueKey(client, modelId), client.signal, async () => {
			const model = await openModel(client, modelId, workspaceId);
			const reference = readReference(context, field, itemIndex);
			const parent = await findRunnable(client, model, kind, reference);
			const run = await runTask(client, model, parent, readTaskOptions(context, itemIndex));
			rejected.push(...refusedItems(run, itemIndex));
			const failure = runFailure(parent, run);
			if (failure !== undefined) throw failure;
			return await finish({ client, model, parent, json: resultOf(parent, run), itemIndex });
		});
	});
	return [results, rejected];
}

const NO_DUMP =
	'Anaplan says that rows were refused, but keeps no list of them: only the latest task of an import has one.';

/** The result as an item: the verdict first, then each step with its counts. */
function resultOf(parent: Runnable, { taskId, outcome, dumps, endedAt }: TaskRun): IDataObject {
	const { verdict, reason, advice, messages } = outcome;
	return {
		result: verdict,
		[TASK_NOUNS[parent.kind]]: parent.name,
		id: parent.id,
		taskId,
		endedAt,
		rejectedRows: dumps.reduce((sum, { lines }) => sum + (lines?.length ?? 0), 0),
		...(reason === '' ? {} : { reason, advice }),
		...(dumps.some(({ lines }) => lines === undefined) ? { remark: NO_DUMP } : {}),
		messages,
		steps: outcome.steps.map(({ objectId, objectName, counts, problems, ...step }) => ({
			id: objectId,
			...(objectName === '' ? {} : { name: objectName }),
			result: step.verdict,
			unit: step.unit,
			...counts,
			messages: step.messages,
			...(problems.length === 0 ? {} : { problems: problems.map((problem) => ({ ...problem })) }),
		})),
	};
}

/** One item per refused row, with what Anaplan says, what it means and what to do. */
export function refusedItems(
	{ taskId, dumps }: Pick<TaskRun, 'taskId' | 'dumps'>,
	itemIndex: number,
): INodeExecutionData[] {
	return dumps.flatMap(({ step, lines = [] }) =>
		lines.map(({ values, severity, line, reasons }) => ({
			json: {
				...Object.fromEntries(values),
				anaplan: {
					outcome: severity === 'warning' ? 'partial' : 'rejected',
					import: step.objectName === '' ? null : step.objectName,
					importId: step.objectId,
					taskId,
					...explainRow(reasons),
					...(line === undefined ? {} : { line }),
				},
			},
			pairedItem: { item: itemIndex },
		})),
	);
}
