/** Planned failures: armed for an endpoint, fired when a request fits. */
import { IdCounter, Prng } from './ids';

export interface Fault {
	/** HTTP method; absent: every method. */
	method?: string;
	/**
	 * Text: the path without its query, exactly, where `*` stands for any run of characters.
	 * RegExp: tested against the path with query.
	 */
	path: string | RegExp;
	/** Answer with this status instead of handling the request. */
	status?: number;
	headers?: Record<string, string>;
	/** Text as it is, anything else as JSON. */
	body?: unknown;
	/** Content type of the body; default `text/plain` for text and `application/json` otherwise. */
	contentType?: string;
	/** Real milliseconds to wait before going on (answering, resetting or handling). */
	delayMs?: number;
	/** Destroy the socket before the request is handled. */
	reset?: boolean;
	/** Handle the request, then destroy the socket instead of answering. */
	loseAnswer?: boolean;
	/** Fire from the nth matching request on (1-based); with `nth` alone it fires once. */
	nth?: number;
	/** How often it fires at most. Default: once with `nth`, otherwise without end. */
	times?: number;
	/** Chance (0 to 1) that a matching request fires, from the board's seeded generator. */
	probability?: number;
}

export interface ArmedFault extends Fault {
	id: string;
	/** Matching requests so far. */
	seen: number;
	/** Times it fired. */
	fired: number;
}

/** The armed faults of one simulator. */
export class FaultBoard {
	private readonly ids = new IdCounter();
	private readonly prng: Prng;
	private armed: ArmedFault[] = [];

	constructor(seed = 1) {
		this.prng = new Prng(seed);
	}

	/** Arms a fault and returns its id. */
	arm(fault: Fault): string {
		const id = `fault-${this.ids.next()}`;
		const times = fault.times ?? (fault.nth === undefined ? undefined : 1);
		this.armed.push({ ...fault, times, id, seen: 0, fired: 0 });
		return id;
	}

	/** True when a fault of that id was armed. */
	disarm(id: string): boolean {
		const before = this.armed.length;
		this.armed = this.armed.filter((fault) => fault.id !== id);
		return this.armed.length < before;
	}

	clear(): void {
		this.armed = [];
	}

	/** Copies of what is armed, with counts. */
	all(): ArmedFault[] {
		return this.armed.map((fault) => ({ ...fault }));
	}

	/**
	 * The fault this request meets, if any. Counts the request for every armed fault that fits, so
	 * `nth` means the same whatever else is armed; the one armed first wins.
	 * @param request `path` includes the query.
	 */
	match(request: { method: string; path: string }): ArmedFault | undefined {
		let winner: ArmedFault | undefined;
		for (const fault of this.armed) {
			if (!fits(fault, request)) {
				continue;
			}
			fault.seen += 1;
			if (winner === undefined && this.fires(fault)) {
				fault.fired += 1;
				winner = fault;
			}
		}
		return winner;
	}

	private fires(fault: ArmedFault): boolean {
		if (fault.nth !== undefined && fault.seen < fault.nth) {
			return false;
		}
		if (fault.times !== undefined && fault.fired >= fault.times) {
			return false;
		}
		return fault.probability === undefined || this.prng.chance(fault.probability);
	}
}

function fits(fault: Fault, request: { method: string; path: string }): boolean {
	if (fault.method !== undefined && fault.method.toUpperCase() !== request.method.toUpperCase()) {
		return false;
	}
	if (fault.path instanceof RegExp) {
		return request.path.search(fault.path) >= 0;
	}
	const bare = request.path.split('?', 1)[0];
	const pattern = fault.path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${pattern.join('.*')}$`).test(bare);
}
