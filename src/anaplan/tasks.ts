/**
 * Reads tasks, waits for them and cancels them: of imports, processes, exports and other actions.
 * Source: Anaplan's pages on import, process, export and delete-action tasks.
 */
import { PackError, ServiceError, SettingError } from '../errors';
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
/** First pause after Anaplan could not be asked, beyond the repeats of the call; doubles each time. */
const FIRST_OUTAGE_PAUSE_MS = 5_000;
/** Longest pause in an outage: the task goes on meanwhile, and its end should not be seen much later. */
const LAST_OUTAGE_PAUSE_MS = 60_000;
/** Default of "Wait At Most": other people's tasks in the model run first, and may take hours. */
export const DEFAULT_WAIT_MINUTES = 120;
/** A task's answer is small; a hanging gateway should be asked again. */
const POLL_TIMEOUT_MS = 60_000;

/** States in which a task has ended; there is no FAILED. */
const ENDED = new Set(['COMPLETE', 'CANCELLED']);
/** States in which it surely has not; of others, and where the state is missing, a result tells. */
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
		if (!hasEnded({ ...task })) {
			await waitForTask(client, model, parent, task.taskId, waitMs);
		}
	}
	return tasks;
}

/**
 * Waits for the end of a task and returns it as Anaplan tells it. While Anaplan cannot be asked, the
 * task goes on, so trouble that may pass is waited out.
 * @throws ServiceError when it takes longer than `waitMs`; SettingError where Anaplan refuses to tell;
 * CancelledError
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
	let pause = FIRST_POLL_MS;
	let outagePause = FIRST_OUTAGE_PAUSE_MS;
	for (;;) {
		const look = await readTask(client, model, parent, taskId, what).then(
			(task) => ({ task }),
			(trouble: unknown) => (mayPass(trouble) ? { trouble } : Promise.reject(trouble)),
		);
		const left = deadline - client.clock.now();
		if ('task' in look) {
			if (hasEnded(look.task)) return look.task;
			if (pause > left) throw tooLong(parent, taskId, stateOf(look.task), waitMs);
			await client.clock.sleep(pause, client.signal, what);
			pause = Math.min(pause * POLL_GROWTH, LAST_POLL_MS);
			outagePause = FIRST_OUTAGE_PAUSE_MS;
		} else {
			if (left <= 0) throw outOfSight(parent, taskId, waitMs, look.trouble);
			const wanted = Math.max(outagePause, look.trouble.facts.retryAfterMs ?? 0);
			// The last look is at the end of the wait.
			await client.clock.sleep(Math.min(wanted, left), client.signal, what);
			outagePause = Math.min(outagePause * 2, LAST_OUTAGE_PAUSE_MS);
		}
	}
}

/** Outages, gateways and throttling pass; what Anaplan or this machine refuses does not. */
function mayPass(error: unknown): error is PackError {
	if (!(error instanceof PackError) || error.kind !== 'service') return false;
	const { httpStatus: status, code } = error.facts;
	if (status === undefined) return code !== 'EGRESS_REFUSED';
	return status < 400 || status >= 500 || [408, 409, 429].includes(status);
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

/** A task's state in one spelling; '' where Anaplan does not tell. */
export function stateOf(task: JsonObject): string {
	return textOf(task, 'taskState').trim().toUpperCase();
}

/**
 * Whether a task has ended: its state says so, or, where the state is missing or unknown, it has a
 * result, which comes with the end. In doubt it has not: its outcome would be read too early.
 */
export function hasEnded(task: JsonObject): boolean {
	const state = stateOf(task);
	return ENDED.has(state) || (!UNFINISHED.has(state) && isObject(task.result));
}

/** The path of one task. */
export function taskPath(model: ModelRef, parent: TaskParent, taskId: string): string {
	return `${tasksPath(model, parent)}/${encodeURIComponent(taskId)}`;
}

/** Some of Anaplan's own samples show the task without the wrapper. */
export function taskOf(body: JsonObject): JsonObject {
	return isObject(body.task) ? body.task : body;
}

/** For messages: "1 minute", "120 minutes". */
export function inMinutes(milliseconds: number): string {
	const minutes = Math.round(milliseconds / 60_000);
	return `${minutes} minute${minutes === 1 ? '' : 's'}`;
}

function tooLong(parent: TaskParent, taskId: string, state: string, waitMs: number): ServiceError {
	return new ServiceError(
		`The ${nounOf(parent)} "${parent.name}" did not end within ${inMinutes(waitMs)}; its task ${taskId} is ${state === 'NOT_STARTED' ? 'still queued behind others' : 'still running'}.`,
		'It goes on in Anaplan. Wait for its end there, raise the option "Wait At Most", and run the workflow again: loading the same rows twice changes nothing.',
		{ code: state },
	);
}

function outOfSight(
	parent: TaskParent,
	taskId: string,
	waitMs: number,
	cause: PackError,
): ServiceError {
	return new ServiceError(
		`Anaplan could not be asked how the ${nounOf(parent)} "${parent.name}" ended before the wait of ${inMinutes(waitMs)} was over; its task ${taskId} may still be running. ${cause.message}`,
		'Look in Anaplan whether the task has ended, or use the operation Get of the resource Task with its ID. Then run the workflow again: loading the same rows twice changes nothing.',
		cause.facts,
		cause,
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
