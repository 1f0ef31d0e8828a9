/**
 * What the sync ledger knows of a company.
 *
 * The ledger answers commands (`commands.ts`). A command is applied to the state by a pure function
 * (`apply.ts`); a store makes that atomic and durable: the ledger workflow in one process,
 * PostgreSQL across processes. Nothing here knows n8n, HTTP or a clock: `at` is always given.
 * All times are ISO 8601.
 */
import type { RecordOperation } from '../flow';

/** One document or list item of one company: `<Entity>/<Id>`. */
export type DocumentRef = string;

/** The version of a tombstone, which has no SyncToken. */
export const DELETED = 'deleted';

/** What is remembered of a document's rows, for zero rows, tombstones and the audit trail. */
export interface Face {
	/** Columns that are the same on every row of the document (`face.ts`), blank ones left out. */
	values: Map<string, string>;
	/** Sum of Amount over the rows, exact decimal; blank for list items. */
	amount: string;
	/** The same of Home Amount. */
	homeAmount: string;
}

/** What a run wrote down before it loaded a document. Until it is recorded, any of it may land. */
export interface Pending {
	runId: string;
	/** When it was prepared. */
	at: string;
	/** SyncToken, or `deleted`. */
	version: string;
	updatedAt: string;
	readAt: string;
	operation: RecordOperation;
	/** All codes the run sends for the document, zero rows included, in the rows' order. */
	codes: string[];
	/** Those of them that hold something other than zero once the run has landed. */
	holds: string[];
	zeroRows: number;
	face: Face;
	/** The document's `revision` when it was prepared: tells whether the retry mark is still the same. */
	revision: number;
	/** True when the user asked for the document to be sent again. */
	replay: boolean;
	/** True once another run recorded a different version meanwhile: who came last is unknown. */
	crossed: boolean;
}

/** Why the next run reads a document again by id. */
export interface Retry {
	reason: string;
	since: string;
	/** How often loading it has failed. */
	attempts: number;
	/** Asked for by the user; its audit entries say so. */
	replay: boolean;
	/**
	 * When QuickBooks answered with what could not be loaded; blank where its version is known. Only a
	 * later read takes the mark away: a run that read before may still carry an older version.
	 */
	readAt: string;
}

/** A document as the ledger knows it. */
export interface DocumentState {
	/** The version Anaplan holds in full, or null where that is not certain. */
	version: string | null;
	/** The newest version that was ever prepared: nothing older may pass. Null after a rebuild. */
	newest: string | null;
	/** MetaData.LastUpdatedTime of `newest`. */
	updatedAt: string;
	/** Codes that may hold something other than zero. Empty after a full void or delete. */
	codes: string[];
	/** Of what was loaded last; of what may have landed where `version` is null. */
	face: Face | null;
	/** Counts the changes of `retry`. */
	revision: number;
	pending: Pending[];
	/** Null when the document need not be read again. */
	retry: Retry | null;
}

export type AuditOutcome =
	/** Everything of the version landed. */
	| 'loaded'
	/** Anaplan refused at least one row. */
	| 'rejected'
	/** Anaplan gave no answer for at least one row. */
	| 'unanswered'
	/** Overlapping runs loaded different versions, and who came last is unknown. */
	| 'conflict'
	/** This version was loaded already. */
	| 'skipped'
	/** Older than what is loaded or on its way. */
	| 'stale'
	/** It could not be made into rows. */
	| 'refused';

/** One entry of the audit trail: one document in one run. */
export interface AuditEntry {
	/** When the ledger wrote the entry. */
	at: string;
	runId: string;
	executionId: string;
	realmId: string;
	entity: string;
	id: string;
	/** Document Number, or Name of a list item. */
	documentNumber: string;
	transactionId: string;
	version: string;
	operation: RecordOperation;
	outcome: AuditOutcome;
	replay: boolean;
	reason: string;
	/** Import names and task IDs, as Anaplan gave them. */
	imports: string[];
	tasks: string[];
	windowFrom: string | null;
	windowTo: string;
	readAt: string;
	/** Blank unless the outcome is `loaded`. */
	loadedAt: string;
	rows: number;
	zeroRows: number;
	/** What Anaplan held before and after; blank for list items and where it is not certain. */
	amountBefore: string;
	amountAfter: string;
	currency: string;
}

/** What became of a document in Prepare. */
export type PrepareOutcome = 'prepared' | 'skipped' | 'stale' | 'refused';

/** How many documents of a run had which outcome. */
export interface RunCounts {
	prepared: number;
	skipped: number;
	stale: number;
	refused: number;
	loaded: number;
	rejected: number;
	unanswered: number;
	conflict: number;
}

/** One run as the ledger keeps it. */
export interface RunState {
	runId: string;
	executionId: string;
	/** First Prepare. */
	startedAt: string;
	recordedAt: string | null;
	/** Lower bound of the read; null where it had none. */
	from: string | null;
	to: string;
	entities: string[];
	/** False where the read itself may have missed changes. */
	complete: boolean;
	/** How many different documents the window announced, per entity. */
	expected: Map<string, number>;
	/** The user accepts that announced documents did not reach Prepare. */
	missingAccepted: boolean;
	/** `epoch` of the company at Prepare, or the one the run started with where it is known. */
	epoch: number;
	/** What Prepare promised; emptied when the run is recorded. */
	documents: Map<DocumentRef, PrepareOutcome>;
	/** Documents that came more than once in one Prepare, per entity. */
	doubles: Map<string, number>;
	counts: RunCounts;
	/** Entities whose checkpoint the run moved. */
	moved: string[];
	/** Why the checkpoint did not move, or blank. */
	remark: string;
}

/** What is known of a company beside its documents, runs and audit trail. */
export interface CompanyHead {
	realmId: string;
	/** The first Prepare, Rebuild or Import; null for a company the ledger has never seen. */
	createdAt: string | null;
	/** Counts Forget (of an entity), Import and Rebuild: a run that began before them cannot move the checkpoint. */
	epoch: number;
	/** Accepted checkpoint per entity: everything up to here has been answered by Anaplan. */
	checkpoints: Map<string, string>;
	/** Metered QuickBooks calls per month (`2026-11`). */
	calls: Map<string, number>;
}

export interface CompanyState {
	head: CompanyHead;
	documents: Map<DocumentRef, DocumentState>;
	/** By run ID, oldest first. */
	runs: Map<string, RunState>;
	/** Oldest first. */
	audit: AuditEntry[];
}

/** Companies by realm ID. */
export type LedgerState = Map<string, CompanyState>;

/** A company the ledger has never seen. */
export function emptyCompany(realmId: string): CompanyState {
	return {
		head: { realmId, createdAt: null, epoch: 0, checkpoints: new Map(), calls: new Map() },
		documents: new Map(),
		runs: new Map(),
		audit: [],
	};
}
