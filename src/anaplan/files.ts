/** Uploads a file in chunks. Source: Anaplan's pages on uploading files in chunks. */
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';

import { modelPath, type AnaplanClient, type ModelRef } from './client';

const compress = promisify(gzip);

/** Anaplan takes chunks of 1 to 50 MB before compression; 10 MB keeps memory and repeats small. */
export const CHUNK_BYTES = 10 * 1024 * 1024;
/** A slow line needs time for a chunk. */
const CHUNK_TIMEOUT_MS = 300_000;

/** A file of a model, as an import definition names it. */
export interface FileRef {
	fileId: string;
	fileName: string;
}

/**
 * Joins pieces that end at row ends into chunks of about `size` bytes that end there too, so that
 * neither a row nor a character is cut.
 */
export async function* chunksOf(
	pieces: AsyncIterable<Buffer>,
	size: number,
): AsyncGenerator<Buffer> {
	let held: Buffer[] = [];
	let bytes = 0;
	for await (const piece of pieces) {
		if (bytes > 0 && bytes + piece.length > size) {
			yield Buffer.concat(held);
			held = [];
			bytes = 0;
		}
		held.push(piece);
		bytes += piece.length;
	}
	if (bytes > 0) yield Buffer.concat(held);
}

/**
 * Uploads the pieces as the file's content, each chunk compressed by itself, and returns the number
 * of chunks. The count is set first, as Anaplan demands where a default file exists: 1 where one
 * chunk is all, else -1 (unknown) and a closing call.
 * @param pieces bytes that end at row ends
 */
export async function uploadFile(
	client: AnaplanClient,
	model: ModelRef,
	file: FileRef,
	pieces: AsyncIterable<Buffer>,
	chunkBytes: number = CHUNK_BYTES,
): Promise<number> {
	const path = `${modelPath(model)}/files/${encodeURIComponent(file.fileId)}`;
	const chunks = chunksOf(pieces, chunkBytes);
	const first = await chunks.next();
	if (first.done) return 0;
	let second = await chunks.next();
	const known = second.done === true;
	await post(
		client,
		path,
		{ chunkCount: known ? 1 : -1 },
		`preparing the upload of "${file.fileName}"`,
	);
	await putChunk(client, path, 0, first.value, file.fileName);
	let count = 1;
	while (!second.done) {
		await putChunk(client, path, count, second.value, file.fileName);
		count += 1;
		second = await chunks.next();
	}
	if (!known) {
		// An empty object leaves the file's definition as it is.
		await post(client, `${path}/complete`, {}, `completing the upload of "${file.fileName}"`);
	}
	return count;
}

async function putChunk(
	client: AnaplanClient,
	path: string,
	index: number,
	content: Buffer,
	name: string,
): Promise<void> {
	await client.send({
		method: 'PUT',
		path: `${path}/chunks/${index}`,
		// Anaplan's own media type: the chunk is a gzip file, not a compressed transfer.
		headers: { 'content-type': 'application/x-gzip' },
		body: await compress(content),
		repeat: 'safe',
		what: `uploading chunk ${index + 1} of "${name}"`,
		timeoutMs: CHUNK_TIMEOUT_MS,
	});
}

async function post(
	client: AnaplanClient,
	path: string,
	body: object,
	what: string,
): Promise<void> {
	await client.send({
		method: 'POST',
		path,
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		repeat: 'safe',
		what,
	});
}
