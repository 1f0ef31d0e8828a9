/** Uploads and downloads: "Upload a file in chunks", "Set the chunk count", "Download files". */
import { gunzipSync } from 'node:zlib';
import { rawBody } from '../../common/server';
import type { ModelCall, ModelRoute } from '../routing';
import { bodyObject, sendOne, sendPage } from '../routing';
import type { FileDefinition } from '../store/definitions';
import { ApiError, notFound, sendBytes, sendNothing } from '../wire';
import { fileView } from './structure';

/** Largest chunk, counted uncompressed. */
export const MAX_CHUNK_BYTES = 50_000_000;
/** Most chunks of one file. */
export const MAX_CHUNKS = 1000;

const OCTETS = 'application/octet-stream';
const GZIP = 'application/x-gzip';

export const fileRoutes: readonly ModelRoute[] = [
	{
		// "Set the chunk count": starts a new upload. An unknown id makes a stray file.
		method: 'post',
		path: '/files/:fileId',
		under: 'workspace',
		writes: 'file',
		consumes: ['application/json'],
		handle: (call) => {
			const { chunkCount } = bodyObject(call.request);
			if (
				typeof chunkCount !== 'number' ||
				!Number.isInteger(chunkCount) ||
				chunkCount < -1 ||
				chunkCount > MAX_CHUNKS
			) {
				throw new ApiError(400, `chunkCount must be -1 or from 0 to ${MAX_CHUNKS}`);
			}
			refuseExportFile(call);
			const file = call.model.findFile(call.params.fileId) ?? addStray(call);
			noteUpload(call, file);
			call.model.contents.begin(call.user.id, file.id, chunkCount);
			const view = fileView(call, file);
			const echo = call.service.switches.chunkCountEcho === 'zero' ? 0 : chunkCount;
			sendOne(call, 'file', { file: { ...view, chunkCount: echo } });
		},
	},
	{
		// "Upload a file as a single chunk": the whole body, uncompressed.
		method: 'put',
		path: '/files/:fileId',
		under: 'workspace',
		writes: 'file',
		consumes: [OCTETS],
		handle: (call) => {
			const file = knownFile(call);
			const bytes = rawBody(call.request);
			checkSize(call, bytes);
			noteUpload(call, file);
			call.model.contents.putWhole(call.user.id, file.id, bytes);
			sendNothing(call.response, 204);
		},
	},
	{
		// "Upload a chunk": bytes, or bytes compressed by themselves.
		method: 'put',
		path: '/files/:fileId/chunks/:chunkId',
		under: 'workspace',
		writes: 'file',
		consumes: [OCTETS, GZIP],
		handle: (call) => {
			const file = knownFile(call);
			const index = chunkIndex(call);
			const bytes = chunkBytes(call);
			checkSize(call, bytes);
			noteUpload(call, file);
			const result = call.model.contents.putChunk(
				call.user.id,
				file.id,
				index,
				bytes,
				call.service.switches.keepUploads,
			);
			if (result === 'noUpload') {
				throw new ApiError(400, 'Set the chunk count first');
			}
			if (result === 'outOfRange') {
				throw new ApiError(400, `Chunk ${index} is beyond the chunk count`);
			}
			sendNothing(call.response, 204);
		},
	},
	{
		// "Mark the upload as complete": needed after a chunk count of -1.
		method: 'post',
		path: '/files/:fileId/complete',
		under: 'workspace',
		writes: 'file',
		consumes: ['application/json', ''],
		handle: (call) => {
			const file = knownFile(call);
			noteUpload(call, file);
			if (!call.model.contents.complete(call.user.id, file.id)) {
				throw new ApiError(400, 'There is no upload to complete');
			}
			sendOne(call, 'file', { file: fileView(call, file) });
		},
	},
	{
		// "Delete an import file": the caller's private content only; the definition stays.
		method: 'delete',
		path: '/files/:fileId',
		under: 'workspace',
		writes: 'file',
		handle: (call) => {
			const file = knownFile(call);
			noteUpload(call, file);
			call.model.contents.remove(call.user.id, file.id);
			sendNothing(call.response, 204);
		},
	},
	{
		// "Download a file": its bytes, never its metadata; 404 when there are none.
		method: 'get',
		path: '/files/:fileId',
		under: 'workspace',
		produces: [OCTETS],
		handle: (call) => {
			sendBytes(call.response, OCTETS, Buffer.concat(contentOf(call)));
		},
	},
	{
		// "Get the chunks of a file": absent when there are none.
		method: 'get',
		path: '/files/:fileId/chunks',
		under: 'both',
		handle: (call) => {
			const content = call.model.contents.read(call.user.id, readableFile(call));
			const count = content.state === 'ready' ? content.chunks.length : 0;
			const rows = Array.from({ length: count }, (_, index) => ({
				id: String(index),
				name: `Chunk ${index}`,
			}));
			sendPage(call, 'chunk', 'chunks', rows);
		},
	},
	{
		// "Download a chunk"
		method: 'get',
		path: '/files/:fileId/chunks/:chunkId',
		under: 'workspace',
		produces: [OCTETS],
		handle: (call) => {
			const chunk = contentOf(call).at(chunkIndex(call));
			if (chunk === undefined) {
				throw notFound();
			}
			sendBytes(call.response, OCTETS, chunk);
		},
	},
];

