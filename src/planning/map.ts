/** Records in, planning rows out. */
import { findEntity } from '../entities';
import { SettingError } from '../errors';
import type { PlanningRow, SyncRecord } from '../flow';
import { customColumns, withCustomColumns } from './customFields';
import { nameOf } from './fields';
import { PRESETS } from './presets';
import { Remarks } from './remarks';

/** A row and the place of its record in the input. */
export interface MappedRow {
	row: PlanningRow;
	sourceIndex: number;
}

/** A record that could not be mapped, and why: a SettingError with advice where the data is the cause. */
export interface RefusedRecord {
	sourceIndex: number;
	error: Error;
}

export interface MapResult {
	/** In the order of the records. */
	rows: MappedRow[];
	/** What a user should know: versions left out, documents without lines, differences. */
	remarks: string[];
	refused: RefusedRecord[];
	/** Places of older versions of an object, left out because a newer one is there. */
	superseded: number[];
}

/** QuickBooks' SyncToken is a whole number written as text. */
// Fifteen digits are far more than any object has versions, and still exact as a number.
const SYNC_TOKEN = /^\d{1,15}$/;

/**
 * Maps records to planning rows. Of several versions of one object only the newest is used: the
 * highest SyncToken, a tombstone before any version, the last one of equals. A record that cannot be
 * mapped is refused whole and the others go on; nothing is left out without a remark or a refusal.
 */
export function mapRecords(records: readonly SyncRecord[]): MapResult {
	const remarks = new Remarks();
	const rows: MappedRow[] = [];
	const refused: RefusedRecord[] = [];
	const newest = newestVersions(records, remarks, refused);
	const unreadable = new Set(refused.map(({ sourceIndex }) => sourceIndex));
	const superseded: number[] = [];
	const custom = customNames(records, newest);
	records.forEach((record, sourceIndex) => {
		if (!newest.has(sourceIndex)) {
			if (!unreadable.has(sourceIndex)) superseded.push(sourceIndex);
			return;
		}
		try {
			const own = customColumns(record);
			const names = custom.get(record.entity) ?? new Set();
			for (const row of mapRecord(record, remarks)) {
				rows.push({ row: withCustomColumns(row, own, names), sourceIndex });
			}
		} catch (error) {
			refused.push({
				sourceIndex,
				error: error instanceof Error ? error : new Error(String(error)),
			});
		}
	});
	refused.sort((left, right) => left.sourceIndex - right.sourceIndex);
	return { rows, remarks: remarks.list(), refused, superseded };
}

/** The columns of the custom fields that an entity's records have, in the order in which they come up. */
function customNames(
	records: readonly SyncRecord[],
	newest: ReadonlySet<number>,
): Map<string, Set<string>> {
	const names = new Map<string, Set<string>>();
	records.forEach((record, index) => {
		if (record.customFields === undefined || !newest.has(index)) return;
		const known = names.get(record.entity) ?? new Set();
		for (const name of customColumns(record).keys()) known.add(name);
		names.set(record.entity, known);
	});
	return names;
}

function mapRecord(record: SyncRecord, remarks: Remarks): PlanningRow[] {
	const entity = findEntity(record.entity);
	const preset = PRESETS.get(record.entity);
	if (entity === undefined || preset === undefined) {
		throw new SettingError(
			`There are no planning rows for the QuickBooks entity ${record.entity} (Id ${record.id}).`,
			`Choose only these in QuickBooks Online Fetch: ${[...PRESETS.keys()].join(', ')}.`,
		);
	}
	return preset.map(record, { entity, remarks });
}

/** The indexes of the records to map. Records whose version cannot be read are refused. */
function newestVersions(
	records: readonly SyncRecord[],
	remarks: Remarks,
	refused: RefusedRecord[],
): Set<number> {
	const newest = new Map<string, number>();
	const versions = new Map<string, number>();
	records.forEach((record, sourceIndex) => {
		if (record.syncToken !== null && !SYNC_TOKEN.test(record.syncToken)) {
			refused.push({ sourceIndex, error: unreadableVersion(record) });
			return;
		}
		const object = JSON.stringify([record.realmId, record.entity, record.id]);
		versions.set(object, (versions.get(object) ?? 0) + 1);
		const known = newest.get(object);
		if (known === undefined || versionOf(record) >= versionOf(records[known])) {
			newest.set(object, sourceIndex);
		}
	});
	for (const [object, count] of versions) {
		const index = newest.get(object);
		if (count === 1 || index === undefined) continue;
		const { syncToken } = records[index];
		remarks.add(
			'Objects that came more than once are used in their newest version only',
			`${nameOf(records[index])}: ${syncToken === null ? 'the deletion' : `SyncToken ${syncToken}`}, ${count - 1} older left out`,
		);
	}
	return new Set(newest.values());
}

/** Deleting comes last in the life of an object, so a tombstone is newer than any version. */
function versionOf({ syncToken }: SyncRecord): number {
	return syncToken === null ? Infinity : Number(syncToken);
}

function unreadableVersion(record: SyncRecord): SettingError {
	return new SettingError(
		`${nameOf(record)} has a SyncToken that is not a number ("${String(record.syncToken).slice(0, 40)}").`,
		'Read the record again with QuickBooks Online Fetch and do not change it on the way.',
	);
}
