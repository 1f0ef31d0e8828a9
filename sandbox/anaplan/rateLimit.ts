/** 600 requests a minute per tenant: a token bucket (Integration API introduction, rate limits). */
import type { SimClock } from '../common/clock';

export const BUCKET_CAPACITY = 600;
/** Requests per second that flow back in. */
export const REFILL_PER_SECOND = 10;

export class RateLimiter {
	private level: number;
	private updatedAt: number;

	constructor(
		private readonly clock: SimClock,
		private readonly capacity = BUCKET_CAPACITY,
	) {
		this.level = capacity;
		this.updatedAt = clock.now();
	}

	/** Undefined when the request may pass, else the seconds until one may. */
	take(): number | undefined {
		const now = this.clock.now();
		const seconds = Math.max(0, now - this.updatedAt) / 1000;
		this.level = Math.min(this.capacity, this.level + seconds * REFILL_PER_SECOND);
		this.updatedAt = now;
		if (this.level >= 1) {
			this.level -= 1;
			return undefined;
		}
		return Math.max(1, Math.ceil((1 - this.level) / REFILL_PER_SECOND));
	}
}
