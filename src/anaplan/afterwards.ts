/** Actions that run when a load has ended, for example one that deletes from a list what was flagged. */
import { PackError } from '../errors';
import type { ActionSummary } from '../flow';
import type { AnaplanClient, ModelRef } from './client';
import type { Findings } from './findings';
import { readyModel } from './modelReady';
import { nothingLanded } from './outcome';
import type { ObjectReference } from './reference';
import { findRunnable } from './runnables';
import { everyLine, runTask } from './runTask';
import type { TaskOptions, TaskParent } from './tasks';

/** Finds the actions before anything moves; one that is missing is a finding. */
export async function findActions(
	client: AnaplanClient,
	model: ModelRef,
	references: readonly ObjectReference[],
	findings: Findings,
): Promise<TaskParent[]> {
	const found: TaskParent[] = [];
	for (const reference of references) {
		const action = await findings.attemptAsync(null, async () =>
			findRunnable(client, model, 'actions', reference),
		);
		if (action !== undefined) found.push(action);
	}
	return found;
}

/**
 * Why no action may run, to complete "Not run, because …"; undefined where they may. Deleting by flags
 * that did not arrive would delete the wrong items: those of an import that failed as a whole, and
 * those of rows that were rejected, unless the user says that this does no harm.
 * @param failedImport an import that failed as a whole
 * @param rejected how many rows were rejected or loaded in part
 */
export function obstacleOf(
	failedImport: string | undefined,
	rejected: number,
	{ actionsAfterRejected }: { actionsAfterRejected?: boolean },
): string | undefined {
	if (failedImport !== undefined) return `the import "${failedImport}" failed before it`;
	if (rejected === 0 || actionsAfterRejected === true) return undefined;
	return `${rejected} row${rejected === 1 ? ' was' : 's were'} rejected before it`;
}

/**
 * Runs the actions in order; after one that fails none runs. A failure is told in the
 * summary and not thrown, because the rows that are loaded must be told all the same.
 * @param obstacle why none may run, of {@link obstacleOf}
 * @throws CancelledError
 */
export async function runActions(
	client: AnaplanClient,
	model: ModelRef,
	actions: readonly TaskParent[],
	options: TaskOptions,
	obstacle: string | undefined,
): Promise<ActionSummary[]> {
	let reason = obstacle;
	const done: ActionSummary[] = [];
	// Prompts are of imports and processes.
	const { locale, waitMs } = options;
	for (const action of actions) {
		const summary = await runAction(client, model, action, { locale, waitMs }, reason);
		if (summary.outcome !== 'done') reason ??= `the action "${action.name}" failed before it`;
		done.push(summary);
	}
	return done;
}

async function runAction(
	client: AnaplanClient,
	model: ModelRef,
	action: TaskParent,
	options: TaskOptions,
	obstacle: string | undefined,
): Promise<ActionSummary> {
	const named = { action: action.name, actionId: action.id, taskId: null, messages: [] };
	if (obstacle !== undefined) {
		const advice =
			'Mend that, then run the workflow again. Where rejected rows do not matter to the action, choose so in the option "Actions After Rejected Rows".';
		return { ...named, outcome: 'notRun', reason: `Not run, because ${obstacle}.`, advice };
	}
	const run = await readyModel(client, model, options.waitMs, 'run')
		.then(async () => await runTask(client, model, action, options, everyLine))
		.catch((error: unknown) =>
			error instanceof PackError && error.kind !== 'cancelled' ? error : Promise.reject(error),
		);
	if (run instanceof PackError) {
		return { ...named, outcome: 'failed', reason: run.message, advice: run.advice };
	}
	const { messages, reason, advice } = run.outcome;
	const told = { ...named, taskId: run.taskId, messages };
	return nothingLanded(run.outcome)
		? { ...told, outcome: 'failed', reason, advice }
		: { ...told, outcome: 'done' };
}
