/** Which rows of a CSV file the imports that read it refused, each row once, with its line in the file. */
import type { CheckedFile } from './checkFile';
import { findLines, rowsOf } from './csvFile';
import type { DumpLine } from './dump';
import { merged, type Refusal } from './join';
import { remarkOn, type RowRemark } from './results';
import { distinctKey, keyOf } from './rows';
import { rowImport, wholeFailure } from './rowVerdict';
import type { ImportRun } from './runImport';
import type { NamedRefusals, NothingCounts } from './unnamedRefusals';

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
	/** What is not listed, rows and lines of dumps that fit no row. */
	unlisted: number;
	/** Why rows that its dump does not name do not count as loaded, of each import. */
	whole: Array<NothingCounts | undefined>;
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
	const { imports } = checked.target;
	const whole = runs.map((run, place) =>
		wholeFailure(imports[place].definition, run, namedIn(dumps[place])),
	);
	const byImport = runs.map(() => 0);
	const refused: Refused = { listed: [], count: 0, byImport, unlisted: 0, whole };
	const remarks = new RowRemarks(checked, runs, dumps, refused, most);
	dumps.forEach(({ strays }, place) => {
		for (const stray of strays) remarks.addStray(stray, place);
	});
	if (whole.some((failure) => failure !== undefined)) {
		// Every row of the file was refused, and the dumps name some of them at most.
		for await (const row of rowsOf(checked.source, checked.target)) {
			if (row.keys === undefined) continue;
			remarks.add(row.line, () => row.values());
		}
	} else {
		const lines = new Set(dumps.flatMap(({ byLine }) => [...byLine.keys()]));
		for (const line of [...lines].sort((left, right) => left - right)) {
			remarks.add(line, () =>
				// Of imports that read the same row each may know columns of its own.
				Object.assign({}, ...dumps.map(({ byLine }) => byLine.get(line)?.values)),
			);
		}
	}
	return refused;
}

/** How many rows a dump names. */
function namedIn({ byLine, strays }: DumpedFile): NamedRefusals {
	let errors = 0;
	for (const { refusal } of byLine.values()) if (refusal.severity === 'error') errors += 1;
	return { rows: byLine.size, errors, strays: strays.length };
}

/** Says of a row what each import did with it. */
class RowRemarks {
	/** @param refused is filled */
	constructor(
		private readonly checked: CheckedFile,
		private readonly runs: readonly ImportRun[],
		private readonly dumps: readonly DumpedFile[],
		private readonly refused: Refused,
		private readonly most: number,
	) {}

	add(line: number, values: () => RejectedLine['values']): void {
		const { refused, runs } = this;
		const told = runs.map((run, place) =>
			this.importOf(run, place, this.dumps[place].byLine.get(line)?.refusal),
		);
		told.forEach(({ outcome }, place) => {
			if (outcome !== 'loaded') refused.byImport[place] += 1;
		});
		refused.count += 1;
		const took = told.findLastIndex(({ outcome }) => outcome !== 'rejected');
		this.list(line, values, () => remarkOn(told, took < 0 ? null : runs[took].endedAt));
	}

	/** Not counted among the rows: which of them it speaks of is not known, so none counts as loaded. */
	addStray({ values, refusal }: DumpedRow, place: number): void {
		const reason = `Anaplan refused a row that fits none of those sent: ${refusal.reason}`;
		const told = this.importOf(this.runs[place], place, { ...refusal, reason });
		this.list(
			undefined,
			() => values,
			() => remarkOn([told], null),
		);
	}

	private list(
		line: number | undefined,
		values: () => RejectedLine['values'],
		remark: () => RowRemark,
	): void {
		const { refused, most, checked } = this;
		if (refused.listed.length >= most) refused.unlisted += 1;
		else
			refused.listed.push({ values: values(), file: checked.source.name, line, remark: remark() });
	}

	private importOf(run: ImportRun, place: number, refusal: Refusal | undefined) {
		const { definition } = this.checked.target.imports[place];
		return rowImport(definition, run, refusal, this.refused.whole[place]);
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
