/** What an import did with its rows: with one of them, and with all. Pure. */
import type { ImportSummary } from '../flow';
import type { ImportDefinition } from './importDefinition';
import type { Refusal } from './join';
import { countsOfRun, nothingLanded } from './outcome';
import type { RowImport } from './results';
import { failureText, unknownRefusals, type ImportRun } from './runImport';

/** Why a row with a blank key is not sent. */
export const BLANK_KEY = 'A key column is blank, so Anaplan could not tell the row apart.';

/** What an import did with one row: the dump's word first, then that of the task as a whole. */
export function rowImport(
	definition: ImportDefinition,
	run: ImportRun,
	refusal: Refusal | undefined,
): RowImport {
	const named = { import: definition.name, importId: definition.id, taskId: run.taskId };
	const whole = wholeFailure(run);
	if (refusal !== undefined && (refusal.severity === 'error' || whole !== undefined)) {
		const { reason, advice } = refusal;
		return { ...named, outcome: 'rejected', reason, advice };
	}
	if (refusal !== undefined) {
		const { reason, advice } = refusal;
		return { ...named, outcome: 'partial', reason: `Loaded in part only: ${reason}`, advice };
	}
	return whole === undefined
		? { ...named, outcome: 'loaded' }
		: { ...named, outcome: 'rejected', reason: whole, advice: run.outcome.advice };
}

/** Why no row of a run counts as loaded; undefined where rows do. */
export function wholeFailure(run: ImportRun): string | undefined {
	return nothingLanded(run.outcome) ? failureText(run.outcome) : unknownRefusals(run);
}

/** What a summary tells of an import. @param run undefined for one that did not run */
export function importSummary(
	{ name, id }: ImportDefinition,
	run: ImportRun | undefined,
	rowsSent: number,
	rejected: number,
): ImportSummary {
	return {
		import: name,
		importId: id,
		taskId: run?.taskId ?? null,
		rowsSent,
		loaded: Math.max(0, rowsSent - rejected),
		rejected,
		...countsOfRun(run?.outcome),
	};
}
