/** The limit of rejected rows above which a load counts as failed. Pure. */
import { ServiceError } from '../errors';
import type { LoadSummary } from '../flow';

/** Reasons that the error quotes; further ones help nobody. */
const REASONS_SHOWN = 3;

/**
 * @param mostPercent undefined: no limit
 * @param reasons of rejected rows, for the message
 * @throws ServiceError where a larger share of the rows was rejected
 */
export function checkRejectedShare(
	{ rowsReceived, rejected }: Pick<LoadSummary, 'rowsReceived' | 'rejected'>,
	mostPercent: number | undefined,
	reasons: Iterable<string>,
): void {
	if (mostPercent === undefined || rowsReceived === 0) return;
	// Compared as whole numbers: 7 of 100 is not more than 7 percent.
	if (rejected * 100 <= mostPercent * rowsReceived) return;
	const quoted = [...new Set(reasons)].slice(0, REASONS_SHOWN).join(' ');
	throw new ServiceError(
		`${rejected} of ${rowsReceived} rows were rejected, more than the ${mostPercent}% that the option "Fail Above Rejected (%)" allows. The other rows are loaded.${quoted === '' ? '' : ` The reasons: ${quoted}`}`,
		'Correct the rows and run the workflow again: loading the others once more changes nothing. To see each rejected row on its output, raise the option or remove it.',
		{ code: 'tooManyRejected' },
	);
}
