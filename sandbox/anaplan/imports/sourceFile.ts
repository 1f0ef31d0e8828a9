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

const BYTE_ORDER_MARK = '\uFEFF';

export function readSource(
	bytes: Buffer,
	file: FileDefinition,
	switches: AnaplanSwitches,
): SourceTable {
	const records = parseRecords(decode(bytes, file, switches), file);
	const header = records[file.headerRow - 1];
	if (header === undefined) {
		throw new SourceFileError('importFailedGeneralError', 'The file has no header row.');
	}
	const width = header.record.length;
	const rows: SourceRow[] = [];
	for (let index = file.firstDataRow - 1; index < records.length; index += 1) {
		const { record } = records[index];
		if (record.length === 1 && record[0] === '') {
			continue;
		}
		const cells = Array.from({ length: width }, (_, column) => record[column] ?? '');
		const physical = (records[index - 1]?.info.lines ?? 0) + 1;
		rows.push({ cells, line: switches.dumpLines === 'physical' ? physical : index + 1 });
	}
	return { headers: header.record, rows };
}

function decode(bytes: Buffer, file: FileDefinition, switches: AnaplanSwitches): string {
	const encoding =
		file.encoding === 'UTF-8' ? 'utf8' : file.encoding === 'UTF-16LE' ? 'utf16le' : 'latin1';
	const text = bytes.toString(encoding);
	// Whether the service drops a byte order mark is not documented; left in, it spoils the first header.
	return switches.byteOrderMark === 'strip' && text.startsWith(BYTE_ORDER_MARK)
		? text.slice(1)
		: text;
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
