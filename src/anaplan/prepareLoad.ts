/** Everything before a load moves: the model, its imports, the plan, and every value. */
import { checkFormat, checkRow, type CsvRow } from '../csv/writer';
import { findActions } from './afterwards';
import type { AnaplanClient } from './client';
import type { Findings } from './findings';
import type { ImportDefinition } from './importDefinition';
import type { LoadRequest } from './loadRequest';
import { planLoad, type LoadPlan } from './loadPlan';
import { findEachImport, openForLoad, type LoadPlace } from './model';
import type { ModelChoice } from './modelChoice';
import { describeRow, fileValues, type SourceRow } from './rows';
import type { TaskParent } from './tasks';

export interface PreparedLoad extends LoadPlace {
	/** The imports of the table that can be fed, by ID. */
	definitions: Map<string, ImportDefinition>;
	plan: LoadPlan;
	/** Actions that run when the imports have ended. */
	after: TaskParent[];
}

/** What is loaded where the model is open already. */
export type RowsToPlan = Pick<LoadRequest, 'rows' | 'table' | 'options'>;

/**
 * Prepares a load and collects all that stands in its way.
 * @throws PackError where the model itself cannot be used, a service that failed
 */
export async function prepareLoad(
	client: AnaplanClient,
	request: RowsToPlan & ModelChoice,
	findings: Findings,
): Promise<PreparedLoad> {
	const place = await openForLoad(client, request, request.options.waitMs);
	return await prepareIn(client, place, request, findings);
}

/** The same in a model that is open. */
export async function prepareIn(
	client: AnaplanClient,
	place: LoadPlace,
	{ rows, table, options }: RowsToPlan,
	findings: Findings,
): Promise<PreparedLoad> {
	const references = table.map((line) => line.reference);
	const found = await findEachImport(client, place, references, findings);
	const assignments = table.map(({ entity, fields }, index) => ({
		entity,
		// An import that was not found still takes its rows, so that they do not count as without one.
		importId: found[index]?.id ?? `missing ${index}`,
		...(fields === undefined ? {} : { fields }),
	}));
	const definitions = new Map(
		found.flatMap((definition) =>
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
	const after = await findActions(client, place.model, options.actionsAfter ?? [], findings);
	return { ...place, definitions, plan, after };
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
	file: Pick<ImportDefinition, 'headerNames' | 'decimalSeparator'>,
): AsyncGenerator<Iterable<CsvRow>> {
	yield csvRows(rows, file);
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
