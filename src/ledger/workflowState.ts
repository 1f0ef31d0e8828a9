/**
 * The ledger as the ledger workflow holds it: in the memory of the process, and in n8n's static data.
 *
 * n8n gives every execution its own copy of static data as it was at the start, and writes it back
 * whole at the end, so overlapping executions would wipe out each other's changes. Therefore:
 * - the memory of the process is the truth as long as the process lives; static data is read only
 *   where it is newer, which is after a start, or when the memory was filled from an empty copy;
 * - all executions put the same object into their static data, and what is written is what it holds
 *   at the moment of writing (`toJSON`), so that whoever writes last writes everything;
 * - commands that change nothing do not touch static data, so that an execution which n8n gave an
 *   empty copy cannot wipe out a full one by looking.
 */
import { SettingError } from '../errors';
import { applyCommand } from './apply';
import { bounded } from './bounds';
import { decodeLedger, encodeLedger, type EncodedLedger, readEnvelope, sizeOf } from './codec';
import type { AnswerOf, Command, CommandKind, CommandOf } from './commands';
import { needsOf } from './needs';
import { readNumber } from './read';
import { changedCompany, isUnchanged, sliceOf } from './slice';
import { emptyCompany, type LedgerState } from './types';

/**
 * Static data is parsed and written whole with every execution of the ledger workflow; with 40 MB n8n
 * has run out of memory under load, so half of that is the end.
 */
export const LEDGER_LIMIT_BYTES = 20_000_000;

/** From here on every answer says how full the ledger is. */
export const LEDGER_WARNING_PERCENT = 70;

/** Commands that make the ledger larger. Only these are refused when it is full: what landed must be recorded. */
const GROWING: ReadonlySet<CommandKind> = new Set(['prepare', 'importState', 'rebuild']);

export interface Executed<K extends CommandKind> {
	answer: AnswerOf<K>;
	/** True when the memory must be put into static data, so that n8n writes it at the end. */
	changed: boolean;
	/** How full the ledger is, where that is worth saying; else blank. */
	warning: string;
}

/** One per ledger workflow and process. */
export class LedgerMemory {
	private state: LedgerState = new Map();
	private generation = 0;

	constructor(private readonly limitBytes = LEDGER_LIMIT_BYTES) {}

	/**
	 * To be called first in every execution, with what its static data holds.
	 * @throws SettingError when that is damaged, no ledger, or of a newer version of this pack.
	 */
	takeIn(stored: unknown): void {
		if (stored === undefined || stored === null || stored === this) return;
		const value = isLive(stored) ? stored.toJSON() : stored;
		const generation = readNumber(readEnvelope(value).generation, 'the generation');
		if (generation <= this.generation) return;
		const ledger = decodeLedger(value);
		this.state = ledger.state;
		this.generation = ledger.generation;
	}

	/**
	 * Applies a command. In one go: nothing can come in between, and after an error nothing has changed.
	 * @throws SettingError as the command says, and when the ledger is full.
	 */
	execute<K extends CommandKind>(command: CommandOf<K>): Executed<K> {
		const company = this.state.get(command.realmId) ?? emptyCompany(command.realmId);
		const { answer, changes } = applyCommand<K>(
			sliceOf(company, needsOf(command as Command)),
			command,
		);
		if (isUnchanged(changes)) return { answer, changed: false, warning: '' };
		const next: LedgerState = new Map(this.state);
		next.set(command.realmId, bounded(changedCompany(company, changes)));
		const bytes = sizeOf(encodeLedger(next, this.generation + 1));
		if (bytes > this.limitBytes && GROWING.has(command.kind)) throw this.full(bytes);
		this.state = next;
		this.generation += 1;
		return { answer, changed: true, warning: this.warning(bytes) };
	}

	/** Realm IDs of the companies the ledger knows. */
	companies(): string[] {
		return [...this.state.keys()];
	}

	/** What is written to static data. */
	toJSON(): EncodedLedger {
		return encodeLedger(this.state, this.generation);
	}

	private warning(bytes: number): string {
		const percent = Math.floor((bytes / this.limitBytes) * 100);
		if (percent < LEDGER_WARNING_PERCENT) return '';
		return `The ledger workflow is ${percent} percent full (${megabytes(bytes)} of ${megabytes(this.limitBytes)} MB). Move the ledger to PostgreSQL before it is full: Export here, Import there.`;
	}

	private full(bytes: number): SettingError {
		return new SettingError(
			`The ledger workflow is full: it would hold ${megabytes(bytes)} MB, and its limit is ${megabytes(this.limitBytes)} MB. Nothing was loaded.`,
			'Move the ledger to PostgreSQL (Export here, Import there), or raise the limit in the ledger workflow if this n8n has the memory for it.',
		);
	}
}

/** A value that another execution of this process put into its static data. */
function isLive(value: unknown): value is { toJSON(): unknown } {
	return typeof value === 'object' && value !== null && 'toJSON' in value
		? typeof value.toJSON === 'function'
		: false;
}

function megabytes(bytes: number): string {
	return (bytes / 1_000_000).toFixed(1);
}
