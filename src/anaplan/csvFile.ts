/** A CSV file as an import takes it: read row by row, more than once, and never held. */
import { readCsv, readCsvBlocks, type ReadEncoding } from '../csv/reader';
import { checkFormat, checkRow, type CsvRow } from '../csv/writer';
import { CancelledError, SettingError } from '../errors';
import { Findings } from './findings';
import { checkHeader, checkNoSurplus } from './header';
import type { ImportDefinition } from './importDefinition';
import { KeyIndex, type Repeated } from './keyIndex';
import { duplicateKey, keyColumnsOf } from './loadPlan';
import { distinctKey, fileValue, foldsCase, keyOf, NUMERIC_COLUMNS } from './rows';

/** Repeated keys that are looked up in the file; far more than an error names. */
const MOST_PAIRS = 1_000;

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

/** A file's columns as an import sees them. */
class FileView {
	/** Place of each column in the file. */
	readonly places: ReadonlyMap<string, number>;

	constructor(
		readonly fileName: string,
		readonly definition: ImportDefinition,
		readonly keyColumns: readonly string[],
		header: readonly string[],
	) {
		this.places = new Map(header.map((column, index) => [column, index]));
	}
}

/** One row of the file. */
export class FileRow {
	/** Undefined where a key column is blank: such a row is not sent. */
	readonly key: string | undefined;

