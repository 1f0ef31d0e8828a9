/** Callers of one key work one after another, in the order in which they came, within this process. */
import { CancelledError } from './errors';

export class Turns {
	private readonly tails = new Map<string, Promise<void>>();

	/**
	 * Runs `work` when every earlier caller of the same key has ended, however it ended.
	 * @param what completes "stopped while …"
	 * @throws CancelledError when `signal` fires while it waits; the place in the queue is given up
	 */
	async take<T>(
		key: string,
		signal: AbortSignal | undefined,
		what: string,
		work: () => Promise<T>,
	): Promise<T> {
		const before = this.tails.get(key) ?? Promise.resolve();
		let leave: () => void = () => undefined;
		const turn = new Promise<void>((resolve) => {
			leave = resolve;
		});
		const tail = before.then(async () => await turn);
		this.tails.set(key, tail);
		// Not when this caller leaves: one that gives up its place may have others before it still.
		void tail.then(() => {
			if (this.tails.get(key) === tail) this.tails.delete(key);
		});
		try {
			await orCancelled(before, signal, what);
			return await work();
		} finally {
			leave();
		}
	}
}

async function orCancelled(
	turn: Promise<void>,
	signal: AbortSignal | undefined,
	what: string,
): Promise<void> {
	if (signal === undefined) return await turn;
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
