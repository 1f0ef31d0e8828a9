/**
 * A service's limits kept by all processes that share the ledger's database: every call is counted in
 * there before it is sent, by the server's clock.
 */
import type { CountsFrom, PacingLimits, SharedBudget } from '../../budget';
import { type PostgresPool, quoteIdentifier } from '../../vendor';
import { lockName } from './migrate';
import { type ConnectionRules, poolOf } from './pools';
import type { PostgresSettings } from './settings';

/** A call ends when the service's answer is there; one that was never ended belongs to a dead process. */
const LONGEST_CALL = '200 seconds';
/** Calls do not all take the same time to arrive: windows are kept this much longer. */
const SLACK = '100 milliseconds';

export class PostgresBudget implements SharedBudget {
	private ready: Promise<unknown> | undefined;

	/**
	 * @param budget whose limits: for example a company of QuickBooks
	 * @param prepareSchema makes the tables where they are missing
	 */
	constructor(
		private readonly budget: string,
		private readonly settings: PostgresSettings,
		private readonly rules: ConnectionRules | undefined,
		private readonly prepareSchema: () => Promise<unknown>,
		private readonly countsFrom: CountsFrom = 'start',
	) {}

	/**
	 * Counts a call in and answers what ends it, or how many milliseconds to wait before asking again.
	 * @throws the driver's errors
	 */
	async take(limits: PacingLimits): Promise<{ end: () => Promise<void> } | { waitMs: number }> {
		const { schema } = this.settings;
		const pool = await this.pool();
		const { rows } = await pool.query<{ callId: string | null; waitMs: number }>(
			`SELECT call_id AS "callId", wait_ms AS "waitMs"
			FROM ${quoteIdentifier(schema)}.take_call($1, $2, $3, $4, $5, $6::interval, $7::interval)`,
			[
				this.budget,
				lockName(schema, `budget:${this.budget}`),
				limits.perMinute,
				limits.perSecond,
				limits.concurrent,
				SLACK,
				LONGEST_CALL,
			],
		);
		const [{ callId, waitMs }] = rows;
		if (callId === null) return { waitMs: Math.ceil(Number(waitMs)) };
		return { end: async () => await this.end(callId) };
	}

	/** Holds back the callers of all processes from now on. @throws the driver's errors */
	async hold(milliseconds: number): Promise<void> {
		const table = `${quoteIdentifier(this.settings.schema)}.budgets`;
		const pool = await this.pool();
		await pool.query(
			`INSERT INTO ${table} AS held (budget, blocked_until)
			VALUES ($1, clock_timestamp() + make_interval(secs => $2))
			ON CONFLICT (budget) DO UPDATE
			SET blocked_until = greatest(held.blocked_until, excluded.blocked_until)`,
			[this.budget, milliseconds / 1_000],
		);
	}

	private async end(callId: string): Promise<void> {
		const pool = await this.pool();
		// Between its permission and its sending it may have waited for longer than a window.
		const also = this.countsFrom === 'end' ? ', started_at = clock_timestamp()' : '';
		await pool.query(
			`UPDATE ${quoteIdentifier(this.settings.schema)}.calls_under_way
			SET ended_at = clock_timestamp()${also} WHERE id = $1`,
			[callId],
		);
	}

	private async pool(): Promise<PostgresPool> {
		this.ready ??= this.prepareSchema();
		await this.ready;
		return poolOf(this.settings, this.rules);
	}
}
