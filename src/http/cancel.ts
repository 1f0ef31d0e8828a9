/** Stops waiting for work that others share when one execution is cancelled. */
import { CancelledError } from '../errors';

/**
 * What `work` brings, or CancelledError as soon as `signal` aborts. The work itself goes on: other
 * callers may need it.
 * @param what completes "stopped while …"
 */
export async function orCancelled<T>(
	work: Promise<T>,
	signal: AbortSignal | undefined,
	what: string,
): Promise<T> {
	if (signal === undefined) return await work;
	return await new Promise<T>((resolve, reject) => {
		const onAbort = () => reject(new CancelledError(what));
		if (signal.aborted) onAbort();
		else signal.addEventListener('abort', onAbort, { once: true });
		void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
	});
}
