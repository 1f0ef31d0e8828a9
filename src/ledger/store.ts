/** What every home of the ledger offers; a service's limits where several processes can use it. */
import type { BudgetStore } from '../budget';
import type { AnswerOf, CommandKind, CommandOf } from './commands';

export interface LedgerStore extends Partial<BudgetStore> {
	/**
	 * Applies one command to one company, alone: no other command sees the company in between. When it
	 * resolves, all changes are durable; when it rejects, none was made.
	 * @throws SettingError as the command says.
	 */
	execute<K extends CommandKind>(command: CommandOf<K>): Promise<AnswerOf<K>>;
	/** Realm IDs of the companies the ledger knows, for moving it from one store to another. */
	companies(): Promise<string[]>;
}
