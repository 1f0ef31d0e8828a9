/** What a load of CSV files tells: refused rows up to what n8n can hold, and the summary. */
import type { ImportSummary, LoadSummary } from '../flow';
import { rowsToSend, type CheckedFile } from './checkFile';
import type { AnaplanClient } from './client';
import type { FileRow } from './csvFile';
import { refusedRows, type FileRun, type Refused, type RejectedLine } from './fileRefusals';
import { NO_IMPORT } from './results';
import { BLANK_KEY, importSummary } from './rowVerdict';

export interface FileLoadResult {
	/** The first ones, up to `FILE_BOUNDS.rejectedListed`. */
	rejected: RejectedLine[];
	/** How many more there are. */
	unlisted: number;
	summary: LoadSummary;
	/** Names of imports of which no row counts as loaded but for those that their dumps tell of. */
	failed: string[];
}

/** What became of one file. */
interface FileOutcome {
	checked: CheckedFile;
	refused: Refused;
	imports: ImportSummary[];
}

/**
 * Puts together what became of the files of one load.
 * @param files each with the runs of its imports, in their order; none where nothing was sent
 * @param most rejected rows that are listed of all files together
 */
export async function fileLoadResult(
	client: AnaplanClient,
	files: ReadonlyArray<{ checked: CheckedFile; runs: readonly FileRun[] }>,
	most: number,
): Promise<FileLoadResult> {
	const rejected: RejectedLine[] = [];
	const outcomes: FileOutcome[] = [];
	const failed: string[] = [];
	let unlisted = 0;
	for (const { checked, runs } of files) {
		const blank = checked.withoutKey.slice(0, most - rejected.length);
		for (const row of blank) rejected.push(blankKey(checked, row));
		const refused = await refusedRows(checked, runs, most - rejected.length);
		for (const line of refused.listed) rejected.push(line);
		unlisted += checked.withoutKeyCount - blank.length + refused.unlisted;
		refused.whole.forEach((failure, place) => {
			if (failure !== undefined) failed.push(checked.target.imports[place].definition.name);
		});
		outcomes.push({ checked, refused, imports: importsOf(checked, runs, refused) });
	}
	return { rejected, unlisted, summary: summaryOf(client, outcomes), failed };
}

function importsOf(
	checked: CheckedFile,
	runs: readonly FileRun[],
	{ byImport }: Refused,
): ImportSummary[] {
	return checked.target.imports.map(({ definition }, place) =>
		importSummary(definition, runs.at(place), rowsToSend(checked), byImport.at(place) ?? 0),
	);
}

function summaryOf(client: AnaplanClient, outcomes: readonly FileOutcome[]): LoadSummary {
	const sum = (count: (outcome: FileOutcome) => number) =>
		outcomes.reduce((total, outcome) => total + count(outcome), 0);
	return {
		rowsReceived: sum(({ checked }) => checked.rows),
		loaded: sum(({ checked, refused }) => Math.max(0, rowsToSend(checked) - refused.count)),
		rejected: sum(({ checked, refused }) => refused.count + checked.withoutKeyCount),
		imports: outcomes.flatMap(({ imports }) => imports),
		anaplanCalls: client.counter.calls,
		finishedAt: new Date(client.clock.now()).toISOString(),
	};
}

function blankKey({ source, target }: CheckedFile, row: FileRow): RejectedLine {
	const columns = [...new Set(target.imports.flatMap(({ keyColumns }) => keyColumns))];
	const blank = columns.filter((column) => row.valueOf(column).trim() === '');
	return {
		values: row.values(),
		file: source.name,
		line: row.line,
		remark: {
			outcome: 'rejected',
			...NO_IMPORT,
			reason: BLANK_KEY,
			advice: `Fill in ${blank.map((column) => `"${column}"`).join(' and ')} on line ${row.line} of ${source.name}, then load the file again.`,
		},
	};
}
