/** One limit for all processes that share the ledger's database. */
import { startPostgres, type SandboxPostgres } from '../../sandbox/postgres';
import { Pacer } from '../../src/http/pacing';
import { closePools } from '../../src/ledger/postgres/pools';
import { PostgresLedgerStore } from '../../src/ledger/postgres/store';
import { settingsOf, sql, START_MS, until } from './helpers';

jest.setTimeout(START_MS);

const BUDGET = 'https://quickbooks.test 9130';
const GENEROUS = { perMinute: 500, perSecond: 500, concurrent: 10 };

let server: SandboxPostgres;
let schema = '';
let schemas = 0;

beforeAll(async () => (server = await startPostgres()), START_MS);
beforeEach(() => (schema = `budget_${(schemas += 1)}`));
afterEach(closePools);
afterAll(async () => await server?.stop(), START_MS);

/** What another process would have: a pacer of its own, and the same database. */
function processWith(limits = GENEROUS): Pacer {
	const pacer = new Pacer(limits);
	pacer.join(new PostgresLedgerStore(settingsOf(server, { schema })).sharedBudget(BUDGET));
	return pacer;
}

async function startsMs(): Promise<number[]> {
	const rows = await sql(
		server,
		`SELECT extract(epoch FROM started_at) * 1000 AS at FROM ${schema}.calls_under_way ORDER BY 1`,
	);
	return rows.map(({ at }) => Number(at));
}

const mostWithin = (starts: number[], length: number) =>
	Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + length).length));

test('calls of several processes together stay below the limit of a second', async () => {
	const limits = { ...GENEROUS, perSecond: 6 };
	const processes = [processWith(limits), processWith(limits), processWith(limits)];
	const calls = processes.flatMap((pacer) =>
		Array.from({ length: 6 }, async () => (await pacer.acquire(undefined, 'calling'))()),
	);
	await Promise.all(calls);
	const starts = await startsMs();
	expect(starts).toHaveLength(18);
	expect(mostWithin(starts, 1_000)).toBeLessThanOrEqual(6);
});

test('a call counts for the second from its answer, because nobody knows when it arrived', async () => {
	const limits = { ...GENEROUS, perSecond: 1 };
	const [one, other] = [processWith(limits), processWith(limits)];
	const end = await one.acquire(undefined, 'calling');
	const next = other.acquire(undefined, 'calling');
	await new Promise((resolve) => setTimeout(resolve, 700));
	end();
	(await next)();
	const [row] = await sql(
		server,
		`SELECT extract(epoch FROM max(started_at) - min(ended_at)) * 1000 AS gap
		FROM ${schema}.calls_under_way`,
	);
	expect(Number(row.gap)).toBeGreaterThanOrEqual(1_000);
});

test('a call that takes long counts for the second only as long as it can have been on its way', async () => {
	const limits = { ...GENEROUS, perSecond: 1 };
	await processWith(limits).acquire(undefined, 'a report of minutes');
	await sql(
		server,
		`UPDATE ${schema}.calls_under_way SET started_at = started_at - interval '3.2 s'`,
	);
	const cancel = new AbortController();
	setTimeout(() => cancel.abort(), 900);
	(await processWith(limits).acquire(cancel.signal, 'calling'))();
});

test('calls of several processes together stay below the limit of a minute', async () => {
	const limits = { ...GENEROUS, perMinute: 5 };
	const ends = await Promise.all(
		[processWith(limits), processWith(limits)].map(
			async (pacer, index) =>
				await Promise.all(
					Array.from({ length: 2 + index }, async () => await pacer.acquire(undefined, 'calling')),
				),
		),
	);
	for (const end of ends.flat()) end();
	const cancel = new AbortController();
	const sixth = processWith(limits).acquire(cancel.signal, 'calling');
	setTimeout(() => cancel.abort(), 300);
	await expect(sixth).rejects.toThrow('stopped while calling');
	expect(await startsMs()).toHaveLength(5);
	// A minute later there is room again.
	await sql(
		server,
		`UPDATE ${schema}.calls_under_way SET started_at = started_at - interval '61 s'`,
	);
	(await processWith(limits).acquire(undefined, 'calling'))();
	expect(await startsMs()).toHaveLength(1);
});

