/** Rows to CSV in pieces, through csv-stringify; every piece ends at the end of a row. */
import { SettingError } from '../errors';
import { stringifyCsv } from '../vendor';
import { checkFits, encodeText, fits } from './encoding';
import type { CsvFormat } from './format';

/** Rows per piece: enough to keep csv-stringify's overhead small, few enough to hold in memory. */
const ROWS_PER_PIECE = 500;
/** Rows of long texts end a piece earlier, so that a piece stays far below a chunk of an upload. */
const CHARACTERS_PER_PIECE = 250_000;

/** A row to write, with the words an error uses for it ("Invoice 1037 (row 12)"). */
export interface CsvRow {
	values: { [column: string]: string };
	label: string;
}

/**
 * Checks one row without writing it: every value fits the encoding and, where the file knows no
 * quoting, needs none.
 * @throws SettingError naming row, column and character
 */
export function checkRow(row: CsvRow, columns: readonly string[], format: CsvFormat): void {
	checkCells(row.label, columns, cells(row, columns), format);
}

function checkCells(
	label: string,
	columns: readonly string[],
	values: readonly string[],
	{ encoding, delimiter, separator }: CsvFormat,
): void {
	// One look at the whole row first: nearly all rows fit.
	if (delimiter !== '' && fits(values.join('\n'), encoding)) return;
	columns.forEach((column, index) => {
		checkFits(values[index], encoding, { row: label, column });
		if (delimiter === '') checkUnquoted(values[index], separator, label, column);
	});
}

/** The header row and then the rows, as bytes in the file's encoding without a byte order mark. */
export async function* writeCsv(
	rows: Iterable<CsvRow> | AsyncIterable<CsvRow>,
	columns: readonly string[],
	format: CsvFormat,
): AsyncGenerator<Buffer> {
	async function* blocks() {
		for await (const row of rows) yield [row];
	}
	yield* writeCsvBlocks(blocks(), columns, format);
}

/** The same for rows that come many at a time. */
export async function* writeCsvBlocks(
	blocks: AsyncIterable<Iterable<CsvRow>>,
	columns: readonly string[],
	format: CsvFormat,
): AsyncGenerator<Buffer> {
	checkFormat(columns, format);
	const header: CsvRow = {
		label: 'The header row',
		values: Object.fromEntries(columns.map((column) => [column, column])),
	};
	let batch: string[][] = [];
	let characters = 0;
	const add = (row: CsvRow) => {
		const written = cells(row, columns);
		checkCells(row.label, columns, written, format);
		batch.push(written);
		for (const value of written) characters += value.length;
		return batch.length >= ROWS_PER_PIECE || characters >= CHARACTERS_PER_PIECE;
	};
	add(header);
	for await (const block of blocks) {
		for (const row of block) {
			if (!add(row)) continue;
			yield toBytes(batch, format);
			batch = [];
			characters = 0;
		}
	}
	if (batch.length > 0) yield toBytes(batch, format);
}

function cells(row: CsvRow, columns: readonly string[]): string[] {
	return columns.map((column) => valueOf(row, column));
}

function valueOf(row: CsvRow, column: string): string {
	return Object.hasOwn(row.values, column) ? row.values[column] : '';
}

function toBytes(
	batch: string[][],
	{ separator, delimiter, lineEnd, encoding }: CsvFormat,
): Buffer {
	const text = stringifyCsv(batch, {
		delimiter: separator === '' ? ',' : separator,
		// An empty quote switches quoting off; what would need it has been refused before.
		quote: delimiter,
		escape: delimiter === '' ? '"' : delimiter,
		// csv-stringify looks for whole line ends only; a lone one of either kind needs quotes too.
		...(delimiter === '' ? {} : { quoted_match: /[\r\n]|^\s|\s$/ }),
		record_delimiter: lineEnd,
	});
	return encodeText(text, encoding);
}

function checkUnquoted(value: string, separator: string, row: string, column: string): void {
	const bad = /[\r\n]/.test(value)
		? 'a line break'
		: separator !== '' && value.includes(separator)
			? `the separator "${separator}"`
			: undefined;
	if (bad === undefined) return;
	throw new SettingError(
		`${row}: column "${column}" contains ${bad}, and the import's file has no text delimiter to put around it.`,
		'Set the file up in Anaplan with the double quote as text delimiter, or change the text.',
		{ code: 'unquotable' },
	);
}

/**
 * Checks that files of this form can be written at all.
 * @throws SettingError for an unknown encoding or a separator that is not one character
 */
export function checkFormat(
	columns: readonly string[],
	{ separator, encoding }: Pick<CsvFormat, 'separator' | 'encoding'>,
): void {
	encodeText('', encoding);
	if (separator.length === 1 || (separator === '' && columns.length === 1)) return;
	throw new SettingError(
		separator === ''
			? "The import's file has no column separator, but the import has several columns."
			: `The import's file has the column separator "${separator}", which is more than one character.`,
		'Set the file up in Anaplan with comma, semicolon, tab or | as separator.',
		{ code: 'separator' },
	);
}
