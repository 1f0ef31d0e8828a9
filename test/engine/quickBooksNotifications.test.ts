/** A burst of notifications of many entities, read by ID under the real engine. */
import type { INodeExecutionData } from 'n8n-workflow';

import { Prng } from '../../sandbox/common/ids';
import type { ChangeNotification } from '../../src/flow';
import { IDS_PER_QUERY } from '../../src/quickbooks/byId';
import type { RunResult } from './harness';
import {
	type FetchWorld,
	jumpPauses,
	recordsOf,
	startFetch,
	windowOf,
} from './quickBooksFetchSetup';

const BURST = 500;
const DAY = 86_400_000;
const ENTITIES = ['Vendor', 'Customer', 'Account', 'Invoice', 'Bill', 'Payment', 'JournalEntry'];

let world: FetchWorld;
let books: FetchWorld['simulator']['books'];

beforeEach(async () => {
	// Looking up what is gone is not slowed down by the real limit of a second.
	const switches = { requestsPerSecond: 100 };
	world = await startFetch({ scale: { invoices: 400, bills: 300, vendors: 60 }, switches });
	({ books } = world.simulator);
	// Company name and home currency are read once an hour; they are not what is counted here.
	await read([notification('Account', '1')]);
	world.simulator.log.clear();
});

afterEach(async () => {
	jest.restoreAllMocks();
	await world.simulator.stop();
});

function notification(
	entity: string,
	id: string,
	more: Partial<ChangeNotification> = {},
): ChangeNotification {
	return {
		kind: 'notification',
		realmId: books.company.realmId,
		entity,
		id,
		operation: 'updated',
		eventId: `${entity}-${id}`,
		eventType: `qbo.${entity.toLowerCase()}.updated.v1`,
		occurredAt: new Date(world.simulator.clock.now()).toISOString(),
		...more,
	};
}

async function read(notifications: ChangeNotification[]): Promise<RunResult> {
	const input = notifications.map((json) => ({ json }) as unknown as INodeExecutionData);
	return await world.fetch({ operation: 'getById' }, { input });
}

const idsOf = (entity: string) => books.all(entity).map(({ Id }) => Id);

/** Takes things out of the company, and answers what QuickBooks notifies of that. */
function upheaval(): ChangeNotification[] {
	const deletions = idsOf('Bill').slice(0, 8);
	for (const id of deletions) books.delete('Bill', id);
	const voids = idsOf('Invoice').slice(0, 4);
	for (const id of voids) books.void('Invoice', id);
	const vendors = books
		.all('Vendor')
		.filter(({ CurrencyRef }) => currencyOf(CurrencyRef) === 'USD');
	const [survivor, silent, inactive] = vendors.map(({ Id }) => Id);
	books.merge('Vendor', silent, survivor, 'silent');
	books.merge('Vendor', inactive, survivor, 'inactive');
	const merged = { operation: 'merged' as const };
	return [
		...deletions.map((id) => notification('Bill', id, { operation: 'deleted' })),
		...voids.map((id) => notification('Invoice', id, { operation: 'void' })),
		notification('Vendor', survivor, { ...merged, deletedId: silent }),
		notification('vendor', survivor, { ...merged, deletedId: inactive }),
		// Reported as deleted, which it is not.
		notification('Invoice', idsOf('Invoice')[9], { operation: 'deleted' }),
		notification('changeorder', '7', { operation: 'unknown' }),
		notification('companycurrency', '7'),
	];
}

function currencyOf(reference: unknown): unknown {
	return (reference as { value?: unknown }).value;
}

/** Five hundred notifications in any order, many of them of the same objects. */
function burst(): ChangeNotification[] {
	const prng = new Prng(500);
	const notifications = upheaval();
	const ids = new Map(ENTITIES.map((entity) => [entity, idsOf(entity)]));
	// So many of one entity that they do not fit into one statement.
	const often = [...ENTITIES, ...Array.from({ length: 12 }, () => 'Invoice')];
	while (notifications.length < BURST) {
		const entity = prng.pick(often);
		notifications.push(notification(entity, prng.pick(ids.get(entity) ?? [])));
	}
	for (let last = notifications.length - 1; last > 0; last--) {
		const other = prng.int(0, last);
		[notifications[last], notifications[other]] = [notifications[other], notifications[last]];
	}
	return notifications;
}

