/** What users read when the database cannot be used. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type SandboxPostgres } from '../../sandbox/postgres';
import { PackError } from '../../src/errors';
import { SCHEMA_VERSION } from '../../src/ledger/postgres/schema';
import { closePools, poolCount } from '../../src/ledger/postgres/pools';
import { readPostgresSettings } from '../../src/ledger/postgres/settings';
import { PostgresLedgerStore, type StoreOptions } from '../../src/ledger/postgres/store';
import { connectionRulesOf, testPostgresLedger } from '../../src/n8n/postgres';
import { fieldsOf, minute, REALM, settingsOf, sql, START_MS } from './helpers';

jest.setTimeout(START_MS);

let open: SandboxPostgres;
let tlsOnly: SandboxPostgres;
let certificate = '';

beforeAll(async () => {
	const tls = selfSigned();
	certificate = tls.cert;
	[open, tlsOnly] = await Promise.all([startPostgres(), startPostgres({ tls, tlsOnly: true })]);
}, START_MS);
afterEach(closePools);
afterAll(async () => await Promise.all([open?.stop(), tlsOnly?.stop()]), START_MS);

/** A certificate for 127.0.0.1, made by OpenSSL, which Debian's PostgreSQL brings along. */
function selfSigned(): { cert: string; key: string } {
	const folder = mkdtempSync(join(tmpdir(), 'ledger-tls-'));
	const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
	const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=db'];
	const name = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert];
	execFileSync('openssl', [...args, ...name], { stdio: 'ignore' });
	const result = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
	rmSync(folder, { recursive: true });
	return result;
}

async function errorOf(
	server: SandboxPostgres,
	changes: { [field: string]: unknown },
	options?: StoreOptions,
): Promise<PackError> {
	const store = new PostgresLedgerStore(settingsOf(server, changes), options);
	const error = await store.companies().then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (error instanceof PackError) return error;
	throw new Error(`An error of the pack was expected, not ${String(error)}.`);
}

test.each([
	[
		'a wrong password',
		{ password: 'wrong-Secret-1' },
		'setting',
		/refused the user "ledger_test" with this password/,
	],
	[
		'an empty password',
		{ password: '' },
		'setting',
		/refused the user "ledger_test" with this password/,
	],
	['a user that does not exist', { user: 'nobody' }, 'setting', /refused the user "nobody"/],
	['a missing database', { database: 'none' }, 'setting', /has no database "none"/],
	['a server without TLS', { ssl: 'require' }, 'setting', /does not offer encrypted connections/],
	[
		'a host that does not exist',
		{ host: 'db.invalid' },
		'service',
		/cannot be found|cannot be reached/,
	],
	['a port where nothing listens', { port: 1 }, 'service', /connection was refused/],
])('%s is told apart and names the credential', async (_case, changes, kind, message) => {
	const error = await errorOf(open, changes);
	expect(error.kind).toBe(kind);
	expect(error.message).toMatch(message);
	expect(error.message).toContain('credential "Ledger DB"');
	expect(error.advice).not.toBe('');
	const told = `${error.message} ${error.advice} ${String(error.stack)} ${JSON.stringify(error)}`;
	expect(told).not.toContain('wrong-Secret-1');
	expect(told).not.toContain(open.password);
});

test('a user without the right to make the schema is told what to run', async () => {
	await sql(open, `CREATE ROLE reader LOGIN PASSWORD 'reader'`);
	const error = await errorOf(open, { user: 'reader', password: 'reader' });
	expect(error.kind).toBe('setting');
	expect(error.message).toMatch(/"reader" the rights .* schema "quickbooks_anaplan_ledger"/);
	expect(error.advice).toContain('GRANT CREATE ON DATABASE "postgres" TO "reader"');
});

test('a schema that the user owns already is enough', async () => {
	await sql(open, `CREATE ROLE owner LOGIN PASSWORD 'owner'`);
	await sql(open, `CREATE SCHEMA prepared AUTHORIZATION owner`);
	const settings = settingsOf(open, { user: 'owner', password: 'owner', schema: 'prepared' });
	expect(await new PostgresLedgerStore(settings).companies()).toEqual([]);
});

test('a read-only database is told', async () => {
	await sql(open, `CREATE DATABASE standby`);
	await sql(open, `ALTER DATABASE standby SET default_transaction_read_only = on`);
	const error = await errorOf(open, { database: 'standby' });
	expect([error.kind, error.message]).toEqual(['setting', expect.stringMatching(/is read-only/)]);
});

