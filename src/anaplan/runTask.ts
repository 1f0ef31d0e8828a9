/** Runs something without an upload: starts it once, waits for its end, fetches every dump. */
import { ServiceError } from '../errors';
import type { AnaplanClient, JsonObject, ModelRef } from './client';
import { EveryLine, fetchDump, type DumpLine, type DumpSink, type FetchedDump } from './dump';
import { nothingLanded, readOutcome, type StepOutcome, type TaskOutcome } from './outcome';
import { explainRow, type RowExplanation } from './plainWords';
import { readSteps } from './runnables';
import { startTask } from './startTask';
import { nameResults } from './stepNames';
import { TASK_NOUNS, waitForTask, type TaskKind, type TaskOptions, type TaskParent } from './tasks';

/** The rows that one step refused. */
export interface StepDump<Kept = DumpLine[]> extends FetchedDump<Kept> {
	step: StepOutcome;
}

/** What takes the dump of a step. */
export type SinkOf<Kept> = (step: StepOutcome) => DumpSink<Kept>;

/** What a task did. @template Kept what is kept of each dump */
export interface TaskRun<Kept = DumpLine[]> {
	taskId: string;
	outcome: TaskOutcome;
	dumps: Array<StepDump<Kept>>;
	/** ISO 8601 in UTC. */
	endedAt: string;
}

/** Keeps every line of a dump. */
export const everyLine: SinkOf<DumpLine[]> = () => new EveryLine();

/** Starts it, waits, and reads what happened. @throws PackError */
export async function runTask<Kept>(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	options: TaskOptions,
	sinkOf: SinkOf<Kept>,
): Promise<TaskRun<Kept>> {
	const taskId = await startTask(client, model, parent, options);
	const task = await waitForTask(client, model, parent, taskId, options.waitMs);
	const outcome = await readNamedOutcome(client, model, parent, task);
	const endedAt = new Date(client.clock.now()).toISOString();
	const dumps = await fetchDumps(client, model, parent, taskId, outcome, sinkOf);
	return { taskId, outcome, dumps, endedAt };
}

/**
 * Reads what a finished task did; steps have their names, which Anaplan often leaves out of results, and
 * their IDs, which it may leave out.
 */
export async function readNamedOutcome(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	task: JsonObject,
): Promise<TaskOutcome> {
	const outcome = readOutcome(task);
	const told = [...outcome.steps, ...outcome.direct];
	if (told.every(({ objectId, objectName }) => objectId !== '' && objectName !== ''))
		return outcome;
	// A name is no reason to lose what the task did.
	const known =
		parent.kind === 'processes' ? await readSteps(client, model, parent).catch(() => []) : [];
	const names = new Map([...known, parent].map(({ id, name }) => [id, name]));
	const direct = nameResults(outcome.direct, known);
	const steps = outcome.steps.map((step) => {
		const place = outcome.direct.indexOf(step);
		if (place >= 0) return direct[place];
		return { ...step, objectName: step.objectName || (names.get(step.objectId) ?? '') };
	});
	return { ...outcome, steps, direct };
}

/** The rows that each step refused; at once, because Anaplan keeps those of the latest task only. */
export async function fetchDumps<Kept>(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	taskId: string,
	{ steps }: Pick<TaskOutcome, 'steps'>,
	sinkOf: SinkOf<Kept>,
): Promise<Array<StepDump<Kept>>> {
	const dumps: Array<StepDump<Kept>> = [];
	const fetched = new Set<string>();
	for (const step of steps.filter(({ dumpAvailable }) => dumpAvailable)) {
		const objectId = parent.kind === 'processes' ? step.objectId : undefined;
		if (objectId === '') {
			// Dumps are asked for by the step, and Anaplan did not say which this one was.
			dumps.push({ step, lines: undefined, unreadable: false });
			continue;
		}
		// An import that ran twice in a process has one dump there.
		if (objectId !== undefined && fetched.has(objectId)) continue;
		if (objectId !== undefined) fetched.add(objectId);
		const dump = await fetchDump(client, model, parent, taskId, sinkOf(step), objectId);
		dumps.push({ step, ...dump });
	}
	return dumps;
}

/**
 * The error of a run of which nothing counts as done; undefined where something does. A process that
 * is unsuccessful without a word may have done its work, so it is no error.
 */
export function runFailure(
	parent: TaskParent & { kind: TaskKind },
	{ taskId, outcome, dumps }: TaskRun,
): ServiceError | undefined {
	const { verdict, advice, messages, steps } = outcome;
	const open = verdict === 'unexplained' && parent.kind === 'processes';
	if (open || !nothingLanded(outcome)) return undefined;
	const reason = parent.kind === 'processes' ? reasonsOf(outcome) : outcome.reason;
	const said = messages.filter((message) => !reason.includes(message)).join('; ');
	const quote = said === '' ? '' : ` Anaplan says: "${said}".`;
	const does = verdict === 'cancelled' ? 'was cancelled' : 'failed';
	const done = verdict === 'cancelled' ? steps.filter((step) => !nothingLanded(step)) : [];
	const stays =
		parent.kind !== 'processes' || done.length === 0
			? ''
			: ` What it had finished stays: ${done.map(callStep).join(', ')}.`;
	const rows = dumps.flatMap(({ lines = [] }) => lines.map(({ reasons }) => explainRow(reasons)));
	const refused =
		rows.length === 0 ? '' : ` ${ofRows(rows.length)} refused. ${first(rows, 'reason')}`;
	return new ServiceError(
		`The ${TASK_NOUNS[parent.kind]} "${parent.name}" ${does}: ${reason} (task ${taskId}).${quote}${stays}${refused}`,
		rows.length === 0
			? advice
			: `${first(rows, 'advice')} The operation Get Dump of the resource Task lists every row.`,
		{ code: verdict },
	);
}

/** Rows that an error quotes; further ones help nobody. */
const ROWS_QUOTED = 3;

function first(rows: readonly RowExplanation[], what: keyof RowExplanation): string {
	return [...new Set(rows.map((row) => row[what]))].slice(0, ROWS_QUOTED).join(' ');
}

function ofRows(count: number): string {
	return count === 1 ? '1 row was' : `${count} rows were`;
}

/** Why each step failed, with its name where there are several. */
function reasonsOf({ reason, steps, verdict }: TaskOutcome): string {
	const lost = steps.filter((step) => step.reason !== '');
	if (verdict === 'cancelled' || lost.length < 2) return reason;
	return lost.map((step) => `${callStep(step)}: ${step.reason}`).join('; ');
}

function callStep({ objectId, objectName }: StepOutcome): string {
	return `"${objectName === '' ? objectId : objectName}"`;
}
