/** The trigger's polling in n8n-core's PollContext, against the QuickBooks simulator. */
import { QuickBooksOnlineOAuth2Api } from '../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import { QuickBooksOnlineTrigger } from '../../nodes/QuickBooksOnline/QuickBooksOnlineTrigger.node';
import { SimClock } from '../../sandbox/common';
import { QuickBooksSimulator } from '../../sandbox/quickbooks';
import { ENTITIES } from '../../src/entities';
import type { SyncRecord, SyncWindow } from '../../src/flow';
import { createEngine, node, type TestEngine } from './harness';
import { PollingNode } from './harness/triggers';
import { CONNECTION_NAME, connectQuickBooks, QUICKBOOKS } from './quickBooksFetchSetup';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TRIGGER = 'quickBooksOnlineTrigger';

let simulator: QuickBooksSimulator;
let engine: TestEngine;
let trigger: PollingNode;

beforeEach(async () => {
	// Fifteen minutes fast, as QuickBooks' clock may be: a local time in a cursor would show.
	simulator = await QuickBooksSimulator.start({
		clock: new SimClock(Date.now() + 15 * MINUTE, { frozen: true }),
		switches: { throttling: false },
	});
	engine = createEngine({
		nodes: [new QuickBooksOnlineTrigger()],
		credentialTypes: [new QuickBooksOnlineOAuth2Api()],
	});
	await connectQuickBooks(engine, simulator, {});
	trigger = new PollingNode(engine, settings());
});

afterEach(async () => await simulator.stop());

function settings(parameters: object = {}) {
	return node('Trigger', TRIGGER, { mode: 'poll', ...parameters } as never, {
		[QUICKBOOKS]: CONNECTION_NAME,
	});
}

type Items = Awaited<ReturnType<PollingNode['poll']>>;
const recordsOf = (items: Items) =>
	(items ?? [])
		.map(({ json }) => json as unknown as SyncRecord)
		.filter(({ kind }) => kind === 'record');
const windowOf = (items: Items) => items?.at(-1)?.json as unknown as SyncWindow;
const cdcCalls = () => simulator.log.count({ path: '/cdc' });
const idsOf = (items: Items) => recordsOf(items).map(({ id }) => id);

test('the first poll emits nothing and begins at the time of QuickBooks', async () => {
	expect(await trigger.poll()).toBeNull();
	expect(trigger.staticData).toContain(new Date(simulator.clock.now()).toISOString());
	expect(cdcCalls()).toBe(0);
});

test('then come full records of what changed, deletions included, and the window last', async () => {
	const { books, clock } = simulator;
	await trigger.poll();
	clock.advance(MINUTE);
	const [changed, voided, deleted] = books.all('Invoice');
	books.update('Invoice', changed.Id, { PrivateNote: 'Changed' });
	books.void('Invoice', voided.Id);
	books.delete('Invoice', deleted.Id);
	const vendor = books.create('Vendor', { DisplayName: 'Ärzte & Söhne' });
	clock.advance(MINUTE);
	const items = await trigger.poll();
	const found = recordsOf(items).map(({ entity, id, operation }) => [entity, id, operation]);
	expect(found).toEqual(
		expect.arrayContaining([
			['Vendor', vendor.Id, 'upsert'],
			['Invoice', changed.Id, 'upsert'],
			['Invoice', voided.Id, 'void'],
			['Invoice', deleted.Id, 'delete'],
		]),
	);
	expect(recordsOf(items).find(({ id }) => id === changed.Id)?.record).toMatchObject({
		PrivateNote: 'Changed',
		Line: expect.any(Array) as unknown[],
	});
	expect(windowOf(items)).toMatchObject({
		kind: 'window',
		realmId: books.company.realmId,
		complete: true,
		remarks: [],
		to: new Date(clock.now()).toISOString(),
	});
	const { expected } = windowOf(items);
	expect(Object.values(expected).reduce((a, b) => a + b)).toBe(found.length);
	expect(cdcCalls()).toBe(1);
});

test('nothing new is null, and every version comes once, however often it is read', async () => {
	const { books, clock } = simulator;
	await trigger.poll();
	clock.advance(MINUTE);
	const vendor = books.create('Vendor', { DisplayName: 'Once' });
	expect(idsOf(await trigger.poll())).toEqual([vendor.Id]);
	expect(await trigger.poll()).toBeNull();
	// The same second again: a border would lose or double it.
	books.update('Vendor', vendor.Id, { CompanyName: 'Twice' });
	expect(idsOf(await trigger.poll())).toEqual([vendor.Id]);
	for (let minute = 0; minute < 6; minute++) {
		clock.advance(MINUTE);
		expect(await trigger.poll()).toBeNull();
	}
});

test('a failed poll moves nothing: the next one brings the change', async () => {
	const { books, clock } = simulator;
	await trigger.poll();
	const before = trigger.staticData;
	clock.advance(MINUTE);
	const vendor = books.create('Vendor', { DisplayName: 'Late' });
	simulator.disconnect();
	await expect(trigger.poll()).rejects.toThrow(/connection/);
	expect(trigger.staticData).toBe(before);
	await connectQuickBooks(engine, simulator, {});
	expect(idsOf(await trigger.poll())).toEqual([vendor.Id]);
});

