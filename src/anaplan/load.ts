/** Loads rows into a model: everything is checked first, then one import after another runs. */
import { SettingError } from '../errors';
import type { ActionSummary, ImportSummary, LoadSummary } from '../flow';
import { obstacleOf, runActions } from './afterwards';
import type { AnaplanClient } from './client';
import type { DumpLine } from './dump';
import { findReaders } from './fileReaders';
import { Findings } from './findings';
import type { ImportDefinition } from './importDefinition';
import { DumpJoin, namedIn, type JoinedDump } from './join';
import type { LoadPlan, PlanStep } from './loadPlan';
import type { LoadRequest } from './loadRequest';
import { inModelQueue, queueKey } from './modelQueue';
import { csvBlocks, prepareLoad } from './prepareLoad';
import { RowResults, type RowRemark } from './results';
import type { SourceRow } from './rows';
import { BLANK_KEY, importSummary, rowImport, wholeFailure } from './rowVerdict';
import { runImport, type ImportRun, type ImportSetting } from './runImport';

/** A refused line that fits no row that was sent. */
export interface Stray {
	line: DumpLine;
	import: string;
	importId: string;
	taskId: string;
}

export interface LoadResult {
	/** One per row, in the rows' order. */
	remarks: RowRemark[];
	strays: Stray[];
	summary: LoadSummary;
}

/**
 * Loads rows. With no rows nothing is sent at all.
 * @throws PackError: a setting that does not fit (then nothing was uploaded), a service that failed,
 * or a cancelled execution
 */
export async function loadRows(client: AnaplanClient, request: LoadRequest): Promise<LoadResult> {
	const { rows, options } = request;
	const results = new RowResults();
	const imports: ImportSummary[] = [];
	const strays: Stray[] = [];
	let actions: ActionSummary[] | undefined;
	if (rows.length > 0) {
		await inModelQueue(await queueKey(client, request), client.signal, async () => {
			const findings = new Findings();
			const { model, catalogue, plan, after } = await prepareLoad(client, request, findings);
			findings.refuse();
			noteUnsent(plan, results);
			const readers = await findReaders(client, model, catalogue);
			const setting: ImportSetting = { client, model, readers, options };
			let failed: string | undefined;
			for (const step of plan.steps) {
				checkInTime(client, request.loadBefore);
				const done = await runStep(setting, step, results);
				imports.push(done.summary);
				for (const stray of done.strays) strays.push(stray);
				if (done.failed) failed ??= step.definition.name;
			}
			if (after.length === 0) return;
			const { rejected } = summaryOf(client, remarksOn(rows, results), imports);
			const obstacle = obstacleOf(failed, rejected + strays.length, options);
			actions = await runActions(client, model, after, options, obstacle);
		});
	}
	const remarks = remarksOn(rows, results);
	const summary = summaryOf(client, remarks, imports);
	return { remarks, strays, summary: actions === undefined ? summary : { ...summary, actions } };
}

function remarksOn(rows: readonly SourceRow[], results: RowResults): RowRemark[] {
	return rows.map((row) => results.remarkOf(row));
}

/** Rows of the plan that are never sent, with the reason. */
export function noteUnsent(plan: LoadPlan, results: RowResults): void {
	for (const row of plan.withoutImport) results.unsent(row, 'ignored', noImportText(row));
	for (const row of plan.withoutKey) {
		results.unsent(row, 'rejected', BLANK_KEY);
	}
}

/** @throws SettingError when the time of the run is over; imports that ran before stay loaded */
export function checkInTime(client: AnaplanClient, loadBefore: number | undefined): void {
	if (loadBefore === undefined || client.clock.now() < loadBefore) return;
	throw new SettingError(
		`The rows were prepared too long ago: they had to be sent before ${new Date(loadBefore).toISOString()}, and newer ones may have been loaded since.`,
		'Start the workflow again from the beginning, so that it reads again; retrying the old execution from here does not help.',
	);
}

async function runStep(
	setting: ImportSetting,
	step: PlanStep,
	results: RowResults,
): Promise<{ summary: ImportSummary; strays: Stray[]; failed: boolean }> {
	const { definition, keyColumns } = step;
	const sent = step.rows.filter((row) => !results.isRejected(row));
	if (sent.length === 0) return { summary: emptySummary(definition), strays: [], failed: false };
	const dump = new DumpJoin(sent, definition, keyColumns);
	const run = await runImport(setting, definition, csvBlocks(sent, definition), dump);
	return recordRun(definition, run, sent, results);
}

/**
 * Records what an import did with each row that was sent.
 * @param sent in the order of the file
 * @returns `failed`: no row counts as loaded but for those that the dump tells of
 */
export function recordRun(
	definition: ImportDefinition,
	run: ImportRun<JoinedDump>,
	sent: readonly SourceRow[],
	results: RowResults,
): { summary: ImportSummary; strays: Stray[]; failed: boolean } {
	const joined: JoinedDump = run.dump ?? { refusals: new Map(), strays: [] };
	const whole = wholeFailure(definition, run, namedIn(joined));
	const remark = ignoredText(definition, run);
	let rejected = 0;
	for (const row of sent) {
		const result = rowImport(definition, run, joined.refusals.get(row), whole);
		if (result.outcome !== 'loaded') rejected += 1;
		results.add(row, result, run.endedAt, result.outcome === 'loaded' ? remark : undefined);
	}
	const named = { import: definition.name, importId: definition.id, taskId: run.taskId };
	return {
		summary: importSummary(definition, run, sent.length, rejected),
		strays: joined.strays.map((line) => ({ line, ...named })),
		failed: whole !== undefined,
	};
}

function ignoredText(
	definition: ImportDefinition,
	{ outcome }: Pick<ImportRun<unknown>, 'outcome'>,
): string | undefined {
	if (outcome.ignored === 0) return undefined;
	const what = definition.importType === 'MODULE_DATA' ? 'cells' : 'rows';
	return `Anaplan ignored ${outcome.ignored} ${what} of the import "${definition.name}": it does not say which, and usually they hold what was there before or a target that is calculated.`;
}

function noImportText(row: SourceRow): string {
	return row.entity === ''
		? 'No import in the table takes rows without an Entity.'
		: `No import in the table takes ${row.entity} rows.`;
}

function emptySummary(definition: ImportDefinition): ImportSummary {
	return {
		...importSummary(definition, undefined, 0, 0),
		messages: ['Not run: an earlier import refused all of its rows.'],
	};
}

/** The summary of a load. */
export function summaryOf(
	client: AnaplanClient,
	remarks: readonly RowRemark[],
	imports: ImportSummary[],
): LoadSummary {
	const count = (...outcomes: string[]) =>
		remarks.filter((remark) => outcomes.includes(remark.outcome)).length;
	return {
		rowsReceived: remarks.length,
		loaded: count('loaded'),
		rejected: count('rejected', 'partial'),
		imports,
		anaplanCalls: client.counter.calls,
		finishedAt: new Date(client.clock.now()).toISOString(),
	};
}
