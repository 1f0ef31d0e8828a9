/**
 * Reads tasks, waits for them and cancels them: of imports, processes, exports and other actions.
 * Source: Anaplan's pages on import, process, export and delete-action tasks.
 */
import { ServiceError, SettingError } from '../errors';
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
/** Default of "Wait At Most": other people's tasks in the model run first, and may take hours. */
export const DEFAULT_WAIT_MINUTES = 120;
/** A task's answer is small; a hanging gateway should be asked again. */
const POLL_TIMEOUT_MS = 60_000;

/** States in which a task has not ended. COMPLETE and CANCELLED are the ends; there is no FAILED. */
const UNFINISHED = new Set(['NOT_STARTED', 'IN_PROGRESS', 'CANCELLING']);

/** What runs as a task, as Anaplan's paths spell it. */
export type TaskKind = 'imports' | 'processes' | 'exports' | 'actions';

/** What a task is of, for messages. */
export const TASK_NOUNS: { readonly [kind in TaskKind]: string } = {
	imports: 'import',
	processes: 'process',
	exports: 'export',
	actions: 'action',
};

/** Something that runs as a task; an import unless it says otherwise. */
export interface TaskParent extends NamedObject {
	kind?: TaskKind;
}

export interface TaskEntry {
	taskId: string;
	taskState: string;
	/** Epoch milliseconds; undefined where Anaplan does not tell. */
	createdAt?: number;
}

/** An answer to a prompt of the import or process: which version, for example, the data is for. */
export interface MappingParameter {
	/** What is asked for, for example `Version`. */
	entityType: string;
	/** The answer by name, for example `Actual`. */
	entityName: string;
}

/** How a load runs its tasks. */
export interface TaskOptions {
	/** Anaplan's locale for the run, for example `en_US`. */
	locale: string;
	/** Longest wait for one task, in milliseconds. */
	waitMs: number;
	/** Answers to prompts; none where left out. */
	mappingParameters?: readonly MappingParameter[];
}

/** The tasks of an import, a process, an export or an action that Anaplan still knows, other users' included. */
export async function listTasks(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
): Promise<TaskEntry[]> {
	const rows = await client.all(
		tasksPath(model, parent),
		'tasks',
		`listing the tasks of the ${nounOf(parent)} "${parent.name}"`,
	);
	return rows.map((row) => ({
		taskId: textOf(row, 'taskId'),
		taskState: textOf(row, 'taskState'),
		...(typeof row.creationTime === 'number' ? { createdAt: row.creationTime } : {}),
	}));
}

/** Waits until no task of the import or process is unfinished: a running task reads the file. */
export async function waitForQuiet(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	waitMs: number,
): Promise<TaskEntry[]> {
	const tasks = await listTasks(client, model, parent);
	for (const task of tasks) {
		if (isUnfinished(task)) {
			await waitForTask(client, model, parent, task.taskId, waitMs);
		}
	}
	return tasks;
}

/**
 * Waits for the end of a task and returns it as Anaplan tells it.
 * @throws ServiceError when it takes longer than `waitMs`; CancelledError
 */
export async function waitForTask(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	taskId: string,
	waitMs: number,
): Promise<JsonObject> {
	const what = `waiting for the ${nounOf(parent)} "${parent.name}"`;
	const deadline = client.clock.now() + waitMs;
	for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * POLL_GROWTH, LAST_POLL_MS)) {
		const task = await readTask(client, model, parent, taskId, what);
		const state = textOf(task, 'taskState');
		if (!UNFINISHED.has(state)) return task;
		if (client.clock.now() + pause > deadline) throw tooLong(parent, taskId, state, waitMs);
		await client.clock.sleep(pause, client.signal, what);
	}
}

/** Reads a task as Anaplan tells it. @throws SettingError where the parent has no such task */
export async function readTask(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	taskId: string,
	what = `reading a task of the ${nounOf(parent)} "${parent.name}"`,
): Promise<JsonObject> {
	const call = {
		method: 'GET',
		path: taskPath(model, parent, taskId),
		repeat: 'safe',
		what,
		timeoutMs: POLL_TIMEOUT_MS,
	} as const;
	const body = await client.json(call).catch(async (error: unknown) => {
		throw hasStatus(error, 404) ? await unknownTask(client, model, parent, taskId) : error;
	});
	return taskOf(body);
}

/**
 * Asks for the end of a task and returns it as Anaplan tells it then. Anaplan stops only what it can
 * roll back; the steps of a process that have ended stay.
 * @throws SettingError where the parent has no such task
 */
export async function cancelTask(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	taskId: string,
): Promise<JsonObject> {
	const what = `cancelling a task of the ${nounOf(parent)} "${parent.name}"`;
	await readTask(client, model, parent, taskId, what);
	const path = taskPath(model, parent, taskId);
	await client.send({ method: 'DELETE', path, repeat: 'safe', what });
	return await readTask(client, model, parent, taskId, what);
}

/** Anaplan finds a task only under what started it, and answers the same to an ID in another case. */
async function unknownTask(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	taskId: string,
): Promise<SettingError> {
	const tasks = await listTasks(client, model, parent).catch(() => []);
	const wanted = taskId.toLowerCase();
	const cased = tasks.find((task) => task.taskId.toLowerCase() === wanted);
	return new SettingError(
		`Anaplan finds no task ${taskId} of the ${nounOf(parent)} "${parent.name}".`,
		cased === undefined || cased.taskId === taskId
			? `A task is found only under what started it: check that the ${nounOf(parent)} is the right one, or list its tasks with Get Many.`
			: `IDs count upper and lower case: Anaplan spells it ${cased.taskId}.`,
		{ httpStatus: 404 },
	);
}

/** True while a task waits, runs or is being cancelled. */
export function isUnfinished({ taskState }: Pick<TaskEntry, 'taskState'>): boolean {
	return UNFINISHED.has(taskState);
}

/** The path of one task. */
export function taskPath(model: ModelRef, parent: TaskParent, taskId: string): string {
	return `${tasksPath(model, parent)}/${encodeURIComponent(taskId)}`;
}

/** Some of Anaplan's own samples show the task without the wrapper. */
export function taskOf(body: JsonObject): JsonObject {
	return isObject(body.task) ? body.task : body;
}

function tooLong(parent: TaskParent, taskId: string, state: string, waitMs: number): ServiceError {
	const minutes = Math.round(waitMs / 60_000);
	return new ServiceError(
		`The ${nounOf(parent)} "${parent.name}" did not end within ${minutes} minute${minutes === 1 ? '' : 's'}; its task ${taskId} is ${state === 'NOT_STARTED' ? 'still queued behind others' : 'still running'}.`,
		'It goes on in Anaplan. Wait for its end there, raise the option "Wait At Most", and run the workflow again: loading the same rows twice changes nothing.',
		{ code: state },
	);
}

/** The path of the tasks of one import, process, export or action. */
export function tasksPath(model: ModelRef, parent: TaskParent): string {
	const { kind = 'imports', id } = parent;
	return `${modelPath(model)}/${kind}/${encodeURIComponent(id)}/tasks`;
}

/** What it is, for messages. */
export function nounOf({ kind = 'imports' }: TaskParent): string {
	return TASK_NOUNS[kind];
}