test('a manual test shows recent changes and leaves the cursor alone', async () => {
	const { books, clock } = simulator;
	expect(await trigger.poll()).toBeNull();
	const before = trigger.staticData;
	clock.advance(MINUTE);
	const vendor = books.create('Vendor', { DisplayName: 'Sampled' });
	const sample = await trigger.poll({ mode: 'manual' });
	expect(idsOf(sample)).toContain(vendor.Id);
	expect(recordsOf(sample).length).toBeLessThanOrEqual(10);
	expect(windowOf(sample).remarks[0]).toMatch(/sample/i);
	expect(windowOf(sample).complete).toBe(false);
	expect(trigger.staticData).toBe(before);
	expect(idsOf(await trigger.poll())).toEqual([vendor.Id]);
});

test('a start date reads back to it at once', async () => {
	const { books } = simulator;
	const since = books.now() - 3 * DAY;
	trigger.testNode = settings({ startDate: new Date(since).toISOString(), entities: ['Invoice'] });
	const from = Math.floor(since / 1_000) * 1_000;
	const live = [...books.entries('Invoice')].filter(({ updatedMs }) => updatedMs >= from);
	const gone = books.tombstones('Invoice').filter(({ deletedMs }) => deletedMs >= from);
	const expected = [...live.map(({ row }) => row.Id), ...gone.map(({ id }) => id)];
	expect(live.length).toBeGreaterThan(0);
	expect(idsOf(await trigger.poll()).sort()).toEqual(expected.sort());
	expect(await trigger.poll()).toBeNull();
});

test('an entity that is added later begins when it is added; the others go on', async () => {
	const { books, clock } = simulator;
	trigger.testNode = settings({ entities: ['Vendor'] });
	await trigger.poll();
	clock.advance(MINUTE);
	books.create('Customer', { DisplayName: 'Too early' });
	const vendor = books.create('Vendor', { DisplayName: 'In time' });
	clock.advance(MINUTE);
	trigger.testNode = settings({ entities: ['Vendor', 'Customer'] });
	expect(idsOf(await trigger.poll())).toEqual([vendor.Id]);
	clock.advance(MINUTE);
	const customer = books.create('Customer', { DisplayName: 'In time too' });
	expect(idsOf(await trigger.poll())).toEqual([customer.Id]);
});

test('what change data capture does not know is read by query, and starts nothing when unchanged', async () => {
	const { books, clock } = simulator;
	trigger.testNode = settings({ entities: ['TimeActivity', 'TaxCode', 'Preferences', 'Vendor'] });
	await trigger.poll();
	clock.advance(MINUTE);
	expect(await trigger.poll()).toBeNull();
	expect(cdcCalls()).toBe(1);
	const [vendor] = books.all('Vendor');
	const worked = books.create('TimeActivity', {
		NameOf: 'Vendor',
		VendorRef: { value: vendor.Id },
		TxnDate: '2026-11-02',
		Hours: 3,
	});
	const items = await trigger.poll();
	expect(recordsOf(items)).toMatchObject([{ entity: 'TimeActivity', id: worked.Id }]);
	// Of these nobody is told what was deleted.
	expect(windowOf(items)).toMatchObject({
		complete: false,
		remarks: [expect.stringMatching(/^Time Activities/) as string],
	});
	expect(await trigger.poll()).toBeNull();
});

test('another company behind the credential begins anew', async () => {
	await trigger.poll();
	trigger.staticData = trigger.staticData.replaceAll(simulator.books.company.realmId, '1');
	expect(await trigger.poll()).toBeNull();
	expect(trigger.staticData).toContain(simulator.books.company.realmId);
});

test('only chosen operations; the window says that something was left out', async () => {
	const { books, clock } = simulator;
	trigger.testNode = settings({ operations: ['deleted', 'created'] });
	await trigger.poll();
	clock.advance(MINUTE);
	const [changed, deleted] = books.all('Bill');
	books.update('Bill', changed.Id, { PrivateNote: 'Changed' });
	const only = await trigger.poll();
	expect(only).toBeNull();
	books.delete('Bill', deleted.Id);
	const vendor = books.create('Vendor', { DisplayName: 'New' });
	books.update('Bill', changed.Id, { PrivateNote: 'Again' });
	const items = await trigger.poll();
	expect(idsOf(items).sort()).toEqual([vendor.Id, deleted.Id].sort());
	expect(windowOf(items).complete).toBe(false);
});

test('with Updated alone, a change soon after the creation comes, and the creation does not', async () => {
	const { books, clock } = simulator;
	trigger.testNode = settings({ operations: ['updated'] });
	await trigger.poll();
	clock.advance(MINUTE);
	const vendor = books.create('Vendor', { DisplayName: 'New' });
	clock.advance(MINUTE / 2);
	expect(await trigger.poll()).toBeNull();
	clock.advance(MINUTE / 2);
	books.update('Vendor', vendor.Id, { CompanyName: 'Changed' });
	clock.advance(MINUTE / 2);
	expect(idsOf(await trigger.poll())).toEqual([vendor.Id]);
	clock.advance(MINUTE);
	expect(await trigger.poll()).toBeNull();
});

