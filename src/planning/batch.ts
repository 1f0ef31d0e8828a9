/** One batch of the QuickBooks to Anaplan node: what each input item becomes. */
import { SettingError } from '../errors';
import { isRecord, isWindow, type PlanningRow, type SyncRecord, type SyncWindow } from '../flow';
import { mapRecords, type RefusedRecord } from './map';
import { Remarks } from './remarks';

/** What one input item becomes. */
export type Outcome =
	| { kind: 'rows'; rows: PlanningRow[] }
	| { kind: 'window'; window: SyncWindow }
	/** A record that cannot be mapped. */
	| { kind: 'refused'; error: Error }
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
 */
export function mapBatch(inputs: readonly unknown[]): Batch {
	const outcomes: Outcome[] = inputs.map(firstOutcome);
	const looseRemarks: string[] = [];
	for (const [realmId, indexes] of recordsByRealm(inputs)) {
		const records = indexes.map((index) => inputs[index]).filter(isRecord);
		const { rows, remarks, refused } = mapRecords(records);
		for (const { row, sourceIndex } of rows) {
			const outcome = outcomes[indexes[sourceIndex]];
			if (outcome.kind === 'rows') outcome.rows.push(row);
		}
		for (const { sourceIndex, error } of refused) {
			outcomes[indexes[sourceIndex]] = { kind: 'refused', error };
		}
		const said = [...remarks, ...remarksOn(refused)];
		const windows = outcomes.flatMap((outcome) =>
			outcome.kind === 'window' && outcome.window.realmId === realmId ? [outcome.window] : [],
		);
		if (windows.length === 0) looseRemarks.push(...said);
		for (const window of windows) {
			window.remarks.push(...said);
			if (refused.length > 0) window.complete = false;
		}
	}
	return { outcomes, looseRemarks };
}

function firstOutcome(input: unknown, index: number): Outcome {
	if (isWindow(input)) {
		return { kind: 'window', window: { ...input, remarks: [...(input.remarks ?? [])] } };
	}
	if (!isRecord(input)) return { kind: 'foreign', error: foreign(index) };
	const missing = missingField(input);
	return missing === undefined
		? { kind: 'rows', rows: [] }
		: { kind: 'foreign', error: damaged(index, missing) };
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
