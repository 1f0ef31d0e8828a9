/** A service's limits, and how processes can keep them together. */

/** The limits of one budget. */
export interface PacingLimits {
	/** Calls in any window of 60 s. */
	perMinute: number;
	/** Calls in any window of 1 s. */
	perSecond: number;
	/** Calls under way at once. */
	concurrent: number;
}

/** A budget in a store that several processes share. */
export interface SharedBudget {
	/** Counts a call in and answers what ends it, or how many milliseconds to wait before asking again. */
	take(limits: PacingLimits): Promise<{ end: () => Promise<void> } | { waitMs: number }>;
	/** Holds back the callers of all processes for so many milliseconds. */
	hold(milliseconds: number): Promise<void>;
}
