/** What a command sees of a company, what it changes, and how changes meet the state. */
import type { AnswerOf, CommandKind } from './commands';
import { auditMatches, type DocumentsNeeded, type Needs } from './needs';
import {
	type AuditEntry,
	type CompanyHead,
	type CompanyState,
	type DocumentRef,
	type DocumentState,
	type RunState,
} from './types';

/** What a command is applied to: the head, and at least what `needsOf` names. Never changed in place. */
export interface CompanySlice {
	head: Readonly<CompanyHead>;
	documents: ReadonlyMap<DocumentRef, DocumentState>;
	/** Oldest first. */
	runs: ReadonlyMap<string, RunState>;
	/** Oldest first. */
	audit: readonly AuditEntry[];
}

/** What a command changes. A store writes all of it or nothing. */
export interface Changes {
	head?: CompanyHead;
	/** Written over what is there; null takes a document away. */
	documents: Map<DocumentRef, DocumentState | null>;
	runs: Map<string, RunState>;
	/** Appended. */
	audit: AuditEntry[];
	/** Takes the place of everything known of the company, before the rest is applied (Import). */
	replacement?: CompanyState;
}

export interface Applied<K extends CommandKind> {
	answer: AnswerOf<K>;
	changes: Changes;
}

export function noChanges(): Changes {
	return { documents: new Map(), runs: new Map(), audit: [] };
}

/** True where nothing has to be written. */
export function isUnchanged(changes: Changes): boolean {
	return (
		changes.head === undefined &&
		changes.replacement === undefined &&
		changes.documents.size === 0 &&
		changes.runs.size === 0 &&
		changes.audit.length === 0
	);
}

/** Exactly what the needs name, so that a test sees when a command reads more than it asked for. */
export function sliceOf(company: CompanyState, needs: Needs): CompanySlice {
	const { documents, runs, audit } = needs;
	return {
		head: company.head,
		documents: filtered(company.documents, documentFilter(company, documents)),
		runs:
			runs.which === 'one'
				? filtered(company.runs, (runId) => runId === runs.runId)
				: runs.which === 'all'
					? company.runs
					: new Map(),
		audit:
			audit.which === 'some'
				? company.audit.filter((entry) => auditMatches(entry, audit.filters))
				: audit.which === 'all'
					? company.audit
					: [],
	};
}

function documentFilter(
	{ runs }: CompanyState,
	needed: DocumentsNeeded,
): (ref: DocumentRef, document: DocumentState) => boolean {
	switch (needed.which) {
		case 'none':
			return () => false;
		case 'all':
			return () => true;
		case 'refs': {
			const wanted = new Set(needed.refs);
			return (ref) => wanted.has(ref);
		}
		case 'open':
			return (_ref, { retry, pending }) => retry !== null || pending.length > 0;
		case 'entity':
			return (ref) => ref.startsWith(`${needed.entity}/`);
		case 'run': {
			const run = runs.get(needed.runId);
			return (ref) => run?.documents.has(ref) ?? false;
		}
	}
}

function filtered<Key, Value>(
	map: ReadonlyMap<Key, Value>,
	test: (key: Key, value: Value) => boolean,
): Map<Key, Value> {
	return new Map([...map].filter(([key, value]) => test(key, value)));
}

/**
 * The company after the changes. Everything that changes is copied, so the old value stays whole
 * until the new one is accepted.
 */
export function changedCompany(company: CompanyState, changes: Changes): CompanyState {
	const base = changes.replacement ?? company;
	const documents = changes.documents.size === 0 ? base.documents : new Map(base.documents);
	for (const [ref, document] of changes.documents) {
		if (document === null) documents.delete(ref);
		else documents.set(ref, document);
	}
	const runs = changes.runs.size === 0 ? base.runs : new Map(base.runs);
	for (const [runId, run] of changes.runs) runs.set(runId, run);
	return {
		head: changes.head ?? base.head,
		documents,
		runs,
		audit: changes.audit.length === 0 ? base.audit : base.audit.concat(changes.audit),
	};
}
