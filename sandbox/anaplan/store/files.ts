/**
 * File contents: a default everybody may read, and private copies that uploads make.
 * Help pages "Access import files with the Anaplan Integrations API" and "Upload a file in chunks".
 */
import type { SimClock } from '../../common/clock';

/** A private file nobody touched for this long is removed. */
export const PRIVATE_FILE_LIFETIME_MS = 48 * 60 * 60 * 1000;

interface PrivateFile {
	/** -1: unknown until the upload is completed. */
	chunkCount: number;
	readonly chunks: Map<number, Buffer>;
	/** What was in the chunks that were not kept. */
	readonly counted: Map<number, Counted>;
	completed: boolean;
	touchedAt: number;
}

/** What is known of bytes that were not kept. */
export interface Counted {
	bytes: number;
	lineFeeds: number;
}

export type FileContent =
	/** `counted`: of an upload that was not kept; its chunks are empty. */
	| { state: 'ready'; chunks: Buffer[]; from: 'private' | 'default'; counted?: Counted }
	/** Chunks are missing or the upload was never completed. */
	| { state: 'incomplete'; reason: string }
	| { state: 'absent' };

/** The contents of one model's files. Users and files are named by id. */
export class FileContents {
	private readonly privateFiles = new Map<string, PrivateFile>();
	private readonly defaults = new Map<string, Buffer>();
	/** What the listing shows; stays after the private content is gone, as in the service. */
	private readonly listedCounts = new Map<string, number>();

	constructor(private readonly clock: SimClock) {}

	setDefault(fileId: string, content: Buffer): void {
		this.defaults.set(fileId, content);
	}

	listedChunkCount(userId: string, fileId: string): number {
		const listed = this.listedCounts.get(key(userId, fileId));
		return listed ?? (this.defaults.has(fileId) ? 1 : 0);
	}

	/** Starts a new upload: older chunks are dropped. `chunkCount` -1: not known yet. */
	begin(userId: string, fileId: string, chunkCount: number): void {
		this.privateFiles.set(key(userId, fileId), {
			chunkCount,
			chunks: new Map(),
			counted: new Map(),
			completed: chunkCount >= 0,
			touchedAt: this.clock.now(),
		});
		this.listedCounts.set(key(userId, fileId), Math.max(chunkCount, 0));
	}

	/** The whole content at once. No bytes: the content stays non-existent. */
	putWhole(userId: string, fileId: string, bytes: Buffer): void {
		this.begin(userId, fileId, bytes.length === 0 ? 0 : 1);
		if (bytes.length > 0) {
			this.putChunk(userId, fileId, 0, bytes);
		}
	}

	/** `noUpload`: the count was never set. `outOfRange`: the index is not below the count. */
	putChunk(
		userId: string,
		fileId: string,
		index: number,
		bytes: Buffer,
		keep = true,
	): 'stored' | 'noUpload' | 'outOfRange' {
		const file = this.current(userId, fileId);
		if (file === undefined) {
			return 'noUpload';
		}
		if (file.chunkCount >= 0 && index >= file.chunkCount) {
			return 'outOfRange';
		}
		file.chunks.set(index, keep ? bytes : NOTHING);
		file.counted.delete(index);
		if (!keep) file.counted.set(index, { bytes: bytes.length, lineFeeds: lineFeedsIn(bytes) });
		file.touchedAt = this.clock.now();
		return 'stored';
	}

	/** False when there is no upload to complete. */
	complete(userId: string, fileId: string): boolean {
		const file = this.current(userId, fileId);
		if (file === undefined) {
			return false;
		}
		file.completed = true;
		file.touchedAt = this.clock.now();
		if (file.chunkCount < 0) {
			const highest = Math.max(-1, ...file.chunks.keys());
			file.chunkCount = highest + 1;
			this.listedCounts.set(key(userId, fileId), file.chunkCount);
		}
		return true;
	}

	/** What an export writes: the caller's private file, replaced at each run. */
	putExport(userId: string, exportId: string, chunks: readonly Buffer[]): void {
		this.begin(userId, exportId, chunks.length);
		chunks.forEach((chunk, index) => {
			this.putChunk(userId, exportId, index, chunk);
		});
	}

	remove(userId: string, fileId: string): void {
		this.privateFiles.delete(key(userId, fileId));
	}

	/** The caller's private copy, or else the default. Reading counts as touching. */
	read(userId: string, fileId: string): FileContent {
		const file = this.current(userId, fileId);
		if (file === undefined) {
			const bytes = this.defaults.get(fileId);
			return bytes === undefined
				? { state: 'absent' }
				: { state: 'ready', chunks: [bytes], from: 'default' };
		}
		file.touchedAt = this.clock.now();
		if (!file.completed) {
			return { state: 'incomplete', reason: 'The upload was not marked as complete.' };
		}
		if (file.chunkCount === 0) {
			return { state: 'absent' };
		}
		const chunks: Buffer[] = [];
		for (let index = 0; index < file.chunkCount; index += 1) {
			const chunk = file.chunks.get(index);
			if (chunk === undefined) {
				return { state: 'incomplete', reason: `Chunk ${index} was not uploaded.` };
			}
			chunks.push(chunk);
		}
		const counted = file.counted.size === 0 ? {} : { counted: sumOf(file.counted.values()) };
		return { state: 'ready', chunks, from: 'private', ...counted };
	}

	private current(userId: string, fileId: string): PrivateFile | undefined {
		const file = this.privateFiles.get(key(userId, fileId));
		if (file !== undefined && this.clock.now() - file.touchedAt > PRIVATE_FILE_LIFETIME_MS) {
			this.privateFiles.delete(key(userId, fileId));
			return undefined;
		}
		return file;
	}
}

const NOTHING = Buffer.alloc(0);

function lineFeedsIn(bytes: Buffer): number {
	let count = 0;
	for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
	return count;
}

function sumOf(parts: Iterable<Counted>): Counted {
	const sum: Counted = { bytes: 0, lineFeeds: 0 };
	for (const { bytes, lineFeeds } of parts) {
		sum.bytes += bytes;
		sum.lineFeeds += lineFeeds;
	}
	return sum;
}

function key(userId: string, fileId: string): string {
	return `${userId} ${fileId}`;
}
