/** Get Changes since the accepted checkpoint, with a ledger workflow, against the QuickBooks simulator. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { QuickBooksOnlineOAuth2Api } from '../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import { SyncLedgerPostgresApi } from '../../credentials/SyncLedgerPostgresApi.credentials';
import { QuickBooksOnlineFetch } from '../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node';
import { SyncLedger } from '../../nodes/SyncLedger/SyncLedger.node';
import { QuickBooksSimulator, type QuickBooksOptions } from '../../sandbox/quickbooks';
import { SimClock } from '../../sandbox/common/clock';
import { PLANNED_ENTITIES } from '../../src/entities';
import type { AnswerOf, CommandKind, CommandOf, RowOutcome } from '../../src/ledger/commands';
import { openLedger } from '../../src/n8n/ledger';
import { ledgerStoreFields } from '../../src/n8n/ledgerFields';
import { CHECKPOINT_OVERLAP_MS } from '../../src/quickbooks/sinceCheckpoint';
import { mapped } from '../unit/ledger/world/run';
import { createEngine, node, type RunResult, type TestEngine } from './harness';
import {
	CONNECTION_NAME,
	connectQuickBooks,
	errorOf,
	QUICKBOOKS,
	recordsOf,
	windowOf,
} from './quickBooksFetchSetup';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Long before the seeded company's first entry. */
const LONG_AGO = '2015-01-01T00:00:00Z';

let simulator: QuickBooksSimulator;
let engine: TestEngine;
let ledgerId: string;
let nextLedger = 1;

beforeEach(async () => {
	await start();
});

afterEach(async () => {
	delete process.env.EXECUTIONS_MODE;
	await simulator.stop();
});

async function start(options: QuickBooksOptions = {}): Promise<void> {
	// On a busy machine calls arrive in bunches, and a refused one is waited for a whole minute.
	const switches = { requestsPerSecond: 100 };
	simulator = await QuickBooksSimulator.start({ scale: { vendors: 5 }, switches, ...options });
	engine = createEngine({
		nodes: [new QuickBooksOnlineFetch(), new SyncLedger(), new LedgerProbe()],
		credentialTypes: [new QuickBooksOnlineOAuth2Api(), new SyncLedgerPostgresApi()],
	});
	// The ledger stays in the memory of the process, so every test has one of its own.
	ledgerId = `ledger-${nextLedger++}`;
	engine.workflows.add(ledgerId, [node('Keep', 'syncLedger', { operation: 'keep' })]);
	await connectQuickBooks(engine, simulator);
}

async function restart(options: QuickBooksOptions): Promise<void> {
	await simulator.stop();
	await start(options);
}

/** Sends one command to the ledger the way nodes do. */
class LedgerProbe implements INodeType {
	description: INodeType['description'] = {
		displayName: 'Probe',
		name: 'probe',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Probe' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			...ledgerStoreFields({}),
			{ displayName: 'Command', name: 'command', type: 'string', default: '' },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const ledger = await openLedger(this, 0);
		const command = JSON.parse(String(this.getNodeParameter('command', 0))) as CommandOf<'status'>;
		return [[{ json: (await ledger.execute(command)) as unknown as IDataObject }]];
	}
}

async function ask<K extends CommandKind>(command: CommandOf<K>): Promise<AnswerOf<K>> {
	const parameters = { ledgerWorkflow: ledgerId, command: JSON.stringify(command) };
	const result = await engine.run({ nodes: [node('Probe', 'probe', parameters)] });
	if (result.error) throw result.error;
	return result.items('Probe')[0]?.json as unknown as AnswerOf<K>;
}

async function fetchNow(parameters: object = {}): Promise<RunResult> {
	const all = {
		operation: 'getChanges',
		start: 'acceptedCheckpoint',
		ledgerWorkflow: ledgerId,
		...parameters,
	};
	return await engine.run({
		nodes: [node('Fetch', 'quickBooksOnlineFetch', all, { [QUICKBOOKS]: CONNECTION_NAME })],
	});
}

/** Puts what was fetched through Prepare and Record, as if Anaplan answered every row. */
async function land(
	result: RunResult,
	change: (outcome: RowOutcome) => RowOutcome = (outcome) => outcome,
): Promise<AnswerOf<'record'>> {
	const window = windowOf(result);
	const { runId, realmId } = window;
	const prepared = await ask({
		kind: 'prepare',
		realmId,
		run: { runId, executionId: '', at: window.to, window, ledger: window.ledger?.mark },
		...mapped(recordsOf(result)),
	});
	const outcomes = prepared.rows.map(({ row }) =>
		change({ code: row.Code, status: 'loaded', reason: '', import: 'An import', taskId: 'T1' }),
	);
	return await ask({ kind: 'record', realmId, runId, executionId: '', at: window.to, outcomes });
}

