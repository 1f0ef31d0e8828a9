/** Runs something without an upload: starts it once, waits for its end, fetches every dump. */
import { ServiceError } from '../errors';
import type { AnaplanClient, ModelRef } from './client';
import { fetchDump, type DumpLine } from './dump';
import { nothingLanded, readOutcome, type StepOutcome, type TaskOutcome } from './outcome';
import {
	listTasks,
	startTask,
	TASK_NOUNS,
	waitForTask,
	type TaskKind,
	type TaskOptions,
	type TaskParent,
} from './tasks';

/** The rows that one step refused. */
export interface StepDump {
	step: StepOutcome;
	/** Undefined where Anaplan says there are some and keeps none. */
	lines: DumpLine[] | undefined;
}

/** What a task did. */
export interface TaskRun {
	taskId: string;
	outcome: TaskOutcome;
	dumps: StepDump[];
	/** ISO 8601 in UTC. */
	endedAt: string;
}

/** Starts it, waits, and reads what happened. @throws PackError */
export async function runTask(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	options: TaskOptions,
): Promise<TaskRun> {
	const known = await listTasks(client, model, parent);
	const taskId = await startTask(client, model, parent, options, known);
	const outcome = readOutcome(await waitForTask(client, model, parent, taskId, options.waitMs));
	const endedAt = new Date(client.clock.now()).toISOString();
	const dumps = await fetchDumps(client, model, parent, taskId, outcome);
	return { taskId, outcome, dumps, endedAt };
}

/** The rows that each step refused; at once, because Anaplan keeps those of the latest task only. */
export async function fetchDumps(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	taskId: string,
	{ steps }: Pick<TaskOutcome, 'steps'>,
): Promise<StepDump[]> {
	const dumps: StepDump[] = [];
	for (const step of steps.filter(({ dumpAvailable }) => dumpAvailable)) {
		const objectId = parent.kind === 'processes' ? step.objectId : undefined;
		dumps.push({ step, lines: await fetchDump(client, model, parent, taskId, objectId) });
	}
	return dumps;
}

/**
 * The error of a run of which nothing counts as done; undefined where something does. A process that
 * is unsuccessful without a word may have done its work, so it is no error.
 */
export function runFailure(
	parent: TaskParent & { kind: TaskKind },
	{ taskId, outcome }: TaskRun,
): ServiceError | undefined {
	const { verdict, reason, advice, messages } = outcome;
	const open = verdict === 'unexplained' && parent.kind === 'processes';
	if (open || !nothingLanded(outcome)) return undefined;
	const said = messages.filter((message) => message !== reason).join('; ');
	const quote = said === '' ? '' : ` Anaplan says: "${said}".`;
	const does = verdict === 'cancelled' ? 'was cancelled' : 'failed';
	return new ServiceError(
		`The ${TASK_NOUNS[parent.kind]} "${parent.name}" ${does}: ${reason} (task ${taskId}).${quote}`,
		advice,
		{ code: verdict },
	);
}