/** The objects in the order in which they are first named, and who names each. */
function namedBy(notifications: readonly ChangeNotification[]): Map<string, number[]> {
	const named = new Map<string, number[]>();
	notifications.forEach(({ entity, id, deletedId }, item) => {
		const name = ENTITIES.find((known) => known.toLowerCase() === entity.toLowerCase());
		if (name === undefined) return;
		for (const one of deletedId === undefined ? [id] : [id, deletedId]) {
			const items = named.get(`${name} ${one}`) ?? [];
			if (!items.includes(item)) items.push(item);
			named.set(`${name} ${one}`, items);
		}
	});
	return named;
}

/** Statements that the objects need. */
function statements(named: ReadonlyMap<string, number[]>): number {
	const counts = new Map<string, number>();
	for (const key of named.keys()) {
		const [entity] = key.split(' ');
		counts.set(entity, (counts.get(entity) ?? 0) + 1);
	}
	return [...counts.values()].reduce((sum, count) => sum + Math.ceil(count / IDS_PER_QUERY), 0);
}

/** What is in the company. */
function rowsByKey() {
	return new Map(
		ENTITIES.flatMap((entity) => books.all(entity).map((row) => [`${entity} ${row.Id}`, row])),
	);
}

function expectWhole(result: RunResult, notifications: readonly ChangeNotification[]): void {
	const named = namedBy(notifications);
	const records = recordsOf(result);
	expect(records.map(({ entity, id }) => `${entity} ${id}`)).toEqual([...named.keys()]);
	const pairs = result.items('Fetch').map(({ pairedItem }) => pairedItem);
	expect(pairs).toEqual([
		...[...named.values()].map((items) =>
			items.length === 1 ? { item: items[0] } : items.map((item) => ({ item })),
		),
		notifications.map((_, item) => ({ item })),
	]);
	const rows = rowsByKey();
	for (const { entity, id, operation, record } of records) {
		const row = rows.get(`${entity} ${id}`);
		if (row === undefined) {
			expect(operation).toBe(entity === 'Bill' ? 'delete' : 'merge');
		} else {
			expect(['upsert', 'void']).toContain(operation);
			expect(record).toMatchObject({ Id: row.Id, SyncToken: row.SyncToken });
		}
	}
	const { complete, remarks } = windowOf(result);
	expect(complete).toBe(true);
	expect([...remarks].sort()).toEqual([
		'1 notification was left out: this node does not read changeorder.',
		'1 notification was left out: this node does not read companycurrency.',
	]);
	expect(result.hints('Fetch')).toEqual(remarks);
}

function missingOf(notifications: readonly ChangeNotification[]): string[] {
	const rows = rowsByKey();
	return [...namedBy(notifications).keys()].filter((key) => !rows.has(key));
}

const calls = () => world.simulator.log.count({ path: '/v3/company/' });

test('five hundred take one call, and two more to confirm what is gone', async () => {
	const notifications = burst();
	const result = await read(notifications);
	expectWhole(result, notifications);
	expect(missingOf(notifications)).toHaveLength(9);
	expect(world.simulator.log.count({ method: 'POST', path: '/batch' })).toBe(1);
	// Eight deletions are reported together; the vendor that vanished in a merge is looked up.
	expect(world.simulator.log.count({ path: '/cdc' })).toBe(1);
	expect(world.simulator.log.count({ path: '/vendor/', status: 400 })).toBe(1);
	expect(calls()).toBe(3);
	expect(windowOf(result).quickBooksCalls).toBe(calls());
});

