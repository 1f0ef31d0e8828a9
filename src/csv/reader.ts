/** CSV files to rows, through csv-parse, without holding the file. */
import { TextDecoder } from 'node:util';

import { SettingError } from '../errors';
import { parseCsv } from '../vendor';

/** Encodings a CSV file can be read in; a byte order mark counts before the setting. */
export type ReadEncoding = 'utf-8' | 'iso-8859-1' | 'utf-16le';

export interface CsvRecord {
	/** Number of the record's first line in the file, from 1 (the header's). */
	line: number;
	fields: string[];
}

/** How a file is written, where that is known. */
export interface CsvLayout {
	/** Read off the header row where it is left out. */
	separator?: string;
	/** What fields stand in that hold separators; empty for none. A double quote where it is left out. */
	quote?: string;
}

/** Separators people use; the header row tells which. */
const SEPARATORS = [',', ';', '\t', '|'];
/** The header row must end within this many characters; beyond it the file is hardly CSV. */
const MAX_HEADER_CHARACTERS = 1_000_000;

/** Characters that are parsed at a time: enough to make a call worth while, little to hold. */
const BLOCK_CHARACTERS = 250_000;
/** A record this long is a quote that was never closed. */
const MAX_RECORD_CHARACTERS = 64_000_000;

/**
 * Yields the records of a CSV file in order, header row first. Handles byte order marks, quotes,
 * line breaks inside fields, and an empty last column. The separator is read off the header row.
 * @throws SettingError for bytes that are not in the encoding, broken quotes, or a row that has more
 * fields than the header
 */
export async function* readCsv(
	bytes: AsyncIterable<Uint8Array>,
	encoding: ReadEncoding,
	name: string,
	layout: CsvLayout = {},
): AsyncGenerator<CsvRecord> {
	for await (const block of readCsvBlocks(bytes, encoding, name, layout)) yield* block;
}

/** The same, many records at a time, because a step of an asynchronous loop costs more than a record. */
export async function* readCsvBlocks(
	bytes: AsyncIterable<Uint8Array>,
	encoding: ReadEncoding,
	name: string,
	{ separator, quote = '"' }: CsvLayout = {},
): AsyncGenerator<CsvRecord[]> {
	const text = decode(bytes, encoding, name);
	const { start, skipped, rest } = await firstLine(text, quote);
	if (start === '') return;
	const lineEnd = lineEndOf(start, quote);
	const options = {
		delimiter: separator ?? separatorOf(start, quote),
		quote: quote === '' ? null : quote,
		// Rows may end in CRLF below a header that ends in LF: the carriage return is no part of a value.
		record_delimiter: lineEnd === '\n' ? ['\r\n', '\n'] : [lineEnd],
		// Short rows are filled up and long ones refused below, with better words.
		relax_column_count: true,
	};
	let columns: number | undefined;
	let line = 1 + skipped;
	for await (const block of blocksOf(joined(start, rest), lineEnd, quote)) {
		const records = parseBlock(block, options, name, line);
		const mayBreak = quote !== '' && block.includes(quote);
		const read: CsvRecord[] = [];
		for (const record of records) {
			columns ??= record.length;
			const empty = record.length === 1 && record[0] === '';
			if (!empty) read.push({ line, fields: fitted(record, columns, line, name) });
			line += 1 + (mayBreak ? lineEndsIn(record) : 0);
		}
		if (read.length > 0) yield read;
	}
}

function parseBlock(
	block: string,
	options: {
		delimiter: string;
		quote: string | null;
		record_delimiter: string[];
		relax_column_count: boolean;
	},
	name: string,
	line: number,
): string[][] {
	try {
		const records: unknown = parseCsv(block, options);
		return records as string[][];
	} catch (error) {
		throw readableError(error, name, line);
	}
}

/** Joins pieces of text to blocks that end at the end of a record. */
async function* blocksOf(
	pieces: AsyncIterable<string>,
	lineEnd: string,
	quote: string,
): AsyncGenerator<string> {
	let held = '';
	let scanned = 0;
	let end = 0;
	let quoted = false;
	for await (const piece of pieces) {
		held += piece;
		// The last character waits: a line end may go on in the next piece.
		for (; scanned < held.length - 1; scanned++) {
			const character = held[scanned];
			if (character === quote) quoted = !quoted;
			else if (!quoted && character === lineEnd[0] && held.startsWith(lineEnd, scanned)) {
				end = scanned + lineEnd.length;
			}
		}
		if (held.length < BLOCK_CHARACTERS || (end === 0 && held.length < MAX_RECORD_CHARACTERS)) {
			continue;
		}
		// Without any end of a record the parser tells what is wrong.
		const length = end === 0 ? held.length : end;
		yield held.slice(0, length);
		held = held.slice(length);
		scanned = Math.max(0, scanned - length);
		end = 0;
	}
	if (held !== '') yield held;
}

/** The line end of the header row; the whole file is read by it. */
function lineEndOf(start: string, quote: string): string {
	const header = headerOf(start, quote);
	if (header === undefined) return '\n';
	return start.startsWith('\r\n', header.length) ? '\r\n' : start[header.length];
}

/** Line ends inside the fields of a record. */
function lineEndsIn(record: readonly string[]): number {
	let count = 0;
	for (const field of record) {
		if (field.includes('\n') || field.includes('\r')) count += lineEnds(field);
	}
	return count;
}

