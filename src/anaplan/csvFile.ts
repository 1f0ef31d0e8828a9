/** A CSV file as the imports that read it take it: read row by row, more than once, and never held. */
import { readCsvBlocks, type ReadEncoding } from '../csv/reader';
import type { CsvRow } from '../csv/writer';
import type { FileTarget } from './fileTarget';
import { fileValue, keyOf, NUMERIC_COLUMNS } from './rows';

/** A CSV file that can be read more than once. */
export interface CsvSource {
	/** For messages, usually the file's name. */
	name: string;
	encoding: ReadEncoding;
	open(): Promise<AsyncIterable<Uint8Array>>;
}

/** What is held of a file in memory. */
export interface FileBounds {
	/** Rejected rows that are listed: n8n holds every item in memory. Further ones are counted. */
	rejectedListed: number;
	/** Keys that are held as they are: some 20 MB, and more than most files have. */
	keysInMemory: number;
}

export const FILE_BOUNDS: Readonly<FileBounds> = {
	rejectedListed: 100_000,
	keysInMemory: 200_000,
};

/** A file's columns as its imports see them. */
class FileView {
	/** Place of each column in the file. */
	readonly places: ReadonlyMap<string, number>;

	constructor(
		readonly fileName: string,
		readonly target: FileTarget,
		header: readonly string[],
	) {
		this.places = new Map(header.map((column, index) => [column, index]));
	}
}

/** One row of the file. */
export class FileRow {
	/** Its key for each import; undefined where one of them would get a blank key: such a row is not sent. */
	readonly keys: readonly string[] | undefined;

	constructor(
		private readonly view: FileView,
		/** Its first line in the file, from 1 (the header's). */
		readonly line: number,
		private readonly fields: readonly string[],
	) {
		this.keys = this.readKeys();
	}

	/** A column as the file has it; empty where it is missing. */
	valueOf(column: string): string {
		const place = this.view.places.get(column);
		return place === undefined ? '' : this.fields[place];
	}

	/** All columns of the file. */
	values(): { [column: string]: string } {
		const { places } = this.view;
		return Object.fromEntries([...places].map(([column, place]) => [column, this.fields[place]]));
	}

	/** The columns of the imports, as they are written. */
	toCsv(): CsvRow {
		const { headerNames, decimalSeparator } = this.view.target;
		return {
			values: Object.fromEntries(
				headerNames.map((column) => [
					column,
					fileValue(this.valueOf(column), NUMERIC_COLUMNS.has(column), decimalSeparator),
				]),
			),
			label: `Line ${this.line} of ${this.view.fileName}`,
		};
	}

	private readKeys(): string[] | undefined {
		const own = { get: (column: string) => this.valueOf(column) };
		const keys: string[] = [];
		for (const { keyColumns } of this.view.target.imports) {
			const key = keyOf(own, keyColumns);
			if (key === undefined) return undefined;
			keys.push(key);
		}
		return keys;
	}
}

/** The rows of the file in order. */
export async function* rowsOf(source: CsvSource, target: FileTarget): AsyncGenerator<FileRow> {
	for await (const block of rowBlocksOf(source, target)) yield* block;
}

/** The same, many rows at a time. */
export async function* rowBlocksOf(
	source: CsvSource,
	target: FileTarget,
): AsyncGenerator<FileRow[]> {
	let view: FileView | undefined;
	const bytes = await source.open();
	for await (const block of readCsvBlocks(bytes, source.encoding, source.name)) {
		const records = view === undefined ? block.slice(1) : block;
		view ??= new FileView(source.name, target, block[0].fields);
		const seen = view;
		yield records.map(({ line, fields }) => new FileRow(seen, line, fields));
	}
}

/** The rows that are sent, in order, many at a time. */
export async function* sendableRows(
	source: CsvSource,
	target: FileTarget,
): AsyncGenerator<CsvRow[]> {
	for await (const block of rowBlocksOf(source, target)) {
		yield block.filter(({ keys }) => keys !== undefined).map((row) => row.toCsv());
	}
}
