/** Which rows go through which import, in which order. Pure. */
import { findEntity } from '../entities';
import { SettingError } from '../errors';
import { checkHeader } from './header';
import type { ImportDefinition } from './importDefinition';
import { columnsOf, describeRow, keyOf, showKey, type SourceRow } from './rows';

/** One line of the table: rows of `entity` (all rows where it is null) feed the import. */
export interface Assignment {
	entity: string | null;
	importId: string;
}

export interface PlanOptions {
	/** Columns that together name a row within a file. */
	keyColumns: readonly string[];
	rowsWithoutImport: 'error' | 'ignore';
}

/** One file and one task. */
export interface PlanStep {
	definition: ImportDefinition;
	rows: SourceRow[];
	/** The key columns that this import has. */
	keyColumns: string[];
}

export interface LoadPlan {
	/** In load order. Imports without rows are left out. */
	steps: PlanStep[];
	/** Rows whose entity no import takes, where those are ignored. */
	withoutImport: SourceRow[];
	/** Rows whose key is blank: no import could tell them apart. */
	withoutKey: SourceRow[];
}

/** Lists before modules: a module import makes no list items. Other types stand between. */
const TYPE_ORDER = new Map([
	['VERSIONS', 0],
	['HIERARCHY_DATA', 1],
	['LINE_ITEM_DEFINITION', 2],
	['USERS', 3],
	['MODULE_DATA', 9],
]);
const OTHER_TYPE = 5;
/** Rows without a known entity load after those of the table of entities. */
const OTHER_ENTITY = 1_000;

/**
 * Plans a load and checks everything that can be checked without sending a row.
 * @throws SettingError for rows without an import, missing columns, and duplicate keys
 */
export function planLoad(
	rows: readonly SourceRow[],
	assignments: readonly Assignment[],
	definitions: ReadonlyMap<string, ImportDefinition>,
	options: PlanOptions,
): LoadPlan {
	const withoutImport = rows.filter((row) => !assignments.some((line) => takes(line, row)));
	if (withoutImport.length > 0 && options.rowsWithoutImport === 'error')
		throw noImport(withoutImport);
	const withoutKey = new Set<SourceRow>();
	const ordered = order(assignments, definitions);
	const all = ordered.flatMap((definition): PlanStep[] => {
		const feeding = assignments.filter((line) => line.importId === definition.id);
		const own = rows.filter((row) => feeding.some((line) => takes(line, row)));
		if (own.length === 0) return [];
		checkColumns(definition, own);
		const keyColumns = keyColumnsOf(definition, options.keyColumns);
		const keyed = own.filter((row) => {
			if (keyOf(columnsOf(row.values), keyColumns) !== undefined) return true;
			withoutKey.add(row);
			return false;
		});
		checkUnique(definition, keyed, keyColumns);
		return [{ definition, rows: keyed, keyColumns }];
	});
	// A row that one import cannot tell apart goes to none: half a document would be worse.
	const steps = all
		.map((step) => ({ ...step, rows: step.rows.filter((row) => !withoutKey.has(row)) }))
		.filter((step) => step.rows.length > 0);
	return { steps, withoutImport, withoutKey: [...withoutKey] };
}

/** The key columns that an import has. @throws SettingError where it has none */
export function keyColumnsOf(
	definition: Pick<ImportDefinition, 'name' | 'headerNames'>,
	wanted: readonly string[],
): string[] {
	const found = wanted.filter((column) => definition.headerNames.includes(column));
	if (found.length > 0) return found;
	throw new SettingError(
		`The import "${definition.name}" has no key column: it has none of ${wanted.map((name) => `"${name}"`).join(', ')}; nothing was uploaded.`,
		'Set the option "Key Columns" to the column or columns that tell the rows of this import apart.',
	);
}

/** The sentence for two rows with one key. */
export function duplicateKey(
	importName: string,
	key: string,
	keyColumns: readonly string[],
	first: string,
	second: string,
): SettingError {
	return new SettingError(
		`The key "${showKey(key)}" (${keyColumns.join(', ')}) appears twice in the rows for the import "${importName}": in ${first} and in ${second}; nothing was uploaded.`,
		'Anaplan would add such rows up. Keep one row per key, or set the option "Key Columns" to what tells the rows apart.',
		{ code: 'duplicateKey' },
	);
}

function takes(line: Assignment, row: SourceRow): boolean {
	return line.entity === null || line.entity === row.entity;
}

/** Each import once: by type, then by the entities' load order, then as the table has them. */
function order(
	assignments: readonly Assignment[],
	definitions: ReadonlyMap<string, ImportDefinition>,
): ImportDefinition[] {
	const ids = [...new Set(assignments.map((line) => line.importId))];
	const ranked = ids.flatMap((id, place) => {
		const definition = definitions.get(id);
		if (definition === undefined) return [];
		const entityOrders = assignments
			.filter((line) => line.importId === id)
			.map((line) => (line.entity === null ? OTHER_ENTITY : loadOrderOf(line.entity)));
		const rank = [
			TYPE_ORDER.get(definition.importType) ?? OTHER_TYPE,
			Math.min(...entityOrders),
			place,
		];
		return [{ definition, rank }];
	});
	ranked.sort((left, right) => {
		const at = left.rank.findIndex((value, index) => value !== right.rank[index]);
		return at < 0 ? 0 : left.rank[at] - right.rank[at];
	});
	return ranked.map((entry) => entry.definition);
}

function loadOrderOf(entity: string): number {
	return findEntity(entity)?.loadOrder ?? OTHER_ENTITY;
}

/** Each entity's rows by themselves: a column that only other entities have would stay blank. */
function checkColumns(definition: ImportDefinition, rows: readonly SourceRow[]): void {
	const columns = new Map<string, Set<string>>();
	for (const row of rows) {
		let known = columns.get(row.entity);
		if (known === undefined) {
			known = new Set();
			columns.set(row.entity, known);
		}
		for (const column of Object.keys(row.values)) known.add(column);
	}
	for (const [entity, names] of columns) {
		checkHeader(definition, [...names], entity === '' ? 'the rows' : `the ${entity} rows`);
	}
}

function checkUnique(
	definition: ImportDefinition,
	rows: readonly SourceRow[],
	keyColumns: readonly string[],
): void {
	const seen = new Map<string, SourceRow>();
	for (const row of rows) {
		const key = keyOf(columnsOf(row.values), keyColumns);
		if (key === undefined) continue;
		const first = seen.get(key);
		if (first !== undefined) {
			throw duplicateKey(definition.name, key, keyColumns, describeRow(first), describeRow(row));
		}
		seen.set(key, row);
	}
}

function noImport(rows: readonly SourceRow[]): SettingError {
	const entities = [...new Set(rows.map((row) => row.entity))];
	const names = entities.map((entity) =>
		entity === '' ? 'rows without an Entity' : `"${entity}"`,
	);
	return new SettingError(
		`${rows.length} row${rows.length === 1 ? ' has' : 's have'} no import: the table has no line for ${names.join(', ')}; nothing was uploaded.`,
		'Add a line with that entity and its import, or set the option "Rows Without an Import" to ignore such rows.',
		{ code: 'rowsWithoutImport' },
	);
}
