/**
 * Large reads of one model: a request is made, filled page by page, fetched and deleted. "Start a
 * large-volume read request" of the Integration API v2.0. As with tasks nothing ticks by itself.
 */
import type { SimClock } from '../common/clock';
import type { TaskTiming } from './tasks';

/** Nobody looked at the pages for this long: they are gone. */
export const READ_REQUEST_LIFETIME_MS = 30 * 60 * 1000;
/** Fetching pages prolongs the life only at every hundredth page. */
const PROLONGING_PAGE = 100;

export type ReadState = 'NOT_STARTED' | 'IN_PROGRESS' | 'COMPLETE' | 'CANCELLED';

interface ReadRequest {
	readonly id: string;
	/** Id of the view or list that is read. */
	readonly objectId: string;
	readonly pages: readonly string[];
	readonly startAt: number;
	readonly pageMs: number;
	readonly fails: boolean;
	touchedAt: number;
}

export interface ReadStatus {
	state: ReadState;
	availablePages: number;
	successful: boolean;
}

export class ReadRequests {
	/** True: the next request ends COMPLETE, but unsuccessful. */
	failNext = false;
	private readonly requests = new Map<string, ReadRequest>();

	constructor(private readonly clock: SimClock) {}

	start(id: string, objectId: string, pages: readonly string[], timing: TaskTiming): void {
		this.requests.set(id, {
			id,
			objectId,
			pages,
			startAt: this.clock.now() + timing.queueMs,
			pageMs: timing.runMs,
			fails: this.failNext,
			touchedAt: this.clock.now(),
		});
		this.failNext = false;
	}

	/** Undefined: there is no such request for the object, or no longer. */
	status(id: string, objectId: string): ReadStatus | undefined {
		const request = this.living(id, objectId);
		if (request === undefined) {
			return undefined;
		}
		request.touchedAt = this.clock.now();
		return this.statusOf(request);
	}

	page(id: string, objectId: string, index: number): string | undefined {
		const request = this.living(id, objectId);
		if (request === undefined || index >= this.statusOf(request).availablePages) {
			return undefined;
		}
		if (index % PROLONGING_PAGE === 0) {
			request.touchedAt = this.clock.now();
		}
		return request.pages[index];
	}

	/** False: there was none. */
	remove(id: string, objectId: string): boolean {
		return this.living(id, objectId) !== undefined && this.requests.delete(id);
	}

	/** Requests nobody has deleted; a careful client leaves none. */
	get open(): number {
		return [...this.requests.values()].filter(({ id, objectId }) => this.living(id, objectId))
			.length;
	}

	private living(id: string, objectId: string): ReadRequest | undefined {
		const request = this.requests.get(id);
		if (request === undefined || request.objectId !== objectId) {
			return undefined;
		}
		if (this.clock.now() - request.touchedAt > READ_REQUEST_LIFETIME_MS) {
			this.requests.delete(id);
			return undefined;
		}
		return request;
	}

	private statusOf({ startAt, pageMs, pages, fails }: ReadRequest): ReadStatus {
		const now = this.clock.now();
		if (now < startAt) {
			return { state: 'NOT_STARTED', availablePages: 0, successful: false };
		}
		const done = pageMs === 0 ? pages.length : Math.floor((now - startAt) / pageMs);
		if (fails && done > 0) {
			return { state: 'COMPLETE', availablePages: 0, successful: false };
		}
		const complete = done >= pages.length;
		return {
			state: complete ? 'COMPLETE' : 'IN_PROGRESS',
			availablePages: Math.min(done, pages.length),
			successful: complete,
		};
	}
}
