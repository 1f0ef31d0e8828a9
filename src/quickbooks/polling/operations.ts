/** The operations that a user chooses, for records as change data capture brings them. */
import type { SyncRecord } from '../../flow';
import type { Fetched } from '../window';
import { textAt } from '../objects';
import { type EntityCursor, idsSeen } from './state';

/**
 * Tells what happened to records since a cursor, in the words of webhooks. An e-mail cannot be told
 * from another change; the loser of a merge comes as updated, because it is made inactive.
 *
 * A read begins before the end of the last one, so its creation time alone does not make a document
 * new: one that the last read saw already, in whatever version, was updated. One that was created and
 * changed before anybody saw it is new.
 * @param cursor where the read of the records' entity began
 */
export function operationsSince(cursor: EntityCursor): (record: SyncRecord) => string {
	const known = idsSeen(cursor);
	// QuickBooks writes the times of objects to the second.
	const since = Math.floor(Date.parse(cursor.since) / 1_000) * 1_000;
	return (record) => {
		if (record.operation === 'delete') return 'deleted';
		if (record.operation === 'merge') return 'merged';
		if (record.operation === 'void') return 'void';
		const created = Date.parse(textAt(record.record, 'MetaData', 'CreateTime') ?? '');
		return created >= since && !known.has(record.id) ? 'created' : 'updated';
	};
}

/**
 * Leaves out what was not chosen. The window tells, because who moves a checkpoint to its end would
 * miss those changes for good.
 * @param keep decides on each record
 */
export function keepChosen(fetched: Fetched, keep: (record: SyncRecord) => boolean): Fetched {
	const records = fetched.records.filter(keep);
	const left = fetched.records.length - records.length;
	if (left === 0) return fetched;
	const expected: { [entity: string]: number } = {};
	for (const entity of fetched.window.entities) {
		expected[entity] = records.filter((record) => record.entity === entity).length;
	}
	const remark = `${left} ${left === 1 ? 'change was' : 'changes were'} left out, because the trigger's Operations do not include what happened.`;
	const remarks = [...fetched.window.remarks, remark];
	return { records, window: { ...fetched.window, expected, complete: false, remarks } };
}
