/** Runs as the ledger keeps them. */
import { SettingError } from '../errors';
import type { CommandOf, EntityAndId } from './commands';
import { entityAndIdOf } from './refs';
import type { CompanySlice } from './slice';
import type { PrepareOutcome, RunCounts, RunState } from './types';

export function noCounts(): RunCounts {
	return {
		prepared: 0,
		skipped: 0,
		stale: 0,
		refused: 0,
		loaded: 0,
		rejected: 0,
		unanswered: 0,
		conflict: 0,
	};
}

/**
 * The run of a Prepare: a new one, or a copy of the one under way where documents come in several
 * batches or Prepare is repeated.
 * @throws SettingError when the run has been recorded.
 */
export function openRun(
	slice: CompanySlice,
	{ run, missingAccepted }: CommandOf<'prepare'>,
	epoch: number,
): RunState {
	const known = slice.runs.get(run.runId);
	if (known !== undefined && known.recordedAt !== null) {
		throw new SettingError(
			`Run ${run.runId} was recorded at ${known.recordedAt} and cannot load any more.`,
			'Start the workflow from the beginning, so that it reads again under a new run; retrying the old execution does not.',
		);
	}
	const { window } = run;
	return {
		runId: run.runId,
		executionId: run.executionId,
		startedAt: known?.startedAt ?? run.at,
		recordedAt: null,
		from: window.from,
		to: window.to,
		entities: [...window.entities],
		complete: window.complete,
		expected: new Map(Object.entries(window.expected)),
		missingAccepted: missingAccepted ?? known?.missingAccepted ?? false,
		epoch: Math.min(known?.epoch ?? epoch, epoch),
		documents: new Map(known?.documents),
		doubles: new Map(known?.doubles),
		counts: { ...(known?.counts ?? noCounts()) },
		moved: [],
		remark: '',
	};
}

/** How many documents of the run had which outcome in Prepare. */
export function countedOutcomes(run: RunState): Pick<RunCounts, PrepareOutcome> {
	const counts = { prepared: 0, skipped: 0, stale: 0, refused: 0 };
	for (const outcome of run.documents.values()) counts[outcome] += 1;
	return counts;
}

/** Documents that the window announced and that did not reach Prepare, per entity. */
export function missingDocuments(run: RunState): Array<{ entity: string; documents: number }> {
	// Doubles do not count: they could stand in for a document that is missing.
	const reached = new Map<string, number>();
	for (const ref of run.documents.keys()) {
		const { entity } = entityAndIdOf(ref);
		reached.set(entity, (reached.get(entity) ?? 0) + 1);
	}
	return [...run.expected].flatMap(([entity, expected]) => {
		const documents = expected - (reached.get(entity) ?? 0);
		return documents > 0 ? [{ entity, documents }] : [];
	});
}

/** How a document is named in messages. */
export function documentName({ entity, id }: EntityAndId): string {
	return `${entity} ${id}`;
}