/** A first load of everything, recorded. */
async function firstLoad(change?: (outcome: RowOutcome) => RowOutcome): Promise<string> {
	const result = await fetchNow({ firstLoadFrom: LONG_AGO });
	const { moved } = await land(result, change);
	expect(moved).toHaveLength(6);
	simulator.log.clear();
	return windowOf(result).to;
}

function operationOf(result: RunResult, entity: string, id: string): string | undefined {
	return recordsOf(result).find((record) => record.entity === entity && record.id === id)
		?.operation;
}

/** The id in a reference to another object. */
function idIn(reference: unknown): unknown {
	return (reference as { value?: unknown } | undefined)?.value;
}

const apiRequests = () => simulator.log.count({ path: '/v3/company/' });

test('a first run asks for a start date before QuickBooks is called', async () => {
	const { message, advice } = errorOf(await fetchNow());
	expect(message).toContain('have no accepted checkpoint in this ledger yet');
	expect(advice).toContain('fill in First Load From');
	expect(apiRequests()).toBe(0);
	expect(errorOf(await fetchNow({ firstLoadFrom: 'some day' })).message).toBe(
		'"some day" in First Load From is not a date.',
	);
});

test('a first run loads all lists, inactive items too, and is complete', async () => {
	const { books } = simulator;
	const result = await fetchNow({ firstLoadFrom: LONG_AGO });
	for (const entity of ['Account', 'Vendor', 'Customer', 'Invoice', 'Bill', 'Payment']) {
		const found = recordsOf(result).filter((record) => record.entity === entity);
		expect(found).toHaveLength(books.all(entity).length);
	}
	expect(windowOf(result)).toMatchObject({
		from: new Date(LONG_AGO).toISOString(),
		complete: true,
		remarks: [],
		ledger: { empty: true, readAgain: 0 },
	});
	expect(result.hints('Fetch')).toEqual([]);
});

test('a first run from a date on takes what was changed since and what bears a later date', async () => {
	const { books } = simulator;
	const firstLoadFrom = new Date(Date.now() - 60 * DAY).toISOString();
	const result = await fetchNow({ firstLoadFrom });
	const found = recordsOf(result).filter(({ entity }) => entity === 'Invoice');
	const dated = books
		.all('Invoice')
		.filter((row) => String(row.TxnDate) >= firstLoadFrom.slice(0, 10));
	expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(dated.map(({ Id }) => Id)));
	expect(found.length).toBeLessThan(books.all('Invoice').length);
	expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
	expect(windowOf(result).expected.Invoice).toBe(found.length);
	expect(simulator.log.count({ path: 'TxnDate' })).toBeGreaterThanOrEqual(3);
});

test('the next run reads from the accepted checkpoint, with an overlap, and moves nothing itself', async () => {
	const checkpoint = await firstLoad();
	const [invoice] = simulator.books.all('Invoice');
	simulator.clock.advance(HOUR);
	simulator.books.update('Invoice', invoice.Id, { PrivateNote: 'Changed' });
	const result = await fetchNow();
	expect(recordsOf(result).map(({ entity, id }) => `${entity} ${id}`)).toContain(
		`Invoice ${invoice.Id}`,
	);
	const window = windowOf(result);
	expect(window).toMatchObject({
		from: new Date(Date.parse(checkpoint) - CHECKPOINT_OVERLAP_MS).toISOString(),
		complete: true,
		ledger: { empty: false, since: { Invoice: checkpoint, Vendor: checkpoint } },
	});
	// An hour ahead of this machine: the window ends at QuickBooks' time.
	expect(Date.parse(window.to)).toBeGreaterThan(Date.now() + HOUR / 2);
	expect(simulator.log.count({ path: '/cdc', status: 200 })).toBe(1);
	expect(windowOf(await fetchNow()).ledger?.since.Invoice).toBe(checkpoint);
});

