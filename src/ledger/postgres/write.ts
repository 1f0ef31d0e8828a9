/** Writes what a command changed. */
import { entityAndIdOf } from '../refs';
import type { Changes } from '../slice';
import type { CompanyHead } from '../types';
import { type PostgresClient, quoteIdentifier } from '../../vendor';
import {
	AUDIT_COLUMNS,
	CALL_COLUMNS,
	CHECKPOINT_COLUMNS,
	type Column,
	DOCUMENT_COLUMNS,
	insertion,
	RUN_COLUMNS,
	WRITTEN_AT,
} from './columns';
import { jsonOf, type Row, rowOfAudit, rowOfDocument, rowOfRun } from './rows';
import { COMPANY_TABLES } from './schema';

/** Rows in one statement: a few MB of JSON, well below what the server takes. */
const ROWS_AT_ONCE = 2_000;

/** Writes one company inside a transaction. */
export class CompanyWriter {
	private readonly schema: string;

	constructor(
		private readonly client: PostgresClient,
		schema: string,
		private readonly realmId: string,
	) {
		this.schema = quoteIdentifier(schema);
	}

	/** @param before the head as it was read */
	async write(before: Readonly<CompanyHead>, changes: Changes): Promise<void> {
		const { replacement } = changes;
		if (replacement !== undefined) {
			await this.clear();
			await this.head(undefined, replacement.head);
			await this.documents(replacement.documents);
			await this.runs([...replacement.runs.values()].map(rowOfRun));
			await this.audit(replacement.audit.map(rowOfAudit));
		}
		if (changes.head !== undefined) await this.head(replacement?.head ?? before, changes.head);
		await this.documents(changes.documents);
		await this.runs([...changes.runs.values()].map(rowOfRun));
		await this.audit(changes.audit.map(rowOfAudit));
	}

	private async clear(): Promise<void> {
		for (const table of COMPANY_TABLES) {
			await this.client.query(`DELETE FROM ${this.schema}.${table} WHERE realm_id = $1`, [
				this.realmId,
			]);
		}
	}

	private async head(
		before: Readonly<CompanyHead> | undefined,
		after: Readonly<CompanyHead>,
	): Promise<void> {
		await this.client.query(
			`INSERT INTO ${this.schema}.companies (realm_id, created_at, epoch) VALUES ($1, $2, $3)
			ON CONFLICT (realm_id)
				DO UPDATE SET created_at = EXCLUDED.created_at, epoch = EXCLUDED.epoch`,
			[this.realmId, after.createdAt, after.epoch],
		);
		await this.pairs(
			'checkpoints',
			CHECKPOINT_COLUMNS,
			before?.checkpoints ?? new Map<string, string>(),
			after.checkpoints,
		);
		await this.pairs(
			'calls',
			CALL_COLUMNS,
			before?.calls ?? new Map<string, number>(),
			after.calls,
		);
	}

	/** Only what is different: two commands that touch different parts do not write over each other. */
	private async pairs<Value>(
		table: string,
		columns: readonly Column[],
		before: ReadonlyMap<string, Value>,
		after: ReadonlyMap<string, Value>,
	): Promise<void> {
		const [[, keyColumn]] = columns;
		const gone = [...before.keys()].filter((key) => !after.has(key));
		if (gone.length > 0) {
			await this.client.query(
				`DELETE FROM ${this.schema}.${table} WHERE realm_id = $1 AND ${keyColumn} = ANY($2)`,
				[this.realmId, gone],
			);
		}
		const changed = [...after]
			.filter(([key, value]) => before.get(key) !== value)
			.map(([key, value]) => ({ key, value }));
		await this.insert(table, columns, [keyColumn], changed);
	}

	private async documents(changed: Changes['documents']): Promise<void> {
		const gone = [...changed].flatMap(([ref, document]) =>
			document === null ? [entityAndIdOf(ref)] : [],
		);
		if (gone.length > 0) {
			await this.client.query(
				`DELETE FROM ${this.schema}.documents WHERE realm_id = $1
				AND (entity, id) IN (SELECT * FROM unnest($2::text[], $3::text[]))`,
				[this.realmId, gone.map(({ entity }) => entity), gone.map(({ id }) => id)],
			);
		}
		const kept = [...changed].flatMap(([ref, document]) =>
			document === null ? [] : [rowOfDocument(ref, document)],
		);
		await this.insert('documents', DOCUMENT_COLUMNS, ['entity', 'id'], kept);
	}

	private async runs(rows: Row[]): Promise<void> {
		await this.insert('runs', RUN_COLUMNS, ['run_id'], rows);
	}

	private async audit(rows: Row[]): Promise<void> {
		await this.insert('audit_trail', [...AUDIT_COLUMNS, WRITTEN_AT], [], rows);
	}

	private async insert(
		table: string,
		columns: readonly Column[],
		key: readonly string[],
		rows: readonly Row[],
	): Promise<void> {
		const text = insertion(`${this.schema}.${table}`, columns, key);
		for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
			await this.client.query(text, [
				this.realmId,
				jsonOf(rows.slice(start, start + ROWS_AT_ONCE)),
			]);
		}
	}
}
