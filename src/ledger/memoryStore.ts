/** A ledger in memory, for tests and dry runs: durable only as long as the object lives. */
import { applyCommand } from './apply';
import type { AnswerOf, Command, CommandKind, CommandOf } from './commands';
import { needsOf } from './needs';
import { changedCompany, sliceOf } from './slice';
import type { LedgerStore } from './store';
import { emptyCompany, type LedgerState } from './types';

export class MemoryStore implements LedgerStore {
	constructor(readonly state: LedgerState = new Map()) {}

	/** Gives every command exactly what it needs, as a database would. */
	async execute<K extends CommandKind>(command: CommandOf<K>): Promise<AnswerOf<K>> {
		const company = this.state.get(command.realmId) ?? emptyCompany(command.realmId);
		const { answer, changes } = applyCommand<K>(
			sliceOf(company, needsOf(command as Command)),
			command,
		);
		this.state.set(command.realmId, changedCompany(company, changes));
		return await Promise.resolve(answer);
	}

	async companies(): Promise<string[]> {
		return await Promise.resolve([...this.state.keys()]);
	}
}
