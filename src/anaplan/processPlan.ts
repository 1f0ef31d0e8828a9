/** Everything before rows move through a process: its steps, the files they read, and which rows go into each. */
import { SettingError } from '../errors';
import type { AnaplanClient } from './client';
import { writtenFor, type TargetImport, type WrittenFile } from './fileTarget';
import type { Findings } from './findings';
import type { ImportDefinition } from './importDefinition';
import type { LoadRequest, TableLine } from './loadRequest';
import type { LoadPlan, PlanStep } from './loadPlan';
import { openForLoad, type LoadPlace } from './model';
import { prepareIn } from './prepareLoad';
import {
	checkStepsFed,
	findProcess,
	findStep,
	unfedSteps,
	type StepsWithoutFile,
} from './processSteps';
import type { ObjectReference } from './reference';
import type { FieldChoices, SourceRow } from './rows';
import type { ProcessStep, Runnable } from './runnables';

export interface ProcessRequest extends LoadRequest {
	process: ObjectReference;
	/** Steps whose file no row is for: stop, or run them with what Anaplan holds. */
	stepsWithoutFile: StepsWithoutFile;
}

/** One file, the rows that go into it, and the imports of the process that get them. */
export interface ProcessFile {
	file: WrittenFile;
	rows: SourceRow[];
	/** Also where there are no rows for it: then it reads the header alone. At least one. */
	imports: TargetImport[];
}

export interface PreparedProcess extends LoadPlace {
	process: Runnable;
	/** All of the process, in run order. */
	steps: ProcessStep[];
	/** Steps whose file no line of the table fills; they load what Anaplan holds. */
	unfed: ProcessStep[];
	plan: LoadPlan;
	files: ProcessFile[];
}

/**
 * Prepares a load through a process and collects all that stands in its way.
 * @throws PackError where the model or the process cannot be used, a service that failed
 */
export async function prepareProcess(
	client: AnaplanClient,
	request: ProcessRequest,
	findings: Findings,
): Promise<PreparedProcess> {
	const place = await openForLoad(client, request, request.options.waitMs);
	const { process, steps, fed } = await findProcess(client, place, request.process);
	const lines = findLines(request.table, fed, process.name, findings);
	const named = lines.flatMap(({ step }) => step ?? []);
	// A line whose import was not found may be the one for the step that gets no rows.
	const allFound = named.length === lines.length;
	if (allFound) {
		findings.attempt(null, () =>
			checkStepsFed(fed, named, request.stepsWithoutFile, process.name, 'rows are'),
		);
	}
	findings.attempt(null, () => checkChoices(lines, process.name));
	const { plan, definitions } = await prepareIn(
		client,
		place,
		{ ...request, table: expanded(lines, fed), rows: withLine(request.rows, lines) },
		findings,
	);
	const files = filesOf([...definitions.values()], plan.steps, findings);
	const unfed = allFound ? unfedSteps(fed, named) : [];
	return { ...place, process, steps, unfed, plan, files };
}

/** A line of the table with the step that it names; undefined for one that is not found. */
interface StepLine {
	line: TableLine;
	step: ProcessStep | undefined;
}

function findLines(
	table: readonly TableLine[],
	fed: readonly ProcessStep[],
	processName: string,
	findings: Findings,
): StepLine[] {
	return table.map((line) => {
		const { reference } = line;
		const name = reference.by === 'name' ? reference.value : null;
		return { line, step: findings.attempt(name, () => findStep(fed, reference, processName)) };
	});
}

/** The rows but for those of lines that are told already: they are not without an import. */
function withLine(rows: readonly SourceRow[], lines: readonly StepLine[]): readonly SourceRow[] {
	const lost = lines.filter(({ step }) => step === undefined);
	return rows.filter(
		({ entity }) => !lost.some(({ line }) => line.entity === null || line.entity === entity),
	);
}

/**
 * The table with every import of the process that reads the same file, because the rows of a file go
 * through all of them.
 */
function expanded(lines: readonly StepLine[], fed: readonly ProcessStep[]): TableLine[] {
	return lines.flatMap(({ line, step }) =>
		step === undefined
			? []
			: fed
					.filter(({ fileId }) => fileId === step.fileId)
					.map(({ id }) => ({ ...line, reference: { by: 'id' as const, value: id } })),
	);
}

/** @throws SettingError where two lines fill the columns of one row in a file in different ways */
function checkChoices(lines: readonly StepLine[], processName: string): void {
	lines.forEach(({ line, step }, place) => {
		const before = lines.slice(0, place).find(
			(other) =>
				step !== undefined &&
				other.step?.fileId === step.fileId &&
				// A line of an entity in front of one for all rows takes its rows from it.
				(other.line.entity === null || other.line.entity === line.entity) &&
				!sameChoices(other.line.fields, line.fields),
		);
		if (before === undefined || step === undefined) return;
		const of =
			step.id === before.step?.id ? `"${step.name}"` : `"${before.step?.name}" and "${step.name}"`;
		throw new SettingError(
			`Two lines of the table "Files" take the same rows into one file of the process "${processName}" (${of}), and fill its columns from different fields; nothing was uploaded.`,
			'Keep one line for each file and kind of rows, with every column under "Columns From Other Fields" there.',
			{ code: 'fieldsTwice' },
		);
	});
}

function sameChoices(left: FieldChoices = new Map(), right: FieldChoices = new Map()): boolean {
	return (
		left.size === right.size && [...left].every(([column, field]) => right.get(column) === field)
	);
}

function filesOf(
	definitions: readonly ImportDefinition[],
	steps: readonly PlanStep[],
	findings: Findings,
): ProcessFile[] {
	const byFile = new Map<string, ImportDefinition[]>();
	for (const definition of definitions) {
		byFile.set(definition.fileId, [...(byFile.get(definition.fileId) ?? []), definition]);
	}
	return [...byFile].flatMap(([fileId, own]) => {
		// The plan has lists first, and their rows with parents before children: that order is the file's.
		const ranked = steps.find(({ definition }) => definition.fileId === fileId);
		const imports = own.map((definition) => ({
			definition,
			keyColumns: steps.find((step) => step.definition.id === definition.id)?.keyColumns ?? [],
		}));
		const file = findings.attempt(own[0].name, () => writtenFor(own));
		return file === undefined ? [] : [{ file, rows: ranked?.rows ?? [], imports }];
	});
}
