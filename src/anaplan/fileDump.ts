/**
 * What a dump says of the rows of a CSV file: the first rows with their reasons, and of further ones that
 * they were refused, so that memory hardly grows with the dump. Pure.
 */
import type { DumpLine, DumpSink } from './dump';
import type { FileTarget } from './fileTarget';
import { merged, type Refusal } from './join';
import { MarkedKeys } from './keyHash';
import { distinctKey, keyOf } from './rows';
import type { NamedRefusals } from './unnamedRefusals';

/** A row that a dump names, however many lines it has there. */
export interface DumpedRow {
	/** As Anaplan read them; dropped when the row of the file is found. */
	values: ReadonlyMap<string, string> | undefined;
	refusal: Refusal;
}

/** Marks of keys whose reasons are not held. */
const WARNING = 1;
const ERROR = 2;
const FOUND = 4;

const NOT_HELD = {
	reason:
		'Anaplan refused the row. Why is not known here: too many rows were refused to hold the reasons of all.',
	advice:
		'Correct the rows that come with a reason, then load the file again: the others often lack the same thing.',
};

export class FileDump implements DumpSink<FileDump> {
	readonly kept = this;
	private readonly rows = new Map<string, DumpedRow>();
	private readonly further = new MarkedKeys();
	/** Errors among the further ones. */
	private furtherErrors = 0;
	/** Lines without a key lead to no row. */
	private readonly keyless: DumpedRow[] = [];
	private keylessCount = 0;
	private readonly found = { rows: 0, errors: 0 };

	/** @param most rows whose reasons are held */
	constructor(
		private readonly reader: FileTarget['imports'][number],
		private readonly most: number,
	) {}

	add(line: DumpLine): void {
		const key = keyOf(line.values, this.reader.keyColumns);
		if (key === undefined) {
			this.keylessCount += 1;
			if (this.keyless.length < this.most) this.keyless.push(rowOf(line));
			return;
		}
		const distinct = distinctKey(key, this.reader.definition);
		const before = this.rows.get(distinct);
		if (before !== undefined) before.refusal = merged(before.refusal, line);
		else if (this.rows.size < this.most) this.rows.set(distinct, rowOf(line));
		else this.addFurther(distinct, line.severity);
	}

	/** What the dump says of a row of the file; the row counts as found from now on. */
	find(key: string): Refusal | undefined {
		const distinct = distinctKey(key, this.reader.definition);
		const row = this.rows.get(distinct);
		if (row !== undefined) {
			if (row.values !== undefined) this.noteFound(row.refusal.severity);
			row.values = undefined;
			return row.refusal;
		}
		const marks = this.further.marksOf(distinct);
		if (marks === 0) return undefined;
		const severity = (marks & ERROR) === 0 ? 'warning' : 'error';
		if ((marks & FOUND) === 0) {
			this.further.mark(distinct, FOUND);
			this.noteFound(severity);
		}
		return { severity, ...NOT_HELD };
	}

	/** True when every row that the dump names has been found. */
	get isFound(): boolean {
		return this.found.rows === this.rows.size + this.further.size;
	}

	/** How many rows of the file it names: of those that were found, once all rows were looked up. */
	named(): NamedRefusals {
		const strays = this.rows.size + this.further.size - this.found.rows + this.keylessCount;
		return { ...this.found, strays };
	}

	/** The same before any row was looked up: as if each key had its row. */
	expected(): NamedRefusals {
		let errors = this.furtherErrors;
		for (const { refusal } of this.rows.values()) if (refusal.severity === 'error') errors += 1;
		return { rows: this.rows.size + this.further.size, errors, strays: this.keylessCount };
	}

	/** Rows of the dump that were not found in the file, as far as they are held. */
	*strays(): Generator<DumpedRow> {
		yield* this.keyless;
		for (const row of this.rows.values()) if (row.values !== undefined) yield row;
	}

	private addFurther(key: string, severity: Refusal['severity']): void {
		if (severity === 'error' && (this.further.marksOf(key) & ERROR) === 0) this.furtherErrors += 1;
		this.further.mark(key, severity === 'error' ? ERROR : WARNING);
	}

	private noteFound(severity: Refusal['severity']): void {
		this.found.rows += 1;
		if (severity === 'error') this.found.errors += 1;
	}
}

function rowOf(line: DumpLine): DumpedRow {
	return { values: line.values, refusal: merged(undefined, line) };
}
