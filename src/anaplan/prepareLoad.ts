/** Everything before a load moves: the model, its imports, the plan, and every value. */
import { checkFormat, checkRow, type CsvRow } from '../csv/writer';
import { findActions } from './afterwards';
import type { ImportEntry } from './catalog';
import type { AnaplanClient, ModelRef } from './client';
import type { Findings } from './findings';
import type { ImportDefinition } from './importDefinition';
import type { LoadRequest } from './loadRequest';
import { planLoad, type LoadPlan } from './loadPlan';
import { findEachImport, openModel } from './model';
import { readyModel } from './modelReady';
import { describeRow, fileValues, type SourceRow } from './rows';
import type { TaskParent } from './tasks';

export interface PreparedLoad {
	model: ModelRef;
	/** All imports of the model. */
	catalogue: ImportEntry[];
	/** The imports of the table that can be fed, by ID. */
	definitions: Map<string, ImportDefinition>;
	plan: LoadPlan;
	/** Actions that run when the imports have ended. */
	after: TaskParent[];
	/** True where the model was closed and had to be opened. */
	opened: boolean;
}

/**
 * Prepares a load and collects all that stands in its way.
 * @throws PackError where the model itself cannot be used, a service that failed
 */
export async function prepareLoad(
	client: AnaplanClient,
	request: Pick<LoadRequest, 'modelId' | 'workspaceId' | 'rows' | 'table' | 'options'>,
	findings: Findings,
): Promise<PreparedLoad> {
	const { rows, table, options } = request;
	const model = await openModel(client, request.modelId, request.workspaceId);
	const opened = await readyModel(client, model, options.waitMs);
	const references = table.map((line) => line.reference);
	const found = await findEachImport(client, model, references, findings);
	const assignments = table.map(({ entity, fields }, index) => ({
		entity,
		// An import that was not found still takes its rows, so that they do not count as without one.
		importId: found.definitions[index]?.id ?? `missing ${index}`,
		...(fields === undefined ? {} : { fields }),
	}));
	const definitions = new Map(
		found.definitions.flatMap((definition) =>
			definition === undefined ? [] : [[definition.id, definition] as const],
		),
	);
	const unwritable = new Set<string>();
	for (const { id, name, headerNames, format } of definitions.values()) {
		const writable = findings.attempt(name, () => {
			checkFormat(headerNames, format);
			return true;
		});
		if (writable === undefined) unwritable.add(id);
	}
	const plan = planLoad(rows, assignments, definitions, options, findings);
	for (const { rows: own, definition } of plan.steps) {
		// Told once for the file, not for each of its rows.
		if (!unwritable.has(definition.id)) checkValues(own, definition, findings);
	}
	const after = await findActions(client, model, options.actionsAfter ?? [], findings);
	return { model, catalogue: found.catalogue, definitions, plan, after, opened };
}

/** The rows as an import's file holds them. */
export function* csvRows(
	rows: readonly SourceRow[],
	{ headerNames, decimalSeparator }: Pick<ImportDefinition, 'headerNames' | 'decimalSeparator'>,
): Generator<CsvRow> {
	for (const row of rows) {
		yield { values: fileValues(row, headerNames, decimalSeparator), label: describeRow(row) };
	}
}

/** The same as files are written. */
export async function* csvBlocks(
	rows: readonly SourceRow[],
	definition: ImportDefinition,
): AsyncGenerator<Iterable<CsvRow>> {
	yield csvRows(rows, definition);
}

function checkValues(
	rows: readonly SourceRow[],
	definition: ImportDefinition,
	findings: Findings,
): void {
	for (const row of csvRows(rows, definition)) {
		if (findings.full) return;
		findings.attempt(definition.name, () =>
			checkRow(row, definition.headerNames, definition.format),
		);
	}
}
