/** Fetches and reads the dump: the rows an import refused, with reasons. It is read as it comes, never held. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { isBrokenCsv } from '../csv/reader';
import { PackError } from '../errors';
import { EMPTY_ANSWER } from '../http/session';
import { parseCsvStream } from '../vendor';
import { hasStatus, textOf, type AnaplanClient, type JsonObject, type ModelRef } from './client';
import { taskPath, type TaskParent } from './tasks';

/** A row that Anaplan refused (`error`) or took only in part (`warning`). */
export interface DumpLine {
	severity: 'error' | 'warning';
	/** Number of the line in the source file, where Anaplan tells it. */
	line: number | undefined;
	/** The row's values as Anaplan read them, by column. */
	values: Map<string, string>;
	reasons: string[];
}

/** Takes the lines of a dump one by one, and keeps of them what is needed. */
export interface DumpSink<Kept> {
	add(line: DumpLine): void;
	readonly kept: Kept;
}

/** What became of a dump that was asked for. */
export interface FetchedDump<Kept> {
	/** Undefined where Anaplan keeps none, or one that cannot be read. */
	lines: Kept | undefined;
	/** True for a dump whose text is broken. */
	unreadable: boolean;
}

/** Keeps every line. */
export class EveryLine implements DumpSink<DumpLine[]> {
	readonly kept: DumpLine[] = [];

	add(line: DumpLine): void {
		this.kept.push(line);
	}
}

/** Keeps none. */
export const IGNORED: DumpSink<undefined> = { add: () => undefined, kept: undefined };

const STATUS_COLUMN = '_Status_';
const LINE_COLUMN = '_Line_';
/** `_Error_1_`, `_Error_2_`, …; older dumps have one `__Error__0`. */
const ERROR_COLUMN = /^_+Error_+\d+_*$/;

/** What is parsed at a time: all records of a piece are held until they are taken. */
const PIECE_BYTES = 250_000;
/** A record this long is a quote that was never closed. */
const MAX_RECORD_BYTES = 64_000_000;

/**
 * Fetches the dump of a latest task, chunk by chunk. Anaplan may have none (any more): only the latest
 * task of an import keeps one.
 * @param objectId of a process's task: the step whose dump is meant
 */
export async function fetchDump<Kept>(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	taskId: string,
	sink: DumpSink<Kept>,
	objectId?: string,
): Promise<FetchedDump<Kept>> {
	const task = taskPath(model, parent, taskId);
	const path =
		objectId === undefined ? `${task}/dump` : `${task}/dumps/${encodeURIComponent(objectId)}`;
	const what = `fetching the rows refused by "${parent.name}"`;
	const missing = (unreadable: boolean) => ({ lines: undefined, unreadable });
	return await readDump(piecesOf(client, path, what), sink).then(
		(found) => (found ? { lines: sink.kept, unreadable: false } : missing(false)),
		async (error: unknown) => {
			if (hasStatus(error, 404)) return missing(false);
			return isBrokenCsv(error) ? missing(true) : await Promise.reject(error);
		},
	);
}

/**
 * Reads a dump by its header row, never by position: layouts differ. A quote inside a field without
 * quotes is text, and rows may be longer or shorter than the header.
 * @returns false for a dump without a header row
 */
export async function readDump(
	pieces: AsyncIterable<Uint8Array>,
	sink: Pick<DumpSink<unknown>, 'add'>,
): Promise<boolean> {
	const parser = parseCsvStream({
		bom: true,
		relax_column_count: true,
		relax_quotes: true,
		skip_empty_lines: true,
		max_record_size: MAX_RECORD_BYTES,
	});
	let header: readonly string[] | undefined;
	// One piece ahead: chunks are large.
	const source = Readable.from(pieces, { highWaterMark: 1 });
	await pipeline(source, parser, async (records: AsyncIterable<string[]>) => {
		for await (const record of records) {
			if (header === undefined) header = record;
			else sink.add(readLine(header, record));
		}
	});
	return header !== undefined;
}

function readLine(header: readonly string[], row: readonly string[]): DumpLine {
	const values = new Map<string, string>();
	const reasons: string[] = [];
	let severity: DumpLine['severity'] = 'error';
	let line: number | undefined;
	header.forEach((column, index) => {
		const value = row[index] ?? '';
		if (column === STATUS_COLUMN)
			severity = value.trim().toUpperCase() === 'W' ? 'warning' : 'error';
		else if (column === LINE_COLUMN) line = /^\d+$/.test(value.trim()) ? Number(value) : undefined;
		else if (ERROR_COLUMN.test(column)) {
			if (value.trim() !== '') reasons.push(value.trim());
		} else values.set(column, value);
	});
	return { severity, line, values, reasons };
}

/** The chunks in order; a chunk may end inside a row, or a character. */
async function* piecesOf(
	client: AnaplanClient,
	path: string,
	what: string,
): AsyncGenerator<Uint8Array> {
	const chunks = await chunksOf(client, path, what);
	const paths =
		chunks.length === 0
			? [path]
			: chunks.map((chunk) => `${path}/chunks/${encodeURIComponent(textOf(chunk, 'id'))}`);
	for (const each of paths) {
		const bytes = await client.send({
			method: 'GET',
			path: each,
			// The dump is text; Anaplan refuses an Accept header that leaves it out.
			headers: { accept: '*/*' },
			repeat: 'safe',
			what,
		});
		for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
			yield bytes.subarray(at, at + PIECE_BYTES);
		}
	}
}

/** None where Anaplan answers without a word, as it may where there is no dump. */
async function chunksOf(client: AnaplanClient, path: string, what: string): Promise<JsonObject[]> {
	const chunks = client.all(`${path}/chunks`, 'chunks', what);
	return await chunks.catch(async (error: unknown) =>
		isEmptyAnswer(error) ? [] : await Promise.reject(error),
	);
}

function isEmptyAnswer(error: unknown): boolean {
	return error instanceof PackError && error.facts.code === EMPTY_ANSWER;
}
