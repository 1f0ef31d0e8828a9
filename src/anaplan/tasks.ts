/** Starts import tasks once and waits for them. Source: Anaplan's pages on import tasks. */
import { PackError, ServiceError } from '../errors';
import type { NamedObject } from './catalog';
import {
	hasStatus,
	isObject,
	modelPath,
	textOf,
	type AnaplanClient,
	type JsonObject,
	type ModelRef,
} from './client';

/** First pause between looks at a task: small imports end within a second. */
const FIRST_POLL_MS = 500;
/** Longest pause: Anaplan asks for 5 s or more between looks at longer tasks. */
const LAST_POLL_MS = 5_000;
const POLL_GROWTH = 1.5;
/** A lost answer may arrive before the task shows in the list. */
const DOUBT_PAUSE_MS = 2_000;
/** Tries to start one task; each later one only after the task list showed no trace of it. */
const START_ATTEMPTS = 4;
/** Default of "Wait At Most": other people's tasks in the model run first, and may take hours. */
export const DEFAULT_WAIT_MINUTES = 120;
/** A task's answer is small; a hanging gateway should be asked again. */
const POLL_TIMEOUT_MS = 60_000;

/** States in which a task has not ended. COMPLETE and CANCELLED are the ends; there is no FAILED. */
const UNFINISHED = new Set(['NOT_STARTED', 'IN_PROGRESS', 'CANCELLING']);

export interface TaskEntry {
	taskId: string;
	taskState: string;
}

/** How a load runs its tasks. */
export interface TaskOptions {
	/** Anaplan's locale for the run, for example `en_US`. */
	locale: string;
	/** Longest wait for one task, in milliseconds. */
	waitMs: number;
}

/** The tasks of an import that Anaplan still knows, other users' included. */
export async function listTasks(
	client: AnaplanClient,
	model: ModelRef,
	entry: NamedObject,
): Promise<TaskEntry[]> {
	const rows = await client.all(
		tasksPath(model, entry),
		'tasks',
		`listing the tasks of the import "${entry.name}"`,
	);
	return rows.map((row) => ({
		taskId: textOf(row, 'taskId'),
		taskState: textOf(row, 'taskState'),
	}));
}

/** Waits until no task of the import is unfinished: a running task reads the file. */
export async function waitForQuiet(
	client: AnaplanClient,
	model: ModelRef,
	entry: NamedObject,
	waitMs: number,
): Promise<TaskEntry[]> {
	const tasks = await listTasks(client, model, entry);
	for (const task of tasks) {
		if (UNFINISHED.has(task.taskState)) {
			await waitForTask(client, model, entry, task.taskId, waitMs);
		}
	}
	return tasks;
}

/**
 * Starts a task and returns its ID. Starting is not repeatable, so after an answer that leaves it
 * open whether a task was made, the task list is looked at before anything is sent again.
 * @param known the tasks listed before; a further one afterwards is ours
 */
export async function startTask(
	client: AnaplanClient,
	model: ModelRef,
	entry: NamedObject,
	locale: string,
	known: readonly TaskEntry[],
): Promise<string> {
	const what = `starting the import "${entry.name}"`;
	for (let attempt = 1; ; attempt++) {
		const started = await postTask(client, model, entry, locale, what).catch((error: unknown) =>
			leavesDoubt(error) ? { doubt: error } : Promise.reject(error),
		);
		if (typeof started === 'string') return started;
		await client.clock.sleep(DOUBT_PAUSE_MS * attempt, client.signal, what);
		const taskId = await findStarted(client, model, entry, known);
		if (taskId !== undefined) return taskId;
		if (attempt >= START_ATTEMPTS) return await Promise.reject(started.doubt);
	}
}

/** Sends the start once. @throws ServiceError where the answer holds no task ID */
async function postTask(
	client: AnaplanClient,
	model: ModelRef,
	entry: NamedObject,
	locale: string,
	what: string,
): Promise<string> {
	const body = await client.json({
		method: 'POST',
		path: tasksPath(model, entry),
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ localeName: locale }),
		repeat: 'once',
		what,
	});
	// Some of Anaplan's own samples show the ID without the wrapper.
	const taskId = textOf(isObject(body.task) ? body.task : body, 'taskId');
	if (taskId !== '') return taskId;
	throw new ServiceError(
		`Anaplan answered without a task ID while ${what}.`,
		'Look in Anaplan whether the import has run, then run the workflow again.',
	);
}

/**
 * Waits for the end of a task and returns it as Anaplan tells it.
 * @throws ServiceError when it takes longer than `waitMs`; CancelledError
 */
export async function waitForTask(
	client: AnaplanClient,
	model: ModelRef,
	entry: NamedObject,
	taskId: string,
	waitMs: number,
): Promise<JsonObject> {
	const what = `waiting for the import "${entry.name}"`;
	const deadline = client.clock.now() + waitMs;
	const path = `${tasksPath(model, entry)}/${encodeURIComponent(taskId)}`;
	for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * POLL_GROWTH, LAST_POLL_MS)) {
		const body = await client.json({
			method: 'GET',
			path,
			repeat: 'safe',
			what,
			timeoutMs: POLL_TIMEOUT_MS,
		});
		const task = isObject(body.task) ? body.task : body;
		const state = textOf(task, 'taskState');
		if (!UNFINISHED.has(state)) return task;
		if (client.clock.now() + pause > deadline) throw tooLong(entry, taskId, state, waitMs);
		await client.clock.sleep(pause, client.signal, what);
	}
}

/** Whether the task may exist although starting it failed, or a later try may succeed. */
function leavesDoubt(error: unknown): boolean {
	if (!(error instanceof PackError) || error.kind !== 'service') return false;
	const status = error.facts.httpStatus;
	if (status === undefined || status < 400 || status >= 500) return true;
	return status === 408 || hasStatus(error, 409);
}

/** The one task that the list did not show before; an error where there are several. */
async function findStarted(
	client: AnaplanClient,
	model: ModelRef,
	entry: NamedObject,
	known: readonly TaskEntry[],
): Promise<string | undefined> {
	const before = new Set(known.map((task) => task.taskId));
	const fresh = (await listTasks(client, model, entry)).filter((task) => !before.has(task.taskId));
	if (fresh.length <= 1) return fresh[0]?.taskId;
	throw new ServiceError(
		`The answer to starting the import "${entry.name}" was lost, and ${fresh.length} new tasks are in Anaplan's list, so it is not certain which one is this run's.`,
		'Keep other tools and people from running this import at the same time, then run the workflow again: loading the same rows twice changes nothing.',
	);
}

function tooLong(entry: NamedObject, taskId: string, state: string, waitMs: number): ServiceError {
	const minutes = Math.round(waitMs / 60_000);
	return new ServiceError(
		`The import "${entry.name}" did not end within ${minutes} minute${minutes === 1 ? '' : 's'}; its task ${taskId} is ${state === 'NOT_STARTED' ? 'still queued behind others' : 'still running'}.`,
		'It goes on in Anaplan. Wait for its end there, raise the option "Wait At Most", and run the workflow again: loading the same rows twice changes nothing.',
		{ code: state },
	);
}

function tasksPath(model: ModelRef, entry: NamedObject): string {
	return `${modelPath(model)}/imports/${encodeURIComponent(entry.id)}/tasks`;
}
