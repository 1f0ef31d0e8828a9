/**
 * Finds a key that a file holds twice, with memory that does not grow with the file: the first keys
 * are held as they are, and where there are more, a hash of each with its line goes to files of the
 * machine's temporary folder, in parts small enough to be compared one after another.
 */
import { mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hashOf } from './keyHash';

/** Files that hashes are spread over: of 50 million keys, each holds some 200,000. */
const PARTS = 256;
/** A hash and a line: eight bytes each. */
const ENTRY_BYTES = 16;
/** What is gathered for a part before it is written; all parts together take 8 MB. */
const PART_BUFFER_BYTES = 2_048 * ENTRY_BYTES;

/** A file of repeated keys needs no longer list to be refused. */
const MOST_REPEATED = 1_000;

/** Two lines with one key, or, where hashes were compared, almost surely so. */
export interface Repeated {
	first: number;
	second: number;
}

export class KeyIndex {
	private readonly held = new Map<string, number>();
	private spill: Spill | undefined;

	/** @param keysInMemory how many keys are held as they are */
	constructor(private readonly keysInMemory: number) {}

	/**
	 * Adds the key of a line. Returns the line that had it before, where that is known at once; else
	 * `repeated` finds it. Call `settle` now and then.
	 */
	add(key: string, line: number): number | undefined {
		if (this.spill !== undefined) {
			this.spill.add(key, line);
			return undefined;
		}
		const first = this.held.get(key);
		if (first === undefined) this.held.set(key, line);
		return first;
	}

	/** Moves to the disk what is too much for memory. */
	async settle(): Promise<void> {
		if (this.spill === undefined && this.held.size > this.keysInMemory) {
			this.spill = new Spill(await mkdtemp(join(tmpdir(), 'anaplan-keys-')));
			for (const [key, line] of this.held) this.spill.add(key, line);
			this.held.clear();
		}
		await this.spill?.settle();
	}

	/** Pairs of lines whose keys have one hash. Call it after the last key, once. */
	async repeated(): Promise<Repeated[]> {
		return (await this.spill?.repeated()) ?? [];
	}

	/** Removes the files. */
	async close(): Promise<void> {
		await this.spill?.close();
	}
}

interface Part {
	path: string;
	file: FileHandle | undefined;
	buffer: Buffer;
	filled: number;
}

class Spill {
	private readonly parts: Part[];
	private readonly full: Array<{ part: Part; bytes: Buffer }> = [];

	constructor(private readonly folder: string) {
		this.parts = Array.from({ length: PARTS }, (_, index) => ({
			path: join(folder, String(index)),
			file: undefined,
			buffer: Buffer.alloc(PART_BUFFER_BYTES),
			filled: 0,
		}));
	}

	add(key: string, line: number): void {
		const [high, low] = hashOf(key);
		const part = this.parts[high % PARTS];
		part.buffer.writeUInt32LE(low, part.filled);
		part.buffer.writeUInt32LE(high, part.filled + 4);
		part.buffer.writeDoubleLE(line, part.filled + 8);
		part.filled += ENTRY_BYTES;
		if (part.filled < part.buffer.length) return;
		this.full.push({ part, bytes: part.buffer });
		part.buffer = Buffer.alloc(PART_BUFFER_BYTES);
		part.filled = 0;
	}

	/** Writes the buffers that are full. */
	async settle(): Promise<void> {
		for (const { part, bytes } of this.full.splice(0)) await write(part, bytes);
	}

	async repeated(): Promise<Repeated[]> {
		await this.settle();
		const found: Repeated[] = [];
		for (const part of this.parts) {
			if (part.filled > 0) await write(part, part.buffer.subarray(0, part.filled));
			part.filled = 0;
			await part.file?.close();
			if (part.file === undefined) continue;
			part.file = undefined;
			if (found.length < MOST_REPEATED) found.push(...repeatedIn(await readFile(part.path)));
			await rm(part.path);
		}
		return found;
	}

	async close(): Promise<void> {
		// Emptied, because the index is kept for as long as the load takes, and the buffers are large.
		for (const part of this.parts.splice(0)) await part.file?.close();
		await rm(this.folder, { recursive: true, force: true });
	}
}

async function write(part: Part, bytes: Buffer): Promise<void> {
	part.file ??= await open(part.path, 'w');
	await part.file.write(bytes);
}

function repeatedIn(entries: Buffer): Repeated[] {
	const count = entries.length / ENTRY_BYTES;
	const hashes = new BigUint64Array(count);
	for (let at = 0; at < count; at++) hashes[at] = entries.readBigUInt64LE(at * ENTRY_BYTES);
	const twice = new Set(
		hashes
			.slice()
			.sort()
			.filter((hash, at, all) => hash === all[at - 1]),
	);
	if (twice.size === 0) return [];
	const first = new Map<bigint, number>();
	const found: Repeated[] = [];
	for (let at = 0; at < count && found.length < MOST_REPEATED; at++) {
		if (!twice.has(hashes[at])) continue;
		const line = entries.readDoubleLE(at * ENTRY_BYTES + 8);
		const before = first.get(hashes[at]);
		if (before === undefined) first.set(hashes[at], line);
		else found.push({ first: before, second: line });
	}
	return found;
}
