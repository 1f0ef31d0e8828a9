/** Every command over PostgreSQL, beside the same command in memory. */
import { startPostgres, type SandboxPostgres } from '../../sandbox/postgres';
import type { AuditFilters, Command, RowOutcome } from '../../src/ledger/commands';
import { MemoryStore } from '../../src/ledger/memoryStore';
import { closePools } from '../../src/ledger/postgres/pools';
import { PostgresLedgerStore } from '../../src/ledger/postgres/store';
import type { CompanySlice } from '../../src/ledger/slice';
import { LedgerMemory } from '../../src/ledger/workflowState';
import { invoice, minute, REALM, runOf, settingsOf, sql, START_MS } from './helpers';

jest.setTimeout(START_MS);

let server: SandboxPostgres;
let schema = '';
let schemas = 0;

beforeAll(async () => (server = await startPostgres()), START_MS);
beforeEach(() => (schema = `store_${(schemas += 1)}`));
afterEach(closePools);
afterAll(async () => await server?.stop(), START_MS);

function newStore(onLoaded?: (kind: string, slice: CompanySlice) => void): PostgresLedgerStore {
	return new PostgresLedgerStore(settingsOf(server, { schema }), { onLoaded });
}

function outcomes(codes: string[], status: RowOutcome['status'] = 'loaded'): RowOutcome[] {
	return codes.map((code) => ({
		code,
		status,
		reason: status === 'rejected' ? 'Invalid \0 identifier \ud800' : '',
		import: 'Transactions from QuickBooks',
		taskId: 'A1B2',
	}));
}

function codesOf(...ids: string[]): string[] {
	return ids.flatMap((id) => ['1', '2'].map((line) => `${REALM}-INV-${id}-${line}`));
}

const common = { realmId: REALM, executionId: 'E' };

/** A life of a company with every kind of command and every outcome. */
function life(): Command[] {
	const at = minute(90);
	return [
		{ kind: 'status', realmId: REALM, at },
		{ kind: 'startRun', realmId: REALM, entities: ['Invoice', 'Customer'], at },
		{ kind: 'checkFirstRun', realmId: REALM, modelHoldsOurKeys: true },
		{ kind: 'checkFirstRun', realmId: REALM, modelHoldsOurKeys: false },
		{
			kind: 'prepare',
			realmId: REALM,
			run: runOf('run-1', 4, minute(1)),
			documents: ['1', '2', '3'].map((id) => invoice(id)),
			refused: [{ entity: 'Invoice', id: '4', reason: 'No rate "€"', readAt: minute(1) }],
		},
		{ kind: 'status', realmId: REALM, at },
		{
			kind: 'record',
			...common,
			runId: 'run-1',
			at: minute(2),
			outcomes: [...outcomes(codesOf('1')), ...outcomes(codesOf('2'), 'rejected')],
		},
		{ kind: 'record', ...common, runId: 'run-1', at: minute(3), outcomes: [] },
		{ kind: 'startRun', realmId: REALM, entities: ['Invoice'], at },
		{
			kind: 'prepare',
			realmId: REALM,
			run: runOf('run-2', 3, minute(10)),
			documents: [
				invoice('1'),
				{ ...invoice('1', 2), rows: invoice('1', 2).rows.slice(0, 1) },
				{ ...invoice('3'), operation: 'delete', version: 'deleted', rows: [] },
			],
		},
		{
			kind: 'record',
			...common,
			runId: 'run-2',
			at: minute(11),
			outcomes: outcomes(codesOf('1', '3')),
		},
		{
			kind: 'prepare',
			realmId: REALM,
			run: runOf('run-3', 2, minute(20)),
			documents: [invoice('1', 2), invoice('1', 1), invoice('5')],
		},
		{ kind: 'countCalls', realmId: REALM, month: '2026-11', calls: 349_999 },
		{ kind: 'countCalls', realmId: REALM, month: '2026-10', calls: 7 },
		{ kind: 'countCalls', realmId: REALM, month: '2026-11', calls: 1 },
		{ kind: 'replay', realmId: REALM, scope: { by: 'rejected' }, at: minute(21) },
		{ kind: 'replay', realmId: REALM, scope: { by: 'run', runId: 'run-1' }, at: minute(22) },
		{ kind: 'replay', realmId: REALM, scope: { by: 'run', runId: 'none' }, at: minute(22) },
		{
			kind: 'replay',
			realmId: REALM,
			scope: { by: 'window', from: minute(0), to: minute(1) },
			at: minute(23),
		},
		{
			kind: 'replay',
			realmId: REALM,
			scope: { by: 'documents', documents: [{ entity: 'Invoice', id: '1' }] },
			at: minute(24),
		},
		{ kind: 'record', ...common, runId: 'run-3', at: minute(25), outcomes: outcomes(codesOf('5')) },
		{
			kind: 'forget',
			realmId: REALM,
			scope: { by: 'documents', documents: [{ entity: 'Invoice', id: '2' }] },
			at: minute(26),
		},
		{ kind: 'status', realmId: REALM, at },
		{
			kind: 'rebuild',
			realmId: REALM,
			codes: [...codesOf('1', '9'), `${REALM}-XXX-1`, 'other'].map((code) => ({ code })),
			at: minute(30),
		},
		{ kind: 'status', realmId: REALM, at },
		{ kind: 'forget', realmId: REALM, scope: { by: 'entity', entity: 'Invoice' }, at: minute(31) },
		{ kind: 'startRun', realmId: REALM, entities: ['Invoice'], at },
		{
			kind: 'prepare',
			realmId: REALM,
			run: runOf('run-4', 2, minute(40)),
			documents: [invoice('9'), invoice('1', 3)],
			missingAccepted: true,
		},
		{ kind: 'exportState', realmId: REALM, at },
	];
}

