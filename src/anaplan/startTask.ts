/**
 * Starts a task once. Starting is not repeatable, and an import's task list shows everybody's tasks
 * without their owners, so taking somebody else's task for ours must be ruled out: its outcome would
 * be told of rows that were never loaded.
 */
import { CancelledError, PackError, ServiceError } from '../errors';
import { hasStatus, textOf, type AnaplanClient, type ModelRef } from './client';
import { leavesDoubt } from './lots';
import {
	inMinutes,
	listTasks,
	nounOf,
	taskOf,
	tasksPath,
	type TaskEntry,
	type TaskOptions,
	type TaskParent,
} from './tasks';

/** First pause after Anaplan refused a start because the model is busy (409); doubles each time. */
const REFUSED_PAUSE_MS = 2_000;
/** Longest pause between tries to start; a task of somebody else takes minutes. */
const LAST_REFUSED_PAUSE_MS = 30_000;
/** A lost answer may arrive before the task shows in the list; later looks come after longer pauses. */
const DOUBT_PAUSE_MS = 2_000;
/** Looks at the list after a doubt, 20 s in all; a task shows there within seconds. */
const LOOKS = 4;
const DOUBT_PAUSES = Array.from({ length: LOOKS }, (_, index) => DOUBT_PAUSE_MS * (index + 1));
/**
 * How much later than the end of our call its task may have been made by Anaplan's clock: that clock
 * is told in whole seconds, and its machines differ a little.
 */
const CLOCK_SLACK_MS = 5_000;

/** A start that was sent, and when, by Anaplan's clock; undefined where Anaplan does not tell. */
interface SentStart {
	/** Everybody's tasks right before. */
	known: ReadonlySet<string>;
	sentAt: number | undefined;
	lostAt: number | undefined;
}

/**
 * Starts a task and returns its ID. After a clear refusal (409: the model is busy, nothing was
 * started) it is tried again until `waitMs` are over. After an answer that leaves it open whether a
 * task was made, the task list is looked at, and nothing is sent a second time.
 * @throws ServiceError where it is not certain whether the task runs, or the model stays busy
 */
export async function startTask(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	options: TaskOptions,
): Promise<string> {
	const what = `starting the ${nounOf(parent)} "${parent.name}"`;
	const deadline = client.clock.now() + options.waitMs;
	for (let pause = REFUSED_PAUSE_MS; ; pause = Math.min(pause * 2, LAST_REFUSED_PAUSE_MS)) {
		// Right before the start: what others started during an upload of an hour is none of ours.
		const tasks = await listTasks(client, model, parent);
		const known = new Set(tasks.map(({ taskId }) => taskId));
		let sent = false;
		let sentAt: number | undefined;
		const started = await postTask(client, model, parent, options, what, () => {
			sent = true;
			sentAt = client.serviceTime();
		}).catch((error: unknown) => ({ error }));
		if (typeof started === 'string') return started;
		const { error } = started;
		if (sent && leavesDoubt(error)) {
			const start = { known, sentAt, lostAt: client.serviceTime() };
			return await findStarted(client, model, parent, start, error);
		}
		if (!hasStatus(error, 409)) throw error;
		if (client.clock.now() + pause > deadline) throw stillRefused(parent, model, options, error);
		await client.clock.sleep(pause, client.signal, what);
	}
}

/**
 * Sends the start once.
 * @param onSent called for each attempt, right before it is sent
 * @throws ServiceError where the answer holds no task ID
 */
async function postTask(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	{ locale, mappingParameters = [] }: TaskOptions,
	what: string,
	onSent: () => void,
): Promise<string> {
	const content = JSON.stringify({
		// First: Anaplan refuses a body in which the parameters come before it.
		localeName: locale,
		...(mappingParameters.length === 0 ? {} : { mappingParameters }),
	});
	const body = await client.json({
		method: 'POST',
		path: tasksPath(model, parent),
		headers: { 'content-type': 'application/json' },
		body: () => {
			onSent();
			return content;
		},
		repeat: 'once',
		what,
	});
	const taskId = textOf(taskOf(body), 'taskId');
	if (taskId !== '') return taskId;
	throw new ServiceError(
		`Anaplan answered without a task ID while ${what}.`,
		'Look in Anaplan whether it has run, then run the workflow again.',
	);
}

/** The ID of the one task in the list that can be ours. @throws ServiceError where there is any doubt */
async function findStarted(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	start: SentStart,
	cause: unknown,
): Promise<string> {
	const look = async (pause: number) => await lookFor(client, model, parent, start, pause);
	for (const pause of DOUBT_PAUSES) {
		if ((await look(pause)).length === 0) continue;
		// Ours may show later than somebody else's, so the next look counts.
		const found = await look(DOUBT_PAUSE_MS);
		if (found.length === 1 && isInTime(found[0], start)) return found[0].taskId;
		if (found.length > 0) throw notCertain(parent, shownText(found.length), cause);
	}
	throw notCertain(parent, "Anaplan's task list shows no new task", cause);
}

/** The tasks that can be ours: new ones, without those that were made before our call. */
async function lookFor(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	{ known, sentAt }: SentStart,
	pause: number,
): Promise<TaskEntry[]> {
	const what = `looking for the task of the ${nounOf(parent)} "${parent.name}"`;
	await client.clock.sleep(pause, client.signal, what);
	const tasks = await listTasks(client, model, parent).catch((error: unknown) =>
		// A list that cannot be read shows nothing; that the start is in doubt counts more.
		error instanceof CancelledError ? Promise.reject(error) : [],
	);
	return tasks.filter(
		({ taskId, createdAt }) =>
			!known.has(taskId) &&
			(createdAt === undefined || sentAt === undefined || createdAt >= sentAt),
	);
}

/** Whether the task was made while our call was under way, as far as Anaplan tells. */
function isInTime({ createdAt }: TaskEntry, { sentAt, lostAt }: SentStart): boolean {
	return (
		createdAt !== undefined &&
		sentAt !== undefined &&
		lostAt !== undefined &&
		createdAt <= lostAt + CLOCK_SLACK_MS
	);
}

function shownText(count: number): string {
	return count === 1
		? "Anaplan's list shows a new task that somebody else may have started"
		: `${count} new tasks are in Anaplan's list, of which at most one is this run's`;
}

function notCertain(parent: TaskParent, shown: string, cause: unknown): ServiceError {
	const noun = nounOf(parent);
	return new ServiceError(
		`The answer to starting the ${noun} "${parent.name}" was lost, and ${shown}, so it is not certain whether it runs. It was not started a second time.`,
		noun === 'action' || noun === 'process'
			? `Look in Anaplan whether the ${noun} has run. If it has not, run the workflow again.`
			: `Run the workflow again: running the same ${noun} twice changes nothing. Keep other tools and people from running it at the same time.`,
		cause instanceof PackError ? cause.facts : {},
		cause,
	);
}

function stillRefused(
	parent: TaskParent,
	{ modelName }: ModelRef,
	{ waitMs }: TaskOptions,
	cause: unknown,
): ServiceError {
	return new ServiceError(
		`The ${nounOf(parent)} "${parent.name}" could not be started: Anaplan refused it for ${inMinutes(waitMs)} because the model "${modelName}" is busy. It was not started.`,
		'Run the workflow again when the other import, export or process in the model has ended, or raise the option "Wait At Most".',
		cause instanceof PackError ? cause.facts : {},
		cause,
	);
}
