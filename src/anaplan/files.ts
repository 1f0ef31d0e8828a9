/** Uploads a file in chunks. Source: Anaplan's pages on uploading files in chunks. */
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';

import { CancelledError } from '../errors';
import { eachAtOnce } from '../parallel';
import { CHUNKING, chunksOf, type Chunk, type Chunking } from './chunks';
import { modelPath, type AnaplanClient, type ModelRef } from './client';

const compress = promisify(gzip);

/**
 * Chunks under way at once: enough to keep a line busy while the next one is compressed. One less
 * than the calls that a tenant's budget has under way, so that looks at tasks still get through.
 */
export const UPLOADS_AT_ONCE = 3;
/** A slow line needs time for a chunk. */
const CHUNK_TIMEOUT_MS = 300_000;

/** A file of a model, as an import definition names it. */
export interface FileRef {
	fileId: string;
	fileName: string;
}

/** What an upload sent. */
export interface Upload {
	chunks: number;
	/** Before compression. */
	bytes: number;
}

/**
 * Uploads the pieces as the file's content, each chunk compressed by itself, a few at once. The
 * count is set first, as Anaplan demands where a default file exists: 1 where one chunk is all, else
 * -1 (unknown) and a closing call, which is sent only when every chunk has arrived. Without pieces
 * nothing is sent.
 * @param pieces bytes that end at row ends
 * @throws PackError; what was sent before is no complete file then, and the next upload replaces it
 */
export async function uploadFile(
	client: AnaplanClient,
	model: ModelRef,
	file: FileRef,
	pieces: AsyncIterable<Buffer>,
	chunking: Partial<Chunking> = {},
): Promise<Upload> {
	const path = `${modelPath(model)}/files/${encodeURIComponent(file.fileId)}`;
	const chunks = chunksOf(pieces, { ...CHUNKING, ...chunking }, file.fileName);
	try {
		return await sendChunks(client, path, file, chunks);
	} finally {
		// What fails before the first chunk is sent must not leave the source open.
		await chunks.return(undefined);
	}
}

async function sendChunks(
	client: AnaplanClient,
	path: string,
	file: FileRef,
	chunks: AsyncGenerator<Chunk>,
): Promise<Upload> {
	const sent: Upload = { chunks: 0, bytes: 0 };
	const first = await chunks.next();
	if (first.done) return sent;
	const second = await chunks.next();
	const known = second.done === true;
	await post(
		client,
		path,
		{ chunkCount: known ? 1 : -1 },
		`preparing the upload of "${file.fileName}"`,
	);
	const begun = [first.value, ...(second.done ? [] : [second.value])];
	await eachAtOnce(joined(begun, chunks), UPLOADS_AT_ONCE, async (chunk) => {
		if (client.signal?.aborted) throw new CancelledError(`uploading "${file.fileName}"`);
		await putChunk(client, path, chunk, file.fileName);
		sent.chunks += 1;
		sent.bytes += chunk.content.length;
	});
	if (!known) {
		// An empty object leaves the file's definition as it is.
		await post(client, `${path}/complete`, {}, `completing the upload of "${file.fileName}"`);
	}
	return sent;
}

/** What an upload of these pieces would send. @throws SettingError as an upload would */
export async function measureUpload(
	{ fileName }: Pick<FileRef, 'fileName'>,
	pieces: AsyncIterable<Buffer>,
	chunking: Partial<Chunking> = {},
): Promise<Upload> {
	const measured: Upload = { chunks: 0, bytes: 0 };
	for await (const { content } of chunksOf(pieces, { ...CHUNKING, ...chunking }, fileName)) {
		measured.chunks += 1;
		measured.bytes += content.length;
	}
	return measured;
}

async function* joined(begun: Chunk[], rest: AsyncGenerator<Chunk>): AsyncGenerator<Chunk> {
	// Shifted, so that chunks that are sent are not held.
	for (let chunk = begun.shift(); chunk !== undefined; chunk = begun.shift()) yield chunk;
	yield* rest;
}

async function putChunk(
	client: AnaplanClient,
	path: string,
	{ index, content }: Chunk,
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
