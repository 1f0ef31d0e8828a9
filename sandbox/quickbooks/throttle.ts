/** Request counters per realm and app (Intuit: limits and throttles). */
import type { SimClock } from '../common/clock';
import { ServiceFault } from './serviceFault';
import type { QuickBooksSwitches } from './switches';

interface Counters {
	/** Times of accepted requests in the last minute, oldest first. */
	minute: number[];
	batches: number[];
	reports: number[];
	open: number;
	reads: { month: string; count: number };
}

const MINUTE = 60_000;

export class Throttle {
	private readonly realms = new Map<string, Counters>();

	constructor(
		private readonly clock: SimClock,
		private readonly switches: QuickBooksSwitches,
	) {}

	/**
	 * Counts a request in, or throws the 429. The returned function must be called when it is answered.
	 * @param kind reads are metered per month; batch calls and reports have limits of their own.
	 */
	enter(realmId: string, kind: 'read' | 'write' | 'batch' | 'report'): () => void {
		const counters = this.countersOf(realmId);
		const now = this.clock.now();
		counters.minute = counters.minute.filter((at) => at > now - MINUTE && at <= now);
		counters.batches = counters.batches.filter((at) => at > now - MINUTE && at <= now);
		counters.reports = counters.reports.filter((at) => at > now - MINUTE && at <= now);
		this.meter(counters, kind, now);
		if (this.switches.throttling) {
			const lastSecond = counters.minute.filter((at) => at > now - 1000).length;
			if (
				counters.open >= this.switches.concurrentRequests ||
				counters.minute.length >= this.switches.requestsPerMinute ||
				lastSecond >= this.switches.requestsPerSecond ||
				(kind === 'batch' && counters.batches.length >= this.switches.batchesPerMinute) ||
				(kind === 'report' && counters.reports.length >= this.switches.reportsPerMinute)
			) {
				throw this.refusal();
			}
		}
		counters.minute.push(now);
		if (kind === 'batch') {
			counters.batches.push(now);
		}
		if (kind === 'report') {
			counters.reports.push(now);
		}
		counters.open += 1;
		return () => {
			counters.open -= 1;
		};
	}

	/** Reads beyond the month's quota are blocked until the next month begins. */
	private meter(counters: Counters, kind: string, now: number): void {
		const month = new Date(now).toISOString().slice(0, 7);
		if (counters.reads.month !== month) {
			counters.reads = { month, count: 0 };
		}
		if (kind !== 'read' && kind !== 'report') {
			return;
		}
		const quota = this.switches.monthlyReads;
		if (quota !== null && counters.reads.count >= quota) {
			throw this.refusal();
		}
		counters.reads.count += 1;
	}

	private refusal(): ServiceFault {
		const status = this.switches.throttleStatus;
		return new ServiceFault(
			status,
			'3001',
			'SERVICE',
			`message=ThrottleExceeded; errorCode=003001; statusCode=${status}`,
			'The request limit was reached.  Try again later',
			undefined,
			true,
		);
	}

	private countersOf(realmId: string): Counters {
		const counters = this.realms.get(realmId) ?? {
			minute: [],
			batches: [],
			reports: [],
			open: 0,
			reads: { month: '', count: 0 },
		};
		this.realms.set(realmId, counters);
		return counters;
	}
}
