/** Loads of a company what a command reads, and no more. */
import type { AuditFilters, Command } from '../commands';
import { AUDIT_DEFAULT_LIMIT, RUNS_SHOWN } from '../limits';
import { type DocumentsNeeded, needsOf, type Needs } from '../needs';
import { entityAndIdOf } from '../refs';
import { readNumber, readText, readTextOrNull } from '../read';
import type { CompanySlice } from '../slice';
import type { AuditEntry, CompanyHead, DocumentRef, DocumentState, RunState } from '../types';
import { type PostgresClient, quoteIdentifier } from '../../vendor';
import {
	AUDIT_COLUMNS,
	CALL_COLUMNS,
	CHECKPOINT_COLUMNS,
	DOCUMENT_COLUMNS,
	RUN_COLUMNS,
	selection,
} from './columns';
import { auditOfRow, documentOfRow, instant, type Row, runOfRow } from './rows';

const OPEN = '(pending IS NOT NULL OR retry IS NOT NULL)';

/** Reads one company inside a transaction. */
export class CompanyReader {
	private readonly schema: string;

	constructor(
		private readonly client: PostgresClient,
		schema: string,
		private readonly realmId: string,
	) {
		this.schema = quoteIdentifier(schema);
	}

	async slice(command: Command): Promise<CompanySlice> {
		const needs = narrowed(command, needsOf(command));
		const limit =
			command.kind === 'auditTrail' ? (command.limit ?? AUDIT_DEFAULT_LIMIT) : undefined;
		return {
			head: await this.head(),
			documents: await this.documents(needs.documents),
			runs: command.kind === 'status' ? await this.lastRuns() : await this.runs(needs.runs),
			audit: await this.auditNeeded(needs.audit, limit),
		};
	}

	/** How many entries of the audit trail there are. */
	async countAudit(filters: AuditFilters): Promise<number> {
		const { condition, values } = this.auditCondition(filters);
		const [row] = await this.rows(
			`SELECT count(*)::integer AS found FROM ${this.schema}.audit_trail WHERE ${condition}`,
			values,
		);
		return readNumber(row.found, 'a count');
	}

	/** The counts of Get Status, without loading every document. */
	async countDocuments() {
		const [row] = await this.rows(
			`SELECT count(*)::integer AS "known",
				count(*) FILTER (WHERE version <> 'deleted')::integer AS "loaded",
				count(*) FILTER (WHERE version IS NULL)::integer AS "uncertain",
				count(*) FILTER (WHERE pending IS NOT NULL)::integer AS "onTheirWay",
				count(*) FILTER (WHERE version = 'deleted')::integer AS "deleted"
			FROM ${this.schema}.documents WHERE realm_id = $1`,
			[this.realmId],
		);
		const count = (field: string) => readNumber(row[field], 'a count');
		return {
			known: count('known'),
			loaded: count('loaded'),
			uncertain: count('uncertain'),
			onTheirWay: count('onTheirWay'),
			deleted: count('deleted'),
		};
	}

	private async head(): Promise<CompanyHead> {
		const [company] = await this.rows(
			`SELECT created_at AS "createdAt", epoch FROM ${this.schema}.companies WHERE realm_id = $1`,
			[this.realmId],
		);
		const pairs = async (table: string, columns: typeof CALL_COLUMNS) =>
			await this.rows(
				`SELECT ${selection(columns)} FROM ${this.schema}.${table}
				WHERE realm_id = $1 ORDER BY ordinal`,
				[this.realmId],
			);
		const checkpoints = await pairs('checkpoints', CHECKPOINT_COLUMNS);
		const calls = await pairs('calls', CALL_COLUMNS);
		const what = 'a company';
		return {
			realmId: this.realmId,
			createdAt: company === undefined ? null : readTextOrNull(company.createdAt, what),
			epoch: company === undefined ? 0 : readNumber(company.epoch, what),
			checkpoints: new Map(
				checkpoints.map(({ key, value }) => [readText(key, what), readText(value, what)]),
			),
			// The driver gives 64-bit numbers as texts.
			calls: new Map(
				calls.map(({ key, value }) => [readText(key, what), readNumber(Number(value), what)]),
			),
		};
	}

