/** How fields of the ledger's state meet columns of its tables. */

import type { EntityAndId } from '../commands';
import type { AuditEntry, DocumentState, RunState } from '../types';

/** A field, its column and the column's type. */
export type Column = readonly [field: string, column: string, type: string];

/** Asks for every field of a type, so that none can be forgotten. */
function columnsOf<State>(columns: {
	[Field in keyof State]-?: readonly [column: string, type: string];
}): readonly Column[] {
	const list = Object.entries<readonly [column: string, type: string]>(columns);
	return list.map(([field, [column, type]]) => [field, column, type]);
}

export const DOCUMENT_COLUMNS = columnsOf<EntityAndId & DocumentState>({
	entity: ['entity', 'text'],
	id: ['id', 'text'],
	version: ['version', 'text'],
	newest: ['newest', 'text'],
	updatedAt: ['updated_at', 'text'],
	codes: ['codes', 'jsonb'],
	face: ['face', 'jsonb'],
	revision: ['revision', 'integer'],
	pending: ['pending', 'jsonb'],
	retry: ['retry', 'jsonb'],
});

export const RUN_COLUMNS = columnsOf<RunState>({
	runId: ['run_id', 'text'],
	executionId: ['execution_id', 'text'],
	startedAt: ['started_at', 'text'],
	recordedAt: ['recorded_at', 'text'],
	from: ['window_from', 'text'],
	to: ['window_to', 'text'],
	entities: ['entities', 'jsonb'],
	complete: ['complete', 'boolean'],
	expected: ['expected', 'jsonb'],
	missingAccepted: ['missing_accepted', 'boolean'],
	epoch: ['epoch', 'integer'],
	documents: ['documents', 'jsonb'],
	doubles: ['doubles', 'jsonb'],
	counts: ['counts', 'jsonb'],
	moved: ['moved', 'jsonb'],
	remark: ['remark', 'text'],
});

/** In the order of `decodeAudit`. */
export const AUDIT_COLUMNS = columnsOf<Omit<AuditEntry, 'realmId'>>({
	at: ['at', 'text'],
	runId: ['run_id', 'text'],
	executionId: ['execution_id', 'text'],
	entity: ['entity', 'text'],
	id: ['id', 'text'],
	documentNumber: ['document_number', 'text'],
	transactionId: ['transaction_id', 'text'],
	version: ['version', 'text'],
	operation: ['operation', 'text'],
	outcome: ['outcome', 'text'],
	replay: ['replay', 'boolean'],
	reason: ['reason', 'text'],
	imports: ['imports', 'jsonb'],
	tasks: ['tasks', 'jsonb'],
	windowFrom: ['window_from', 'text'],
	windowTo: ['window_to', 'text'],
	readAt: ['read_at', 'text'],
	loadedAt: ['loaded_at', 'text'],
	rows: ['row_count', 'integer'],
	zeroRows: ['zero_row_count', 'integer'],
	amountBefore: ['amount_before', 'text'],
	amountAfter: ['amount_after', 'text'],
	currency: ['currency', 'text'],
});

export const WRITTEN_AT: Column = ['writtenAt', 'written_at', 'timestamptz'];
export const CHECKPOINT_COLUMNS: readonly Column[] = [
	['key', 'entity', 'text'],
	['value', 'checkpoint', 'text'],
];
export const CALL_COLUMNS: readonly Column[] = [
	['key', 'month', 'text'],
	['value', 'calls', 'bigint'],
];

/** What stands between SELECT and FROM, so that rows carry the names of fields. */
export function selection(columns: readonly Column[]): string {
	return columns.map(([field, column]) => `${column} AS "${field}"`).join(', ');
}

/**
 * Writes a list of objects, `$2` as JSON, to a table with the realm ID as `$1`, in the list's order: a
 * select with ORDER BY numbers identity columns in that order.
 * @param key columns that tell whether a row is there already and is written over; none to add always
 */
export function insertion(
	table: string,
	columns: readonly Column[],
	key: readonly string[],
): string {
	const names = columns.map(([, column]) => column);
	const types = columns.map(([field, , type]) => `"${field}" ${type}`);
	const over = names
		.filter((column) => !key.includes(column))
		.map((column) => `${column} = EXCLUDED.${column}`);
	return `INSERT INTO ${table} (realm_id, ${names.join(', ')})
		SELECT $1, ${columns.map(([field]) => `given."${field}"`).join(', ')}
		FROM ROWS FROM (json_to_recordset($2::json) AS (${types.join(', ')}))
			WITH ORDINALITY AS given(${columns.map(([field]) => `"${field}"`).join(', ')}, place)
		ORDER BY given.place
		${key.length === 0 ? '' : `ON CONFLICT (realm_id, ${key.join(', ')}) DO UPDATE SET ${over.join(', ')}`}`;
}