test('documents that Anaplan rejected are read again by id, and as deleted where they are gone', async () => {
	await restart({ clock: new SimClock(Date.now() - DAY) });
	const [first, second] = simulator.books.all('Bill');
	await firstLoad((outcome) =>
		outcome.code.includes(`-BIL-${first.Id}-`) || outcome.code.includes(`-BIL-${second.Id}-`)
			? { ...outcome, status: 'rejected', reason: 'Invalid date' }
			: outcome,
	);
	// Past the time in which change data capture would bring the seeded documents again.
	simulator.clock.advance(HOUR);
	simulator.books.delete('Bill', second.Id);
	const result = await fetchNow();
	expect(operationOf(result, 'Bill', first.Id)).toBe('upsert');
	expect(operationOf(result, 'Bill', second.Id)).toBe('delete');
	expect(windowOf(result)).toMatchObject({ ledger: { readAgain: 2 }, expected: { Bill: 2 } });
	await land(result);
	expect(windowOf(await fetchNow()).ledger?.readAgain).toBe(0);
});

test('what was deleted longer ago than QuickBooks reports is found, and nothing is missing', async () => {
	await restart({ clock: new SimClock(Date.now() - 45 * DAY) });
	const [deletedEarly, deletedLate, changed] = simulator.books.all('Invoice');
	await firstLoad();
	simulator.clock.advance(2 * DAY);
	simulator.books.delete('Invoice', deletedEarly.Id);
	simulator.books.update('Invoice', changed.Id, { PrivateNote: 'Changed' });
	simulator.clock.advance(43 * DAY - HOUR);
	simulator.books.delete('Invoice', deletedLate.Id);
	const result = await fetchNow();
	const gone = recordsOf(result).filter(({ operation }) => operation === 'delete');
	expect(gone.map(({ entity, id }) => `${entity} ${id}`).sort()).toEqual(
		[`Invoice ${deletedEarly.Id}`, `Invoice ${deletedLate.Id}`].sort(),
	);
	expect(operationOf(result, 'Invoice', changed.Id)).toBe('upsert');
	expect(windowOf(result)).toMatchObject({ complete: true, remarks: [] });
	const { moved } = await land(result);
	expect(moved).toContain('Invoice');
	expect(recordsOf(await fetchNow()).filter(({ operation }) => operation === 'delete')).toEqual([
		expect.objectContaining({ id: deletedLate.Id }),
	]);
});

test.each(['500', '4001', '2030'])(
	"a clock of this machine that is off does not matter: QuickBooks' refusal tells, whatever its code (%s)",
	async (code) => {
		simulator.switches.cdcTooOldCode = code;
		const [gone] = simulator.books.all('Payment');
		await firstLoad();
		simulator.clock.advance(DAY);
		simulator.books.delete('Payment', gone.Id);
		simulator.clock.advance(40 * DAY);
		const result = await fetchNow();
		expect(simulator.log.count({ path: '/cdc', status: 400 })).toBeGreaterThan(0);
		expect(operationOf(result, 'Payment', gone.Id)).toBe('delete');
		expect(windowOf(result)).toMatchObject({ complete: true, remarks: [] });
	},
);

test('more changes than an answer holds, deletions among them, are complete', async () => {
	simulator.switches.cdcMaxObjects = 1_000;
	const { books } = simulator;
	const [gone, template] = books.all('Bill');
	await firstLoad();
	simulator.clock.advance(HOUR);
	books.delete('Bill', gone.Id);
	for (let count = 0; count < 1_050; count++) {
		books.create('Bill', { VendorRef: template.VendorRef, Line: template.Line });
	}
	const result = await fetchNow();
	expect(operationOf(result, 'Bill', gone.Id)).toBe('delete');
	expect(recordsOf(result).filter(({ entity }) => entity === 'Bill').length).toBeGreaterThan(1_050);
	expect(windowOf(result)).toMatchObject({ complete: true, remarks: [] });
	expect(result.hints('Fetch')).toEqual([]);
});

test('a living document that QuickBooks reports as deleted keeps its money', async () => {
	await firstLoad();
	const [living] = simulator.books.all('Invoice');
	const time = new Date(simulator.clock.now()).toISOString();
	const tombstone = { Id: living.Id, status: 'Deleted', MetaData: { LastUpdatedTime: time } };
	simulator.faults.arm({
		path: /\/cdc/,
		body: { CDCResponse: [{ QueryResponse: [{ Invoice: [tombstone] }] }], time },
	});
	const result = await fetchNow();
	expect(recordsOf(result).map(({ operation, id }) => `${operation} ${id}`)).toEqual([
		`upsert ${living.Id}`,
	]);
});

