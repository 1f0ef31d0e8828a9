/** What an import did with its rows: with one of them, and with all. Pure. */
import type { ImportSummary } from '../flow';
import type { ImportDefinition } from './importDefinition';
import type { Refusal } from './join';
import { countsOfRun, nothingLanded } from './outcome';
import type { RowImport } from './results';
import { failureText, type ImportRun } from './runImport';
import { unnamedRefusals, type NamedRefusals, type NothingCounts } from './unnamedRefusals';

/** Why a row with a blank key is not sent. */
export const BLANK_KEY = 'A key column is blank, so Anaplan could not tell the row apart.';

/**
 * What an import did with one row: the dump's word first, then that of the task as a whole.
 * @param whole why rows that the dump does not name do not count as loaded, where they do not
 */
export function rowImport(
	definition: ImportDefinition,
	run: Pick<ImportRun<unknown>, 'taskId'>,
	refusal: Refusal | undefined,
	whole: NothingCounts | undefined,
): RowImport {
	const named = { import: definition.name, importId: definition.id, taskId: run.taskId };
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
		: { ...named, outcome: 'rejected', ...whole };
}

/** Why the rows of a run that its dump does not name do not count as loaded; undefined where they do. */
export function wholeFailure(
	definition: Pick<ImportDefinition, 'importType'>,
	run: ImportRun<unknown>,
	named: NamedRefusals,
): NothingCounts | undefined {
	const { outcome, uncertain } = run;
	if (uncertain !== undefined) return { reason: uncertain, advice: outcome.advice };
	if (nothingLanded(outcome)) return { reason: failureText(outcome), advice: outcome.advice };
	return unnamedRefusals(definition, run, named);
}

/** What a summary tells of an import. @param run undefined for one that did not run */
export function importSummary(
	{ name, id }: ImportDefinition,
	run: ImportRun<unknown> | undefined,
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
