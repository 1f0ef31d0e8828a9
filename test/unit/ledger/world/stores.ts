/**
 * Two homes of the ledger as a run meets them. Every call is a generator that pauses where other runs,
 * or a crash, may come in between.
 */
import type { AnswerOf, CommandKind, CommandOf, Command } from '../../../../src/ledger/commands';
import { applyCommand } from '../../../../src/ledger/apply';
import { needsOf } from '../../../../src/ledger/needs';
import { changedCompany, sliceOf } from '../../../../src/ledger/slice';
import { emptyCompany, type LedgerState } from '../../../../src/ledger/types';
import { LedgerMemory } from '../../../../src/ledger/workflowState';
import type { Random } from './books';

export type Step = Generator<undefined, void, undefined>;

export interface World {
	call<K extends CommandKind>(command: CommandOf<K>): Generator<undefined, AnswerOf<K>, undefined>;
	/** The process dies; its memory is gone. */
	crash(): void;
	/** Everything is lost. */
	lose(): void;
}

/** Like PostgreSQL: a command is one transaction. */
export class DatabaseModel implements World {
	private state: LedgerState = new Map();

	*call<K extends CommandKind>(
		command: CommandOf<K>,
	): Generator<undefined, AnswerOf<K>, undefined> {
		yield;
		const company = this.state.get(command.realmId) ?? emptyCompany(command.realmId);
		const slice = sliceOf(company, needsOf(command as Command));
		const { answer, changes } = applyCommand<K>(slice, command);
		this.state.set(command.realmId, changedCompany(company, changes));
		yield;
		return answer;
	}

	crash(): void {
		// A database of its own does not notice.
	}

	lose(): void {
		this.state = new Map();
	}
}

/**
 * Like n8n: an execution gets a copy of static data at its start and writes its own whole at its end.
 * After a crash an execution may get an empty copy.
 */
export class StaticDataModel implements World {
	private database: string | undefined;
	private parsed: { ledger?: unknown } | undefined;
	private memory = new LedgerMemory();
	private emptyCopies = 0;

	constructor(
		private readonly random: Random,
		private readonly bothCompaniesKnown: () => boolean,
	) {}

	*call<K extends CommandKind>(
		command: CommandOf<K>,
	): Generator<undefined, AnswerOf<K>, undefined> {
		const staticData = this.copy();
		yield;
		const { memory } = this;
		memory.takeIn(staticData.ledger);
		const { answer, changed } = memory.execute<K>(command);
		if (changed) staticData.ledger = memory;
		yield;
		if (changed) this.write(JSON.stringify(staticData));
		yield;
		return answer;
	}

	crash(): void {
		this.memory = new LedgerMemory();
		// Only once nobody can have a lawful first run: with one, the other company's data would be wiped.
		if (this.bothCompaniesKnown() && this.random(3) === 0) this.emptyCopies = 1 + this.random(2);
	}

	lose(): void {
		this.write(undefined);
		this.memory = new LedgerMemory();
		this.emptyCopies = 0;
	}

	private write(value: string | undefined): void {
		this.database = value;
		this.parsed = undefined;
	}

	private copy(): { ledger?: unknown } {
		if (this.emptyCopies > 0) {
			this.emptyCopies -= 1;
			return {};
		}
		if (this.database === undefined) return {};
		// Parsed once per write: nobody changes a copy's content, so executions may share it.
		this.parsed ??= JSON.parse(this.database) as { ledger?: unknown };
		return { ...this.parsed };
	}
}
