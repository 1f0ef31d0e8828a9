/** Cuts a stream of rows into chunks as Anaplan takes them. Source: Anaplan's "Upload a file in chunks". */
import { SettingError } from '../errors';

/** How a file is cut. Sizes count before compression, as Anaplan counts them. */
export interface Chunking {
	/** A chunk is closed before it would grow beyond this. */
	bytes: number;
	/** From this chunk on they are as large as `laterBytes`, so that a long file fits into `most`. */
	later: number;
	laterBytes: number;
	/** Anaplan takes no more chunks of one file. */
	most: number;
	/** Anaplan takes no larger chunk. */
	mostBytes: number;
}

const MEGABYTE = 1_000_000;

/**
 * Chunks of 10 MB keep memory and repeats small, and reach 6 GB; the remaining 400 of Anaplan's
 * 1,000 chunks have 48 of its 50 MB, which makes 25 GB in all.
 */
export const CHUNKING: Readonly<Chunking> = {
	bytes: 10 * MEGABYTE,
	later: 600,
	laterBytes: 48 * MEGABYTE,
	most: 1_000,
	mostBytes: 50 * MEGABYTE,
};

export interface Chunk {
	/** From 0. */
	index: number;
	content: Buffer;
}

/**
 * Joins pieces that end at row ends into chunks that end there too, so that neither a row nor a
 * character is cut.
 * @param fileName for errors
 * @throws SettingError for a row larger than a chunk may be, and a file of more chunks than Anaplan takes
 */
export async function* chunksOf(
	pieces: AsyncIterable<Buffer>,
	chunking: Chunking,
	fileName: string,
): AsyncGenerator<Chunk> {
	let held: Buffer[] = [];
	let bytes = 0;
	let index = 0;
	for await (const piece of pieces) {
		if (piece.length > chunking.mostBytes) throw rowTooLong(piece.length, chunking, fileName);
		const size = index < chunking.later ? chunking.bytes : chunking.laterBytes;
		if (bytes > 0 && bytes + piece.length > size) {
			yield { index, content: Buffer.concat(held) };
			held = [];
			bytes = 0;
			index += 1;
			if (index >= chunking.most) throw tooLarge(chunking, fileName);
		}
		held.push(piece);
		bytes += piece.length;
	}
	if (bytes > 0) yield { index, content: Buffer.concat(held) };
}

function rowTooLong(bytes: number, { mostBytes }: Chunking, fileName: string): SettingError {
	return new SettingError(
		`A row for the file "${fileName}" takes ${Math.ceil(bytes / MEGABYTE)} MB, and Anaplan takes at most ${mostBytes / MEGABYTE} MB at a time.`,
		'Look for a quote that is opened and never closed in the data, or shorten the texts of that row.',
		{ code: 'rowTooLong' },
	);
}

function tooLarge(chunking: Chunking, fileName: string): SettingError {
	const { later, bytes, most, laterBytes } = chunking;
	const gigabytes = Math.floor((later * bytes + (most - later) * laterBytes) / 1_000 / MEGABYTE);
	return new SettingError(
		`The rows for the file "${fileName}" take more than ${gigabytes} GB, which is more than Anaplan takes as one file (${most} chunks).`,
		'Split the data into several files, for example by year, and load them one after another.',
		{ code: 'fileTooLarge' },
	);
}
