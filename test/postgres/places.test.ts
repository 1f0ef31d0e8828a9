/** Turns of a sync on a real PostgreSQL: shared by processes, and free when one of them dies. */
import { systemClock } from '../../src/clock';
import { startPostgres, type SandboxPostgres } from '../../sandbox/postgres';
import { CancelledError } from '../../src/errors';
import { HeldLock } from '../../src/ledger/postgres/heldLock';
import { PostgresPlaces } from '../../src/ledger/postgres/places';
import { lockName } from '../../src/ledger/postgres/migrate';
import { settingsOf, sql, START_MS, until } from './helpers';

jest.setTimeout(START_MS);

let server: SandboxPostgres;
let next = 1;
let key = '';

beforeAll(async () => (server = await startPostgres()), START_MS);
afterAll(async () => await server?.stop(), START_MS);
beforeEach(() => (key = `sync-${next++}`));

const places = () => new PostgresPlaces({ settings: settingsOf(server), clock: systemClock, key });

/** The lock as another process would hold it. */
async function elsewhere(place: 'waiting' | 'running'): Promise<HeldLock> {
	const settings = settingsOf(server);
	const lock = await HeldLock.open(settings);
	expect(await lock.take(lockName(settings.schema, `sync:${key}:${place}`))).toBe(true);
	return lock;
}

async function locks(): Promise<number> {
	const [row] = await sql(
		server,
		"SELECT count(*)::integer AS held FROM pg_locks WHERE locktype = 'advisory'",
	);
	return Number(row.held);
}

test('one waits at a time, in this process and in others; leaving frees the place', async () => {
	const place = await places().takeWaiting();
	expect(place).toBeDefined();
	expect(await places().takeWaiting()).toBeUndefined();
	expect(place?.covered()).toBe(1);
	await place?.leave();
	await place?.leave();
	const other = await elsewhere('waiting');
	expect(await places().takeWaiting()).toBeUndefined();
	await other.leave();
	const again = await places().takeWaiting();
	expect(again).toBeDefined();
	await again?.leave();
	await until('all locks are free', async () => (await locks()) === 0);
});

test('a run waits for the run of another process, and is let in when that ends', async () => {
	const other = await elsewhere('running');
	let ran = false;
	const run = places().run(undefined, async () => {
		ran = true;
		return await Promise.resolve('done');
	});
	await until('both are connected', async () => {
		const [row] = await sql(
			server,
			"SELECT count(*)::integer AS open FROM pg_stat_activity WHERE state = 'idle in transaction'",
		);
		return row.open === 2;
	});
	expect(ran).toBe(false);
	await other.leave();
	expect(await run).toBe('done');
	await until('all locks are free', async () => (await locks()) === 0);
});

test('the end of a connection, as of a process that dies, frees its places', async () => {
	const other = await elsewhere('running');
	await sql(
		server,
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'",
	);
	expect(await places().run(undefined, async () => await Promise.resolve('in'))).toBe('in');
	await other.leave();
});

test('a run that fails, and one that is stopped while it waits, leave nothing locked', async () => {
	const failing = places().run(undefined, async () => await Promise.reject(new Error('No.')));
	await expect(failing).rejects.toThrow('No.');
	const other = await elsewhere('running');
	const stop = new AbortController();
	const waiting = places().run(stop.signal, async () => await Promise.resolve());
	stop.abort();
	await expect(waiting).rejects.toBeInstanceOf(CancelledError);
	await other.leave();
	await until('all locks are free', async () => (await locks()) === 0);
});

test('a database that does not answer is named, and nobody is left waiting for it', async () => {
	const settings = settingsOf(server, { port: 1 });
	const unreachable = new PostgresPlaces({ settings, clock: systemClock, key });
	await expect(unreachable.takeWaiting()).rejects.toThrow(/does not answer/);
	await expect(unreachable.takeWaiting()).rejects.toThrow(/does not answer/);
});
