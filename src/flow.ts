/**
 * What flows between the nodes: notifications, records, the window that travels beside them, planning
 * rows, outcomes and reports. One item of n8n carries exactly one of these as its `json`.
 */
import type { WebhookOperation } from './entities';

/**
 * A hint of QuickBooks that something changed: a reason to look now, never the data. Notifications are
 * lost, doubled and out of order.
 */
export interface ChangeNotification {
	kind: 'notification';
	realmId: string;
	/** QuickBooks' name; one that the pack does not know is as the webhook spells it. */
	entity: string;
	/** QuickBooks' Id; empty where the webhook names none. Of a merge the survivor's. */
	id: string;
	operation: WebhookOperation | 'unknown';
	/** Of a merge: the Id that is gone. */
	deletedId?: string;
	/** The same for a doubled delivery. */
	eventId: string;
	/** What QuickBooks calls the event, for example `qbo.invoice.updated.v1` or `Invoice.Update`. */
	eventType: string;
	/** ISO 8601 in UTC; null where the webhook's time cannot be read. */
	occurredAt: string | null;
	/** Notifications of other companies that were left out since the trigger last emitted something. */
	ignoredOfOtherCompanies?: number;
}

export type RecordOperation = 'upsert' | 'void' | 'delete' | 'merge';

/** An object as QuickBooks sends it. Unknown keys are normal and must be kept. */
export type QuickBooksObject = { [key: string]: unknown; Id?: string; SyncToken?: string };

/** What a custom field holds: a date as YYYY-MM-DD; null where it is empty. */
export type CustomFieldValue = string | number | boolean | null;

/** A QuickBooks object, or the tombstone of one, as the Fetch node emits it. */
export interface SyncRecord {
	kind: 'record';
	/** QuickBooks' name of the entity, for example `Invoice`. */
	entity: string;
	/** QuickBooks' Id: a decimal string. Exchange rates have none; theirs is currency and date: `EUR-2026-11-01`. */
	id: string;
	realmId: string;
	operation: RecordOperation;
	/** QuickBooks' version of the object; null for a tombstone, which has none. */
	syncToken: string | null;
	/** MetaData.LastUpdatedTime as QuickBooks wrote it (ISO 8601 with offset). */
	updatedAt: string;
	/** Made from realm, entity, id and version only, so a replay carries the same one. */
	transactionId: string;
	/** The run (one per execution and company) that read this record. */
	runId: string;
	/** ISO 4217 code of the company's home currency. */
	homeCurrency: string;
	/** When QuickBooks answered with this version: ISO 8601 in UTC. */
	readAt: string;
	/** The full object; for a tombstone what QuickBooks said of it. */
	record: QuickBooksObject;
	/**
	 * The object's custom fields by the names people gave them; absent where it has none. Fields that
	 * share a name, and those whose name no key may have, carry their DefinitionId: `Region (6)`.
	 */
	customFields?: { [name: string]: CustomFieldValue };
	/** Added by the mapper to a record that has no rows, which it passes on as it is. */
	rows?: 0;
}

/** One per run and company; travels beside the records even when nothing changed. */
export interface SyncWindow {
	kind: 'window';
	runId: string;
	realmId: string;
	companyName: string;
	homeCurrency: string;
	/** ISO 8601; null where the read had no lower bound. */
	from: string | null;
	/** ISO 8601: QuickBooks' own time of the read, never the local clock's where QuickBooks gave one. */
	to: string;
	entities: string[];
	/** How many records the run emitted, per entity. */
	expected: { [entity: string]: number };
	/** False where a change, or a deletion, may be missing; `remarks` says which and why. */
	complete: boolean;
	remarks: string[];
	/** Calls made to QuickBooks by this run. */
	quickBooksCalls: number;
	/** How long the connection lasts when it is not used; absent where QuickBooks does not say. */
	connection?: { renewedAt: string; lastsUntil: string; daysLeft: number };
	/** Present where the read began at the ledger's accepted checkpoint. */
	ledger?: WindowLedger;
	/** Added by Sync Ledger: no row of the run may be sent after this moment (ISO 8601 in UTC). */
	loadBefore?: string;
	/** Added by the Anaplan node. */
	load?: LoadSummary;
}

/** What a read took from the sync ledger, and what Prepare has to know of it. */
export interface WindowLedger {
	/** The ledger's own mark of its generation; Prepare compares it. */
	mark: string;
	/** True where the ledger knew nothing of the company when the read began. */
	empty: boolean;
	/** Accepted checkpoint per entity; null where this is the entity's first load. */
	since: { [entity: string]: string | null };
	/** Documents read again by id: rejected before, or perhaps landed. */
	readAgain: number;
}

/** A record that could not be mapped, so that the ledger can keep it for the next run. */
export interface RefusedRecord {
	kind: 'refused';
	entity: string;
	id: string;
	realmId: string;
	runId: string;
	reason: string;
	readAt: string;
}

/** One row of planning data: every value is a string; column names are the keys. */
export type PlanningRow = { [column: string]: string };

