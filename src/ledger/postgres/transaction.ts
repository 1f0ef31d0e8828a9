/**
 * One transaction: begins, makes sure of the schema, runs the work, commits. Knows at every moment
 * whether something can have been committed.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { ServiceError } from '../../errors';
import type { PostgresClient, PostgresPool } from '../../vendor';
import { isMissingSchema } from './faults';
import { lockName, migrate, readVersion, refuseNewer } from './migrate';
import { SCHEMA_VERSION } from './schema';
import type { PostgresSettings } from './settings';

/** Writing 50,000 documents takes seconds; a statement that takes longer than this hangs. */
const STATEMENT_TIMEOUT_MS = 120_000;
/** Commands of one company wait for each other; a large Prepare takes seconds. */
const LOCK_TIMEOUT_MS = 60_000;
/** Between two statements we only compute; a process that is gone must not keep the company locked. */
const IDLE_TIMEOUT_MS = 120_000;

/** After a lost answer to COMMIT the server may still be at it, or be starting again. */
const FATE_ATTEMPTS = 20;
const FATE_PAUSE_MS = 500;

/** What the work of a transaction says: its result, and whether there is something to commit. */
export interface Worked<Result> {
	result: Result;
	changed: boolean;
}

/** Thrown when nothing was committed and the same may be tried again at once. */
export class NothingCommitted extends Error {}

/**
 * @param company realm ID whose state the work may change: nothing else changes it meanwhile; undefined
 * for reading, which sees one moment and waits for nobody
 * @throws what the work throws, and the driver's errors: nothing was committed then. NothingCommitted
 * when the answer to COMMIT was lost and the server says that it did not happen. ServiceError when the
 * server cannot be asked.
 */
export async function inTransaction<Result>(
	pool: PostgresPool,
	settings: PostgresSettings,
	company: string | undefined,
	work: (client: PostgresClient) => Promise<Worked<Result>>,
): Promise<Result> {
	const client = await pool.connect();
	let settled = false;
	try {
		await begin(client, settings, company === undefined);
		if (company !== undefined) {
			await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
				lockName(settings.schema, `company:${company}`),
			]);
		}
		const { result, changed } = await work(client);
		if (changed) {
			const id = await transactionId(client);
			settled = await isCommitted(client);
			if (!settled) await makeSureItCommitted(pool, settings, id);
		} else {
			await client.query('ROLLBACK');
			settled = true;
		}
		return result;
	} finally {
		// After a failure nobody knows the connection's state. Its end undoes everything.
		client.release(!settled);
	}
}

/** False where the answer says otherwise, or none came. */
async function isCommitted(client: PostgresClient): Promise<boolean> {
	return await client.query('COMMIT').then(
		({ command }) => command === 'COMMIT',
		() => false,
	);
}

/** Brings the schema up to date first where it is not. */
async function begin(
	client: PostgresClient,
	settings: PostgresSettings,
	readOnly: boolean,
): Promise<void> {
	for (let migrated = false; ; migrated = true) {
		// In one go; SET LOCAL ends with the transaction, so a pooler between us and the server may share it.
		await client.query(
			`BEGIN ${readOnly ? 'ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'ISOLATION LEVEL READ COMMITTED'};
			SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS};
			SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS};
			SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS}`,
		);
		const version = await versionOrNone(client, settings);
		if (version === SCHEMA_VERSION) return;
		refuseNewer(version, settings);
		await client.query('ROLLBACK');
		if (migrated) throw new NothingCommitted('The schema was changed again meanwhile.');
		await migrate(client, settings);
	}
}

async function versionOrNone(
	client: PostgresClient,
	{ schema }: PostgresSettings,
): Promise<number> {
	return await readVersion(client, schema).catch(async (error: unknown) =>
		isMissingSchema(error) ? 0 : await Promise.reject<number>(error),
	);
}

async function transactionId(client: PostgresClient): Promise<string> {
	const { rows } = await client.query<{ id: string }>('SELECT txid_current()::text AS id');
	return rows[0].id;
}

/**
 * Asks the server, on another connection, what became of a transaction.
 * @throws NothingCommitted when it was rolled back, ServiceError when nobody can tell
 */
async function makeSureItCommitted(
	pool: PostgresPool,
	settings: PostgresSettings,
	id: string,
): Promise<void> {
	for (let attempt = 0; attempt < FATE_ATTEMPTS; attempt += 1) {
		const fate = await fateOf(pool, id);
		if (fate === 'committed') return;
		if (fate === 'aborted') throw new NothingCommitted('The commit was lost on its way.');
		await sleep(FATE_PAUSE_MS);
	}
	throw new ServiceError(
		`The connection to PostgreSQL at ${settings.host}:${settings.port} (${settings.credential}) was lost while the ledger was being written; whether it was written is not known.`,
		'Run the workflow again when the database is up: the next run sorts out what happened, and nothing is loaded twice.',
	);
}

async function fateOf(pool: PostgresPool, id: string): Promise<string | null> {
	try {
		const { rows } = await pool.query<{ fate: string | null }>(
			'SELECT txid_status($1::bigint) AS fate',
			[id],
		);
		return rows[0].fate;
	} catch {
		return null;
	}
}
