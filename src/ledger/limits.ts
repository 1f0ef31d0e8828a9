/** Limits of the ledger, each with its reason. */

const HOUR_MS = 3_600_000;

/**
 * No row of a run may be sent later than this after Prepare. Anaplan queues tasks behind long ones, so
 * hours are normal; half a day is far more than any load takes.
 */
export const LOAD_WITHIN_MS = 12 * HOUR_MS;

/**
 * A run that is not recorded after this time counts as dead: nothing of it can land any more. Twice
 * the time for sending, so that a task which Anaplan queued last of all is through.
 */
export const RUN_LIFE_MS = 24 * HOUR_MS;

/** Calls a month that Intuit's free tier includes (Intuit: app partner program, metered reads). */
export const CALLS_PER_MONTH = 500_000;

/** The first says that it is time to look, the second that the month may not last. */
export const CALL_WARNINGS_PERCENT = [70, 90] as const;

/** Lists in answers for people; longer ones are read through the audit trail or an export. */
export const RETRY_SHOWN = 100;
export const RUNS_SHOWN = 20;
export const UNREADABLE_SHOWN = 20;

/** Entries of the audit trail in one answer, unless asked for otherwise: one page of n8n's table view. */
export const AUDIT_DEFAULT_LIMIT = 1_000;
