/** What a run has to know before it reads: where to begin, and which documents to read by id. */
import type { CommandOf } from './commands';
import { entityAndIdOf } from './refs';
import { type Applied, type CompanySlice, noChanges } from './slice';
import type { CompanyHead, DocumentState } from './types';

/** Changes nothing. */
export function startRun(slice: CompanySlice, command: CommandOf<'startRun'>): Applied<'startRun'> {
	const { head } = slice;
	const since = command.entities.map((entity) => ({
		entity,
		checkpoint: head.checkpoints.get(entity) ?? null,
	}));
	const accepted = since.flatMap(({ checkpoint }) => (checkpoint === null ? [] : [checkpoint]));
	const wanted = new Set(command.entities);
	return {
		changes: noChanges(),
		answer: {
			since,
			oldest: accepted.length === 0 ? null : accepted.reduce(earlier),
			firstRun: since.flatMap(({ entity, checkpoint }) => (checkpoint === null ? [entity] : [])),
			readAgain: [...slice.documents].flatMap(([ref, document]) => {
				const reason = reasonToReadAgain(document);
				const { entity, id } = entityAndIdOf(ref);
				return reason === undefined || !wanted.has(entity) ? [] : [{ entity, id, reason }];
			}),
			ledgerEmpty: isEmptyLedger(head),
			ledger: ledgerToken(head),
		},
	};
}

/**
 * Why the next run reads a document by id, or undefined. Beside the retry set these are documents
 * that a run wrote ahead and never recorded: it may have landed. Where it was about to load the very
 * version that is loaded, its landing changes nothing.
 */
export function reasonToReadAgain({ version, retry, pending }: DocumentState): string | undefined {
	if (retry !== null) return retry.reason;
	const open = pending.find((entry) => entry.version !== version);
	return open === undefined
		? undefined
		: `Run ${open.runId} was about to load it and has not been recorded; it may have landed.`;
}

/** Whether the ledger knows nothing of the company. */
export function isEmptyLedger(head: Readonly<CompanyHead>): boolean {
	return head.createdAt === null;
}

/** Names this ledger of this company until it is forgotten in part, imported or rebuilt. */
export function ledgerToken({ createdAt, epoch }: Readonly<CompanyHead>): string {
	return `${createdAt ?? NEW_LEDGER}#${epoch}`;
}

/** Takes a token apart; undefined where it is none. */
export function parseLedgerToken(
	token: string,
): { createdAt: string | null; epoch: number } | undefined {
	const match = /^(.+)#(\d+)$/.exec(token);
	if (match === null) return undefined;
	return { createdAt: match[1] === NEW_LEDGER ? null : match[1], epoch: Number(match[2]) };
}

const NEW_LEDGER = 'new';

function earlier(left: string, right: string): string {
	return Date.parse(right) < Date.parse(left) ? right : left;
}
