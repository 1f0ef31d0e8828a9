/** The limit of rejected rows above which a load counts as failed. Pure. */
import { ServiceError } from '../errors';
import type { LoadSummary } from '../flow';
import type { StepOutcome } from './outcome';
import type { TaskRun } from './runTask';

/** Reasons that the error quotes; further ones help nobody. */
const REASONS_SHOWN = 3;

/**
 * @param mostPercent undefined: no limit
 * @param reasons of rejected rows, for the message
 * @param unit what is counted, in the plural
 * @throws ServiceError where a larger share of the rows was rejected
 */
export function checkRejectedShare(
	{ rowsReceived, rejected }: Pick<LoadSummary, 'rowsReceived' | 'rejected'>,
	mostPercent: number | undefined,
	reasons: Iterable<string>,
	unit = 'rows',
): void {
	if (mostPercent === undefined || rowsReceived === 0) return;
	// Compared as whole numbers: 7 of 100 is not more than 7 percent.
	if (rejected * 100 <= mostPercent * rowsReceived) return;
	const quoted = [...new Set(reasons)].slice(0, REASONS_SHOWN).join(' ');
	throw new ServiceError(
		`${rejected} of ${rowsReceived} ${unit} were rejected, more than the ${mostPercent}% that the option "Fail Above Rejected (%)" allows. The other ${unit} are loaded.${quoted === '' ? '' : ` The reasons: ${quoted}`}`,
		'Correct the rows and run the workflow again: loading the others once more changes nothing. To see each rejected row on its output, raise the option or remove it.',
		{ code: 'tooManyRejected' },
	);
}

/** What the share of a run without an upload is taken of. */
export interface RunShare {
	rows: Pick<LoadSummary, 'rowsReceived' | 'rejected'>;
	/** `rows`, `cells`, or both where a process has steps of both kinds. */
	unit: string;
}

/** Rows or cells that a task dealt with, as Anaplan counts them; a dump counts where it does not. */
export function shareOf({ outcome, dumps }: Pick<TaskRun, 'outcome' | 'dumps'>): RunShare {
	const units = new Set<string>();
	const rows = { rowsReceived: 0, rejected: 0 };
	for (const step of outcome.steps) {
		const listed = dumps.find((dump) => dump.step === step)?.lines?.length ?? 0;
		const { all, refused } = countedIn(step, listed);
		if (all > 0) units.add(step.unit);
		rows.rowsReceived += all;
		rows.rejected += refused;
	}
	return { rows, unit: units.size === 0 ? 'rows' : [...units].sort().reverse().join(' and ') };
}

function countedIn({ counts }: StepOutcome, listed: number): { all: number; refused: number } {
	const refused = counts.failed + counts.warnings || listed;
	const all = counts.created + counts.updated + counts.ignored + counts.failed;
	return { all: Math.max(all, refused), refused };
}
