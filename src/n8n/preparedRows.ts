/** Sorts what the mapper emitted into documents, as Prepare wants them, company by company. */
import { SettingError } from '../errors';
import {
	isRecord,
	isRefused,
	isWindow,
	type PlanningRow,
	type RecordOperation,
	type SyncRecord,
	type SyncWindow,
} from '../flow';
import type { PreparedInput, RefusedInput } from '../ledger/commands';
import { DELETED } from '../ledger/types';

/** One company of a batch, and where its things stand among the items. */
export interface CompanyBatch {
	window: SyncWindow;
	windowIndex: number;
	documents: PreparedInput[];
	refused: RefusedInput[];
	/** Items that a document came with, by `<Entity>/<Id>`. */
	sources: Map<string, number[]>;
	/** The item of each row, by `rowKey`. */
	items: Map<string, number>;
}

/** Columns that tell which document and version a row belongs to. */
const ORIGIN_COLUMNS = [
	'Code',
	'Entity',
	'Source ID',
	'Company ID',
	'Last Updated',
	'Transaction ID',
	'Sync Timestamp',
] as const;

/**
 * @throws SettingError when an item is none of the mapper's, when a company has rows but no window, and
 * when it has two
 */
export function batchOf(jsons: readonly unknown[]): CompanyBatch[] {
	const byRealm = new Map<string, CompanyBatch>();
	jsons.forEach((json, index) => {
		if (!isWindow(json)) return;
		const other = byRealm.get(json.realmId);
		if (other !== undefined) throw twoWindows(json, other.window);
		byRealm.set(json.realmId, {
			window: json,
			windowIndex: index,
			documents: [],
			refused: [],
			sources: new Map(),
			items: new Map(),
		});
	});
	if (byRealm.size === 0) throw noWindow();
	const rows = new Map<string, PreparedInput>();
	jsons.forEach((json, index) => {
		if (isWindow(json)) return;
		if (isRefused(json)) {
			const { entity, id, reason, readAt } = json;
			companyOf(byRealm, json.realmId, index).refused.push({ entity, id, reason, readAt });
		} else if (isRecord(json)) {
			// Taken for a document without lines, a record that was never mapped would zero its rows.
			if (json.rows !== 0) throw unmapped(json, index);
			const company = companyOf(byRealm, json.realmId, index);
			company.documents.push(bareDocument(json));
			noteSource(company, json.entity, json.id, index);
		} else {
			const row = readRow(json, index);
			const company = companyOf(byRealm, row['Company ID'], index);
			noteSource(company, row.Entity, row['Source ID'], index);
			company.items.set(rowKey(row), index);
			addRow(company, rows, row);
		}
	});
	return [...byRealm.values()];
}

/** Tells the rows of two versions of one document apart. */
export function rowKey(row: PlanningRow): string {
	return JSON.stringify([row.Code, row['Transaction ID']]);
}

/** A document without rows: a tombstone, or one without any line. */
function bareDocument(record: SyncRecord): PreparedInput {
	const { entity, id, operation, updatedAt, readAt, transactionId } = record;
	const version = record.syncToken ?? DELETED;
	return { entity, id, operation, version, updatedAt, readAt, transactionId, rows: [] };
}

/** Rows of one document in one version belong together, wherever they stand. */
function addRow(
	company: CompanyBatch,
	documents: Map<string, PreparedInput>,
	row: PlanningRow,
): void {
	const key = JSON.stringify([
		row['Company ID'],
		row.Entity,
		row['Source ID'],
		row['Transaction ID'],
	]);
	const known = documents.get(key);
	if (known !== undefined) {
		known.rows.push(row);
		return;
	}
	const document: PreparedInput = {
		entity: row.Entity,
		id: row['Source ID'],
		operation: operationOf(row),
		version: row['Sync Token'] === '' ? DELETED : row['Sync Token'],
		updatedAt: row['Last Updated'],
		readAt: row['Sync Timestamp'],
		transactionId: row['Transaction ID'],
		rows: [row],
	};
	documents.set(key, document);
	company.documents.push(document);
}

function operationOf(row: PlanningRow): RecordOperation {
	if (row.Status === 'Voided') return 'void';
	return row.Status === 'Deleted' ? 'delete' : 'upsert';
}

function noteSource(company: CompanyBatch, entity: string, id: string, index: number): void {
	const ref = `${entity}/${id}`;
	const known = company.sources.get(ref);
	if (known === undefined) company.sources.set(ref, [index]);
	else known.push(index);
}

function readRow(json: unknown, index: number): PlanningRow {
	const values = Object.entries(json as { [column: string]: unknown });
	const row: PlanningRow = Object.fromEntries(
		values.flatMap(([column, value]) =>
			typeof value === 'string'
				? [[column, value]]
				: typeof value === 'number' || typeof value === 'boolean'
					? [[column, String(value)]]
					: value === null
						? [[column, '']]
						: [],
		),
	);
	row['Sync Token'] ??= '';
	const missing = ORIGIN_COLUMNS.find((column) => (row[column] ?? '') === '');
	if (missing === undefined) return row;
	throw new SettingError(
		`Input item ${index} is no planning row of the mapper: its column "${missing}" is missing or empty.`,
		'Connect this node behind QuickBooks to Anaplan. Nodes in between may add columns, but must leave Code, Entity, Source ID, Company ID, Sync Token, Last Updated, Transaction ID and Sync Timestamp as they are.',
	);
}

function companyOf(
	companies: ReadonlyMap<string, CompanyBatch>,
	realmId: string,
	index: number,
): CompanyBatch {
	const company = companies.get(realmId);
	if (company !== undefined) return company;
	throw new SettingError(
		`Input item ${index} belongs to company ${realmId}, but the window item of that company is missing.`,
		'Let the window item of QuickBooks Online Fetch pass through all nodes in between; a Filter or Limit node may have taken it away.',
	);
}

function noWindow(): SettingError {
	return new SettingError(
		'The window item is missing: without it nobody knows which time was read.',
		'Connect this node behind QuickBooks to Anaplan, which passes on the window of QuickBooks Online Fetch, and let nodes in between keep it.',
	);
}

function twoWindows(one: SyncWindow, other: SyncWindow): SettingError {
	return new SettingError(
		`Two windows of company ${one.realmId} came in one execution (runs ${other.runId} and ${one.runId}).`,
		'Read each company once per execution; for a second read use a second workflow or a loop over this part.',
	);
}

function unmapped({ entity, id }: SyncRecord, index: number): SettingError {
	return new SettingError(
		`Input item ${index} is a QuickBooks record (${entity} ${id}) that was not mapped to rows.`,
		'Put a QuickBooks to Anaplan node between QuickBooks Online Fetch and this node.',
	);
}
