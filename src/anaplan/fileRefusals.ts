/** Which rows of a CSV file the imports that read it refused, each row once, with its line in the file. */
import type { CheckedFile } from './checkFile';
import { rowsOf, type FileRow } from './csvFile';
import type { DumpedRow, FileDump } from './fileDump';
import type { Refusal } from './join';
import { remarkOn, type RowRemark } from './results';
import { rowImport, wholeFailure } from './rowVerdict';
import type { ImportRun } from './runImport';
import { NOTHING_NAMED, type NamedRefusals, type NothingCounts } from './unnamedRefusals';

/** A row of the file that was not loaded, or in part only. */
export interface RejectedLine {
	values: { [column: string]: string };
	/** The CSV file, as messages name it. */
	file: string;
	/** Its line in the CSV file, from 1; undefined where the key does not lead back. */
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
	whole: Whole;
}

/** A run of an import that read the file. */
export type FileRun = ImportRun<FileDump>;

type Whole = ReadonlyArray<NothingCounts | undefined>;

/**
 * Finds the rows that were refused, in the order of the file, which is read again as far as there are any.
 * @param runs of the file's imports, in their order
 * @param most rows that are listed
 */
export async function refusedRows(
	checked: CheckedFile,
	runs: readonly FileRun[],
	most: number,
): Promise<Refused> {
	const wholeAs = (named: (dump: FileDump) => NamedRefusals): Whole =>
		runs.map((run, place) => {
			const { definition } = checked.target.imports[place];
			return wholeFailure(
				definition,
				run,
				run.dump === undefined ? NOTHING_NAMED : named(run.dump),
			);
		});
	const expected = wholeAs((dump) => dump.expected());
	const refused = await collect(checked, runs, expected, most);
	const whole = wholeAs((dump) => dump.named());
	const asExpected = whole.every((failure, place) => failure?.reason === expected[place]?.reason);
	if (asExpected && !runs.some(({ dump }) => hasStrays(dump))) return refused;
	// Lines of a dump that fit no row put all others in doubt, and come out themselves.
	return await collect(checked, runs, whole, most, true);
}

function hasStrays(dump: FileDump | undefined): boolean {
	return dump !== undefined && dump.named().strays > 0;
}

async function collect(
	checked: CheckedFile,
	runs: readonly FileRun[],
	whole: Whole,
	most: number,
	withStrays = false,
): Promise<Refused> {
	const byImport = runs.map(() => 0);
	const refused: Refused = { listed: [], count: 0, byImport, unlisted: 0, whole };
	const remarks = new RowRemarks(checked, runs, refused, most);
	if (withStrays) remarks.addStrays();
	const every = whole.some((failure) => failure !== undefined);
	const isDone = () => !every && runs.every(({ dump }) => dump === undefined || dump.isFound);
	if (isDone()) return refused;
	for await (const row of rowsOf(checked.source, checked.target)) {
		const { keys } = row;
		if (keys === undefined) continue;
		const refusals = runs.map(({ dump }, place) => dump?.find(keys[place]));
		if (every || refusals.some((refusal) => refusal !== undefined)) remarks.add(row, refusals);
		if (isDone()) break;
	}
	return refused;
}

/** Says of a row what each import did with it. */
class RowRemarks {
	/** @param refused is filled */
	constructor(
		private readonly checked: CheckedFile,
		private readonly runs: readonly FileRun[],
		private readonly refused: Refused,
		private readonly most: number,
	) {}

	/** @param refusals of the row, by each import */
	add(row: FileRow, refusals: ReadonlyArray<Refusal | undefined>): void {
		const { refused, runs } = this;
		const told = runs.map((run, place) => this.importOf(run, place, refusals[place]));
		told.forEach(({ outcome }, place) => {
			if (outcome !== 'loaded') refused.byImport[place] += 1;
		});
		refused.count += 1;
		if (!this.hasPlace()) return;
		const took = told.findLastIndex(({ outcome }) => outcome !== 'rejected');
		const remark = remarkOn(told, took < 0 ? null : runs[took].endedAt);
		this.list(row.values(), row.line, remark);
	}

	/** Not counted among the rows: which of them they speak of is not known, so none counts as loaded. */
	addStrays(): void {
		this.runs.forEach((run, place) => {
			if (run.dump === undefined) return;
			let held = 0;
			for (const stray of run.dump.strays()) {
				held += 1;
				if (this.hasPlace()) this.addStray(run, place, stray);
			}
			this.refused.unlisted += run.dump.named().strays - held;
		});
	}

	private addStray(run: FileRun, place: number, { values, refusal }: DumpedRow): void {
		const reason = `Anaplan refused a row that fits none of those sent: ${refusal.reason}`;
		const told = this.importOf(run, place, { ...refusal, reason });
		this.list(Object.fromEntries(values ?? []), undefined, remarkOn([told], null));
	}

	/** Whether one more can be listed; counts it where not. */
	private hasPlace(): boolean {
		const has = this.refused.listed.length < this.most;
		if (!has) this.refused.unlisted += 1;
		return has;
	}

	private list(values: RejectedLine['values'], line: number | undefined, remark: RowRemark): void {
		this.refused.listed.push({ values, file: this.checked.source.name, line, remark });
	}

	private importOf(run: FileRun, place: number, refusal: Refusal | undefined) {
		const { definition } = this.checked.target.imports[place];
		return rowImport(definition, run, refusal, this.refused.whole[place]);
	}
}
