/** Whether and how far a run moves the accepted checkpoint of a company. */
import { missingDocuments } from './runs';
import type { CompanyHead, RunState } from './types';

/** What becomes of the checkpoints when a run is recorded. */
export interface CheckpointMove {
	checkpoints: Map<string, string>;
	/** Entities whose checkpoint moved. */
	moved: string[];
	/** Why it did not move (for some entity), or blank. */
	remark: string;
}

/**
 * Moves the checkpoint of every entity of the run to the end of its window, never back, when the whole
 * window was read and has been answered. `counts` of the run must be complete.
 */
export function checkpointMove(head: Readonly<CompanyHead>, run: RunState): CheckpointMove {
	const checkpoints = new Map(head.checkpoints);
	const moved: string[] = [];
	const reason = reasonToStay(head, run);
	if (reason !== '') {
		return { checkpoints, moved, remark: `The checkpoint did not move: ${reason}` };
	}
	const gaps: string[] = [];
	for (const entity of run.entities) {
		const accepted = checkpoints.get(entity);
		if (accepted !== undefined && leavesGap(run.from, accepted)) gaps.push(entity);
		else if (accepted === undefined || Date.parse(run.to) > Date.parse(accepted)) {
			checkpoints.set(entity, run.to);
			moved.push(entity);
		}
	}
	const remark =
		gaps.length === 0
			? ''
			: `The checkpoint did not move for ${gaps.join(', ')}: the read began at ${run.from ?? ''}, after the accepted checkpoint, so changes in between were not read. Read since the accepted checkpoint.`;
	return { checkpoints, moved, remark };
}

function reasonToStay(head: Readonly<CompanyHead>, run: RunState): string {
	const missing = missingDocuments(run)
		.map(({ entity, documents }) => `${documents} of ${entity}`)
		.join(', ');
	if (run.epoch !== head.epoch) {
		return 'the ledger was forgotten in part, imported or rebuilt while the run was under way. The next run reads the same time again.';
	}
	if (!run.complete) {
		return 'the read may have missed changes, as the remarks of its window say. The next run reads the same time again.';
	}
	if (missing !== '' && !run.missingAccepted) {
		return `documents that were read never reached Prepare (${missing}). Connect Fetch, mapper and ledger without nodes that take items away; the next run reads them again.`;
	}
	if (run.counts.unanswered > 0) {
		return `Anaplan gave no answer for ${run.counts.unanswered} ${run.counts.unanswered === 1 ? 'document' : 'documents'}. The next run loads them again.`;
	}
	return '';
}

/** Whether a read from `from` on leaves out changes made after `accepted`. */
function leavesGap(from: string | null, accepted: string): boolean {
	return from !== null && Date.parse(from) > Date.parse(accepted);
}