test.each(['inactive', 'deleted', 'silent'] as const)(
	'a customer that was merged into another one is noticed where its end is %s',
	async (left) => {
		const { books } = simulator;
		await firstLoad();
		simulator.clock.advance(HOUR);
		const [survivor, ...others] = books.all('Customer').filter(({ ParentRef }) => !ParentRef);
		const billed = new Set(books.all('Invoice').map((row) => idIn(row.CustomerRef)));
		const loser = others.find(
			({ Id, CurrencyRef }) => idIn(CurrencyRef) === idIn(survivor.CurrencyRef) && billed.has(Id),
		);
		if (loser === undefined) throw new Error('the company needs another customer with invoices');
		books.merge('Customer', loser.Id, survivor.Id, left);
		const result = await fetchNow();
		expect(operationOf(result, 'Customer', loser.Id)).toBe(
			left === 'inactive' ? 'upsert' : 'delete',
		);
		expect(windowOf(result)).toMatchObject({ complete: true, remarks: [] });
	},
);

test('every entity with planning rows is loaded, and what nobody reports as deleted is found', async () => {
	const { books } = simulator;
	const entities = PLANNED_ENTITIES.map(({ name }) => name);
	const first = await fetchNow({ entities, firstLoadFrom: LONG_AGO });
	for (const entity of entities) {
		const ids = recordsOf(first).flatMap((record) => (record.entity === entity ? [record.id] : []));
		const stored = books.all(entity).map(({ Id }) => Id);
		expect({ entity, ids: ids.sort() }).toEqual({ entity, ids: stored.sort() });
	}
	expect(windowOf(first)).toMatchObject({ complete: true, remarks: [] });
	await land(first);
	const gone = new Map<string, string>();
	for (const entity of ['TimeActivity', 'Budget', 'Transfer', 'JournalEntry', 'VendorCredit']) {
		const id = String(books.all(entity).at(-1)?.Id);
		books.delete(entity, id);
		gone.set(entity, id);
	}
	const code = books.inactivate('TaxCode', books.all('TaxCode')[0].Id);
	const second = await fetchNow({ entities });
	const deleted = recordsOf(second).filter(({ operation }) => operation === 'delete');
	expect(new Map(deleted.map(({ entity, id }) => [entity, id]))).toEqual(gone);
	expect(recordsOf(second).find(({ entity }) => entity === 'TaxCode')?.id).toBe(code.Id);
	expect(windowOf(second)).toMatchObject({ complete: true, remarks: [] });
});

test('in queue mode it refuses before anything is read', async () => {
	process.env.EXECUTIONS_MODE = 'queue';
	const { message, advice } = errorOf(await fetchNow({ firstLoadFrom: LONG_AGO }));
	expect(message).toContain('queue mode');
	expect(advice).toContain('PostgreSQL');
	expect(simulator.log.count()).toBe(0);
});

test.each([
	['no ledger workflow is chosen', '={{ "" }}', 'No ledger workflow is chosen.'],
	['the chosen one does not exist', 'none', 'does not exist'],
])('where %s, it says so and reads nothing', async (_name, ledgerWorkflow, message) => {
	expect(errorOf(await fetchNow({ ledgerWorkflow, firstLoadFrom: LONG_AGO })).message).toContain(
		message,
	);
	expect(simulator.log.count()).toBe(0);
});

test("the month's calls are counted in the ledger", async () => {
	const window = windowOf(await fetchNow({ firstLoadFrom: LONG_AGO }));
	const { calls } = await ask({ kind: 'status', realmId: window.realmId, at: window.to });
	expect(calls).toEqual([{ month: window.to.slice(0, 7), calls: window.quickBooksCalls }]);
	expect(window.quickBooksCalls).toBe(apiRequests());
});

test('a month that may not last is said on the node, although the read is complete', async () => {
	const { realmId } = simulator.books.company;
	const month = new Date(simulator.clock.now()).toISOString().slice(0, 7);
	await ask({ kind: 'countCalls', realmId, month, calls: 460_000 });
	const result = await fetchNow({ firstLoadFrom: LONG_AGO });
	const { complete, remarks } = windowOf(result);
	expect(complete).toBe(true);
	expect(remarks).toEqual([expect.stringContaining('92 percent of the 500,000')]);
	expect(result.hints('Fetch')).toEqual(remarks);
});
