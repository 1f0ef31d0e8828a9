/** One batch of the QuickBooks to Anaplan node: what each input item becomes. */
import { SettingError } from '../errors';
import { isRecord, isWindow, type PlanningRow, type SyncRecord, type SyncWindow } from '../flow';
import { mapRecords, type RefusedRecord } from './map';
import { Remarks } from './remarks';

/** What one input item becomes. */
export type Outcome =
	| { kind: 'rows'; rows: PlanningRow[] }
	/** A record without rows: a tombstone, or a document without any line. The ledger needs it all the same. */
	| { kind: 'record'; record: SyncRecord }
	| { kind: 'window'; window: SyncWindow }
	/** A record that cannot be mapped. */
	| { kind: 'refused'; error: Error; record: SyncRecord }
	/** Neither a record nor a window: a wrong connection, never a fault of the data. */
	| { kind: 'foreign'; error: SettingError };

export interface Batch {
	/** One per input, in the same order. */
	outcomes: Outcome[];
	/** Remarks on companies whose window is not among the items, so that they are not lost. */
	looseRemarks: string[];
}

/**
 * Maps a batch of items. Every company (realm) is mapped by itself; its remarks go to its window.
 * A window whose run has records that could not be mapped is marked as not complete, because those
 * changes are missing from the rows. Windows pass through even when nothing changed.
 * @param refusedPassOn refused records go on to the next step. Where the run began at a ledger's
 * checkpoint, that ledger keeps them for the next run, so the window stays complete.
 */
export function mapBatch(inputs: readonly unknown[], refusedPassOn = false): Batch {
	const outcomes: Outcome[] = inputs.map(firstOutcome);
	const looseRemarks: string[] = [];
	for (const [realmId, indexes] of recordsByRealm(inputs)) {
		const records = indexes.map((index) => inputs[index]).filter(isRecord);
		const { rows, remarks, refused, superseded } = mapRecords(records);
		for (const { row, sourceIndex } of rows) {
			const outcome = outcomes[indexes[sourceIndex]];
			if (outcome.kind === 'rows') outcome.rows.push(row);
		}
		for (const { sourceIndex, error } of refused) {
			const record = records[sourceIndex];
			outcomes[indexes[sourceIndex]] = { kind: 'refused', error, record };
		}
		const left = new Set(superseded);
		records.forEach((record, sourceIndex) => {
			const outcome = outcomes[indexes[sourceIndex]];
			if (outcome.kind !== 'rows' || outcome.rows.length > 0 || left.has(sourceIndex)) return;
			outcomes[indexes[sourceIndex]] = { kind: 'record', record };
		});
		const said = [...remarks, ...remarksOn(refused)];
		const windows = outcomes.flatMap((outcome) =>
			outcome.kind === 'window' && outcome.window.realmId === realmId ? [outcome.window] : [],
		);
		if (windows.length === 0) for (const remark of said) looseRemarks.push(remark);
		for (const window of windows) {
			for (const remark of said) window.remarks.push(remark);
			const kept = refusedPassOn && window.ledger !== undefined;
			if (refused.length > 0 && !kept) window.complete = false;
			for (const index of superseded) expectOneLess(window, records[index].entity);
		}
	}
	return { outcomes, looseRemarks };
}

function firstOutcome(input: unknown, index: number): Outcome {
	if (isWindow(input)) {
		const window = {
			...input,
			remarks: [...(input.remarks ?? [])],
			expected: { ...input.expected },
		};
		return { kind: 'window', window };
	}
	if (!isRecord(input)) return { kind: 'foreign', error: foreign(index) };
	const missing = missingField(input);
	return missing === undefined
		? { kind: 'rows', rows: [] }
		: { kind: 'foreign', error: damaged(index, missing) };
}

/** An older version that was left out is nothing that anybody misses further on. */
function expectOneLess({ expected }: SyncWindow, entity: string): void {
	const known = new Map(Object.entries(expected)).get(entity);
	if (known !== undefined && known > 0) expected[entity] = known - 1;
}

/** The indexes of sound records, by company, in the order in which the companies first appear. */
function recordsByRealm(inputs: readonly unknown[]): Map<string, number[]> {
	const byRealm = new Map<string, number[]>();
	inputs.forEach((input, index) => {
		if (!isRecord(input) || missingField(input) !== undefined) return;
		const known = byRealm.get(input.realmId);
		if (known === undefined) byRealm.set(input.realmId, [index]);
		else known.push(index);
	});
	return byRealm;
}

const TEXT_FIELDS = [
	'entity',
	'id',
	'realmId',
	'operation',
	'updatedAt',
	'transactionId',
	'homeCurrency',
	'readAt',
] as const;

/** The first field of a record that is not what the flow promises, for instance after an Edit Fields node. */
function missingField(record: SyncRecord): string | undefined {
	const values: { [field: string]: unknown } = { ...record };
	const text = TEXT_FIELDS.find(
		(field) => typeof values[field] !== 'string' || values[field] === '',
	);
	if (text !== undefined) return text;
	if (values.syncToken !== null && typeof values.syncToken !== 'string') return 'syncToken';
	return typeof values.record === 'object' && values.record !== null ? undefined : 'record';
}

function remarksOn(refused: readonly RefusedRecord[]): string[] {
	const remarks = new Remarks();
	for (const { error } of refused) {
		remarks.add(
			'Records could not be mapped and are missing from the rows',
			error.message.replace(/\.$/, ''),
		);
	}
	return remarks.list();
}

const CONNECT = 'Connect this node directly behind QuickBooks Online Fetch.';

function foreign(index: number): SettingError {
	return new SettingError(
		`Input item ${index} is neither a QuickBooks record nor the window of a read.`,
		CONNECT,
	);
}

function damaged(index: number, field: string): SettingError {
	return new SettingError(
		`Input item ${index} is a QuickBooks record, but its field "${field}" is missing or was changed.`,
		`${CONNECT} Nodes in between must leave the records as they are.`,
	);
}
