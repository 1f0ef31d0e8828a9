/** Which rows go through which import, in which order. Pure. */
import { findEntity } from '../entities';
import { SettingError } from '../errors';
import { Findings } from './findings';
import { checkHeader } from './header';
import type { ImportDefinition } from './importDefinition';
import { CUSTOM_FIELD_PREFIX } from '../planning/preset';
import { parentsFirst } from './parentsFirst';
import {
	columnsOf,
	describeRow,
	distinctKey,
	keyOf,
	originOf,
	showKey,
	withFieldChoices,
	type FieldChoices,
	type SourceRow,
} from './rows';

/** One line of the table: rows of `entity` (all rows where it is null) feed the import. */
export interface Assignment {
	entity: string | null;
	importId: string;
	/** Columns of the import that fields of another name fill. */
	fields?: FieldChoices;
}

export interface PlanOptions {
	/** Columns that together name a row within a file. */
	keyColumns: readonly string[];
	rowsWithoutImport: 'error' | 'ignore';
	/** Column that names the parent of a list's row by its key; none where left out. */
	parentColumn?: string;
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
const NO_CHOICES: FieldChoices = new Map();

/**
 * Plans a load and checks everything that can be checked without sending a row.
 * @param shared takes what is found; where it is left out, it is thrown
 * @throws SettingError for rows without an import, missing columns, duplicate keys, and circles of parents
 */
export function planLoad(
	rows: readonly SourceRow[],
	assignments: readonly Assignment[],
	definitions: ReadonlyMap<string, ImportDefinition>,
	options: PlanOptions,
	shared?: Findings,
): LoadPlan {
	const findings = shared ?? new Findings();
	const withoutImport = rows.filter((row) => !assignments.some((line) => takes(line, row)));
	findings.attempt(null, () => {
		if (withoutImport.length > 0 && options.rowsWithoutImport === 'error')
			throw noImport(withoutImport);
	});
	const withoutKey = new Set<SourceRow>();
	const ordered = order(assignments, definitions);
	const all = ordered.flatMap((definition): PlanStep[] => {
		const feeding = assignments.filter((line) => line.importId === definition.id);
		const own = rows.flatMap((row) => {
			const line = feeding.find((candidate) => takes(candidate, row));
			return line === undefined ? [] : [withFieldChoices(row, line.fields ?? NO_CHOICES)];
		});
		if (own.length === 0) return [];
		const attempt = <Result>(work: () => Result) => findings.attempt(definition.name, work);
		checkColumns(definition, own, attempt);
		const keyColumns = attempt(() => keyColumnsOf(definition, options.keyColumns));
		if (keyColumns === undefined) return [];
		const keyed = own.filter((row) => {
			if (keyOf(columnsOf(row.values), keyColumns) !== undefined) return true;
			withoutKey.add(originOf(row));
			return false;
		});
		attempt(() => checkUnique(definition, keyed, keyColumns));
		const ordered = attempt(() => inListOrder(definition, keyed, keyColumns, options));
		return [{ definition, rows: ordered ?? keyed, keyColumns }];
	});
	// A row that one import cannot tell apart goes to none: half a document would be worse.
	const steps = all
		.map((step) => ({ ...step, rows: step.rows.filter((row) => !withoutKey.has(originOf(row))) }))
		.filter((step) => step.rows.length > 0);
	if (shared === undefined) findings.refuse();
	return { steps, withoutImport, withoutKey: [...withoutKey] };
}

/** A list's rows top-down, because Anaplan reads a file in order and a parent must exist before. */
function inListOrder(
	definition: ImportDefinition,
	rows: SourceRow[],
	keyColumns: readonly string[],
	{ parentColumn }: PlanOptions,
): SourceRow[] {
	const [keyColumn] = keyColumns;
	const hasParents =
		parentColumn !== undefined &&
		definition.importType === 'HIERARCHY_DATA' &&
		keyColumns.length === 1 &&
		definition.headerNames.includes(parentColumn);
	return hasParents ? parentsFirst(definition.name, rows, keyColumn, parentColumn) : rows;
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

/** The sentence for two rows with one key, or with two that Anaplan may take for one. */
export function duplicateKey(
	importName: string,
	[key, other]: readonly [string, string],
	keyColumns: readonly string[],
	[first, second]: readonly [string, string],
): SettingError {
	const columns = keyColumns.join(', ');
	if (key !== other) {
		return new SettingError(
			`The keys "${showKey(key)}" and "${showKey(other)}" (${columns}) in the rows for the import "${importName}" differ in upper and lower case alone, in ${first} and in ${second}; nothing was uploaded.`,
			'Anaplan may take them for one and add the rows up. Give them keys that differ in more than that.',
			{ code: 'duplicateKey' },
		);
	}
	return new SettingError(
		`The key "${showKey(key)}" (${columns}) appears twice in the rows for the import "${importName}": in ${first} and in ${second}; nothing was uploaded.`,
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

/**
 * Each entity's rows by themselves: a column that only other entities have would stay blank. Custom
 * fields may: QuickBooks sends them only with objects that have them, and zero rows have none.
 */
function checkColumns(
	definition: ImportDefinition,
	rows: readonly SourceRow[],
	attempt: (work: () => void) => void,
): void {
	const custom = definition.headerNames.filter((name) => name.startsWith(CUSTOM_FIELD_PREFIX));
	for (const [entity, names] of columnsByEntity(rows)) {
		const [present, origin] =
			entity === '' ? [names, 'the rows'] : [[...names, ...custom], `the ${entity} rows`];
		attempt(() => checkHeader(definition, present, origin));
	}
}

/** The columns that the rows of each entity have between them. */
export function columnsByEntity(rows: readonly SourceRow[]): Map<string, string[]> {
	const columns = new Map<string, Set<string>>();
	for (const row of rows) {
		let known = columns.get(row.entity);
		if (known === undefined) {
			known = new Set();
			columns.set(row.entity, known);
		}
		for (const column of Object.keys(row.values)) known.add(column);
	}
	return new Map([...columns].map(([entity, names]) => [entity, [...names]]));
}

function checkUnique(
	definition: ImportDefinition,
	rows: readonly SourceRow[],
	keyColumns: readonly string[],
): void {
	const seen = new Map<string, { row: SourceRow; key: string }>();
	for (const row of rows) {
		const key = keyOf(columnsOf(row.values), keyColumns);
		if (key === undefined) continue;
		const distinct = distinctKey(key, definition);
		const first = seen.get(distinct);
		if (first !== undefined) {
			const places = [describeRow(first.row), describeRow(row)] as const;
			throw duplicateKey(definition.name, [first.key, key], keyColumns, places);
		}
		seen.set(distinct, { row, key });
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