test('a schema that a newer version of the pack made is refused and left alone', async () => {
	const schema = 'newer';
	await new PostgresLedgerStore(settingsOf(open, { schema })).companies();
	await sql(open, `INSERT INTO newer.schema_versions (version) VALUES (99)`);
	const error = await errorOf(open, { schema });
	expect(error.kind).toBe('setting');
	expect(error.message).toMatch(/newer version of this pack \(schema version 99; /);
	expect(error.message).toContain(`up to ${SCHEMA_VERSION})`);
});

test('a schema whose name needs quoting is used as it is written', async () => {
	const schema = 'Lédger "x"; $& %s--';
	const store = new PostgresLedgerStore(settingsOf(open, { schema }));
	await store.execute({ kind: 'countCalls', realmId: REALM, month: '2026-11', calls: 2 });
	expect(await store.companies()).toEqual([REALM]);
	expect(await sql(open, 'SELECT FROM pg_namespace WHERE nspname = $1', [schema])).toHaveLength(1);
});

test('a server that wants encryption is named so', async () => {
	const error = await errorOf(tlsOnly, {});
	expect([error.kind, error.message]).toEqual([
		'setting',
		expect.stringMatching(/accepts encrypted connections only/),
	]);
});

test('Require encrypts without looking at the certificate', async () => {
	const store = new PostgresLedgerStore(settingsOf(tlsOnly, { ssl: 'require' }));
	expect(await store.companies()).toEqual([]);
});

test('Verify refuses a certificate that nobody vouches for', async () => {
	const error = await errorOf(tlsOnly, { ssl: 'verify' });
	expect([error.kind, error.message]).toEqual([
		'setting',
		expect.stringMatching(/certificate that cannot be trusted/),
	]);
});

test('Verify refuses a certificate made out to another name', async () => {
	const error = await errorOf(tlsOnly, { ssl: 'verify', ca: certificate, host: 'localhost' });
	expect([error.kind, error.message]).toEqual([
		'setting',
		expect.stringMatching(/not made out to "localhost"/),
	]);
});

test('Verify accepts a certificate of the given authority, pasted in one line', async () => {
	const ca = certificate.replaceAll('\n', ' ');
	const store = new PostgresLedgerStore(settingsOf(tlsOnly, { ssl: 'verify', ca }));
	expect(await store.companies()).toEqual([]);
});

test('an empty password is not taken from the environment', async () => {
	process.env.PGPASSWORD = open.password;
	try {
		const error = await errorOf(open, { password: '' });
		expect(error.message).toMatch(/refused the user/);
	} finally {
		delete process.env.PGPASSWORD;
	}
});

describe("n8n's egress rules", () => {
	const filter = (allowed: boolean) => ({
		urls: [] as string[],
		lookups: 0,
		getSecureEgressFilter() {
			return {
				validateUrl: async (url: string) => {
					this.urls.push(String(url));
					return await Promise.resolve({ ok: allowed });
				},
				createSecureLookup:
					() => (_host: string, _options: object, done: (...args: unknown[]) => void) => {
						this.lookups += 1;
						done(null, [{ address: '127.0.0.1', family: 4 }]);
					},
			};
		},
	});

	test('a host that they forbid is never connected to', async () => {
		const helpers = filter(false);
		const error = await errorOf(open, {}, { rules: connectionRulesOf({ helpers }) });
		expect(error.message).toMatch(/may not connect to 127\.0\.0\.1:\d+/);
		expect(helpers.urls).toEqual([`https://127.0.0.1:${open.port}`]);
		expect(poolCount()).toBe(0);
	});

	test('a host name is looked up by their rules alone', async () => {
		const helpers = filter(true);
		const settings = settingsOf(open, { host: 'ledger-db.invalid' });
		const rules = connectionRulesOf({ helpers });
		expect(await new PostgresLedgerStore(settings, { rules }).companies()).toEqual([]);
		expect(helpers.lookups).toBe(1);
	});
});

describe('the credential test', () => {
	test('makes the ledger ready and says what it holds', async () => {
		const fields = fieldsOf(open, { schema: 'tested' });
		expect(await testPostgresLedger(fields)).toEqual({
			status: 'OK',
			message: 'The ledger is ready and knows no company yet (schema tested)',
		});
		await new PostgresLedgerStore(readPostgresSettings(fields)).execute({
			kind: 'countCalls',
			realmId: REALM,
			month: '2026-11',
			calls: 1,
		});
		expect((await testPostgresLedger(fields)).message).toMatch(/knows 1 company/);
	});

	test.each([
		[{ password: 'wrong-Secret-1' }, /refused the user/],
		[{ host: '' }, /Host is empty/],
		[{ host: 'postgres://db' }, /is no host name/],
		[{ port: '70000' }, /is no port/],
		[{ ssl: 'maybe' }, /SSL "maybe" is unknown/],
		[{ ssl: 'verify', ca: 'MIIB...' }, /CA Certificate holds no certificate/],
		[{ schema: 'pg_toast' }, /Schema "pg_toast" cannot be used/],
	])('says what is wrong: %p', async (changes, message) => {
		const result = await testPostgresLedger(fieldsOf(open, changes));
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(message);
		expect(result.message).not.toContain('wrong-Secret-1');
	});
});

test('pools end by themselves when they have been idle', async () => {
	const store = new PostgresLedgerStore(settingsOf(open, { schema: 'idle' }));
	await store.execute({ kind: 'status', realmId: REALM, at: minute(1) });
	expect(poolCount()).toBe(1);
	// Ten seconds, as the pool's time-out says.
	await new Promise((resolve) => setTimeout(resolve, 11_000));
	expect(poolCount()).toBe(0);
});
