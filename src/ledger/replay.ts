/**
 * Replay: marks documents so that the next run reads them again by id and sends them, loaded or not.
 * They keep their transaction IDs; the audit trail says that it was a replay.
 */
import { SettingError } from '../errors';
import type { CommandOf, ReplayScope } from './commands';
import { withReplay } from './documents';
import { refOf } from './refs';
import { type Applied, type CompanySlice, noChanges } from './slice';
import type { DocumentRef } from './types';

/** @throws SettingError when the scope names a document or a run the ledger does not know. */
export function replay(slice: CompanySlice, command: CommandOf<'replay'>): Applied<'replay'> {
	const changes = noChanges();
	const refs = refsOf(slice, command.scope);
	for (const ref of refs) {
		const document = slice.documents.get(ref);
		if (document !== undefined) changes.documents.set(ref, withReplay(document, command.at));
	}
	return { changes, answer: { documents: [...changes.documents.keys()] } };
}

function refsOf(slice: CompanySlice, scope: ReplayScope): DocumentRef[] {
	switch (scope.by) {
		case 'documents':
			return scope.documents.map((document) => {
				const ref = refOf(document);
				if (slice.documents.has(ref)) return ref;
				throw new SettingError(
					`The ledger knows no ${document.entity} with Id ${document.id}.`,
					'Check the Id (QuickBooks shows it in the address of the document); what was never loaded cannot be replayed.',
				);
			});
		case 'run':
			return refsOfRun(slice, scope.runId);
		case 'window':
			return [...slice.documents].flatMap(([ref, { updatedAt }]) =>
				isWithin(updatedAt, scope.from, scope.to) ? [ref] : [],
			);
		case 'rejected':
			return [...slice.documents].flatMap(([ref, { retry }]) => (retry === null ? [] : [ref]));
	}
}

function refsOfRun(slice: CompanySlice, runId: string): DocumentRef[] {
	const run = slice.runs.get(runId);
	const entries = slice.audit.filter((entry) => entry.runId === runId);
	if (run === undefined && entries.length === 0) {
		throw new SettingError(
			`The ledger knows no run ${runId}.`,
			'Take the run ID from Get Status or Get Audit Trail; old runs are dropped from the ledger workflow, so choose a window instead.',
		);
	}
	const named = entries.filter(({ outcome }) => outcome !== 'skipped' && outcome !== 'stale');
	const open = [...(run?.documents ?? [])].flatMap(([ref, outcome]) =>
		outcome === 'prepared' || outcome === 'refused' ? [ref] : [],
	);
	return [...new Set([...named.map(refOf), ...open])];
}

function isWithin(time: string, from: string, to: string): boolean {
	const at = Date.parse(time);
	return at >= Date.parse(from) && at < Date.parse(to);
}