	constructor(
		private readonly view: FileView,
		/** Its first line in the file, from 1 (the header's). */
		readonly line: number,
		private readonly fields: readonly string[],
	) {
		this.key = keyOf({ get: (column) => this.valueOf(column) }, view.keyColumns);
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

	/** The columns of the import, as they are written. */
	toCsv(): CsvRow {
		const { headerNames, decimalSeparator } = this.view.definition;
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
}

/** What the check of a whole file found. */
export interface CheckedFile {
	rows: number;
	keyColumns: string[];
	/** Rows with a blank key: the first ones, up to the number asked for. */
	withoutKey: FileRow[];
	withoutKeyCount: number;
	/** Columns that the import does not read. */
	unused: string[];
	/** Lines of the keys, where they are few enough to be held. */
	keys: KeyIndex;
}

/**
 * Reads the whole file once and finds every reason not to send it: columns, keys that appear twice,
 * characters that the import's file cannot hold, decimal separators.
 * @throws SettingError with all that was found; CancelledError
 */
export async function checkFile(
	source: CsvSource,
	definition: ImportDefinition,
	wantedKeys: readonly string[],
	{ rejectedListed, keysInMemory }: FileBounds,
	signal?: AbortSignal,
): Promise<CheckedFile> {
	const findings = new Findings();
	const shape = await shapeOf(source, definition, wantedKeys, findings);
	findings.refuse();
	const keys = new KeyIndex(keysInMemory);
	const numbers = new DecimalWatch(source.name, definition);
	const pairs: Repeated[] = [];
	const checked: CheckedFile = {
		rows: 0,
		keyColumns: shape.keyColumns,
		unused: shape.unused,
		withoutKey: [],
		withoutKeyCount: 0,
		keys,
	};
	try {
		for await (const block of rowBlocksOf(source, definition, shape.keyColumns)) {
			for (const row of block) {
				checked.rows += 1;
				if (row.key === undefined) {
					checked.withoutKeyCount += 1;
					if (checked.withoutKey.length < rejectedListed) checked.withoutKey.push(row);
					continue;
				}
				const distinct = distinctKey(row.key, definition);
				const first = keys.add(distinct, row.line);
				if (first !== undefined && !foldsCase(definition)) {
					repeat(findings, source, definition, shape, [row.key, row.key], [first, row.line]);
				} else if (first !== undefined && pairs.length < MOST_PAIRS) {
					pairs.push({ first, second: row.line });
				}
				findings.attempt(definition.name, () => {
					numbers.see(row);
					checkRow(row.toCsv(), definition.headerNames, definition.format);
				});
				if (findings.full) break;
			}
			if (findings.full) break;
			if (signal?.aborted) throw new CancelledError(`checking ${source.name}`);
			await keys.settle();
		}
		pairs.push(...(await keys.repeated()));
		await confirmRepeats(pairs, source, definition, shape, findings);
	} finally {
		await keys.close();
	}
	findings.attempt(definition.name, () => numbers.check());
	findings.refuse();
	return checked;
}

/** The rows of the file in order. */
export async function* rowsOf(
	source: CsvSource,
	definition: ImportDefinition,
	keyColumns: readonly string[],
): AsyncGenerator<FileRow> {
	for await (const block of rowBlocksOf(source, definition, keyColumns)) yield* block;
}

/** The same, many rows at a time. */
export async function* rowBlocksOf(
	source: CsvSource,
	definition: ImportDefinition,
	keyColumns: readonly string[],
): AsyncGenerator<FileRow[]> {
	let view: FileView | undefined;
	const bytes = await source.open();
	for await (const block of readCsvBlocks(bytes, source.encoding, source.name)) {
		const records = view === undefined ? block.slice(1) : block;
		view ??= new FileView(source.name, definition, keyColumns, block[0].fields);
		const seen = view;
		yield records.map(({ line, fields }) => new FileRow(seen, line, fields));
	}
}

interface Shape {
	keyColumns: string[];
	unused: string[];
}

async function shapeOf(
	source: CsvSource,
	definition: ImportDefinition,
	wantedKeys: readonly string[],
	findings: Findings,
): Promise<Shape> {
	for await (const { fields } of readCsv(await source.open(), source.encoding, source.name)) {
		const attempt = (work: () => void) => findings.attempt(definition.name, work);
		attempt(() => checkFormat(definition.headerNames, definition.format));
		attempt(() => checkHeader(definition, fields, `the rows of ${source.name}`));
		attempt(() => checkNoSurplus(definition, fields, source.name));
		const keyColumns = findings.attempt(definition.name, () =>
			keyColumnsOf(definition, wantedKeys),
		);
		const unused = fields.filter((column) => !definition.headerNames.includes(column));
		return { keyColumns: keyColumns ?? [], unused };
	}
	throw new SettingError(
		`${source.name} is empty: it has no header row.`,
		'Choose a CSV file whose first line holds the column names.',
	);
}

function repeat(
	findings: Findings,
	source: CsvSource,
	definition: ImportDefinition,
	{ keyColumns }: Shape,
	keys: readonly [string, string],
	lines: readonly [number, number],
): void {
	const [first, second] = lines.map((line) => `line ${line} of ${source.name}`);
	findings.attempt(definition.name, () => {
		throw duplicateKey(definition.name, keys, keyColumns, [first, second]);
	});
}

/** Equal hashes are almost surely equal keys; the file tells for certain, and how they are spelt. */
async function confirmRepeats(
	pairs: readonly Repeated[],
	source: CsvSource,
	definition: ImportDefinition,
	shape: Shape,
	findings: Findings,
): Promise<void> {
	if (pairs.length === 0) return;
	const wanted = new Set(pairs.flatMap(({ first, second }) => [first, second]));
	const keys = new Map<number, string>();
	for await (const { line, key } of rowsOf(source, definition, shape.keyColumns)) {
		if (key !== undefined && wanted.delete(line)) keys.set(line, key);
		if (wanted.size === 0) break;
	}
	for (const { first, second } of pairs) {
		const [one, other] = [keys.get(first), keys.get(second)];
		if (findings.full || one === undefined || other === undefined) continue;
		if (distinctKey(one, definition) !== distinctKey(other, definition)) continue;
		repeat(findings, source, definition, shape, [one, other], [first, second]);
	}
}

/** A number with a decimal comma; without thousands separators, which Anaplan does not take. */
const WITH_COMMA = /^[+-]?\d*,\d+$/;
const WITH_POINT = /^[+-]?\d*\.\d+$/;

/**
 * Watches the columns of amounts for the decimal separator: a comma where the import reads points
 * would be refused row by row, and a file with both leaves open what "1.234" means.
 */
class DecimalWatch {
	private readonly columns: string[];
	private comma: string | undefined;
	private point: string | undefined;

	constructor(
		private readonly fileName: string,
		private readonly definition: Pick<
			ImportDefinition,
			'name' | 'headerNames' | 'decimalSeparator'
		>,
	) {
		this.columns = definition.headerNames.filter((column) => NUMERIC_COLUMNS.has(column));
	}

	/** Before the row's numbers are written with the import's separator. */
	see(row: FileRow): void {
		for (const column of this.columns) {
			const value = row.valueOf(column);
			const place = () => `"${value}" in column "${column}" of line ${row.line}`;
			if (WITH_COMMA.test(value)) this.comma ??= place();
			else if (WITH_POINT.test(value)) this.point ??= place();
		}
	}

	/** @throws SettingError where the separators do not fit */
	check(): void {
		const { comma, point, fileName } = this;
		const { name, decimalSeparator } = this.definition;
		if (comma === undefined || (decimalSeparator === ',' && point === undefined)) return;
		const both = point === undefined ? comma : `${comma}, but ${point}`;
		const reads = decimalSeparator === ',' ? 'a decimal comma' : 'a decimal point';
		throw new SettingError(
			`${fileName} has amounts with a decimal comma${point === undefined ? '' : ' and others with a point'} (${both}), and the import "${name}" reads numbers with ${reads}; nothing was uploaded.`,
			'Write all amounts of the file in one way, with a decimal point and without thousands separators.',
			{ code: 'decimalSeparator' },
		);
	}
}

/** The lines of these keys, found by reading the file once more. */
export async function findLines(
	source: CsvSource,
	definition: ImportDefinition,
	keyColumns: readonly string[],
	keys: ReadonlySet<string>,
): Promise<Map<string, number>> {
	const lines = new Map<string, number>();
	for await (const { key, line } of rowsOf(source, definition, keyColumns)) {
		if (key !== undefined && keys.has(key)) lines.set(key, line);
		if (lines.size === keys.size) break;
	}
	return lines;
}
