/** Whose tasks read a model's files: imports, and the processes that they are steps of. */
import { Readable } from 'node:stream';

import type { ImportEntry, NamedObject } from './catalog';
import { hasStatus, type AnaplanClient, type ModelRef } from './client';
import { eachAtOnce } from '../parallel';
import { listObjects, readSteps, type ProcessStep } from './runnables';
import { waitForQuiet, type TaskParent } from './tasks';

/** Processes that are looked into at once; more would crowd out the other calls of this n8n. */
const READS_AT_ONCE = 4;

/** What reads each file of a model. */
export class FileReaders {
	constructor(
		private readonly client: AnaplanClient,
		private readonly model: ModelRef,
		private readonly byFile: ReadonlyMap<string, readonly TaskParent[]>,
	) {}

	/**
	 * Waits until no task that reads the file waits or runs, because Anaplan does not lock a file
	 * that is being read.
	 * @param waitMs longest wait for one task
	 */
	async waitForQuiet(fileId: string, waitMs: number): Promise<void> {
		for (const reader of this.byFile.get(fileId) ?? []) {
			await waitForQuiet(this.client, this.model, reader, waitMs);
		}
	}
}

/** @param catalogue all imports of the model */
export async function findReaders(
	client: AnaplanClient,
	model: ModelRef,
	catalogue: readonly ImportEntry[],
): Promise<FileReaders> {
	const byFile = new Map<string, TaskParent[]>();
	const add = (fileId: string, reader: TaskParent) => {
		if (fileId !== '') byFile.set(fileId, [...(byFile.get(fileId) ?? []), reader]);
	};
	for (const entry of catalogue) add(entry.fileId, { ...entry, kind: 'imports' });
	const files = new Map(catalogue.map(({ id, fileId }) => [id, fileId]));
	const processes = Readable.from(await listObjects(client, model, 'processes'));
	await eachAtOnce<NamedObject>(processes, READS_AT_ONCE, async ({ id, name }) => {
		const steps = await stepsOf(client, model, { id, name });
		const read = steps.map((step) => step.fileId || (files.get(step.id) ?? ''));
		for (const fileId of new Set(read)) add(fileId, { id, name, kind: 'processes' });
	});
	return new FileReaders(client, model, byFile);
}

/** None of a process that this user may not see into: it does not run with this user's files. */
async function stepsOf(
	client: AnaplanClient,
	model: ModelRef,
	process: TaskParent,
): Promise<ProcessStep[]> {
	return await readSteps(client, model, process).catch((error: unknown) =>
		hasStatus(error, 403) || hasStatus(error, 404) ? [] : Promise.reject(error),
	);
}