/** Exports alone write their files; what an upload to one is answered is not documented. */
function refuseExportFile(call: ModelCall): void {
	if (call.model.exports.some(({ id }) => id === call.params.fileId)) {
		throw new ApiError(400, 'The file belongs to an export');
	}
}

/** The id of an import's file or of an export's. */
function readableFile(call: ModelCall): string {
	const exported = call.model.exports.find(({ id }) => id === call.params.fileId);
	return exported?.id ?? knownFile(call).id;
}

function knownFile(call: ModelCall): FileDefinition {
	const file = call.model.findFile(call.params.fileId);
	if (file === undefined) {
		throw notFound();
	}
	return file;
}

/** No import will ever read it; the service makes it all the same. */
function addStray(call: ModelCall): FileDefinition {
	const name = call.params.fileId;
	call.service.noteHazard(
		call.model,
		'strayFileCreated',
		`POST to the unknown file ${name} made a new file that no import reads.`,
	);
	return call.model.addFile({ name, stray: true, headerRow: -1, firstDataRow: -1 });
}

function contentOf(call: ModelCall): Buffer[] {
	const content = call.model.contents.read(call.user.id, readableFile(call));
	if (content.state !== 'ready') {
		throw notFound();
	}
	return content.chunks;
}

function chunkIndex(call: ModelCall): number {
	const { chunkId } = call.params;
	if (!/^\d{1,6}$/.test(chunkId) || Number(chunkId) >= MAX_CHUNKS) {
		throw new ApiError(400, `Invalid chunk ${chunkId}`);
	}
	return Number(chunkId);
}

function chunkBytes(call: ModelCall): Buffer {
	const body = rawBody(call.request);
	if (!(call.request.get('Content-Type') ?? '').toLowerCase().startsWith(GZIP)) {
		return body;
	}
	try {
		return gunzipSync(body, { maxOutputLength: MAX_CHUNK_BYTES + 1 });
	} catch (error) {
		const tooLong =
			error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
		throw tooLong
			? new ApiError(call.service.switches.oversizeStatus)
			: new ApiError(400, 'The chunk is not valid gzip data');
	}
}

function checkSize(call: ModelCall, bytes: Buffer): void {
	if (bytes.length > MAX_CHUNK_BYTES) {
		throw new ApiError(call.service.switches.oversizeStatus);
	}
}

/** Reads of an import are not locked against uploads: it passes, and it is noted. */
function noteUpload(call: ModelCall, file: FileDefinition): void {
	const readers = call.model.imports.filter(({ fileId }) => fileId === file.id);
	const task = call.hosted.queue
		.unfinished()
		.find(
			({ userId, steps, results }) =>
				userId === call.user.id &&
				readers.some(({ id }) => steps.slice(results.length).includes(id)),
		);
	if (task !== undefined) {
		call.service.noteHazard(
			call.model,
			'uploadWhileTaskUnfinished',
			`${call.request.method} changed the file ${file.name} while task ${task.id} that reads it was ${task.state}.`,
		);
	}
}