/** What Anaplan said of one import in a run. */
export interface ImportSummary {
	import: string;
	importId: string;
	taskId: string | null;
	rowsSent: number;
	loaded: number;
	rejected: number;
	ignored: number;
	/** How the import ended; docs/anaplan.md says what each means. */
	result: ImportResult;
	/** What Anaplan counted, in `unit`; an item that was loaded in part counts under `warnings` as well. */
	counts: { created: number; updated: number; ignored: number; failed: number; warnings: number };
	/** Imports into modules are counted in cells. */
	unit: 'rows' | 'cells';
	/** Anaplan's own words, one per detail. */
	messages: string[];
}

/** `notRun`: there was nothing to send. */
export type ImportResult =
	| 'clean'
	| 'ignored'
	| 'partial'
	| 'failed'
	| 'unexplained'
	| 'cancelled'
	| 'notRun';

/** What became of an action that was to run after the imports, or of a step of a process that got no rows. */
export interface ActionSummary {
	action: string;
	actionId: string;
	/** Of a step of a process: IMPORT, EXPORT, DELETE_BY_SELECTION, … */
	actionType?: string;
	taskId: string | null;
	/** `partial`: rows of it did not land, or in part only. `unclear`: Anaplan does not say whether it ran. */
	outcome: 'done' | 'partial' | 'failed' | 'notRun' | 'unclear';
	/** Anaplan's own words, one per detail. */
	messages: string[];
	/** Where it is not done: why, and what to do. */
	reason?: string;
	advice?: string;
}

/** How a process ended that a load ran, by its own word and those of its steps. */
export interface ProcessSummary {
	process: string;
	processId: string;
	taskId: string;
	result: Exclude<ImportResult, 'notRun'>;
	/** Where something is wrong: why, and what to do. */
	reason?: string;
	advice?: string;
}

/** What one run of the Anaplan node did; added to the window. */
export interface LoadSummary {
	rowsReceived: number;
	loaded: number;
	rejected: number;
	imports: ImportSummary[];
	/** Runs of a process; absent where none ran. */
	processes?: ProcessSummary[];
	/**
	 * Actions that ran, or should have run, after the imports; of a process its steps that are not among
	 * `imports`. Absent where there are none.
	 */
	actions?: ActionSummary[];
	/** Calls made to Anaplan by this run. */
	anaplanCalls: number;
	/** ISO 8601 in UTC. */
	finishedAt: string;
}

/**
 * One row of a QuickBooks report: flat, every value text, amounts exact. Figures have `amount`, the period
 * and what it is about; details have the fields of their columns, and columns without a field of their own
 * under QuickBooks' key. docs/reports.md lists them.
 */
export interface ReportRow {
	kind: 'reportRow';
	/** As in the address: `ProfitAndLoss`. */
	report: string;
	/** `total` repeats what other rows add up to, by `totalOf`; never add it to them. */
	rowType: 'figure' | 'total' | 'transaction' | 'beginningBalance';
	realmId: string;
	runId: string;
	/** QuickBooks' group, the same in every language: `Income`, `BankAccounts`; '' where there is none. */
	section: string;
	/** Titles from the outermost section to the row, in QuickBooks' language. */
	path: string;
	/** ISO 4217 code of the amounts. */
	currency: string;
	[field: string]: string | null;
}

/** The last item of a report; there even when nothing was found. No window: it moves no checkpoint. */
export interface ReportSummary {
	kind: 'report';
	report: string;
	runId: string;
	realmId: string;
	companyName: string;
	homeCurrency: string;
	/** `YYYY-MM-DD`; null for a report as of one day. */
	from: string | null;
	/** `YYYY-MM-DD`: the last day, or the one day. */
	to: string;
	/** `Accrual` or `Cash` as QuickBooks says it; null where the report has none. */
	accountingMethod: string | null;
	summarizedBy: string | null;
	rows: number;
	/** Requests whose answers were put together. */
	parts: number;
	/** When QuickBooks made the last part: ISO 8601 in UTC. */
	reportTime: string | null;
	remarks: string[];
	/** Calls made to QuickBooks by this run. */
	quickBooksCalls: number;
}

/** True for the `json` of an item that carries a row of a report. */
export function isReportRow(json: unknown): json is ReportRow {
	return isKind(json, 'reportRow');
}

/** True for the `json` of an item that closes a report. */
export function isReportSummary(json: unknown): json is ReportSummary {
	return isKind(json, 'report');
}

/** True for the `json` of an item that carries the window. */
export function isWindow(json: unknown): json is SyncWindow {
	return isKind(json, 'window');
}

/** True for the `json` of an item that carries a record. */
export function isRecord(json: unknown): json is SyncRecord {
	return isKind(json, 'record');
}

/** True for the `json` of an item that stands for a record that could not be mapped. */
export function isRefused(json: unknown): json is RefusedRecord {
	return isKind(json, 'refused');
}

/** True for the `json` of an item that carries a notification. */
export function isNotification(json: unknown): json is ChangeNotification {
	return isKind(json, 'notification');
}

function isKind(json: unknown, kind: string): boolean {
	return typeof json === 'object' && json !== null && (json as { kind?: unknown }).kind === kind;
}
