/** Downloads a file of a model chunk by chunk. Source: "Get the chunks of a file". */
import { SettingError } from '../errors';
import type { NamedObject } from './catalog';
import { modelPath, textOf, type AnaplanClient, type ModelRef } from './client';

/** A slow line needs time for a chunk of about 10 MB. */
const CHUNK_TIMEOUT_MS = 300_000;

/**
 * The chunks of a file in order; rows and characters may straddle them. The user's private copy
 * comes before the default.
 * @throws SettingError where the file has no content for this user
 */
export async function* downloadChunks(
	client: AnaplanClient,
	model: ModelRef,
	file: NamedObject,
): AsyncGenerator<Buffer> {
	const what = `downloading "${file.name}"`;
	const path = `${modelPath(model)}/files/${encodeURIComponent(file.id)}/chunks`;
	const chunks = await client.all(path, 'chunks', what);
	if (chunks.length === 0) {
		throw new SettingError(
			`The file "${file.name}" has no content for this Anaplan user.`,
			'Run the export or upload the file first with the same Anaplan user: content is private to a user, and Anaplan removes it after 48 hours without use.',
		);
	}
	for (const chunk of chunks) {
		yield await client.send({
			method: 'GET',
			path: `${path}/${encodeURIComponent(textOf(chunk, 'id'))}`,
			headers: { accept: '*/*' },
			repeat: 'safe',
			what,
			timeoutMs: CHUNK_TIMEOUT_MS,
		});
	}
}
