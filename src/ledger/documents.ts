/** Changes of one document's state. All return a new state; nothing is changed in place. */
import { RUN_LIFE_MS } from './limits';
import { union } from './refs';
import type { DocumentState, Pending, Retry } from './types';

/** A document the ledger has not seen before. */
export function unknownDocument(): DocumentState {
	return {
		version: null,
		newest: null,
		updatedAt: '',
		codes: [],
		face: null,
		revision: 0,
		pending: [],
		retry: null,
	};
}

/**
 * Puts the document into the retry set, or says a new reason there and counts the attempts.
 * @param readAt see `Retry`
 */
export function withRetry(
	document: DocumentState,
	reason: string,
	at: string,
	attempts: number,
	readAt = '',
): DocumentState {
	const before = document.retry;
	const retry: Retry = {
		reason,
		since: before?.since ?? at,
		attempts: (before?.attempts ?? 0) + attempts,
		replay: before?.replay ?? false,
		readAt: later(before?.readAt ?? '', readAt),
	};
	return { ...document, retry, revision: document.revision + 1 };
}

/** The later of two times; a blank one is earlier than any. */
function later(left: string, right: string): string {
	if (left === '' || right === '') return left || right;
	return Date.parse(left) > Date.parse(right) ? left : right;
}

/** Marks the document as asked for again by the user. */
export function withReplay(document: DocumentState, at: string): DocumentState {
	const marked = withRetry(document, 'It is to be sent again, as asked for with Replay.', at, 0);
	return { ...marked, retry: marked.retry && { ...marked.retry, replay: true } };
}

/** All codes that may hold something in Anaplan, now or once a run that is under way has landed. */
export function knownCodes(document: DocumentState): string[] {
	return document.pending.reduce((codes, entry) => union(codes, entry.codes), document.codes);
}

/** The last face anybody wrote down: what is on its way, else what was loaded. */
export function lastFace(document: DocumentState): DocumentState['face'] {
	return document.pending.at(-1)?.face ?? document.face;
}

/**
 * Settles what dead runs wrote ahead. It may have landed, so their codes are kept and the loaded
 * version is no longer certain, unless it is the very version they were about to load.
 */
export function withoutDeadRuns(document: DocumentState, runId: string, at: string): DocumentState {
	const isDead = (entry: Pending) =>
		entry.runId !== runId && Date.parse(at) - Date.parse(entry.at) > RUN_LIFE_MS;
	const dead = document.pending.filter(isDead);
	if (dead.length === 0) return document;
	const alive = { ...document, pending: document.pending.filter((entry) => !isDead(entry)) };
	return dead
		.filter((entry) => entry.version !== document.version)
		.reduce(
			(state, entry) =>
				withRetry(
					uncertain(state, entry),
					`Run ${entry.runId} was about to load it and was never recorded; it may have landed.`,
					at,
					0,
				),
			alive,
		);
}

/** What Anaplan holds of the document is no longer known: any of the entry's codes may hold something. */
export function uncertain(document: DocumentState, entry: Pending): DocumentState {
	return {
		...document,
		version: null,
		codes: union(document.codes, entry.codes),
		face: entry.face,
	};
}
