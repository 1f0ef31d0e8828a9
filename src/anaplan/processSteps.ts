/** The steps of a process that files feed, and the lines of a table that name them. */
import { SettingError } from '../errors';
import type { ImportEntry } from './catalog';
import type { AnaplanClient } from './client';
import type { LoadPlace } from './model';
import { findObject, type ObjectReference } from './reference';
import { findRunnable, readSteps, type ProcessStep, type Runnable } from './runnables';

/** Steps whose file no line is for: stop, or run them with what Anaplan holds. */
export type StepsWithoutFile = 'error' | 'run';

/** A process, all its steps in run order, and those of them that files feed. */
export interface FoundProcess {
	process: Runnable;
	steps: ProcessStep[];
	fed: ProcessStep[];
}

/** Finds a process of the model. @throws SettingError where it has none of this name or ID */
export async function findProcess(
	client: AnaplanClient,
	{ model, catalogue }: Pick<LoadPlace, 'model' | 'catalogue'>,
	reference: ObjectReference,
): Promise<FoundProcess> {
	const process = await findRunnable(client, model, 'processes', reference);
	const steps = await readSteps(client, model, process);
	return { process, steps, fed: fedSteps(steps, catalogue) };
}

/**
 * The steps that read files which can be uploaded, with their names; an import that runs twice comes once.
 * @param catalogue all imports of the model
 */
function fedSteps(steps: readonly ProcessStep[], catalogue: readonly ImportEntry[]): ProcessStep[] {
	return steps
		.filter(({ fileId }) => fileId !== '')
		.filter(({ id }, index, all) => all.findIndex((step) => step.id === id) === index)
		.map((step) => ({
			...step,
			name: step.name || (catalogue.find(({ id }) => id === step.id)?.name ?? ''),
		}));
}

/** The step that a line of the table names. @throws SettingError for an import that is no step of the process */
export function findStep(
	fed: readonly ProcessStep[],
	reference: ObjectReference,
	processName: string,
): ProcessStep {
	const words = {
		noun: 'import step',
		whenNone: 'None of its steps is an import that a file feeds: use the operation Run.',
		build: 'add the import to the process in Anaplan',
	};
	return findObject(fed, reference, words, processName, 'process');
}

/** Steps whose file no line of the table fills. @param named steps that lines of the table name */
export function unfedSteps(
	fed: readonly ProcessStep[],
	named: readonly ProcessStep[],
): ProcessStep[] {
	const covered = new Set(named.map(({ fileId }) => fileId));
	return fed.filter(({ fileId }) => !covered.has(fileId));
}

/**
 * Steps that no line of the table feeds would load old data.
 * @param named steps that lines of the table name
 * @param given what a line gives, for the message
 * @throws SettingError where the option does not let them run
 */
export function checkStepsFed(
	fed: readonly ProcessStep[],
	named: readonly ProcessStep[],
	stepsWithoutFile: StepsWithoutFile,
	processName: string,
	given: 'rows are' | 'file is',
): void {
	const open = unfedSteps(fed, named);
	if (open.length === 0 || stepsWithoutFile === 'run') return;
	throw new SettingError(
		`The process "${processName}" has steps for which no ${given} given: ${open.map(({ name }) => `"${name}"`).join(', ')}; nothing was uploaded. They would load what an earlier run left in their files.`,
		'Add a line for each of them to the table, or set the option "Steps Without Rows" to run them with what Anaplan holds.',
		{ code: 'stepsWithoutFile' },
	);
}
