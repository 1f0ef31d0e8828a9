/** What must hold when several processes use the ledger at once, and when one of them dies. */
import { startPostgres, type SandboxPostgres } from '../../sandbox/postgres';
import type { Command } from '../../src/ledger/commands';
import { closePools } from '../../src/ledger/postgres/pools';
import { SCHEMA_VERSION } from '../../src/ledger/postgres/schema';
import type { PostgresSettings } from '../../src/ledger/postgres/settings';
import { PostgresLedgerStore } from '../../src/ledger/postgres/store';
import {
	invoice,
	minute,
	REALM,
	runOf,
	settingsOf,
	sql,
	START_MS,
	until,
	withClient,
} from './helpers';
import { startProcess } from './processes';
import { CuttingProxy } from './proxy';

jest.setTimeout(START_MS);

let server: SandboxPostgres;
let schema = '';
let schemas = 0;

beforeAll(async () => (server = await startPostgres()), START_MS);
beforeEach(() => (schema = `ledger_${(schemas += 1)}`));
afterEach(closePools);
afterAll(async () => await server?.stop(), START_MS);

function settings(changes: { [field: string]: unknown } = {}): PostgresSettings {
	return settingsOf(server, { schema, ...changes });
}

function prepareOf(runId: string, ids: string[]): Command {
	const documents = ids.map((id) => invoice(id));
	return { kind: 'prepare', realmId: REALM, run: runOf(runId, ids.length), documents };
}

async function count(table: string, condition = 'true'): Promise<number> {
	const [row] = await sql(
		server,
		`SELECT count(*)::integer AS count FROM ${schema}.${table} WHERE ${condition}`,
	);
	return Number(row.count);
}

async function callsCounted(): Promise<number> {
	const [row] = await sql(server, `SELECT calls::integer AS calls FROM ${schema}.calls`);
	return Number(row?.calls ?? 0);
}

const ONE_CALL: Command = { kind: 'countCalls', realmId: REALM, month: '2026-11', calls: 1 };

test('processes that use an empty database for the first time at once make the schema once', async () => {
	const processes = [1, 2].map(() => startProcess(settings(), Array(4).fill(ONE_CALL)));
	const answers = (await Promise.all(processes.map(async (one) => await one.answers))).flat();
	expect(answers.filter((answer) => 'error' in (answer as object))).toEqual([]);
	const versions = await sql(server, `SELECT version FROM ${schema}.schema_versions`);
	expect(versions).toHaveLength(SCHEMA_VERSION);
	expect(await callsCounted()).toBe(8);
});

test('call counters add up over a dozen connections of several processes', async () => {
	const processes = [1, 2, 3].map(() => startProcess(settings(), Array(40).fill(ONE_CALL)));
	await Promise.all(processes.map(async (one) => await one.answers));
	expect(await callsCounted()).toBe(120);
});

test('twenty overlapping Prepares of several processes lose nothing', async () => {
	const commands = Array.from({ length: 20 }, (_, index) =>
		prepareOf(`run-${index}`, ['shared', `own-${index}`]),
	);
	const processes = [0, 1, 2, 3].map((part) =>
		startProcess(settings(), commands.slice(part * 5, part * 5 + 5)),
	);
	const answers = (await Promise.all(processes.map(async (one) => await one.answers))).flat();
	expect(answers.filter((answer) => 'error' in (answer as object))).toEqual([]);
	expect(await count('runs')).toBe(20);
	expect(await count('documents')).toBe(21);
	const [shared] = await sql(
		server,
		`SELECT jsonb_array_length(pending) AS pending FROM ${schema}.documents WHERE id = 'shared'`,
	);
	expect(shared.pending).toBe(20);
});

