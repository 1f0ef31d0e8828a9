/** Which rows of a CSV file the imports that read it refused, each row once, with its line in the file. */
import type { CheckedFile } from './checkFile';
import { findLines, rowsOf } from './csvFile';
import type { DumpLine } from './dump';
import { merged, type Refusal } from './join';
import { remarkOn, type RowRemark } from './results';
import { distinctKey, keyOf } from './rows';
import { rowImport, wholeFailure } from './rowVerdict';
import type { ImportRun } from './runImport';

/** A row of the file that was not loaded, or in part only. */
export interface RejectedLine {
	values: { [column: string]: string };
	/** The CSV file, as messages name it. */
	file: string;
	/** Its line in the CSV file, from 1; undefined where neither line nor key leads back. */
	line: number | undefined;
	remark: RowRemark;
}

/** Rows that were refused: the first ones as they are, and the number of all. */
export interface Refused {
	listed: RejectedLine[];
	count: number;
	/** How many each import refused, in the order of the file's imports. */
	byImport: number[];
}

/** A row that a dump names, however many lines it has there. */
interface DumpedRow {
	values: { [column: string]: string };
	refusal: Refusal;
}

/** What one import's dump says of the file. */
interface DumpedFile {
	byLine: Map<number, DumpedRow>;
	/** Rows that lead back to no line. */
	strays: DumpedRow[];
}

/**
 * Finds the rows that were refused, in the order of the file.
 * @param runs of the file's imports, in their order
 * @param most rows that are listed
 */
export async function refusedRows(
	checked: CheckedFile,
	runs: readonly ImportRun[],
	most: number,
): Promise<Refused> {
	const dumps: DumpedFile[] = [];
	for (const [place, run] of runs.entries()) dumps.push(await readDump(checked, run, place));
	const whole = runs.map((run) => wholeFailure(run) !== undefined);
	const refused: Refused = { listed: [], count: 0, byImport: runs.map(() => 0) };
	const remarks = new RowRemarks(checked, runs, dumps);
	if (whole.includes(true)) {
		// Every row of the file was refused, and the dumps name some of them at most.
		for await (const row of rowsOf(checked.source, checked.target)) {
			if (row.keys === undefined) continue;
			remarks.add(refused, row.line, most, () => row.values());
		}
	} else {
		const lines = new Set(dumps.flatMap(({ byLine }) => [...byLine.keys()]));
		for (const line of [...lines].sort((left, right) => left - right)) {
			remarks.add(refused, line, most, () =>
				// Of imports that read the same row each may know columns of its own.
				Object.assign({}, ...dumps.map(({ byLine }) => byLine.get(line)?.values)),
			);
		}
	}
	dumps.forEach(({ strays }, place) => {
		// Where an import failed as a whole, its rows are all listed.
		if (!whole[place]) for (const stray of strays) remarks.addStray(refused, stray, place, most);
	});
	return refused;
}

/** Says of a row what each import did with it. */
class RowRemarks {
	constructor(
		private readonly checked: CheckedFile,
		private readonly runs: readonly ImportRun[],
		private readonly dumps: readonly DumpedFile[],
	) {}

	add(refused: Refused, line: number, most: number, values: () => RejectedLine['values']): void {
		const told = this.runs.map((run, place) =>
			this.importOf(run, place, this.dumps[place].byLine.get(line)?.refusal),
		);
		told.forEach(({ outcome }, place) => {
			if (outcome !== 'loaded') refused.byImport[place] += 1;
		});
		refused.count += 1;
		if (refused.listed.length >= most) return;
		const took = told.findLastIndex(({ outcome }) => outcome !== 'rejected');
		const remark = remarkOn(told, took < 0 ? null : this.runs[took].endedAt);
		refused.listed.push({ values: values(), file: this.checked.source.name, line, remark });
	}

	addStray(refused: Refused, { values, refusal }: DumpedRow, place: number, most: number): void {
		refused.count += 1;
		refused.byImport[place] += 1;
		if (refused.listed.length >= most) return;
		const run = this.runs[place];
		const told = this.importOf(run, place, refusal);
		const remark = remarkOn([told], told.outcome === 'rejected' ? null : run.endedAt);
		refused.listed.push({ values, file: this.checked.source.name, line: undefined, remark });
	}

	private importOf(run: ImportRun, place: number, refusal: Refusal | undefined) {
		return rowImport(this.checked.target.imports[place].definition, run, refusal);
	}
}

async function readDump(checked: CheckedFile, run: ImportRun, place: number): Promise<DumpedFile> {
	const lineOf = await linesByKey(run.dump ?? [], checked, place);
	const byLine = new Map<number, DumpedRow>();
	const strays: DumpedRow[] = [];
	for (const dumped of run.dump ?? []) {
		const line = lineOf(dumped);
		const before = line === undefined ? undefined : byLine.get(line);
		const row: DumpedRow = {
			values: Object.fromEntries(dumped.values),
			refusal: merged(before?.refusal, dumped),
		};
		if (line === undefined) strays.push(row);
		else byLine.set(line, row);
	}
	return { byLine, strays };
}

/** Tells the line in the user's file of a line of the dump, by the key. */
async function linesByKey(
	dump: readonly DumpLine[],
	{ source, target, keys: indexes }: CheckedFile,
	place: number,
): Promise<(line: DumpLine) => number | undefined> {
	const { definition, keyColumns } = target.imports[place];
	const keys = indexes[place];
	const keyOfLine = (line: DumpLine) => keyOf(line.values, keyColumns);
	const wanted = new Set(dump.flatMap((line) => keyOfLine(line) ?? []));
	const found =
		keys.inMemory || wanted.size === 0 ? undefined : await findLines(source, target, place, wanted);
	return (line) => {
		const key = keyOfLine(line);
		if (key === undefined) return undefined;
		return found === undefined ? keys.lineOf(distinctKey(key, definition)) : found.get(key);
	};
}
