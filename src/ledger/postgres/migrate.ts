/** Makes the ledger's schema, or brings an older one up to date. */
import { SettingError } from '../../errors';
import { type PostgresClient, quoteIdentifier } from '../../vendor';
import { MIGRATIONS, OLDEST_SERVER, SCHEMA_VERSION } from './schema';
import type { PostgresSettings } from './settings';

/** Locks are per database, so every lock's name holds the schema. */
export function lockName(schema: string, what: string): string {
	return `n8n-nodes-quickbooks-anaplan:${schema}:${what}`;
}

/**
 * Takes every step that is missing, in one transaction; of several processes that come at once one
 * does it and the others find it done. The client must not be in a transaction.
 * @throws SettingError when the schema is newer than this code, or the server too old
 */
export async function migrate(client: PostgresClient, settings: PostgresSettings): Promise<void> {
	const schema = quoteIdentifier(settings.schema);
	await client.query('BEGIN');
	await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
		lockName(settings.schema, 'schema'),
	]);
	await refuseOldServer(client, settings);
	await createSchema(client, settings.schema);
	await client.query(
		`CREATE TABLE IF NOT EXISTS ${schema}.schema_versions (
			version integer PRIMARY KEY,
			applied_at timestamptz NOT NULL DEFAULT now()
		)`,
	);
	const version = await readVersion(client, settings.schema);
	refuseNewer(version, settings);
	for (let next = version + 1; next <= SCHEMA_VERSION; next += 1) {
		await client.query(MIGRATIONS[next - 1].replaceAll('%s', () => schema));
		await client.query(`INSERT INTO ${schema}.schema_versions (version) VALUES ($1)`, [next]);
	}
	await client.query('COMMIT');
}

/** The last step that was taken; 0 for none. */
export async function readVersion(client: PostgresClient, schema: string): Promise<number> {
	const { rows } = await client.query<{ version: number | null }>(
		`SELECT max(version) AS version FROM ${quoteIdentifier(schema)}.schema_versions`,
	);
	return rows[0].version ?? 0;
}

/** @throws SettingError when a newer version of the pack has been at work */
export function refuseNewer(version: number, { schema, credential }: PostgresSettings): void {
	if (version <= SCHEMA_VERSION) return;
	throw new SettingError(
		`The ledger in schema "${schema}" (${credential}) was made by a newer version of this pack (schema version ${version}; this one knows up to ${SCHEMA_VERSION}).`,
		'Update n8n-nodes-quickbooks-anaplan in this n8n too; nothing was changed.',
	);
}

async function refuseOldServer(client: PostgresClient, { credential }: PostgresSettings) {
	const { rows } = await client.query<{ version: number; name: string }>(
		`SELECT current_setting('server_version_num')::integer AS version,
			current_setting('server_version') AS name`,
	);
	if (rows[0].version >= OLDEST_SERVER) return;
	throw new SettingError(
		`The database of ${credential} is PostgreSQL ${rows[0].name}; the ledger needs ${OLDEST_SERVER / 10_000} or newer.`,
		'Update PostgreSQL, or choose a newer server in the credential.',
	);
}

/** Looks first, because CREATE SCHEMA IF NOT EXISTS wants the right to create even where it exists. */
async function createSchema(client: PostgresClient, schema: string): Promise<void> {
	const { rowCount } = await client.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
	if (rowCount === 0) await client.query(`CREATE SCHEMA ${quoteIdentifier(schema)}`);
}