/** Holds Prepare in the middle of its transaction, after documents were written and before the run is. */
async function heldInTheMiddle(
	work: (waiting: () => Promise<number[]>, release: () => Promise<void>) => Promise<void>,
) {
	await withClient(server, async (blocker) => {
		await blocker.query('BEGIN');
		await blocker.query(`LOCK TABLE ${schema}.runs IN SHARE MODE`);
		const waiting = async () => {
			const rows = await sql(
				server,
				`SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1`,
				[`INSERT INTO "${schema}".runs%`],
			);
			return rows.map(({ pid }) => Number(pid));
		};
		await work(waiting, async () => void (await blocker.query('ROLLBACK')));
		await blocker.query('ROLLBACK');
	});
}

test('a process killed in the middle of a transaction leaves nothing', async () => {
	const store = new PostgresLedgerStore(settings());
	await store.execute(ONE_CALL);
	await heldInTheMiddle(async (waiting) => {
		const victim = startProcess(settings(), [prepareOf('run-1', ['1', '2', '3'])]);
		const ended = victim.answers.catch((error: unknown) => String(error));
		await until('Prepare is in the middle', async () => (await waiting()).length === 1);
		victim.child.kill('SIGKILL');
		expect(await ended).toMatch(/SIGKILL/);
	});
	// Where the killed process left the lock behind, this one would wait for it.
	await store.execute(ONE_CALL);
	expect([await count('documents'), await count('runs')]).toEqual([0, 0]);
	expect(await callsCounted()).toBe(2);
});

test('a connection that the server ends in the middle of a transaction is tried again once', async () => {
	const store = new PostgresLedgerStore(settings());
	await store.execute(ONE_CALL);
	await heldInTheMiddle(async (waiting, release) => {
		const answer = store.execute(prepareOf('run-1', ['1', '2', '3']));
		await until('Prepare is in the middle', async () => (await waiting()).length === 1);
		const [pid] = await waiting();
		await sql(server, 'SELECT pg_terminate_backend($1)', [pid]);
		await until('Prepare is there again', async () => {
			const [again] = await waiting();
			return again !== undefined && again !== pid;
		});
		await release();
		expect(await answer).toMatchObject({ counts: { prepared: 3 } });
	});
	expect([await count('documents'), await count('runs')]).toEqual([3, 1]);
});

test.each(['answerLost', 'requestLost'] as const)(
	'a connection cut around COMMIT (%s) counts once, not twice and not never',
	async (fault) => {
		const proxy = await CuttingProxy.open(server.port);
		try {
			const store = new PostgresLedgerStore(settings({ port: proxy.port }));
			await store.execute(ONE_CALL);
			proxy.cutNextCommit(fault);
			expect(await store.execute(ONE_CALL)).toMatchObject({ calls: 2 });
			expect(proxy.cuts).toBe(1);
			expect(await callsCounted()).toBe(2);
		} finally {
			await closePools();
			await proxy.close();
		}
	},
);

test('a command that the ledger refuses changes nothing and keeps nobody waiting', async () => {
	const store = new PostgresLedgerStore(settings());
	await store.execute(ONE_CALL);
	const record = store.execute({
		kind: 'record',
		realmId: REALM,
		runId: 'unknown',
		executionId: '',
		at: minute(1),
		outcomes: [],
	});
	await expect(record).rejects.toThrow(/knows no run unknown/);
	expect(await store.execute(ONE_CALL)).toMatchObject({ calls: 2 });
});

test('companies do not wait for each other', async () => {
	const store = new PostgresLedgerStore(settings());
	await store.execute(ONE_CALL);
	await withClient(server, async (other) => {
		await other.query('BEGIN');
		await other.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
			`n8n-nodes-quickbooks-anaplan:${schema}:company:${REALM}`,
		]);
		const blocked = store.execute(ONE_CALL);
		expect(await store.execute({ ...ONE_CALL, realmId: 'another' })).toMatchObject({ calls: 1 });
		// Reading waits for nobody either.
		expect(await store.execute({ kind: 'status', realmId: REALM, at: minute(1) })).toMatchObject({
			calls: [{ month: '2026-11', calls: 1 }],
		});
		await other.query('ROLLBACK');
		expect(await blocked).toMatchObject({ calls: 2 });
	});
	expect(await store.companies()).toEqual([REALM, 'another']);
});
