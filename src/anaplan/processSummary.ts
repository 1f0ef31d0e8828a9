/** What a load tells of its process: how it ended as a whole, and its steps that took no rows of the load. Pure. */
import type { ActionSummary, LoadSummary, ProcessSummary } from '../flow';
import type { NamedObject } from './catalog';
import { nothingLanded, type StepOutcome, type TaskOutcome } from './outcome';
import type { ProcessStep } from './runnables';
import type { TaskRun } from './runTask';
import { stopperIn } from './stepNames';

/** What the summary of a load has of the process that it ran. */
export type ProcessPart = Pick<LoadSummary, 'processes' | 'actions'>;

/**
 * @param steps of the process, in run order
 * @param told IDs of the imports that the summary tells of by themselves
 */
export function processPart(
	process: NamedObject,
	steps: readonly ProcessStep[],
	told: ReadonlySet<string>,
	run: TaskRun<unknown>,
): ProcessPart {
	const actions = otherSteps(steps, told, run);
	return {
		processes: [summaryOf(process, run)],
		...(actions.length === 0 ? {} : { actions }),
	};
}

/** True for a process that ended as it should. */
export function endedWell({ result }: Pick<ProcessSummary, 'result'>): boolean {
	return result === 'clean' || result === 'ignored';
}

function summaryOf(
	{ id, name }: NamedObject,
	{ taskId, outcome }: TaskRun<unknown>,
): ProcessSummary {
	const { verdict } = outcome;
	const named = { process: name, processId: id, taskId, result: verdict };
	return endedWell(named) ? named : { ...named, ...whyOf(outcome) };
}

const LOOK_INTO_STEPS =
	'See what is told of each of them. Loading the same rows again is harmless.';

/** Why a process did not end as it should, by its own word and by its steps. */
function whyOf({ verdict, reason, advice, direct }: TaskOutcome): {
	reason: string;
	advice: string;
} {
	if (verdict === 'cancelled') {
		const ended = direct.filter((step) => !nothingLanded(step)).map(nameOf);
		const stays = ended.length === 0 ? '' : ` What had ended before stays: ${ended.join(', ')}.`;
		return { reason: `${sentence(reason)}${stays}`, advice };
	}
	const troubled = direct.filter((step) => trouble(step) !== undefined);
	if (troubled.length === 0) {
		if (verdict !== 'unexplained' || direct.length === 0)
			return { reason: sentence(reason), advice };
		return {
			reason:
				'Anaplan calls the process unsuccessful and gives no reason, although every step that it tells of ended well.',
			advice:
				'Look in Anaplan whether anything of the process is left undone, and run it there by hand once: its window tells more than the API. Rows count as loaded where their own import took them; loading them again is harmless.',
		};
	}
	const parts = troubled.map((step) => `${nameOf(step)} ${trouble(step)}`).join('; ');
	// Of a process that failed as a whole the reason is that of its steps.
	const own = verdict === 'partial' && reason !== '' ? `${sentence(reason)} ` : '';
	return {
		reason: `${own}Not every step did its work: ${parts}.`,
		advice: advice || (troubled.find((step) => step.advice !== '')?.advice ?? LOOK_INTO_STEPS),
	};
}

/** What is wrong with a step, to go on after its name; undefined where nothing is. */
function trouble(step: StepOutcome): string | undefined {
	if (nothingLanded(step)) return `failed: ${step.reason.replace(/\.$/, '')}`;
	return step.verdict === 'partial' ? 'did not take every row' : undefined;
}

/** Every step that is not told otherwise, and every result that fits none but tells of trouble. */
function otherSteps(
	steps: readonly ProcessStep[],
	told: ReadonlySet<string>,
	run: TaskRun<unknown>,
): ActionSummary[] {
	const { taskId, outcome } = run;
	const others = steps.filter(
		({ id }, place) => !told.has(id) && steps.findIndex((step) => step.id === id) === place,
	);
	const known = new Set([...told, ...steps.map(({ id }) => id)]);
	const strangers = outcome.direct.filter(
		(step) => !known.has(step.objectId) && trouble(step) !== undefined,
	);
	return [
		...others.map(({ id, name, actionType }): ActionSummary => {
			const own = outcome.direct.filter(({ objectId }) => objectId === id);
			return {
				action: name || (own.find(({ objectName }) => objectName !== '')?.objectName ?? id),
				actionId: id,
				...(actionType === '' ? {} : { actionType }),
				taskId,
				...(own.length === 0 ? unseen(outcome) : seen(own)),
			};
		}),
		...strangers.map((step) => ({
			action: step.objectName || step.objectId || 'A step that Anaplan does not name',
			actionId: step.objectId,
			taskId,
			...seen([step]),
		})),
	];
}

type Told = Pick<ActionSummary, 'outcome' | 'messages' | 'reason' | 'advice'>;

/** @param own results of one step, which may run more than once */
function seen(own: readonly StepOutcome[]): Told {
	const messages = own.flatMap((step) => step.messages);
	const lost = own.find(nothingLanded);
	if (lost !== undefined) {
		return { outcome: 'failed', messages, reason: sentence(lost.reason), advice: lost.advice };
	}
	const partial = own.find(({ verdict }) => verdict === 'partial');
	if (partial === undefined) return { outcome: 'done', messages };
	const { reason, advice, dumpAvailable } = partial;
	return {
		outcome: 'partial',
		messages,
		reason: reason === '' ? 'Anaplan did not take every row of it.' : sentence(reason),
		advice:
			advice ||
			(dumpAvailable
				? 'The operation Get Dump of the resource Task lists the rows and what to do; correct them where they come from.'
				: 'Look in Anaplan what is missing, and correct it where the rows come from.'),
	};
}

/** The task has no result of the step. */
function unseen({ verdict, direct, reason }: TaskOutcome): Told {
	// Anaplan's word for the process as a whole covers what it does not tell one by one.
	if (verdict === 'clean' || verdict === 'ignored') return { outcome: 'done', messages: [] };
	const advice =
		'Look in Anaplan whether it has run. Mend what went wrong, then run the workflow again.';
	const stopper = stopperIn(direct);
	if (verdict === 'cancelled' || stopper !== undefined) {
		const because = stopper === undefined ? reason : `${nameOf(stopper)} failed before it`;
		return { outcome: 'notRun', messages: [], reason: `Not run, because ${because}.`, advice };
	}
	return {
		outcome: 'unclear',
		messages: [],
		reason: 'Anaplan does not say whether this step of the process has run.',
		advice,
	};
}

function nameOf({ objectName, objectId }: StepOutcome): string {
	const name = objectName || objectId;
	return name === '' ? 'a step that Anaplan does not name' : `"${name}"`;
}

/** The reason by itself. */
function sentence(reason: string): string {
	const text = reason.trim();
	const start = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
	return /[.!?]$/.test(start) ? start : `${start}.`;
}
