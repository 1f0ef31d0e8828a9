/** What the ledger workflow keeps of runs and audit trail; PostgreSQL keeps all of it. */
import { RUN_LIFE_MS } from './limits';
import type { AuditEntry, CompanyState, RunState } from './types';

/**
 * Entries of the audit trail per company: about 350 bytes each, so under 2 MB of the 20 MB. Every run
 * also emits its entries as items, which the template keeps in a Data Table.
 */
export const AUDIT_KEPT = 5_000;

/** Runs per company, about 600 bytes each: over a week of runs every hour. */
export const RUNS_KEPT = 200;

/** Drops the oldest; runs that may still be recorded stay whatever their number. */
export function bounded(company: CompanyState): CompanyState {
	return { ...company, runs: boundedRuns(company.runs), audit: boundedAudit(company.audit) };
}

/** Skipped documents go first: they say only that nothing happened. */
function boundedAudit(audit: AuditEntry[]): AuditEntry[] {
	if (audit.length <= AUDIT_KEPT) return audit;
	const telling = audit.filter(({ outcome }) => outcome !== 'skipped');
	return telling.slice(-AUDIT_KEPT);
}

function boundedRuns(runs: Map<string, RunState>): Map<string, RunState> {
	if (runs.size <= RUNS_KEPT) return runs;
	const list = [...runs];
	const newest = Math.max(...list.map(([, run]) => Date.parse(run.startedAt)));
	return new Map(
		list.filter(
			([, run], index) =>
				index >= list.length - RUNS_KEPT ||
				(run.recordedAt === null && newest - Date.parse(run.startedAt) <= RUN_LIFE_MS),
		),
	);
}
