/** Turns QuickBooks objects and tombstones into the records that flow between the nodes. */
import { findEntity } from '../entities';
import { ServiceError } from '../errors';
import type { QuickBooksObject, RecordOperation, SyncRecord } from '../flow';
import { transactionIdOf } from '../transactionId';
import { customFieldsOf } from './customFields';
import { toUtc } from './dates';
import { isObject, textAt } from './objects';

/** What all records of a run share. */
export interface RecordContext {
	realmId: string;
	runId: string;
	homeCurrency: string;
}

/**
 * The record of a full object.
 * @param time when QuickBooks answered, ISO 8601 with offset
 */
export function liveRecord(
	entity: string,
	row: QuickBooksObject,
	time: string,
	context: RecordContext,
): SyncRecord {
	const id = required(row.Id, 'an Id', entity);
	const syncToken = required(row.SyncToken, 'a SyncToken', entity);
	const customFields = customFieldsOf(row);
	return {
		...common(entity, id, syncToken, row, time, context),
		operation: isVoided(entity, row) ? 'void' : 'upsert',
		...(customFields === undefined ? {} : { customFields }),
	};
}

/**
 * The record of an object that is gone.
 * @param operation `merge` where it is known to have become a part of another one
 */
export function deletedRecord(
	entity: string,
	row: QuickBooksObject,
	time: string,
	context: RecordContext,
	operation: 'delete' | 'merge' = 'delete',
): SyncRecord {
	const id = required(row.Id, 'an Id', entity);
	return { ...common(entity, id, null, row, time, context), operation };
}

/** QuickBooks says nothing of an object that is gone, so this is all there is to say. */
export function tombstoneOf(id: string): QuickBooksObject {
	return { Id: id, status: 'Deleted', domain: 'QBO' };
}

/**
 * QuickBooks has no field for it: a voided document keeps its lines at zero, and its memo begins
 * with "Voided" (recorded answers of a void). The lines count too, because the total of a journal entry
 * is always 0, and a memo such as "Voided cheque 1021" is a usual one there.
 */
export function isVoided(entity: string, row: QuickBooksObject): boolean {
	if (findEntity(entity)?.kind !== 'transaction') return false;
	const total = row.TotalAmt ?? row.Amount;
	const lines: unknown[] = Array.isArray(row.Line) ? row.Line : [];
	const isNothing = (line: unknown) => !isObject(line) || (line.Amount ?? 0) === 0;
	return (
		total === 0 && lines.every(isNothing) && /^voided\b/i.test(textAt(row, 'PrivateNote') ?? '')
	);
}

function common(
	entity: string,
	id: string,
	syncToken: string | null,
	row: QuickBooksObject,
	time: string,
	{ realmId, runId, homeCurrency }: RecordContext,
): Omit<SyncRecord, 'operation'> & { operation: RecordOperation } {
	return {
		kind: 'record',
		entity,
		id,
		realmId,
		operation: 'upsert',
		syncToken,
		updatedAt: textAt(row, 'MetaData', 'LastUpdatedTime') ?? time,
		transactionId: transactionIdOf({ realmId, entity, id, syncToken }),
		runId,
		homeCurrency,
		readAt: toUtc(time),
		record: row,
	};
}

function required(value: unknown, what: string, entity: string): string {
	if (typeof value === 'string' && value !== '') return value;
	throw new ServiceError(
		`QuickBooks Online sent an object of ${entity} without ${what}.`,
		'Run the workflow again; if it stays, report the problem with the time of the run.',
	);
}
