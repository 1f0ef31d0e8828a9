/** What every home of the ledger offers. */
import type { SharedBudget } from '../budget';
import type { AnswerOf, CommandKind, CommandOf } from './commands';

export interface LedgerStore {
	/**
	 * Applies one command to one company, alone: no other command sees the company in between. When it
	 * resolves, all changes are durable; when it rejects, none was made.
	 * @throws SettingError as the command says.
	 */
	execute<K extends CommandKind>(command: CommandOf<K>): Promise<AnswerOf<K>>;
	/** Realm IDs of the companies the ledger knows, for moving it from one store to another. */
	companies(): Promise<string[]>;
	/**
	 * Keeps a service's limits for all processes that use this store; absent where only one can.
	 * @param budget whose limits, told apart by a text
	 */
	sharedBudget?(budget: string): SharedBudget;
}