	private async documents(needed: DocumentsNeeded): Promise<Map<DocumentRef, DocumentState>> {
		switch (needed.which) {
			case 'none':
				return new Map();
			case 'all':
				return await this.documentsWhere('true', []);
			case 'open':
				return await this.documentsWhere(OPEN, []);
			case 'entity':
				return await this.documentsWhere('entity = $2', [needed.entity]);
			case 'refs':
				return await this.documentsOf(needed.refs);
			case 'run': {
				const run = (await this.runs({ which: 'one', runId: needed.runId })).get(needed.runId);
				return await this.documentsOf([...(run?.documents.keys() ?? [])]);
			}
		}
	}

	private async documentsOf(
		refs: readonly DocumentRef[],
	): Promise<Map<DocumentRef, DocumentState>> {
		if (refs.length === 0) return new Map();
		const keys = refs.map(entityAndIdOf);
		return await this.documentsWhere(
			'(entity, id) IN (SELECT * FROM unnest($2::text[], $3::text[]))',
			[keys.map(({ entity }) => entity), keys.map(({ id }) => id)],
		);
	}

	private async documentsWhere(
		condition: string,
		values: unknown[],
	): Promise<Map<DocumentRef, DocumentState>> {
		const rows = await this.rows(
			`SELECT ${selection(DOCUMENT_COLUMNS)} FROM ${this.schema}.documents
			WHERE realm_id = $1 AND ${condition} ORDER BY ordinal`,
			[this.realmId, ...values],
		);
		return new Map(rows.map(documentOfRow));
	}

	private async runs(needed: Needs['runs']): Promise<Map<string, RunState>> {
		if (needed.which === 'none') return new Map();
		const one = needed.which === 'one';
		const rows = await this.rows(
			`SELECT ${selection(RUN_COLUMNS)} FROM ${this.schema}.runs
			WHERE realm_id = $1 ${one ? 'AND run_id = $2' : ''} ORDER BY ordinal`,
			[this.realmId, ...(one ? [needed.runId] : [])],
		);
		return new Map(rows.map(runOfRow));
	}

	/** Runs are never dropped here, and Get Status shows the last. */
	private async lastRuns(): Promise<Map<string, RunState>> {
		const rows = await this.rows(
			`SELECT ${selection(RUN_COLUMNS)} FROM ${this.schema}.runs
			WHERE realm_id = $1 ORDER BY ordinal DESC LIMIT $2`,
			[this.realmId, RUNS_SHOWN],
		);
		return new Map(rows.reverse().map(runOfRow));
	}

	private async auditNeeded(needed: Needs['audit'], limit?: number): Promise<AuditEntry[]> {
		if (needed.which === 'none') return [];
		return await this.audit(needed.which === 'some' ? needed.filters : {}, limit);
	}

	/** @param limit the newest of them; all where it is left out */
	private async audit(filters: AuditFilters, limit?: number): Promise<AuditEntry[]> {
		const { condition, values } = this.auditCondition(filters);
		const rows = await this.rows(
			`SELECT ${selection(AUDIT_COLUMNS)} FROM ${this.schema}.audit_trail
			WHERE ${condition} ORDER BY ordinal DESC LIMIT $${values.length + 1}`,
			[...values, limit ?? null],
		);
		return rows.reverse().map((row) => auditOfRow(this.realmId, row));
	}

	/** The same question as `auditMatches`. */
	private auditCondition(filters: AuditFilters): { condition: string; values: unknown[] } {
		const { document, runId, from, to, outcome } = filters;
		const values: unknown[] = [this.realmId];
		const conditions = ['realm_id = $1'];
		const add = (comparison: string, value: string | null) => {
			values.push(value);
			conditions.push(`${comparison} $${values.length}`);
		};
		if (document !== undefined) {
			add('entity =', document.entity);
			add('id =', document.id);
		}
		if (runId !== undefined) add('run_id =', runId);
		if (from !== undefined) add('written_at >=', instant(from));
		if (to !== undefined) add('written_at <', instant(to));
		if (outcome !== undefined) add('outcome =', outcome);
		return { condition: conditions.join(' AND '), values };
	}

	private async rows(text: string, values: unknown[]): Promise<Row[]> {
		return (await this.client.query<Row>(text, values)).rows;
	}
}

/**
 * Needs of commands for which the database does part of the work: it never forgets runs, so reading all
 * of them would grow without end. Prepare looks only at its own run; Get Status counts documents and
 * lists the open ones.
 */
function narrowed(command: Command, needs: Needs): Needs {
	if (command.kind === 'prepare')
		return { ...needs, runs: { which: 'one', runId: command.run.runId } };
	if (command.kind === 'status') return { ...needs, documents: { which: 'open' } };
	return needs;
}