async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
	return await work.then(
		(answer) => ({ answer: storable(answer) }),
		(error: unknown) => ({ error: String(error) }),
	);
}

/** PostgreSQL stores neither the character 0 nor half a character pair. */
function storable(value: unknown): unknown {
	const text = JSON.stringify(value) ?? 'null';
	return JSON.parse(text.replaceAll('\\u0000', '\ufffd').replaceAll('\\ud800', '\ufffd'));
}

test('every command answers, and leaves behind, what it does in memory', async () => {
	const [real, memory] = [newStore(), new MemoryStore()];
	for (const [index, command] of life().entries()) {
		const told = `${index}: ${command.kind}`;
		const expected = await outcomeOf(memory.execute(command));
		expect([told, await outcomeOf(real.execute(command))]).toEqual([told, expected]);
		const exported: Command = { kind: 'exportState', realmId: REALM, at: minute(99) };
		const [left, right] = [real.execute(exported), memory.execute(exported)];
		expect([told, await outcomeOf(left)]).toEqual([told, await outcomeOf(right)]);
	}
});

test('the audit trail answers every filter as memory does, the newest first', async () => {
	const [real, memory] = [newStore(), new MemoryStore()];
	for (const command of life().slice(0, 21)) {
		await Promise.allSettled([real.execute(command), memory.execute(command)]);
	}
	const document = { entity: 'Invoice', id: '1' };
	const filters: AuditFilters[] = [
		{},
		{ document },
		{ runId: 'run-2' },
		{ from: minute(2), to: minute(11) },
		{ from: '2026-11-02T08:02:00+02:00' },
		{ to: 'no time' },
		{ outcome: 'rejected' },
		{ outcome: 'loaded', document, runId: 'run-2', from: minute(0) },
		{ document: { entity: 'Invoice', id: "1' OR true --" } },
	];
	let found = 0;
	for (const filter of filters) {
		for (const limit of [undefined, 1, 2]) {
			const command: Command = { kind: 'auditTrail', realmId: REALM, filters: filter, limit };
			const expected = await outcomeOf(memory.execute(command));
			expect([filter, await outcomeOf(real.execute(command))]).toEqual([filter, expected]);
		}
		const answer = await real.execute({ kind: 'auditTrail', realmId: REALM, filters: filter });
		found += answer.found;
	}
	expect(found).toBeGreaterThan(20);
});

