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

/**
 * From when on a call counts: from about its permission, or from its end. Until it ends it counts in any
 * case; `end` is for budgets whose callers still have to wait elsewhere before they send.
 */
export type CountsFrom = 'start' | 'end';

/** A budget in a store that several processes share. */
export interface SharedBudget {
	/** Counts a call in and answers what ends it, or how many milliseconds to wait before asking again. */
	take(limits: PacingLimits): Promise<{ end: () => Promise<void> } | { waitMs: number }>;
	/** Holds back the callers of all processes for so many milliseconds. */
	hold(milliseconds: number): Promise<void>;
}

/** A store that keeps budgets for all processes that use it. */
export interface BudgetStore {
	/** @param budget whose limits, told apart by a text */
	sharedBudget(budget: string, countsFrom?: CountsFrom): SharedBudget;
}