test('a poll that runs out of time emits nothing and goes on entity by entity', async () => {
	const { books, clock, switches } = simulator;
	const captured = ENTITIES.filter(({ cdc }) => cdc).length;
	await trigger.poll();
	// The company's name is read once, then remembered.
	expect(await trigger.poll()).toBeNull();
	clock.advance(MINUTE);
	const vendor = books.create('Vendor', { DisplayName: 'Slow' });
	const bill = books.all('Bill')[0];
	books.update('Bill', bill.Id, { PrivateNote: 'Slow' });
	switches.latencyMs = 2_000;
	expect(await trigger.poll({ budgetMs: 200 })).toBeNull();
	switches.latencyMs = 0;
	const before = cdcCalls();
	expect(idsOf(await trigger.poll())).toEqual([vendor.Id, bill.Id]);
	expect(cdcCalls() - before).toBe(captured);
	expect(await trigger.poll()).toBeNull();
	expect(cdcCalls() - before).toBe(captured + 1);
});

test('in the mode Webhook nothing is polled, in Both it is', async () => {
	simulator.log.clear();
	trigger.testNode = settings({ mode: 'webhook' });
	expect(await trigger.poll()).toBeNull();
	expect(simulator.log.count({})).toBe(0);
	trigger.testNode = settings({ mode: 'both' });
	expect(await trigger.poll()).toBeNull();
	simulator.clock.advance(MINUTE);
	const vendor = simulator.books.create('Vendor', { DisplayName: 'Both' });
	expect(idsOf(await trigger.poll())).toEqual([vendor.Id]);
});

test('in the mode Both with Other (Unknown) alone webhooks start the workflow, and nothing is polled', async () => {
	simulator.log.clear();
	trigger.testNode = settings({ mode: 'both', entities: ['other'] });
	expect(await trigger.poll()).toBeNull();
	expect(await trigger.poll({ mode: 'manual' })).toBeNull();
	expect(simulator.log.count({})).toBe(0);
});

test('an unchanged poll costs what the editor says: two calls more for a list that change data capture does not know', async () => {
	const { clock } = simulator;
	const callsOf = async (entities: string[]) => {
		trigger.testNode = settings({ entities });
		// Reads the company's name and begins.
		await trigger.poll();
		await trigger.poll();
		clock.advance(MINUTE);
		simulator.log.clear();
		expect(await trigger.poll()).toBeNull();
		return simulator.log.count({});
	};
	expect(await callsOf(['Vendor', 'Invoice'])).toBe(1);
	expect(await callsOf(['Vendor', 'Invoice', 'Preferences'])).toBe(2);
	expect(await callsOf(['Vendor', 'Invoice', 'TaxCode', 'TaxRate'])).toBe(5);
});

test('what n8n does not keep of the poll at activation is remembered by the process', async () => {
	await trigger.poll();
	// Durable cursors: the poll at activation is not committed.
	trigger.staticData = '{}';
	simulator.clock.advance(MINUTE);
	const vendor = simulator.books.create('Vendor', { DisplayName: 'In the gap' });
	expect(idsOf(await trigger.poll())).toEqual([vendor.Id]);
});

test('records that n8n could not save come again with the next poll', async () => {
	const { books, clock } = simulator;
	await trigger.poll();
	trigger.staticData = '{}';
	clock.advance(MINUTE);
	const vendor = books.create('Vendor', { DisplayName: 'Rolled back' });
	expect(idsOf(await trigger.poll())).toEqual([vendor.Id]);
	// Position and execution were one transaction, and it failed, twice.
	for (let times = 0; times < 2; times += 1) {
		trigger.staticData = '{}';
		clock.advance(MINUTE);
		expect(idsOf(await trigger.poll())).toEqual([vendor.Id]);
	}
	// Now it was committed.
	clock.advance(MINUTE);
	expect(await trigger.poll()).toBeNull();
});

test('a first poll from a Start Date that n8n could not save begins there again', async () => {
	const since = simulator.books.now() - 3 * DAY;
	trigger.testNode = settings({ startDate: new Date(since).toISOString(), entities: ['Invoice'] });
	const first = idsOf(await trigger.poll());
	expect(first.length).toBeGreaterThan(0);
	trigger.staticData = '{}';
	expect(idsOf(await trigger.poll())).toEqual(first);
});

test('wrong settings are told in words', async () => {
	trigger.testNode = settings({ startDate: 'soon' });
	await expect(trigger.poll()).rejects.toThrow(/"soon" in Start Date is not a date/);
	trigger.testNode = settings({ entities: ['other'] });
	await expect(trigger.poll()).rejects.toThrow(/^Other \(Unknown\) comes by webhook only/);
	trigger.testNode = settings({ entities: [] });
	await expect(trigger.poll()).rejects.toThrow(/No entity is chosen/);
	const future = new Date(Date.now() + 10 * DAY).toISOString();
	trigger.testNode = settings({ startDate: future });
	await expect(trigger.poll()).rejects.toThrow(/future/);
});