/** Line ends of any kind in a text. */
function lineEnds(text: string): number {
	return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

async function* joined(start: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
	yield start;
	yield* rest;
}

/** Skips empty lines at the start and reads on until a line end outside quotes, or the text ends. */
async function firstLine(
	text: AsyncGenerator<string>,
	quote: string,
): Promise<{ start: string; skipped: number; rest: AsyncGenerator<string> }> {
	let start = '';
	let skipped = 0;
	while (start.length < MAX_HEADER_CHARACTERS) {
		const next = await text.next();
		if (next.done) break;
		start += next.value;
		const [blank] = /^[\r\n]*/.exec(start) ?? [''];
		skipped += lineEnds(blank);
		start = start.slice(blank.length);
		const header = headerOf(start, quote);
		// A carriage return at the very end may go on with a line feed.
		const open = header === undefined || start === `${header}\r`;
		if (!open) break;
	}
	return { start, skipped, rest: text };
}

/** The text before the first line end outside quotes; undefined where there is none yet. */
function headerOf(text: string, quote: string): string | undefined {
	let quoted = false;
	for (let at = 0; at < text.length; at++) {
		const character = text[at];
		if (character === quote) quoted = !quoted;
		else if (!quoted && (character === '\n' || character === '\r')) return text.slice(0, at);
	}
	return undefined;
}

/** The separator that occurs most often outside quotes in the header row. */
function separatorOf(start: string, quote: string): string {
	const header = (headerOf(start, quote) ?? start).replace(/"[^"]*"/g, '');
	const counted = SEPARATORS.map((separator) => ({
		separator,
		count: header.split(separator).length - 1,
	}));
	return counted.reduce((best, next) => (next.count > best.count ? next : best)).separator;
}

function fitted(fields: string[], columns: number, line: number, name: string): string[] {
	if (fields.length <= columns) {
		return [...fields, ...Array.from({ length: columns - fields.length }, () => '')];
	}
	if (fields.slice(columns).every((field) => field === '')) return fields.slice(0, columns);
	if (fields.some((field) => /[\r\n]./.test(field))) throw mixedLineEnds(name, line);
	throw new SettingError(
		`${name}: line ${line} has ${fields.length} columns, but the header row has ${columns}.`,
		'Correct that line; a value that contains the separator must stand in double quotes.',
	);
}

/** Rows that end in another way than the header run into each other. */
function mixedLineEnds(name: string, line: number): SettingError {
	return new SettingError(
		`${name}: line ${line} runs on into the next one, because the rows end in another way than the header row.`,
		'Save the file with one kind of line ends throughout; opening it in a spreadsheet and saving it as CSV does that.',
		{ code: 'mixedLineEnds' },
	);
}

async function* decode(
	bytes: AsyncIterable<Uint8Array>,
	encoding: ReadEncoding,
	name: string,
): AsyncGenerator<string> {
	let decoder: TextDecoder | undefined;
	let held = Buffer.alloc(0);
	for await (const piece of bytes) {
		if (decoder === undefined) {
			held = Buffer.concat([held, piece]);
			// Three bytes are enough to see any byte order mark.
			if (held.length < 3) continue;
			decoder = decoderFor(held, encoding);
			yield decoded(decoder, held, name);
			continue;
		}
		yield decoded(decoder, piece, name);
	}
	decoder ??= decoderFor(held, encoding);
	yield decoded(decoder, held.length < 3 ? held : undefined, name);
}

/** TextDecoder takes the byte order mark away and, being fatal, refuses broken bytes. */
function decoderFor(start: Buffer, encoding: ReadEncoding): TextDecoder {
	const marked =
		start[0] === 0xff && start[1] === 0xfe
			? 'utf-16le'
			: start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf
				? 'utf-8'
				: encoding;
	return new TextDecoder(marked, { fatal: true });
}

function decoded(decoder: TextDecoder, piece: Uint8Array | undefined, name: string): string {
	const text = tryDecode(decoder, piece);
	if (text !== undefined) return text;
	throw new SettingError(
		`${name} holds bytes that are not ${decoder.encoding.toUpperCase()} text.`,
		'Set the option "CSV File Encoding" to the encoding of the file, or save the file as UTF-8.',
	);
}

/** Undefined for bytes that are not in the encoding. */
function tryDecode(decoder: TextDecoder, piece: Uint8Array | undefined): string | undefined {
	try {
		return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
	} catch {
		return undefined;
	}
}

/** True for csv-parse's refusal of a text. Of its codes one alone has another form. */
export function isBrokenCsv(error: unknown): error is { code: string; lines?: unknown } {
	const { code } = error as { code?: unknown };
	return typeof code === 'string' && /^(CSV_|INVALID_OPENING_QUOTE)/.test(code);
}

/** @param line where the parsed text begins */
function readableError(error: unknown, name: string, line: number): unknown {
	if (error instanceof SettingError || !(error instanceof Error)) return error;
	if (!isBrokenCsv(error)) return error;
	const { code, lines } = error;
	const place = typeof lines === 'number' ? ` near line ${line - 1 + lines}` : '';
	return new SettingError(
		`${name} is not valid CSV${place}: its quotes do not match up.`,
		'Correct the file: a value with quotes stands in double quotes, and quotes inside it are doubled.',
		{ code },
	);
}
