/** Sync Ledger with PostgreSQL as its store, on the real engine; moving there and back. */
import { SyncLedgerPostgresApi } from '../../credentials/SyncLedgerPostgresApi.credentials';
import { AnaplanApi } from '../../credentials/AnaplanApi.credentials';
import { Anaplan } from '../../nodes/Anaplan/Anaplan.node';
import { QuickBooksToAnaplan } from '../../nodes/QuickBooksToAnaplan/QuickBooksToAnaplan.node';
import { SyncLedger } from '../../nodes/SyncLedger/SyncLedger.node';
import { startPostgres, type SandboxPostgres } from '../../sandbox/postgres';
import type { BudgetStore } from '../../src/budget';
import { closePools } from '../../src/ledger/postgres/pools';
import type { QuickBooksClient } from '../../src/quickbooks/client';
import { joinBudgets } from '../../src/quickbooks/sharedBudgets';
import { TestEngine, type TestNode } from '../engine/harness';
import {
	addLedger,
	ask,
	chain,
	failureOf,
	invoice,
	LEDGER,
	ledgerNode,
	openLedgerBench,
	prepared,
	REALM,
	recorded,
	toItems,
	windowOf,
	type LedgerBench,
} from '../engine/syncLedgerSetup';
import { fieldsOf, START_MS } from './helpers';

jest.setTimeout(START_MS);

const DATABASE = 'The database';
const TYPE = 'syncLedgerPostgresApi';

let server: SandboxPostgres;
let bench: LedgerBench;

beforeAll(async () => (server = await startPostgres()), START_MS);
afterAll(async () => await server?.stop(), START_MS);

beforeEach(async () => {
	const { simulator, engine, ledger } = await openLedgerBench();
	const both = new TestEngine({
		nodes: [new QuickBooksToAnaplan(), new Anaplan(), new SyncLedger()],
		credentialTypes: [new AnaplanApi(), new SyncLedgerPostgresApi()],
		workflows: engine.workflows,
	});
	const anaplan = 'Anaplan (Finance)';
	both.credentials.put({
		id: anaplan,
		name: anaplan,
		type: 'anaplanApi',
		data: engine.credentials.read(anaplan),
	});
	const schema = LEDGER.replace('-', '_');
	both.credentials.put({
		id: DATABASE,
		name: DATABASE,
		type: TYPE,
		data: { ...fieldsOf(server, { schema }) } as never,
	});
	bench = { simulator, engine: both, ledger };
});

afterEach(async () => {
	delete process.env.EXECUTIONS_MODE;
	await closePools();
	await bench.simulator.stop();
});

function withDatabase(testNode: TestNode): TestNode {
	return { ...testNode, credentials: { ...testNode.credentials, [TYPE]: DATABASE } };
}

const POSTGRES = { ledgerStore: 'postgres' };

async function askDatabase(operation: string, parameters: object = {}) {
	const result = await bench.engine.run({
		nodes: [withDatabase(ledgerNode('Ledger', operation, { ...POSTGRES, ...parameters }))],
	});
	if (result.error) throw new Error(failureOf(result));
	return result.items('Ledger');
}

async function syncThere(amounts: number[], version = 0) {
	const { nodes, connections } = chain(bench, { prepare: POSTGRES });
	const record = invoice('1', amounts, version);
	return await bench.engine.run({
		input: toItems(record, windowOf([record])),
		nodes: nodes.map((testNode) =>
			testNode.type === 'syncLedger'
				? withDatabase({ ...testNode, parameters: { ...testNode.parameters, ...POSTGRES } })
				: testNode,
		),
		connections,
	});
}

it('serves the whole chain, in queue mode too, without any ledger workflow', async () => {
	process.env.EXECUTIONS_MODE = 'queue';
	expect(recorded(await syncThere([10, 5]))).toMatchObject({ loaded: 1 });
	expect(recorded(await syncThere([10, 5]))).toMatchObject({ skipped: 1 });
	const shorter = await syncThere([10], 1);
	expect(prepared(shorter).map(({ json }) => json.Amount)).toEqual(['10.00', '0.00']);
	expect(bench.simulator.model().sum('QB Transactions', 'Amount')).toBe('10.00');
	expect(bench.ledger.calls).toBe(0);
	const [{ json }] = await askDatabase('status');
	expect(json).toMatchObject({ documents: { known: 1, loaded: 1 }, ledgerEmpty: false });
});

it("lets the process keep the company's limits together with others", async () => {
	const names: string[] = [];
	const client = {
		realmId: REALM,
		shareBudgets: (budgetOf: BudgetStore['sharedBudget']) => {
			budgetOf(`calls of ${REALM}`);
			names.push(REALM);
		},
	} as unknown as QuickBooksClient;
	await askDatabase('status');
	joinBudgets(client);
	expect(names).toEqual([REALM]);
});

it('is moved to from the ledger workflow and back, and loses nothing', async () => {
	const records = [invoice('1', [10, 5]), invoice('2', [1])];
	const first = await bench.engine.run({
		input: toItems(...records, windowOf(records)),
		...chain(bench),
	});
	expect(recorded(first)).toMatchObject({ loaded: 2 });
	const [there] = await askDatabase('move', { ledgerStore: 'toPostgres' });
	expect(there.json).toMatchObject({
		verified: true,
		documents: 2,
		dropped: { audit: 0, runs: 0 },
	});

	expect(recorded(await syncThere([10, 5]))).toMatchObject({ skipped: 1 });

	const back = `${LEDGER}-back`;
	addLedger(bench.engine, back);
	const [again] = await askDatabase('move', { ledgerStore: 'toWorkflow', ledgerWorkflow: back });
	expect(again.json).toMatchObject({ verified: true, documents: 2 });
	const [{ json: here }] = await ask(bench, 'status', { ledgerWorkflow: back });
	expect(here).toEqual((await askDatabase('status'))[0].json);

	// What is there already is replaced only when told to.
	const twice = await bench.engine.run({
		nodes: [withDatabase(ledgerNode('Move', 'move', { ledgerStore: 'toPostgres' }))],
	});
	expect(failureOf(twice)).toContain('already knows company');
});
