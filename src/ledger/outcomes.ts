/** What Anaplan said, put together by code and by document. */
import type { RowOutcome } from './commands';

/** What Anaplan said of all rows of one code, or of one document. */
export interface Answer {
	rejected: boolean;
	reason: string;
	imports: string[];
	tasks: string[];
}

/** Reasons in the retry set are for people; a document with hundreds of bad rows names a few. */
const REASONS_NAMED = 3;

/** One answer per code: a code that went into two imports is loaded only where both took it. */
export function answersByCode(outcomes: readonly RowOutcome[]): Map<string, Answer> {
	const byCode = new Map<string, RowOutcome[]>();
	for (const outcome of outcomes) {
		const known = byCode.get(outcome.code);
		if (known === undefined) byCode.set(outcome.code, [outcome]);
		else known.push(outcome);
	}
	return new Map(
		[...byCode].map(([code, rows]) => [
			code,
			together(
				rows.map((row) => ({
					rejected: row.status === 'rejected',
					reason: row.status === 'rejected' ? row.reason : '',
					imports: row.import === '' ? [] : [row.import],
					tasks: row.taskId === null ? [] : [row.taskId],
				})),
			),
		]),
	);
}

/** Rejected where one of them is; reasons, imports and tasks of all of them. */
export function together(answers: readonly Answer[]): Answer {
	const reasons = [...new Set(answers.map(({ reason }) => reason))].filter((text) => text !== '');
	const more = reasons.length - REASONS_NAMED;
	return {
		rejected: answers.some(({ rejected }) => rejected),
		reason: reasons.slice(0, REASONS_NAMED).join('; ') + (more > 0 ? ` and ${more} more` : ''),
		imports: [...new Set(answers.flatMap(({ imports }) => imports))],
		tasks: [...new Set(answers.flatMap(({ tasks }) => tasks))],
	};
}
