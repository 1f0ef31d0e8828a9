/**
 * The two places of a sync: one run is under way, and one more waits behind it. Whoever finds both taken
 * can go away: the run that waits has not begun to read, so it reads what there is to tell.
 */

/** The place behind the run under way. */
export interface WaitingPlace {
	/** Callers that were sent away because of this one. */
	covered(): number;
	/** Frees the place. Calling it again does nothing. */
	leave(): Promise<void>;
}

/** The places of one sync. */
export interface Places {
	/** Undefined where somebody else waits. */
	takeWaiting(): Promise<WaitingPlace | undefined>;
	/**
	 * Runs `work` as soon as nobody else does, and frees the place however it ends.
	 * @throws CancelledError when `signal` fires while it waits
	 */
	run<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result>;
}
