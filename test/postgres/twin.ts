/** The ledger in PostgreSQL beside one in memory: every answer, and every refusal, must be the same. */
import { isDeepStrictEqual } from 'node:util';
import type { AnswerOf, Command, CommandKind, CommandOf } from '../../src/ledger/commands';
import { applyCommand } from '../../src/ledger/apply';
import { needsOf } from '../../src/ledger/needs';
import type { PostgresSettings } from '../../src/ledger/postgres/settings';
import { changedCompany, sliceOf } from '../../src/ledger/slice';
import { emptyCompany, type LedgerState } from '../../src/ledger/types';
import type { Bridge } from './bridge';

interface Home {
	bridge: Bridge;
	settings: PostgresSettings;
}

/** Takes the place of the property test's DatabaseModel. */
export class TwinDatabase {
	/** Where all of them are; set it before a history begins. */
	static home: Home | undefined;
	static commands = 0;
	private static schemas = 0;
	private state: LedgerState = new Map();
	private schema = TwinDatabase.nextSchema();

	*call<K extends CommandKind>(
		command: CommandOf<K>,
	): Generator<undefined, AnswerOf<K>, undefined> {
		yield;
		const answer = this.execute(command);
		yield;
		return answer;
	}

	crash(): void {
		// A database of its own does not notice.
	}

	lose(): void {
		this.state = new Map();
		this.schema = TwinDatabase.nextSchema();
	}

	private execute<K extends CommandKind>(command: CommandOf<K>): AnswerOf<K> {
		const { home } = TwinDatabase;
		if (home === undefined) throw new Error('The twin has no home.');
		TwinDatabase.commands += 1;
		const settings = { ...home.settings, schema: this.schema };
		const company = this.state.get(command.realmId) ?? emptyCompany(command.realmId);
		const slice = sliceOf(company, needsOf(command as Command));
		const expected = outcomeOf(() => applyCommand<K>(slice, command));
		const actual = outcomeOf(() => home.bridge.execute<K>(settings, command));
		if ('error' in expected || 'error' in actual) {
			if (
				'error' in actual &&
				'error' in expected &&
				String(actual.error) === String(expected.error)
			)
				throw actual.error;
			throw new Error(
				`${command.kind}: PostgreSQL said ${shown(actual)}, memory said ${shown(expected)}`,
			);
		}
		if (!isDeepStrictEqual(plain(actual.value), plain(expected.value.answer))) {
			throw new Error(
				`${command.kind}: PostgreSQL said ${shown(actual)}, memory said ${JSON.stringify(expected.value.answer)}`,
			);
		}
		this.state.set(command.realmId, changedCompany(company, expected.value.changes));
		return actual.value;
	}

	private static nextSchema(): string {
		TwinDatabase.schemas += 1;
		return `history "${TwinDatabase.schemas}"`;
	}
}

type Outcome<Value> = { value: Value } | { error: unknown };

function outcomeOf<Value>(work: () => Value): Outcome<Value> {
	try {
		return { value: work() };
	} catch (error) {
		return { error };
	}
}

/** As it looks once it has crossed between threads. */
function plain(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value));
}

function shown(outcome: Outcome<unknown>): string {
	return 'error' in outcome ? String(outcome.error) : JSON.stringify(outcome.value);
}
