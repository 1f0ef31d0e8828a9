/**
 * Reads a file's bytes by its definition: encoding, separator, text delimiter, header and data rows.
 * The request that uploaded them has no say (help: "Set the chunk count", "Upload a file in chunks").
 */
import { CsvError, parse } from 'csv-parse/sync';
import type { FileDefinition } from '../store/definitions';
import type { AnaplanSwitches } from '../switches';

export interface SourceRow {
	/** As many cells as there are headers. */
	cells: string[];
	/** Number of the source line for the dump. */
	line: number;
}

export interface SourceTable {
	headers: string[];
	rows: SourceRow[];
}

/** The file cannot be read as the model expects; `type` is the service's word for it. */
export class SourceFileError extends Error {
	constructor(
		readonly type: string,
		message: string,
	) {
		super(message);
	}
}

interface ParsedRecord {
	record: string[];
	info: { lines: number };
}

/** Characters that are parsed at a time: the text of a long file would not fit into one string. */
const BLOCK_CHARACTERS = 8_000_000;

/** @param chunks the file's bytes, cut anywhere */
export function readSource(
	chunks: readonly Buffer[],
	file: FileDefinition,
	switches: AnaplanSwitches,
): SourceTable {
	let header: string[] | undefined;
	const rows: SourceRow[] = [];
	let index = 0;
	let linesBefore = 0;
	for (const block of blocksOf(decode(chunks, file, switches), file.delimiter)) {
		const first = linesBefore;
		for (const { record, info } of parseRecords(block, file)) {
			const physical = linesBefore + 1;
			linesBefore = first + info.lines;
			index += 1;
			if (index === file.headerRow) header = record;
			if (index < file.firstDataRow || (record.length === 1 && record[0] === '')) continue;
			rows.push({ cells: record, line: switches.dumpLines === 'physical' ? physical : index });
		}
	}
	if (header === undefined) {
		throw new SourceFileError('importFailedGeneralError', 'The file has no header row.');
	}
	const width = header.length;
	for (const row of rows) {
		while (row.cells.length < width) row.cells.push('');
		row.cells.length = width;
	}
	return { headers: header, rows };
}

function* decode(
	chunks: readonly Buffer[],
	file: FileDefinition,
	switches: AnaplanSwitches,
): Generator<string> {
	// Whether the service drops a byte order mark is not documented; left in, it spoils the first header.
	const ignoreBOM = switches.byteOrderMark === 'keep';
	const decoder =
		file.encoding === 'ISO-8859-1'
			? undefined
			: new TextDecoder(file.encoding.toLowerCase(), { ignoreBOM });
	for (const chunk of chunks) {
		yield decoder === undefined
			? chunk.toString('latin1')
			: decoder.decode(chunk, { stream: true });
	}
	if (decoder !== undefined) yield decoder.decode();
}

/** Joins texts to blocks that end at the end of a record; a short file is one block. */
function* blocksOf(texts: Iterable<string>, delimiter: string): Generator<string> {
	let held = '';
	for (const text of texts) {
		held += text;
		if (held.length < BLOCK_CHARACTERS) continue;
		const end = lastRecordEnd(held, delimiter);
		if (end === 0) continue;
		yield held.slice(0, end);
		held = held.slice(end);
	}
	if (held !== '') yield held;
}

/** Behind the last line feed that stands outside of quotes; 0 where there is none. */
function lastRecordEnd(text: string, delimiter: string): number {
	let quoted = false;
	let end = 0;
	for (let at = 0; at < text.length; at += 1) {
		const character = text[at];
		if (character === delimiter) quoted = !quoted;
		else if (!quoted && character === '\n') end = at + 1;
	}
	return end;
}

function parseRecords(text: string, file: FileDefinition): ParsedRecord[] {
	try {
		return parse(text, {
			bom: false,
			delimiter: file.separator === '' ? '\0' : file.separator,
			quote: file.delimiter === '' ? null : file.delimiter,
			escape: file.delimiter === '' ? null : file.delimiter,
			record_delimiter: ['\r\n', '\n', '\r'],
			relax_column_count: true,
			info: true,
		}) as unknown as ParsedRecord[];
	} catch (error) {
		if (error instanceof CsvError) {
			throw new SourceFileError(
				error.code === 'CSV_QUOTE_NOT_CLOSED'
					? 'unmatchedTextDelimiter'
					: 'columnSeparatorExpected',
				error.code === 'CSV_QUOTE_NOT_CLOSED'
					? 'Unmatched text delimiter in the file.'
					: 'A column separator was expected after the text delimiter.',
			);
		}
		throw error;
	}
}
