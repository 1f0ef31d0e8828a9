/** Get Status. */
import type { StatusAnswer } from './commands';
import { RETRY_SHOWN, RUNS_SHOWN } from './limits';
import { entityAndIdOf } from './refs';
import { type Applied, type CompanySlice, noChanges } from './slice';
import { isEmptyLedger } from './startRun';
import { DELETED, type DocumentState } from './types';

/** Counts and the ends of the lists; changes nothing. */
export function status(slice: CompanySlice): Applied<'status'> {
	const { head } = slice;
	const documents = [...slice.documents.values()];
	const count = (test: (document: DocumentState) => boolean) => documents.filter(test).length;
	const retry = retrySet(slice);
	return {
		changes: noChanges(),
		answer: {
			ledgerEmpty: isEmptyLedger(head),
			checkpoints: [...head.checkpoints].map(([entity, checkpoint]) => ({ entity, checkpoint })),
			documents: {
				known: documents.length,
				loaded: count(({ version }) => version !== null && version !== DELETED),
				uncertain: count(({ version }) => version === null),
				onTheirWay: count(({ pending }) => pending.length > 0),
				deleted: count(({ version }) => version === DELETED),
			},
			retry: retry.slice(0, RETRY_SHOWN),
			retryCount: retry.length,
			runs: [...slice.runs.values()]
				.reverse()
				.slice(0, RUNS_SHOWN)
				.map((run) => ({
					runId: run.runId,
					executionId: run.executionId,
					startedAt: run.startedAt,
					recordedAt: run.recordedAt,
					from: run.from,
					to: run.to,
					counts: run.counts,
					moved: run.moved,
					remark: run.remark,
				})),
			calls: [...head.calls].map(([month, calls]) => ({ month, calls })),
		},
	};
}

function retrySet(slice: CompanySlice): StatusAnswer['retry'] {
	return [...slice.documents]
		.flatMap(([ref, { retry }]) => (retry === null ? [] : [{ ...entityAndIdOf(ref), ...retry }]))
		.sort((left, right) => Date.parse(left.since) - Date.parse(right.since));
}
