import type { ImportSummary, SyncWindow } from '../../src/flow';
import type { N8nApi } from '../n8n/api';
import { itemsOf, nodesThatRan, type FinishedExecution } from '../n8n/executions';
import { isRecord } from '../n8n/json';

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
	readonly remarks: readonly string[];
	readonly calls: CallCounts;
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
	count(filter?: { path?: string | RegExp }): number;
}

/** QuickBooks tokens are n8n's to fetch, from another host; only API calls are the run's. */
const QUICKBOOKS_API = /^\/v3\//;
/** Sign-ins to Anaplan are the run's own and count against the tenant's limit. */
const ANAPLAN_CALLS = /^\/(2\/0|token)\//;

function isLoadedWindow(json: unknown): json is SyncWindow {
	return isRecord(json) && json.kind === 'window' && isRecord(json.load);
}

/**
 * The window that went through the whole workflow, with what the load added to it.
 *
 * @throws Error when the execution failed or no window came through
 */
export function loadedWindow(execution: FinishedExecution): SyncWindow {
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
				if (isLoadedWindow(json)) return json;
			}
		}
	}
	throw new Error('The sync ended without a summary of what was loaded.');
}

/**
 * Runs the sync as n8n does in production and reports what it did.
 *
 * @throws Error in the words of the execution when it failed
 */
export async function runSync(
	api: N8nApi,
	workflowId: string,
	logs: { readonly quickBooks: CountableLog; readonly anaplan: CountableLog },
	timeoutMs: number,
): Promise<RunReport> {
	const before = {
		quickBooks: logs.quickBooks.count({ path: QUICKBOOKS_API }),
		anaplan: logs.anaplan.count({ path: ANAPLAN_CALLS }),
	};
	const execution = await api.runScheduled(workflowId, timeoutMs);
	const quickBooksLog = logs.quickBooks.count({ path: QUICKBOOKS_API }) - before.quickBooks;
	const anaplanLog = logs.anaplan.count({ path: ANAPLAN_CALLS }) - before.anaplan;
	const window = loadedWindow(execution);
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
		remarks: window.remarks,
		calls: {
			quickBooksLog,
			anaplanLog,
			quickBooksRun: window.quickBooksCalls,
			anaplanRun: window.load?.anaplanCalls ?? 0,
		},
	};
}
