import { parseFlatted } from './flatted';
import { isRecord, listOf, recordOf, stringOf, type JsonRecord } from './json';

/** One line of n8n's list of executions. */
export interface ExecutionSummary {
	readonly id: string;
	readonly workflowId: string;
	/** `trigger`, `webhook`, `manual`, … */
	readonly mode: string;
	/** `new`, `running`, `waiting`, `success`, `error`, `crashed`, `canceled`. */
	readonly status: string;
	/** Epoch milliseconds; absent where it has not come to that yet. */
	readonly startedAt?: number;
	readonly stoppedAt?: number;
}

/** A finished execution with what its nodes put out. */
export interface FinishedExecution extends ExecutionSummary {
	/** n8n's run data: `resultData.runData` by node name. */
	readonly data: JsonRecord;
	/** The error that ended it: message, description, and the node where known. */
	readonly error?: ExecutionError;
}

export interface ExecutionError {
	readonly message: string;
	readonly description?: string;
	readonly node?: string;
}

/** An item as n8n stores it. */
export interface ExecutionItem {
	readonly json: JsonRecord;
	readonly pairedItem?: unknown;
	readonly binary?: unknown;
}

const UNFINISHED: readonly string[] = ['new', 'running', 'waiting', 'unknown'];

export function isFinished(execution: ExecutionSummary): boolean {
	return !UNFINISHED.includes(execution.status);
}

/** @throws Error when n8n's answer lacks a field */
export function summaryFrom(value: unknown): ExecutionSummary {
	const record = recordOf(value, 'an execution');
	return {
		id: String(record.id),
		workflowId: stringOf(record, 'workflowId'),
		mode: stringOf(record, 'mode'),
		status: stringOf(record, 'status'),
		...momentAt(record, 'startedAt'),
		...momentAt(record, 'stoppedAt'),
	};
}

function momentAt(record: JsonRecord, key: string): { [key: string]: number } {
	const moment = Date.parse(String(record[key]));
	return Number.isNaN(moment) ? {} : { [key]: moment };
}

function errorFrom(data: JsonRecord): ExecutionError | undefined {
	const result = isRecord(data.resultData) ? data.resultData : {};
	if (!isRecord(result.error)) return undefined;
	const { message, description, node } = result.error;
	return {
		message: typeof message === 'string' ? message : 'n8n gave no message',
		...(typeof description === 'string' ? { description } : {}),
		...(isRecord(node) && typeof node.name === 'string' ? { node: node.name } : {}),
	};
}

/** Reads the full answer for one execution. */
export function finishedFrom(value: unknown): FinishedExecution {
	const record = recordOf(value, 'an execution');
	const data = recordOf(parseFlatted(stringOf(record, 'data')), 'execution data');
	const error = errorFrom(data);
	return { ...summaryFrom(record), data, ...(error ? { error } : {}) };
}

/**
 * The items a node put out, over all its runs in the execution.
 *
 * @param output index of the node's output, 0 being the first
 * @returns an empty list when the node did not run or put nothing out
 */
export function itemsOf(
	execution: Pick<FinishedExecution, 'data'>,
	nodeName: string,
	output = 0,
): ExecutionItem[] {
	const result = isRecord(execution.data.resultData) ? execution.data.resultData : {};
	const byNode = isRecord(result.runData) ? result.runData : {};
	const items: ExecutionItem[] = [];
	for (const run of listOf(byNode[nodeName])) {
		const data = isRecord(run) && isRecord(run.data) ? run.data : {};
		for (const item of listOf(listOf(data.main)[output])) {
			if (isRecord(item) && isRecord(item.json)) items.push({ ...item, json: item.json });
		}
	}
	return items;
}

/** Names of the nodes that ran, in no particular order. */
export function nodesThatRan(execution: Pick<FinishedExecution, 'data'>): string[] {
	const result = isRecord(execution.data.resultData) ? execution.data.resultData : {};
	return isRecord(result.runData) ? Object.keys(result.runData) : [];
}
