/** Time and chance as values that tests replace. */
import { CancelledError } from './errors';

export interface Clock {
	/** Epoch milliseconds. */
	now(): number;
	/** Waits; rejects with CancelledError as soon as `signal` aborts. `what` completes "stopped while …". */
	sleep(milliseconds: number, signal: AbortSignal | undefined, what: string): Promise<void>;
	/** A number from 0 (included) to 1 (excluded), for jitter. */
	random(): number;
}

/** The machine's clock. */
export const systemClock: Clock = {
	now: () => Date.now(),
	random: () => Math.random(),
	sleep: async (milliseconds, signal, what) =>
		await new Promise<void>((resolve, reject) => {
			if (signal?.aborted) {
				reject(new CancelledError(what));
				return;
			}
			const onAbort = () => {
				clearTimeout(timer);
				reject(new CancelledError(what));
			};
			const timer = setTimeout(() => {
				signal?.removeEventListener('abort', onAbort);
				resolve();
			}, milliseconds);
			signal?.addEventListener('abort', onAbort, { once: true });
		}),
};