test('a company moves from the ledger workflow to PostgreSQL and back without loss', async () => {
	const before = new LedgerMemory();
	for (const command of life().slice(0, 20)) {
		await outcomeOf(Promise.resolve().then(() => before.execute(command)));
	}
	const at = minute(99);
	const { state } = before.execute({ kind: 'exportState', realmId: REALM, at }).answer;
	const real = newStore();
	const sent: unknown = JSON.parse(JSON.stringify(state));
	const taken = await real.execute({ kind: 'importState', realmId: REALM, state: sent, at });
	expect(taken.documents).toBeGreaterThan(3);
	expect(taken.audit).toBeGreaterThan(3);
	const fromDatabase = (await real.execute({ kind: 'exportState', realmId: REALM, at })).state;
	expect(fromDatabase).toEqual(storable(state));
	const after = new LedgerMemory();
	after.execute({ kind: 'importState', realmId: REALM, state: fromDatabase, at });
	expect(after.execute({ kind: 'exportState', realmId: REALM, at }).answer.state).toEqual(
		fromDatabase,
	);
});

test('an import takes the place of everything, and only when told to', async () => {
	const real = newStore();
	await real.execute(life()[4]);
	const { state } = await real.execute({ kind: 'exportState', realmId: REALM, at: minute(5) });
	await real.execute({
		kind: 'prepare',
		realmId: REALM,
		run: runOf('later', 1, minute(6)),
		documents: [invoice('77')],
	});
	const command: Command = { kind: 'importState', realmId: REALM, state, at: minute(7) };
	await expect(real.execute(command)).rejects.toThrow(/already knows company/);
	await real.execute({ ...command, replace: true });
	const rows = await sql(server, `SELECT id FROM ${schema}.documents ORDER BY ordinal`);
	expect(rows.map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
	expect(await sql(server, `SELECT run_id FROM ${schema}.runs`)).toEqual([{ run_id: 'run-1' }]);
});

test('a company of 50,000 documents is read only as far as a command needs it', async () => {
	const loaded: Array<{ kind: string; documents: number; runs: number; audit: number }> = [];
	const store = newStore((kind, slice) => {
		const { documents, runs, audit } = slice;
		loaded.push({ kind, documents: documents.size, runs: runs.size, audit: audit.length });
	});
	const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));
	for (const [index, run] of ['first', 'second'].entries()) {
		const at = minute(index * 10 + 1);
		const some = ids(10).map((id) => invoice(id, index));
		await store.execute({
			kind: 'prepare',
			realmId: REALM,
			run: runOf(run, 10, at),
			documents: some,
		});
		await store.execute({
			kind: 'record',
			...common,
			runId: run,
			at,
			outcomes: outcomes(codesOf(...ids(10))),
		});
	}
	await sql(
		server,
		`INSERT INTO ${schema}.documents (realm_id, entity, id, version, newest, updated_at, codes, face, revision)
		SELECT realm_id, entity, number::text, version, newest, updated_at,
			jsonb_build_array(realm_id || '-INV-' || number || '-1'), face, revision
		FROM ${schema}.documents CROSS JOIN generate_series(11, 50000) AS number WHERE id = '1'`,
	);
	loaded.length = 0;
	const documents = ids(1_000).map((id) => invoice(id, 2));
	const run = runOf('large', 1_000, minute(30));
	const prepared = await store.execute({ kind: 'prepare', realmId: REALM, run, documents });
	expect(prepared.counts.prepared).toBe(1_000);
	await store.execute({ kind: 'startRun', realmId: REALM, entities: ['Invoice'], at: minute(31) });
	await store.execute({
		kind: 'record',
		...common,
		runId: 'large',
		at: minute(32),
		outcomes: outcomes(prepared.rows.map(({ row }) => row.Code)),
	});
	const status = await store.execute({ kind: 'status', realmId: REALM, at: minute(33) });
	await store.execute({ kind: 'auditTrail', realmId: REALM, filters: {}, limit: 5 });
	expect(loaded).toEqual([
		{ kind: 'prepare', documents: 1_000, runs: 0, audit: 0 },
		{ kind: 'startRun', documents: 1_000, runs: 0, audit: 0 },
		{ kind: 'record', documents: 1_000, runs: 1, audit: 0 },
		{ kind: 'status', documents: 0, runs: 3, audit: 0 },
		{ kind: 'auditTrail', documents: 0, runs: 0, audit: 5 },
	]);
	expect(status.documents).toMatchObject({ known: 50_000, loaded: 50_000 });
});
