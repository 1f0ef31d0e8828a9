/**
 * What a node and the ledger workflow say to each other: one item there, one item back. Answers and
 * faults are plain data, because an error that leaves a sub-workflow loses its class and its advice.
 */
import { randomUUID } from 'node:crypto';

import { CancelledError, PackError, ServiceError, SettingError, type ErrorFacts } from '../errors';
import type { Command } from '../ledger/commands';

/** Raise it when the messages change, so that two versions of the pack do not talk past each other. */
export const MESSAGE_FORM = 2;

/**
 * Tells this process from those before it. At boot n8n runs the executions again that were waiting
 * when it died, the ledger's among them, and hands them empty static data (2.41: the recovery of
 * enqueued executions). Answering one would put an empty ledger in place of the real one.
 */
export const PROCESS_MARK = randomUUID();

export interface LedgerRequest {
	kind: 'ledgerRequest';
	form: number;
	/** {@link PROCESS_MARK} of the process that asks. */
	process: string;
	/** A command, or a question about the ledger as a whole. */
	ask: { what: 'command'; command: Command } | { what: 'companies' } | { what: 'stored' };
}

export type LedgerReply =
	| {
			kind: 'ledgerReply';
			form: number;
			ok: true;
			answer: unknown;
			/** True when the command changed the ledger. */
			changed: boolean;
			/** Counts the changes of the ledger: of the memory, or for `stored` of what n8n handed over. */
			generation: number;
			/** How full the ledger is, where that is worth saying; else blank. */
			warning: string;
	  }
	| { kind: 'ledgerReply'; form: number; ok: false; fault: LedgerFault };

/** An error of the pack as plain data. */
export interface LedgerFault {
	kind: PackError['kind'] | 'other';
	message: string;
	advice: string;
	facts: ErrorFacts;
}

export function isLedgerRequest(json: unknown): json is LedgerRequest {
	return hasKind(json, 'ledgerRequest');
}

export function isLedgerReply(json: unknown): json is LedgerReply {
	return hasKind(json, 'ledgerReply');
}

export function faultOf(error: unknown): LedgerFault {
	if (error instanceof PackError) {
		return {
			kind: error.kind,
			message: error.message,
			advice: error.advice,
			facts: { ...error.facts },
		};
	}
	return {
		kind: 'other',
		message: error instanceof Error ? error.message : String(error),
		advice: '',
		facts: {},
	};
}

/** The error again, as it was thrown in the ledger workflow. */
export function errorOf({ kind, message, advice, facts }: LedgerFault): PackError {
	if (kind === 'setting') return new SettingError(message, advice, facts);
	if (kind === 'service') return new ServiceError(message, advice, facts);
	if (kind === 'cancelled') return new CancelledError('the ledger workflow was at work');
	return new ServiceError(
		`The ledger workflow failed: ${message}.`,
		'Open its executions in n8n to see more, and run this workflow again.',
	);
}

function hasKind(json: unknown, kind: string): boolean {
	return typeof json === 'object' && json !== null && (json as { kind?: unknown }).kind === kind;
}
