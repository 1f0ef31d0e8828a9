/** Tells which step of a process each of its results is of: any of their fields may be missing. Pure. */
import type { NamedObject } from './catalog';
import { nothingLanded, type StepOutcome } from './outcome';

/**
 * The results with ID and name: by what they carry, else by their place, where as many results as steps
 * came and nothing speaks against it. What cannot be told stays empty.
 * @param results of a process, in run order
 * @param steps of the process, in run order
 */
export function nameResults(
	results: readonly StepOutcome[],
	steps: readonly NamedObject[],
): StepOutcome[] {
	const inStep =
		results.length === steps.length &&
		results.every((result, place) => mayBe(result, steps[place]));
	return results.map((result, place) => {
		const { objectId, objectName } = result;
		const step =
			objectId === ''
				? (onlyNamed(steps, objectName) ?? (inStep ? steps[place] : undefined))
				: steps.find(({ id }) => id === objectId);
		return {
			...result,
			objectId: objectId || (step?.id ?? ''),
			objectName: objectName || (step?.name ?? ''),
		};
	});
}

function mayBe({ objectId, objectName }: StepOutcome, { id, name }: NamedObject): boolean {
	if (objectId !== '') return objectId === id;
	return objectName === '' || name === '' || objectName === name;
}

/** The step of this name; undefined where none or more than one has it. A step may run twice. */
function onlyNamed(steps: readonly NamedObject[], wanted: string): NamedObject | undefined {
	if (wanted === '') return undefined;
	const [step, ...others] = steps.filter(({ name }) => name === wanted);
	return others.every(({ id }) => id === step.id) ? step : undefined;
}

/** The failed step that ended the process: the last one that is told, where all that are told have their ID. */
export function stopperIn(results: readonly StepOutcome[]): StepOutcome | undefined {
	const last = results.at(-1);
	if (last === undefined || results.some(({ objectId }) => objectId === '')) return undefined;
	return nothingLanded(last) ? last : undefined;
}
