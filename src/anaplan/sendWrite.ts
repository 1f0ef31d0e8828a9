/**
 * Sends a write of list items or cells, and again where its answer was lost. While a task runs in the
 * model Anaplan leaves such a call open and works it off later. A second copy sent meanwhile would
 * hang beside it, and either could be worked off after a newer write of somebody else and undo it, so
 * nothing is sent again before the model is free.
 */
import type { HttpCall } from '../http/types';
import { CancelledError } from '../errors';
import { hasStatus, type AnaplanClient, type JsonObject, type ModelRef } from './client';
import { leavesDoubt } from './lots';
import { readyModel } from './modelReady';
import { DEFAULT_WAIT_MINUTES } from './tasks';

/** How often one write is sent at most. */
const SEND_ATTEMPTS = 4;
/** First pause before it is sent again: Anaplan may still be at work on it; doubles each time. */
const DOUBT_PAUSE_MS = 5_000;
/** Longest wait for a model that is busy after a doubt. */
const WAIT_MS = DEFAULT_WAIT_MINUTES * 60_000;

/** What Anaplan said at last. */
export interface Written {
	answer: JsonObject;
	/** True where an earlier answer was lost: the write may have been done before this answer. */
	repeated: boolean;
}

/**
 * @param call a write that changes nothing more, or is refused, when it is sent a second time
 * @param inDoubt called with the error before the write is sent again after a lost answer; may throw
 * where a second sending would do harm
 * @throws PackError; the error of the last doubt where the model stays busy after it
 */
export async function sendWrite(
	client: AnaplanClient,
	model: ModelRef,
	call: Omit<HttpCall, 'repeat'>,
	inDoubt: (error: unknown) => void = () => undefined,
): Promise<Written> {
	let repeated = false;
	let pause = DOUBT_PAUSE_MS;
	for (let attempt = 1; ; attempt++) {
		const sent = await client.json({ ...call, repeat: 'once' }).then(
			(answer) => ({ answer }),
			(error: unknown) => ({ error }),
		);
		if ('answer' in sent) return { answer: sent.answer, repeated };
		const { error } = sent;
		const doubt = leavesDoubt(error);
		// A busy model (409) has refused it: nothing was done.
		if (attempt >= SEND_ATTEMPTS || (!doubt && !hasStatus(error, 409))) throw error;
		if (doubt) {
			inDoubt(error);
			repeated = true;
		}
		await client.clock.sleep(pause, client.signal, call.what);
		await readyModel(client, model, WAIT_MS, 'change').catch((busy: unknown) =>
			// That the write is in doubt counts more than why it cannot be sent again.
			Promise.reject(busy instanceof CancelledError ? busy : error),
		);
		pause *= 2;
	}
}