test('a call that counts from its end counts for a whole minute from there, for other processes too', async () => {
	const limits = { ...GENEROUS, perMinute: 1 };
	const batches = (): Pacer => {
		const pacer = new Pacer(limits);
		const store = new PostgresLedgerStore(settingsOf(server, { schema }));
		pacer.join(store.sharedBudget(BUDGET, 'end'));
		return pacer;
	};
	const end = await batches().acquire(undefined, 'reading a batch');
	// It waited for long until it could be sent.
	await sql(
		server,
		`UPDATE ${schema}.calls_under_way SET started_at = started_at - interval '59 s'`,
	);
	end();
	const ended = `SELECT id FROM ${schema}.calls_under_way WHERE ended_at IS NOT NULL`;
	await until('the call has ended', async () => (await sql(server, ended)).length === 1);
	const cancel = new AbortController();
	const next = batches().acquire(cancel.signal, 'reading a batch');
	setTimeout(() => cancel.abort(), 2_000);
	await expect(next).rejects.toThrow('stopped while reading a batch');
});

test('a store tells which companies it serves, so that their limits can be kept in it', async () => {
	const served: string[] = [];
	const store = new PostgresLedgerStore(settingsOf(server, { schema }), {
		onServed: (realmId) => served.push(realmId),
	});
	await store.companies();
	expect(served).toEqual([]);
	await store.execute({ kind: 'status', realmId: '9130', at: '2026-11-20T12:00:00Z' });
	expect(served).toEqual(['9130']);
	const gone = new PostgresLedgerStore(settingsOf(server, { schema, database: 'nowhere' }), {
		onServed: (realmId) => served.push(realmId),
	});
	await expect(
		gone.execute({ kind: 'status', realmId: '9131', at: '2026-11-20T12:00:00Z' }),
	).rejects.toThrow();
	expect(served).toEqual(['9130']);
});

test('no more calls are under way at once than allowed, whichever process made them', async () => {
	const limits = { ...GENEROUS, concurrent: 2 };
	const [one, other] = [processWith(limits), processWith(limits)];
	const first = await one.acquire(undefined, 'calling');
	const second = await one.acquire(undefined, 'calling');
	let third: (() => void) | undefined;
	const waiting = other.acquire(undefined, 'calling').then((end) => (third = end));
	await new Promise((resolve) => setTimeout(resolve, 300));
	expect(third).toBeUndefined();
	first();
	await waiting;
	second();
	third?.();
	const open = `SELECT id FROM ${schema}.calls_under_way WHERE ended_at IS NULL`;
	await until('all calls have ended', async () => (await sql(server, open)).length === 0);
});

test('a place that a dead process held falls free', async () => {
	const limits = { ...GENEROUS, concurrent: 1 };
	await processWith(limits).acquire(undefined, 'calling');
	await sql(
		server,
		`UPDATE ${schema}.calls_under_way SET started_at = started_at - interval '201 s'`,
	);
	(await processWith(limits).acquire(undefined, 'calling'))();
	expect(await startsMs()).toHaveLength(1);
});

test('a pause that the service asks of one process is kept by all', async () => {
	const [one, other] = [processWith(), processWith()];
	(await one.acquire(undefined, 'calling'))();
	one.holdUntil(Date.now() + 60_000);
	const held = `SELECT budget FROM ${schema}.budgets WHERE blocked_until > now() + interval '50 s'`;
	await until('the pause is written', async () => (await sql(server, held)).length === 1);
	const cancel = new AbortController();
	const call = other.acquire(cancel.signal, 'calling');
	setTimeout(() => cancel.abort(), 300);
	await expect(call).rejects.toThrow('stopped while calling');
	expect(await startsMs()).toHaveLength(1);
});

test('a database that fails stops no call: the process keeps the limits by itself', async () => {
	const gone = new PostgresLedgerStore(settingsOf(server, { schema, database: 'nowhere' }));
	const pacer = new Pacer({ ...GENEROUS, concurrent: 1 });
	pacer.join(gone.sharedBudget(BUDGET));
	const end = await pacer.acquire(undefined, 'calling');
	end();
	(await pacer.acquire(undefined, 'calling'))();
});
