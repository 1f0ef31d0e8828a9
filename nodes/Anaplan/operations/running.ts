/** What every Run without a file does: one item for the result, one for each refused row. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { openModel } from '../../../src/anaplan/model';
import { inModelQueue, queueKey } from '../../../src/anaplan/modelQueue';
import { readyModel } from '../../../src/anaplan/modelReady';
import { explainRow } from '../../../src/anaplan/plainWords';
import type { TaskOutcome } from '../../../src/anaplan/outcome';
import { checkRejectedShare, shareOf } from '../../../src/anaplan/rejectedShare';
import { findRunnable, type Runnable } from '../../../src/anaplan/runnables';
import { everyLine, runFailure, runTask, type TaskRun } from '../../../src/anaplan/runTask';
import { TASK_NOUNS, type TaskKind } from '../../../src/anaplan/tasks';
import type { AnaplanClient, ModelRef } from '../../../src/anaplan/client';
import { openAnaplan } from '../../../src/n8n/anaplan';
import { forEachItem } from '../../../src/n8n/items';
import { readFailAbove, readModelChoice, readReference, readTaskOptions } from './settings';

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
		const choice = readModelChoice(context, itemIndex);
		return await inModelQueue(await queueKey(client, choice), client.signal, async () => {
			const model = await openModel(client, choice.modelId, choice.workspaceId, 'change');
			const reference = readReference(context, field, itemIndex);
			const options = readTaskOptions(context, itemIndex);
			// A start that hangs in a busy model would leave it in doubt whether the task runs.
			await readyModel(client, model, options.waitMs, 'run');
			const parent = await findRunnable(client, model, kind, reference);
			const run = await runTask(client, model, parent, options, everyLine);
			for (const item of refusedItems(run, itemIndex)) rejected.push(item);
			const failure = runFailure(parent, run);
			if (failure !== undefined) throw failure;
			const { rows, unit } = shareOf(run);
			const reasons = run.dumps.flatMap(({ lines = [] }) =>
				lines.map((line) => explainRow(line.reasons).reason),
			);
			checkRejectedShare(rows, readFailAbove(context, itemIndex), reasons, unit);
			return await finish({ client, model, parent, json: resultOf(parent, run), itemIndex });
		});
	});
	return [results, rejected];
}

const NO_DUMP =
	'Anaplan says that rows were refused, but keeps no list of them: only the latest task of an import has one.';

const BROKEN_DUMP =
	'Anaplan keeps a list of the rows that were refused, but its text is broken and cannot be read.';

function remarkOn(dumps: TaskRun['dumps']): IDataObject {
	const missing = dumps.filter(({ lines }) => lines === undefined);
	if (missing.length === 0) return {};
	return { remark: missing.some(({ unreadable }) => unreadable) ? BROKEN_DUMP : NO_DUMP };
}

/** What Anaplan does with files of imports, which it does not tell of a run. */
const FILE_READ =
	'The file that this Anaplan user uploaded within the last 48 hours, else the default file that the model has for everybody. Anaplan does not tell which.';

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
		...remarkOn(dumps),
		...(parent.fileId === '' ? {} : { fileRead: FILE_READ }),
		messages,
		steps: stepItems(outcome),
	};
}

/** Each step with its name, result and counts, and why it failed. */
export function stepItems({ steps }: TaskOutcome): IDataObject[] {
	return steps.map(({ objectId, objectName, counts, problems, reason, advice, ...step }) => ({
		id: objectId,
		...(objectName === '' ? {} : { name: objectName }),
		result: step.verdict,
		unit: step.unit,
		...counts,
		...(reason === '' ? {} : { reason, advice }),
		messages: step.messages,
		...(problems.length === 0 ? {} : { problems: problems.map((problem) => ({ ...problem })) }),
	}));
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
