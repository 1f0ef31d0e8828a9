/**
 * Errors of the engine. They know nothing of n8n; `src/n8n/errors.ts` turns them into n8n's own
 * classes. Every error carries a sentence that says what happened (`message`) and one that says
 * what to do next (`advice`).
 */

/** Facts that help support, never secrets: HTTP status, the service's own code, correlation ID. */
export interface ErrorFacts {
	httpStatus?: number;
	/** The service's own error code, for example `610` or `hierarchyImportFailed`. */
	code?: string;
	/** QuickBooks calls it `intuit_tid`; Anaplan has none. */
	correlationId?: string;
	/** When a throttled call may be tried again, in milliseconds from now. */
	retryAfterMs?: number;
	/** True where no connection came about: the service saw nothing of the call. */
	neverSent?: boolean;
}

/** Common parent: a message for what happened and an advice for what to do next. */
export abstract class PackError extends Error {
	abstract readonly kind: 'setting' | 'service' | 'cancelled';

	constructor(
		message: string,
		readonly advice: string,
		readonly facts: ErrorFacts = {},
		cause?: unknown,
	) {
		super(message, cause === undefined ? undefined : { cause });
		this.name = new.target.name;
	}
}

/** Something the user can mend: a wrong setting, a missing import, a renamed column, bad input. */
export class SettingError extends PackError {
	readonly kind = 'setting';
}

/** The service refused or failed: faults, throttling that did not end, an unreachable host. */
export class ServiceError extends PackError {
	readonly kind = 'service';
}

/** The execution was cancelled while the engine waited. */
export class CancelledError extends PackError {
	readonly kind = 'cancelled';

	constructor(what: string) {
		super(`The execution was stopped while ${what}.`, 'Run the workflow again when you are ready.');
	}
}
