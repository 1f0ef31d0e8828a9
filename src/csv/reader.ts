/** CSV files to rows, through csv-parse, without holding the file. */
import { pipeline, Readable } from 'node:stream';
import { TextDecoder } from 'node:util';

import { SettingError } from '../errors';
import { parseCsvStream } from '../vendor';

/** Encodings a CSV file can be read in; a byte order mark counts before the setting. */
export type ReadEncoding = 'utf-8' | 'iso-8859-1' | 'utf-16le';

export interface CsvRecord {
	/** Number of the record's first line in the file, from 1 (the header's). */
	line: number;
	fields: string[];
}

/** Separators people use; the header row tells which. */
const SEPARATORS = [',', ';', '\t', '|'];
/** The header row must end within this many characters; beyond it the file is hardly CSV. */
const MAX_HEADER_CHARACTERS = 1_000_000;

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
): AsyncGenerator<CsvRecord> {
	const text = decode(bytes, encoding, name);
	const { start, skipped, rest } = await firstLine(text);
	if (start === '') return;
	const parser = parseCsvStream({
		delimiter: separatorOf(start),
		// Short rows are filled up and long ones refused below, with better words.
		relax_column_count: true,
	});
	// Ends the parser with the source's error, which a bare pipe would swallow.
	pipeline(Readable.from(joined(start, rest)), parser, () => undefined);
	let columns: number | undefined;
	let line = 1 + skipped;
	const entries = (parser as AsyncIterable<string[]>)[Symbol.asyncIterator]();
	try {
		for (;;) {
			const next = await entries
				.next()
				.catch((error: unknown) => Promise.reject(readableError(error, name)));
			if (next.done) return;
			const record = next.value;
			columns ??= record.length;
			const empty = record.length === 1 && record[0] === '';
			if (!empty) yield { line, fields: fitted(record, columns, line, name) };
			line += 1 + record.reduce((sum, field) => sum + lineEnds(field), 0);
		}
	} finally {
		// A reader that stops early closes the file.
		parser.destroy();
	}
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
		if (headerOf(start) !== undefined) break;
	}
	return { start, skipped, rest: text };
}

/** The text before the first line end outside quotes; undefined where there is none yet. */
function headerOf(text: string): string | undefined {
	let quoted = false;
	for (let at = 0; at < text.length; at++) {
		const character = text[at];
		if (character === '"') quoted = !quoted;
		else if (!quoted && (character === '\n' || character === '\r')) return text.slice(0, at);
	}
	return undefined;
}

/** The separator that occurs most often outside quotes in the header row. */
function separatorOf(start: string): string {
	const header = (headerOf(start) ?? start).replace(/"[^"]*"/g, '');
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
	throw new SettingError(
		`${name}: line ${line} has ${fields.length} columns, but the header row has ${columns}.`,
		'Correct that line; a value that contains the separator must stand in double quotes.',
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

function readableError(error: unknown, name: string): unknown {
	if (error instanceof SettingError || !(error instanceof Error)) return error;
	const { code, lines } = error as { code?: unknown; lines?: unknown };
	if (typeof code !== 'string' || !code.startsWith('CSV_')) return error;
	const place = typeof lines === 'number' ? ` near line ${lines}` : '';
	return new SettingError(
		`${name} is not valid CSV${place}: its quotes do not match up.`,
		'Correct the file: a value with quotes stands in double quotes, and quotes inside it are doubled.',
		{ code },
	);
}
