/** The ledger in PostgreSQL: shared by all processes, durable, never shortened. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { CountsFrom } from '../../budget';
import { quoteIdentifier } from '../../vendor';
import { applyCommand } from '../apply';
import type { AnswerOf, Command, CommandKind, CommandOf } from '../commands';
import { type Applied, type CompanySlice, isUnchanged } from '../slice';
import type { LedgerStore } from '../store';
import { PostgresBudget } from './budget';
import { faultOf, isPassing } from './faults';
import { CompanyReader } from './load';
import { type ConnectionRules, poolOf, refuseHost } from './pools';
import type { PostgresSettings } from './settings';
import { inTransaction, NothingCommitted } from './transaction';
import { CompanyWriter } from './write';

/** Commands that never change anything: they read one moment and wait for nobody. */
const READING: ReadonlySet<CommandKind> = new Set([
	'startRun',
	'auditTrail',
	'status',
	'exportState',
	'checkFirstRun',
]);

/** A server that restarts is back within seconds. Only what cannot have been committed is repeated. */
const PAUSES_MS = [200, 1_000, 3_000] as const;

export interface StoreOptions {
	/** Left out where connections may go anywhere. */
	rules?: ConnectionRules;
	/** Told how much a command loaded; for tests and benchmarks. */
	onLoaded?: (command: CommandKind, slice: CompanySlice) => void;
	/** Told of the company after each command that went well. */
	onServed?: (realmId: string, store: PostgresLedgerStore) => void;
}

export class PostgresLedgerStore implements LedgerStore {
	constructor(
		private readonly settings: PostgresSettings,
		private readonly options: StoreOptions = {},
	) {}

	/**
	 * Applies one command in one transaction.
	 * @throws SettingError as the command says, and naming the credential where the database cannot be
	 * used; ServiceError when it failed. Nothing was changed then.
	 */
	async execute<K extends CommandKind>(command: CommandOf<K>): Promise<AnswerOf<K>> {
		const answer = await this.run(
			READING.has(command.kind) ? undefined : command.realmId,
			async (client) => {
				const { schema } = this.settings;
				const reader = new CompanyReader(client, schema, command.realmId);
				const slice = await reader.slice(command as Command);
				this.options.onLoaded?.(command.kind, slice);
				const { answer, changes } = applyCommand<K>(slice, command);
				const changed = !isUnchanged(changes);
				if (changed) {
					await new CompanyWriter(client, schema, command.realmId).write(slice.head, changes);
				}
				return { result: await counted(reader, command as Command, answer), changed };
			},
		);
		this.options.onServed?.(command.realmId, this);
		return answer;
	}

	/** In the order in which the ledger met them. */
	async companies(): Promise<string[]> {
		return await this.run(undefined, async (client) => {
			const { rows } = await client.query<{ realmId: string }>(
				`SELECT realm_id AS "realmId" FROM ${quoteIdentifier(this.settings.schema)}.companies
				ORDER BY ordinal`,
			);
			return { result: rows.map(({ realmId }) => realmId), changed: false };
		});
	}

	/** Calls to a service, counted for every process that uses this database. */
	sharedBudget(budget: string, countsFrom?: CountsFrom): PostgresBudget {
		const prepareSchema = async () => await this.companies();
		const { rules } = this.options;
		return new PostgresBudget(budget, this.settings, rules, prepareSchema, countsFrom);
	}

	private async run<Result>(
		company: string | undefined,
		work: Parameters<typeof inTransaction<Result>>[3],
	): Promise<Result> {
		const { settings } = this;
		await refuseHost(settings, this.options.rules);
		for (let attempt = 0; ; attempt += 1) {
			try {
				const pool = poolOf(settings, this.options.rules);
				return await inTransaction(pool, settings, company, work);
			} catch (error) {
				const again = error instanceof NothingCommitted || isPassing(error);
				if (!again || attempt >= PAUSES_MS.length) throw faultOf(error, settings);
			}
			await sleep(PAUSES_MS[attempt]);
		}
	}
}

/** Puts in the counts that the database made, where only part of what is counted was loaded. */
async function counted<K extends CommandKind>(
	reader: CompanyReader,
	command: Command,
	answer: Applied<K>['answer'],
): Promise<AnswerOf<K>> {
	if (command.kind === 'auditTrail') {
		return { ...answer, found: await reader.countAudit(command.filters) };
	}
	if (command.kind === 'status') return { ...answer, documents: await reader.countDocuments() };
	return answer;
}
