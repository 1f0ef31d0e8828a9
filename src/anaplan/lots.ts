/**
 * Sends many rows in lots and keeps what is known of each row when a lot fails. For calls that take
 * rows one by one and answer 200 with a list of failures.
 */
import { CancelledError, PackError } from '../errors';
import { hasStatus } from './client';

/** What became of a row. `ignored`: Anaplan had it already. */
export interface WriteResult {
	outcome: 'loaded' | 'ignored' | 'rejected';
	/** Why, or what is to be known of it; null where nothing is. */
	reason: string | null;
	/** Anaplan's type of failure; null where it did not refuse the row. */
	failureType: string | null;
}

export const LOADED: WriteResult = { outcome: 'loaded', reason: null, failureType: null };

/** A refused row. */
export function rejected(reason: string, failureType: string | null = null): WriteResult {
	return { outcome: 'rejected', reason, failureType };
}

/**
 * Sends the lots one after another. When one fails after others have landed, its rows and those behind
 * it come back as rejected, because an error would hide what has landed.
 * @param send returns a result per row of the lot, in order
 * @throws what the first lot throws: then nothing has landed for certain; CancelledError
 */
export async function sendLots<Row>(
	lots: ReadonlyArray<readonly Row[]>,
	send: (lot: readonly Row[]) => Promise<WriteResult[]>,
): Promise<WriteResult[]> {
	let results: WriteResult[] = [];
	for (const [index, lot] of lots.entries()) {
		const sent = await send(lot).catch((error: unknown) =>
			index > 0 && error instanceof PackError && !(error instanceof CancelledError)
				? error
				: Promise.reject(error),
		);
		if (sent instanceof PackError) {
			const unsent = lots.slice(index + 1).flatMap((rest) => rest.map(() => unsentAfter(sent)));
			return results.concat(
				lot.map(() => lotFailed(sent)),
				unsent,
			);
		}
		results = results.concat(sent);
	}
	return results;
}

/** Whether a call that may not be repeated blindly could have been done although it failed. */
export function leavesDoubt(error: unknown): boolean {
	if (!(error instanceof PackError) || error.kind !== 'service') return false;
	if (error.facts.neverSent === true) return false;
	const status = error.facts.httpStatus;
	return status === undefined || status < 400 || status >= 500 || hasStatus(error, 408);
}

function lotFailed(error: PackError): WriteResult {
	const doubt = leavesDoubt(error)
		? ' It is not certain whether Anaplan has taken it; running again shows it.'
		: '';
	return rejected(`${error.message} ${error.advice}${doubt}`);
}

function unsentAfter(error: PackError): WriteResult {
	return rejected(`It was not sent, because an earlier part failed: ${error.message}`);
}
