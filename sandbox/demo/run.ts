import type { ImportSummary, SyncWindow } from '../../src/flow';
import type { N8nApi } from '../n8n/api';
import { itemsOf, nodesThatRan, type FinishedExecution } from '../n8n/executions';
import { isRecord, listOf, type JsonRecord } from '../n8n/json';
import { SCHEDULE_TRIGGER_TYPE } from '../n8n/schedule';

/** What one production run of the sync did. */
export interface RunReport {
	readonly status: string;
	readonly runId: string;
	readonly companyName: string;
	readonly complete: boolean;
	readonly from: string | null;
	readonly to: string;
	/** Records read, by QuickBooks entity. */
	readonly read: Readonly<Record<string, number>>;
	readonly imports: readonly ImportSummary[];
	readonly rejected: number;
	/** Documents, by what the ledger did with them; zero rows are rows. */
	readonly ledger: LedgerCounts;
	/** What was written to Anaplan, from its own log. */
	readonly writes: WriteCounts;
	readonly remarks: readonly string[];
	readonly calls: CallCounts;
}

/** What the ledger made of the documents of a run. */
export interface LedgerCounts {
	readonly loaded: number;
	readonly skipped: number;
	/** Read again by the next run: rejected, refused, unanswered or in conflict. */
	readonly kept: number;
	readonly zeroRows: number;
	readonly checkpoint: string | null;
}

/** Requests that change something in Anaplan. */
export interface WriteCounts {
	/** Parts of files put, and what goes with them. */
	readonly uploads: number;
	readonly tasks: number;
}

/** Calls made during a run: what the services saw, and what the run says of itself. */
export interface CallCounts {
	readonly quickBooksLog: number;
	readonly anaplanLog: number;
	readonly quickBooksRun: number;
	readonly anaplanRun: number;
}

/** The part of a simulator's request log that is needed to count a run's calls. */
export interface CountableLog {
	count(filter?: { method?: string; path?: string | RegExp }): number;
}

/** Both services' logs. */
export interface ServiceLogs {
	readonly quickBooks: CountableLog;
	readonly anaplan: CountableLog;
}

/** QuickBooks tokens are n8n's to fetch, from another host; only API calls are the run's. */
const QUICKBOOKS_API = /^\/v3\//;
/** Sign-ins to Anaplan are the run's own and count against the tenant's limit. */
const ANAPLAN_CALLS = /^\/(2\/0|token)\//;

/** Starting a task is the only change that is no upload. */
const TASKS = /^\/2\/0\/.*\/tasks\/?$/;
const FILES = /^\/2\/0\/.*\/files\//;

/** The window as it leaves Record Outcome. */
interface RecordedWindow extends SyncWindow {
	readonly record: Readonly<JsonRecord>;
	readonly prepare?: unknown;
}

function isRecordedWindow(json: unknown): json is RecordedWindow {
	return isRecord(json) && json.kind === 'window' && isRecord(json.load) && isRecord(json.record);
}

/**
 * The window that went through the whole workflow, with what the load and the ledger added to it.
 *
 * @throws Error when the execution failed or no window came through
 */
export function recordedWindow(execution: FinishedExecution): RecordedWindow {
	if (execution.status !== 'success') {
		const { message = 'n8n gave no reason', description = '', node } = execution.error ?? {};
		const where = node === undefined ? '' : ` in "${node}"`;
		throw new Error(
			`The sync ended with status ${execution.status}${where}: ${message} ${description}`.trim(),
		);
	}
	for (const node of nodesThatRan(execution)) {
		for (const output of [0, 1, 2]) {
			for (const { json } of itemsOf(execution, node, output)) {
				if (isRecordedWindow(json)) return json;
			}
		}
	}
	throw new Error('The sync ended without a summary of what was loaded and recorded.');
}

/**
 * Runs the sync as n8n does in production and reports what it did.
 *
 * @throws Error in the words of the execution when it failed
 */
export async function runSync(
	api: N8nApi,
	workflowId: string,
	logs: ServiceLogs,
	timeoutMs: number,
): Promise<RunReport> {
	return await reported(logs, async () => await api.runScheduled(workflowId, timeoutMs));
}

/** The same by hand, as the editor's button does. */
export async function runByHand(
	api: N8nApi,
	workflowId: string,
	logs: ServiceLogs,
	timeoutMs: number,
): Promise<RunReport> {
	const { nodes } = await api.workflow(workflowId);
	const trigger = listOf(nodes)
		.filter(isRecord)
		.find((node) => node.type === SCHEDULE_TRIGGER_TYPE);
	if (trigger === undefined) throw new Error('The workflow has no Schedule Trigger to start from.');
	const start = String(trigger.name);
	return await reported(logs, async () => await api.runManually(workflowId, start, timeoutMs));
}

/** What the services' logs have counted so far. */
function countsOf({ quickBooks, anaplan }: ServiceLogs): WriteCounts & {
	readonly quickBooks: number;
	readonly anaplan: number;
} {
	return {
		quickBooks: quickBooks.count({ path: QUICKBOOKS_API }),
		anaplan: anaplan.count({ path: ANAPLAN_CALLS }),
		uploads:
			anaplan.count({ method: 'PUT', path: FILES }) +
			anaplan.count({ method: 'POST', path: FILES }),
		tasks: anaplan.count({ method: 'POST', path: TASKS }),
	};
}

async function reported(
	logs: ServiceLogs,
	work: () => Promise<FinishedExecution>,
): Promise<RunReport> {
	const before = countsOf(logs);
	const execution = await work();
	const after = countsOf(logs);
	const window = recordedWindow(execution);
	const record = (name: string): number => numberOf(window.record, name);
	return {
		status: execution.status,
		runId: window.runId,
		companyName: window.companyName,
		complete: window.complete,
		from: window.from,
		to: window.to,
		read: window.expected,
		imports: window.load?.imports ?? [],
		rejected: window.load?.rejected ?? 0,
		ledger: {
			loaded: record('loaded'),
			skipped: record('skipped') + record('stale'),
			kept: record('rejected') + record('refused') + record('unanswered') + record('conflict'),
			zeroRows: isRecord(window.prepare) ? numberOf(window.prepare, 'zeroRows') : 0,
			checkpoint: typeof window.record.checkpoint === 'string' ? window.record.checkpoint : null,
		},
		writes: { uploads: after.uploads - before.uploads, tasks: after.tasks - before.tasks },
		remarks: window.remarks,
		calls: {
			quickBooksLog: after.quickBooks - before.quickBooks,
			anaplanLog: after.anaplan - before.anaplan,
			quickBooksRun: window.quickBooksCalls,
			anaplanRun: window.load?.anaplanCalls ?? 0,
		},
	};
}

function numberOf(record: Readonly<JsonRecord>, name: string): number {
	const value = record[name];
	return typeof value === 'number' ? value : 0;
}
