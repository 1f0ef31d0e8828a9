/**
 * One writer per Anaplan model in this process: an import locks its model, and an upload must not
 * meet a task that reads the file.
 */
import { CancelledError } from '../errors';

const tails = new Map<string, Promise<void>>();

/**
 * Runs `work` when every earlier caller of the same key has ended, however it ended.
 * @throws CancelledError when `signal` fires while it waits; the place in the queue is given up
 */
export async function inModelQueue<T>(
	key: string,
	signal: AbortSignal | undefined,
	work: () => Promise<T>,
): Promise<T> {
	const before = tails.get(key) ?? Promise.resolve();
	let leave: () => void = () => undefined;
	const turn = new Promise<void>((resolve) => {
		leave = resolve;
	});
	const tail = before.then(async () => await turn);
	tails.set(key, tail);
	try {
		await orCancelled(before, signal);
		return await work();
	} finally {
		leave();
		if (tails.get(key) === tail) tails.delete(key);
	}
}

async function orCancelled(turn: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
	if (signal === undefined) return await turn;
	const what = 'waiting for another load into the same Anaplan model';
	if (signal.aborted) throw new CancelledError(what);
	let onAbort: () => void = () => undefined;
	const aborted = new Promise<never>((_, reject) => {
		onAbort = () => reject(new CancelledError(what));
		signal.addEventListener('abort', onAbort, { once: true });
	});
	try {
		await Promise.race([turn, aborted]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}
