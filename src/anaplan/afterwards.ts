/** Actions that run when a load has ended, for example one that deletes from a list what was flagged. */
import { PackError } from '../errors';
import type { ActionSummary } from '../flow';
import type { AnaplanClient, ModelRef } from './client';
import type { Findings } from './findings';
import { nothingLanded } from './outcome';
import type { ObjectReference } from './reference';
import { findRunnable } from './runnables';
import { runTask } from './runTask';
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
 * Runs the actions in order. After one that fails, and after an import that failed as a whole, none
 * runs: deleting by flags that did not arrive would delete the wrong items. A failure is told in the
 * summary and not thrown, because the rows that are loaded must be told all the same.
 * @param failedImport an import that failed as a whole
 * @throws CancelledError
 */
export async function runActions(
	client: AnaplanClient,
	model: ModelRef,
	actions: readonly TaskParent[],
	options: TaskOptions,
	failedImport: string | undefined,
): Promise<ActionSummary[]> {
	let obstacle =
		failedImport === undefined ? undefined : `the import "${failedImport}" failed before it`;
	const done: ActionSummary[] = [];
	// Prompts are of imports and processes.
	const { locale, waitMs } = options;
	for (const action of actions) {
		const summary = await runAction(client, model, action, { locale, waitMs }, obstacle);
		if (summary.outcome !== 'done') obstacle ??= `the action "${action.name}" failed before it`;
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
		const advice = 'Mend that, then run the workflow again.';
		return { ...named, outcome: 'notRun', reason: `Not run, because ${obstacle}.`, advice };
	}
	const run = await runTask(client, model, action, options).catch((error: unknown) =>
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
