/** What can be asked of the ledger, and what it answers. All times are ISO 8601. */
import type { PlanningRow, RecordOperation } from '../flow';
import type {
	AuditEntry,
	AuditOutcome,
	DocumentRef,
	PrepareOutcome,
	Retry,
	RunCounts,
} from './types';

export interface EntityAndId {
	entity: string;
	id: string;
}

/** A document on its way into Prepare: its rows, or none for a tombstone. */
export interface PreparedInput extends EntityAndId {
	operation: RecordOperation;
	/** SyncToken; `deleted` for a tombstone. */
	version: string;
	/** MetaData.LastUpdatedTime; for a tombstone the time of the deletion, or of the read that found it gone. */
	updatedAt: string;
	readAt: string;
	transactionId: string;
	rows: PlanningRow[];
}

/** A document that could not be made into rows; it goes into the retry set. */
export interface RefusedInput extends EntityAndId {
	reason: string;
	readAt: string;
}

/** What Prepare needs of a window. */
export interface RunWindow {
	from: string | null;
	to: string;
	entities: string[];
	/** How many different documents the run read, per entity. */
	expected: { [entity: string]: number };
	complete: boolean;
}

export interface RunInput {
	runId: string;
	executionId: string;
	at: string;
	window: RunWindow;
	/** `ledger` of the startRun answer that the run was read with; leave out only where there was none. */
	ledger?: string;
}

/** What Anaplan said of one row. A row that went into two imports has two outcomes. */
export interface RowOutcome {
	code: string;
	status: 'loaded' | 'rejected';
	reason: string;
	import: string;
	taskId: string | null;
}

/** One key that Anaplan holds, and what stands beside it there. */
export interface HeldCode {
	code: string;
	/** Columns read from Anaplan; Amount and Home Amount tell whether the key holds anything. */
	values?: PlanningRow;
}

export interface AuditFilters {
	document?: EntityAndId;
	runId?: string;
	/** Entries written from here on (included). */
	from?: string;
	/** Entries written before this. */
	to?: string;
	outcome?: AuditOutcome;
}

/** Which documents the next run shall send again. */
export type ReplayScope =
	| { by: 'run'; runId: string }
	| { by: 'documents'; documents: EntityAndId[] }
	/** Documents whose last version was saved in QuickBooks in this time, `to` excluded. */
	| { by: 'window'; from: string; to: string }
	| { by: 'rejected' };

export type ForgetScope =
	| { by: 'entity'; entity: string }
	| { by: 'documents'; documents: EntityAndId[] };

interface Payloads {
	startRun: { entities: string[]; at: string };
	prepare: {
		run: RunInput;
		documents: PreparedInput[];
		refused?: RefusedInput[];
		missingAccepted?: boolean;
	};
	record: { runId: string; executionId: string; at: string; outcomes: RowOutcome[] };
	auditTrail: { filters: AuditFilters; limit?: number };
	status: { at: string };
	replay: { scope: ReplayScope; at: string };
	forget: { scope: ForgetScope; at: string };
	exportState: { at: string };
	/** `replace` is needed where the ledger already knows the company. */
	importState: { state: unknown; at: string; replace?: boolean };
	rebuild: { codes: HeldCode[]; at: string };
	countCalls: { month: string; calls: number };
	knownDocuments: { entity: string };
	/** `firstLoadConfirmed`: the user knows that Anaplan holds data and wants a first load all the same. */
	checkFirstRun: { modelHoldsOurKeys: boolean; firstLoadConfirmed?: boolean };
}

export type CommandKind = keyof Payloads;

/** A command of one kind, always to one company. */
export type CommandOf<K extends CommandKind> = {
	[P in K]: { kind: P; realmId: string } & Payloads[P];
}[K];

export type Command = CommandOf<CommandKind>;

export interface StartRunAnswer {
	/** Accepted checkpoint per entity, in the order asked for; null where a first run has to come. */
	since: Array<{ entity: string; checkpoint: string | null }>;
	/** The oldest of them: a read from here misses nothing of the entities that have one. */
	oldest: string | null;
	/** Entities without a checkpoint: they need a start date. */
	firstRun: string[];
	/** Documents to read again by id, whatever the window says. */
	readAgain: Array<EntityAndId & { reason: string }>;
	/** True where the ledger knows nothing of the company: ask `checkFirstRun` before anything is read. */
	ledgerEmpty: boolean;
	/** Hand it to Prepare: tells whether the ledger is still the one the run began with. */
	ledger: string;
}

export interface PrepareAnswer {
	/** To be loaded, in this order. */
	rows: Array<EntityAndId & { row: PlanningRow; zero: boolean }>;
	counts: Pick<RunCounts, PrepareOutcome> & {
		rows: number;
		zeroRows: number;
		nothingToSend: number;
	};
	/** What a user should know, whole sentences. */
	remarks: string[];
	/** Documents that were skipped, held back or refused. */
	audit: AuditEntry[];
	/** False where announced documents did not reach Prepare: Record will not move the checkpoint. */
	answerable: boolean;
	missing: Array<{ entity: string; documents: number }>;
	/** No row may be sent after this moment; from then on the run counts as dead. */
	loadBefore: string;
}

export interface RecordAnswer {
	counts: RunCounts;
	/** One per prepared document. */
	audit: AuditEntry[];
	/** Entities whose checkpoint moved, to `to`. */
	moved: string[];
	/** Why it did not move (for some entity), or blank. */
	remark: string;
	/** True when the run had been recorded before: nothing was changed. */
	alreadyRecorded: boolean;
}

export interface StatusAnswer {
	ledgerEmpty: boolean;
	checkpoints: Array<{ entity: string; checkpoint: string }>;
	documents: {
		known: number;
		loaded: number;
		uncertain: number;
		onTheirWay: number;
		deleted: number;
	};
	/** Documents the next run reads again, the oldest first, at most 100. */
	retry: Array<EntityAndId & Retry>;
	retryCount: number;
	/** The last runs, the newest first, at most 20. */
	runs: Array<{
		runId: string;
		executionId: string;
		startedAt: string;
		recordedAt: string | null;
		from: string | null;
		to: string;
		counts: RunCounts;
		moved: string[];
		remark: string;
	}>;
	calls: Array<{ month: string; calls: number }>;
}

interface Answers {
	startRun: StartRunAnswer;
	prepare: PrepareAnswer;
	record: RecordAnswer;
	/** The newest first. */
	auditTrail: { entries: AuditEntry[]; found: number };
	status: StatusAnswer;
	replay: { documents: DocumentRef[] };
	forget: { documents: number; checkpoint: boolean };
	exportState: { state: ExportedState };
	importState: { documents: number; runs: number; audit: number };
	rebuild: { documents: number; codes: number; foreign: number; unreadable: string[] };
	countCalls: { month: string; calls: number; limit: number; warning: string };
	/** Of the entity, loaded deletions left out: what QuickBooks no longer has of them was deleted. */
	knownDocuments: { ids: string[] };
	checkFirstRun: { ledgerEmpty: boolean };
}

export type AnswerOf<K extends CommandKind> = Answers[K];

/** A company as Export writes it: JSON-safe. */
export interface ExportedState {
	format: string;
	version: number;
	exportedAt: string;
	company: unknown;
}
