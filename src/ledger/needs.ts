/** What a store must load before a command is applied. */
import type { AuditFilters, Command, EntityAndId } from './commands';
import { refOf } from './refs';
import type { AuditEntry, DocumentRef } from './types';

export type DocumentsNeeded =
	| { which: 'none' }
	| { which: 'all' }
	| { which: 'refs'; refs: DocumentRef[] }
	/** With a retry mark or a pending entry. */
	| { which: 'open' }
	| { which: 'entity'; entity: string }
	/** Those that the run's `documents` name. */
	| { which: 'run'; runId: string };

export interface Needs {
	documents: DocumentsNeeded;
	/** One run, all runs that are not recorded, or all. */
	runs: { which: 'none' | 'all' } | { which: 'one'; runId: string };
	/** Entries that `auditMatches`, or all. */
	audit: { which: 'none' | 'all' } | { which: 'some'; filters: AuditFilters };
}

const NOTHING: Needs = {
	documents: { which: 'none' },
	runs: { which: 'none' },
	audit: { which: 'none' },
};

/**
 * What the command reads beside the company's head. A store may give more, never less, and must keep
 * other commands from changing it until the changes are written.
 */
export function needsOf(command: Command): Needs {
	switch (command.kind) {
		case 'startRun':
			return { ...NOTHING, documents: { which: 'open' } };
		case 'prepare':
			return {
				...NOTHING,
				documents: refs([...command.documents, ...(command.refused ?? [])]),
				runs: { which: 'all' },
			};
		case 'record':
			return {
				...NOTHING,
				documents: { which: 'run', runId: command.runId },
				runs: { which: 'one', runId: command.runId },
			};
		case 'auditTrail':
			return { ...NOTHING, audit: { which: 'some', filters: command.filters } };
		case 'status':
			return { ...NOTHING, documents: { which: 'all' }, runs: { which: 'all' } };
		case 'replay':
			return needsOfReplay(command.scope);
		case 'forget':
			return {
				...NOTHING,
				documents:
					command.scope.by === 'entity'
						? { which: 'entity', entity: command.scope.entity }
						: refs(command.scope.documents),
			};
		case 'exportState':
			return { documents: { which: 'all' }, runs: { which: 'all' }, audit: { which: 'all' } };
		case 'rebuild':
			return { ...NOTHING, documents: { which: 'all' } };
		case 'knownDocuments':
			return { ...NOTHING, documents: { which: 'entity', entity: command.entity } };
		case 'importState':
		case 'countCalls':
		case 'checkFirstRun':
			return NOTHING;
	}
}

function needsOfReplay(scope: Extract<Command, { kind: 'replay' }>['scope']): Needs {
	switch (scope.by) {
		case 'run':
			// The audit trail names the documents of a recorded run, the run itself those of an open one.
			return {
				documents: { which: 'all' },
				runs: { which: 'one', runId: scope.runId },
				audit: { which: 'some', filters: { runId: scope.runId } },
			};
		case 'documents':
			return { ...NOTHING, documents: refs(scope.documents) };
		case 'window':
			return { ...NOTHING, documents: { which: 'all' } };
		case 'rejected':
			return { ...NOTHING, documents: { which: 'open' } };
	}
}

function refs(documents: readonly EntityAndId[]): DocumentsNeeded {
	return { which: 'refs', refs: [...new Set(documents.map(refOf))] };
}

/** Whether an entry is asked for. */
export function auditMatches(entry: AuditEntry, filters: AuditFilters): boolean {
	const { document, runId, from, to, outcome } = filters;
	const at = Date.parse(entry.at);
	return (
		(document === undefined || (entry.entity === document.entity && entry.id === document.id)) &&
		(runId === undefined || entry.runId === runId) &&
		(from === undefined || at >= Date.parse(from)) &&
		(to === undefined || at < Date.parse(to)) &&
		(outcome === undefined || entry.outcome === outcome)
	);
}
