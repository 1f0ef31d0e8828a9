/**
 * One writer per Anaplan model in this process: an import locks its model, and an upload must not
 * meet a task that reads the file.
 */
import { Turns } from '../turns';
import type { AnaplanClient } from './client';
import { modelIdOf, type ModelChoice } from './modelChoice';

const turns = new Turns();

/**
 * Runs `work` when every earlier caller of the same key has ended, however it ended.
 * @throws CancelledError when `signal` fires while it waits; the place in the queue is given up
 */
export async function inModelQueue<T>(
	key: string,
	signal: AbortSignal | undefined,
	work: () => Promise<T>,
): Promise<T> {
	return await turns.take(
		key,
		signal,
		'waiting for another load into the same Anaplan model',
		work,
	);
}

/** One writer per model, told apart by plane and model ID, however the model was chosen. @throws SettingError */
export async function queueKey(client: AnaplanClient, choice: ModelChoice): Promise<string> {
	return `${client.apiUrl} ${await modelIdOf(client, choice)}`;
}
