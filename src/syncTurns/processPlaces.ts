/** Places within this process; they go with it. */
import { Turns } from '../turns';
import type { Places, WaitingPlace } from './places';

/** What the process holds, by sync. */
const waiting = new Map<string, Waiting>();
const running = new Turns();

/** Completes "stopped while …". */
export const WAITING_FOR_RUN = 'waiting for the run under way to end';

class Waiting implements WaitingPlace {
	count = 0;

	constructor(private readonly key: string) {}

	covered(): number {
		return this.count;
	}

	async leave(): Promise<void> {
		if (waiting.get(this.key) === this) waiting.delete(this.key);
		return await Promise.resolve();
	}
}

/** The places of the sync that `key` names. */
export class ProcessPlaces implements Places {
	constructor(private readonly key: string) {}

	async takeWaiting(): Promise<WaitingPlace | undefined> {
		const taken = waiting.get(this.key);
		if (taken !== undefined) {
			taken.count += 1;
			return undefined;
		}
		const place = new Waiting(this.key);
		waiting.set(this.key, place);
		return await Promise.resolve(place);
	}

	async run<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
		return await running.take(this.key, signal, WAITING_FOR_RUN, work);
	}
}