test('where QuickBooks refuses every statement inside the batch, each is asked alone', async () => {
	const notifications = burst();
	const Fault = { Error: [{ Message: 'message=ThrottleExceeded', code: '3001' }], type: 'SERVICE' };
	const parts = statements(namedBy(notifications));
	world.simulator.faults.arm({
		path: '/v3/company/*/batch',
		body: {
			BatchItemResponse: Array.from({ length: parts }, (_, bId) => ({ bId: `${bId}`, Fault })),
			time: new Date().toISOString(),
		},
	});
	expectWhole(await read(notifications), notifications);
	expect(parts).toBeGreaterThan(ENTITIES.length);
	expect(world.simulator.log.count({ path: '/query?' })).toBe(parts);
	expect(calls()).toBe(parts + 3);
});

test('deletions that QuickBooks does not report any more are looked up one by one', async () => {
	const gone = idsOf('Bill').slice(0, 3);
	for (const id of gone) books.delete('Bill', id);
	world.simulator.clock.advance(40 * DAY);
	const longAgo = new Date(world.simulator.clock.now() - 40 * DAY).toISOString();
	const asked = gone.map((id) => notification('Bill', id, { occurredAt: longAgo }));
	const records = recordsOf(await read(asked));
	expect(records.map(({ operation, id }) => `${operation} ${id}`)).toEqual(
		gone.map((id) => `delete ${id}`),
	);
	expect(world.simulator.log.count({ path: '/bill/', status: 400 })).toBe(3);
});

test('where QuickBooks refuses to report deletions, they are looked up one by one', async () => {
	const gone = idsOf('Bill').slice(0, 3);
	for (const id of gone) books.delete('Bill', id);
	const Fault = { Error: [{ Message: 'Error processing query', code: '4002' }], type: 'Service' };
	world.simulator.faults.arm({ path: /\/cdc/, status: 400, body: { Fault } });
	const records = recordsOf(await read(gone.map((id) => notification('Bill', id))));
	expect(records.map(({ operation }) => operation)).toEqual(['delete', 'delete', 'delete']);
	expect(world.simulator.log.count({ path: '/bill/', status: 400 })).toBe(3);
});

test('a document that a query does not show and nobody reports as deleted is alive', async () => {
	const [gone, alive] = idsOf('Bill');
	books.delete('Bill', gone);
	world.simulator.faults.arm({
		path: /query=SELECT/,
		body: { QueryResponse: {}, time: new Date().toISOString() },
	});
	const records = recordsOf(await read([gone, alive].map((id) => notification('Bill', id))));
	expect(records.map(({ operation, id }) => `${operation} ${id}`)).toEqual([
		`delete ${gone}`,
		`upsert ${alive}`,
	]);
});

test('answers of a batch in any order find their entities', async () => {
	const [invoice, bill] = ['Invoice', 'Bill'].map((entity) => books.all(entity)[0]);
	world.simulator.faults.arm({
		path: '/v3/company/*/batch',
		body: {
			BatchItemResponse: [
				{ bId: '1', QueryResponse: { Bill: [bill], maxResults: 1 } },
				{ bId: '0', QueryResponse: { Invoice: [invoice], maxResults: 1 } },
			],
			time: new Date().toISOString(),
		},
	});
	const asked = [notification('Invoice', invoice.Id), notification('Bill', bill.Id)];
	expect(recordsOf(await read(asked)).map(({ entity, id }) => `${entity} ${id}`)).toEqual([
		`Invoice ${invoice.Id}`,
		`Bill ${bill.Id}`,
	]);
});

test('IDs too long for an address go as the text of a POST', async () => {
	jumpPauses(world.simulator);
	const [bill] = idsOf('Bill');
	const none = Array.from(
		{ length: IDS_PER_QUERY - 1 },
		(_, index) => `9${`${index}`.padStart(24, '0')}`,
	);
	const ids = [bill, ...none].join(',');
	const records = recordsOf(
		await world.fetch({ operation: 'getById', read: 'ids', entity: 'Bill', ids }),
	);
	expect(records.map(({ operation, id }) => `${operation} ${id}`)).toEqual([
		`upsert ${bill}`,
		...none.map((id) => `delete ${id}`),
	]);
	const [query] = world.simulator.log.all({ path: '/query' });
	expect(query).toMatchObject({ method: 'POST', status: 200 });
	expect(query.path).not.toContain('SELECT');
	expect(world.simulator.log.count({ path: '/query' })).toBe(1);
});
