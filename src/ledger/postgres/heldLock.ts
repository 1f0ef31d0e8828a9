/**
 * An advisory lock that is held for as long as something lasts that is no statement: a run of a sync. It
 * belongs to a transaction of its own, which changes nothing and holds nothing else, so that it works
 * through a pooler too and ends with the process that took it.
 */
import type { PostgresClient, PostgresPool } from '../../vendor';
import { faultOf } from './faults';
import { type ConnectionRules, lonePool, refuseHost } from './pools';
import type { PostgresSettings } from './settings';

export class HeldLock {
	private left = false;

	private constructor(
		private readonly settings: PostgresSettings,
		private readonly pool: PostgresPool,
		private readonly client: PostgresClient,
	) {}

	/** Connects; nothing is locked yet. @throws SettingError, ServiceError in the user's words */
	static async open(settings: PostgresSettings, rules?: ConnectionRules): Promise<HeldLock> {
		await refuseHost(settings, rules);
		// Not one of the ledger's connections: the run that is protected needs those.
		const pool = lonePool(settings, rules);
		try {
			const client = await pool.connect();
			// A run may take hours, and nothing is said on this connection meanwhile.
			await client.query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0');
			return new HeldLock(settings, pool, client);
		} catch (error) {
			await pool.end();
			throw faultOf(error, settings);
		}
	}

	/** Takes the lock where it is free. @returns false where somebody else holds it */
	async take(name: string): Promise<boolean> {
		try {
			const { rows } = await this.client.query<{ taken: boolean }>(
				'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS taken',
				[name],
			);
			return rows[0].taken;
		} catch (error) {
			throw faultOf(error, this.settings);
		}
	}

	/** Frees what was taken by ending the connection. Calling it again does nothing. */
	async leave(): Promise<void> {
		if (this.left) return;
		this.left = true;
		// The server notices the end of a connection a moment later; the rollback it answers.
		await this.client.query('ROLLBACK').catch(() => undefined);
		this.client.release(true);
		await this.pool.end();
	}
}
