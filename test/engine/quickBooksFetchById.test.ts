/** Get by ID under the real engine, against the QuickBooks simulator. */
import type { INodeExecutionData } from 'n8n-workflow';

import { QuickBooksOnlineOAuth2Api } from '../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import { QuickBooksOnlineFetch } from '../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node';
import { QuickBooksToAnaplan } from '../../nodes/QuickBooksToAnaplan/QuickBooksToAnaplan.node';
import { QuickBooksSimulator } from '../../sandbox/quickbooks';
import type { ChangeNotification } from '../../src/flow';
import { createEngine, node, type RunResult, type TestEngine } from './harness';
import {
	CONNECTION_NAME,
	connectQuickBooks,
	errorOf,
	QUICKBOOKS,
	recordsOf,
	windowOf,
} from './quickBooksFetchSetup';

let simulator: QuickBooksSimulator;
let engine: TestEngine;

beforeEach(async () => {
	simulator = await QuickBooksSimulator.start({ scale: { vendors: 250 } });
	engine = createEngine({
		nodes: [new QuickBooksOnlineFetch(), new QuickBooksToAnaplan()],
		credentialTypes: [new QuickBooksOnlineOAuth2Api()],
	});
	await connectQuickBooks(engine, simulator);
	// Company name and home currency are read once an hour; they are not what is counted here.
	await getById({ read: 'ids', entity: 'Account', ids: '1' });
	simulator.log.clear();
});

afterEach(async () => {
	await simulator.stop();
});

function fetchNode(parameters: object, settings: object = {}) {
	const all = { operation: 'getById', ...parameters };
	return {
		...node('Fetch', 'quickBooksOnlineFetch', all as never, { [QUICKBOOKS]: CONNECTION_NAME }),
		settings,
	};
}

async function getById(
	parameters: object,
	jsons: object[] = [{}],
	settings: object = {},
): Promise<RunResult> {
	const input = jsons.map((json) => ({ json }) as INodeExecutionData);
	return await engine.run({ input, nodes: [fetchNode(parameters, settings)], executionId: '9' });
}

/** What the trigger emits for one event. */
function notification(change: Partial<ChangeNotification>): ChangeNotification {
	return {
		kind: 'notification',
		realmId: simulator.books.company.realmId,
		entity: 'Invoice',
		id: '1',
		operation: 'updated',
		eventId: 'event-1',
		eventType: 'qbo.invoice.updated.v1',
		occurredAt: '2026-11-20T12:00:00Z',
		...change,
	};
}

const ids = (entity: string) => simulator.books.all(entity).map(({ Id }) => Id);
const shown = (result: RunResult) =>
	recordsOf(result).map(({ operation, entity, id }) => `${operation} ${entity} ${id}`);
const calls = () => simulator.log.count({ path: '/v3/company/' });
const CONTINUE = { onError: 'continueRegularOutput' };

describe('notifications', () => {
	test('of several entities take one call, each object once, in the order and with the pairing asked for', async () => {
		const [invoice, other] = ids('Invoice');
		const [bill] = ids('Bill');
		const [vendor] = ids('Vendor');
		simulator.books.inactivate('Vendor', vendor);
		simulator.books.void('Invoice', other);
		const result = await getById({}, [
			notification({ id: invoice }),
			notification({ entity: 'Bill', id: bill, operation: 'created' }),
			notification({ id: invoice, operation: 'emailed', eventId: 'event-2' }),
			notification({ entity: 'vendor', id: vendor, operation: 'deleted' }),
			notification({ id: other, operation: 'void' }),
		]);
		expect(shown(result)).toEqual([
			`upsert Invoice ${invoice}`,
			`upsert Bill ${bill}`,
			`upsert Vendor ${vendor}`,
			`void Invoice ${other}`,
		]);
		expect(recordsOf(result)[2].record.Active).toBe(false);
		expect(result.items('Fetch').map(({ pairedItem }) => pairedItem)).toEqual([
			[{ item: 0 }, { item: 2 }],
			{ item: 1 },
			{ item: 3 },
			{ item: 4 },
			[0, 1, 2, 3, 4].map((item) => ({ item })),
		]);
		expect(windowOf(result)).toMatchObject({
			runId: `9-${simulator.books.company.realmId}`,
			from: null,
			complete: true,
			remarks: [],
			entities: ['Vendor', 'Invoice', 'Bill'],
			expected: { Vendor: 1, Invoice: 2, Bill: 1 },
			quickBooksCalls: 1,
		});
		expect(calls()).toBe(1);
		expect(simulator.log.count({ method: 'POST', path: '/batch' })).toBe(1);
	});

	test('of one entity take one query, more than two hundred one batch', async () => {
		const few = ids('Vendor').slice(0, 150);
		expect(
			recordsOf(
				await getById(
					{},
					few.map((id) => notification({ entity: 'Vendor', id })),
				),
			),
		).toHaveLength(150);
		expect(simulator.log.all().map(({ method }) => method)).toEqual(['GET']);
		simulator.log.clear();
		const all = ids('Vendor');
		const result = await getById(
			{},
			all.map((id) => notification({ entity: 'Vendor', id })),
		);
		expect(recordsOf(result).map(({ id }) => id)).toEqual(all);
		expect(calls()).toBe(1);
	});

	test('of an object that is gone become a tombstone, after QuickBooks has confirmed it', async () => {
		const [gone, there] = ids('Bill');
		simulator.books.delete('Bill', gone);
		const result = await getById({}, [
			notification({ entity: 'Bill', id: gone, operation: 'deleted' }),
			// Reported as deleted, which it is not.
			notification({ entity: 'Bill', id: there, operation: 'deleted' }),
		]);
		expect(shown(result)).toEqual([`delete Bill ${gone}`, `upsert Bill ${there}`]);
		expect(recordsOf(result)[0]).toMatchObject({
			syncToken: null,
			transactionId: `${simulator.books.company.realmId}-Bill-${gone}-deleted`,
			record: { Id: gone, status: 'Deleted' },
		});
		expect(simulator.log.all({ path: '/bill/' }).map(({ status }) => status)).toEqual([400]);
		expect(calls()).toBe(2);
	});

	test('an object that a query does not show but a read does is alive', async () => {
		const [bill] = ids('Bill');
		simulator.faults.arm({
			path: /query=SELECT/,
			body: { QueryResponse: {}, time: '2026-11-26T04:00:00.000-08:00' },
		});
		const result = await getById({}, [notification({ entity: 'Bill', id: bill })]);
		expect(shown(result)).toEqual([`upsert Bill ${bill}`]);
	});

	test.each([
		['silent', 'merge'],
		['deleted', 'merge'],
		['inactive', 'upsert'],
	] as const)(
		'of a merge bring survivor and loser; a loser left %s as %s',
		async (left, operation) => {
			const parties = simulator.books
				.all('Vendor')
				.filter((row) => (row.CurrencyRef as { value?: string }).value === 'USD');
			const [loser, survivor] = parties.map(({ Id }) => Id);
			simulator.books.merge('Vendor', loser, survivor, left);
			const result = await getById({}, [
				notification({ entity: 'Vendor', id: survivor, operation: 'merged', deletedId: loser }),
			]);
			expect(shown(result)).toEqual([`upsert Vendor ${survivor}`, `${operation} Vendor ${loser}`]);
			expect(recordsOf(result)[1].record.Active).toBe(left === 'inactive' ? false : undefined);
			for (const item of result.items('Fetch')) expect(item.pairedItem).toEqual({ item: 0 });
		},
	);

	test('of unknown entities, of rates and without an ID are left out and explained', async () => {
		const [invoice] = ids('Invoice');
		const result = await getById({}, [
			notification({ entity: 'changeorder', id: '4' }),
			notification({ entity: 'changeorder', id: '5' }),
			notification({ id: '' }),
			notification({ id: invoice, operation: 'unknown' }),
			notification({ entity: 'Preferences', id: '1' }),
		]);
		expect(shown(result)).toEqual([`upsert Invoice ${invoice}`, 'upsert Preferences 1']);
		expect(windowOf(result)).toMatchObject({
			complete: true,
			remarks: [
				'2 notifications were left out: this node does not read changeorder.',
				'1 notification was left out: they name no ID of one of Invoices.',
			],
		});
		expect(result.hints('Fetch')).toHaveLength(2);
		expect(calls()).toBe(1);
	});

	test('of nothing that can be read end with the window, without a call', async () => {
		const result = await getById({}, [notification({ entity: 'changeorder' })]);
		expect(windowOf(result)).toMatchObject({ entities: [], expected: {}, complete: true });
		expect(calls()).toBe(0);
	});

	test('records and the window of the polling trigger are taken too', async () => {
		const [bill] = ids('Bill');
		const { realmId } = simulator.books.company;
		const result = await getById({}, [
			{ kind: 'record', entity: 'Bill', id: bill, realmId },
			{ kind: 'window', realmId },
		]);
		expect(shown(result)).toEqual([`upsert Bill ${bill}`]);
	});

	test.each([
		[{ anything: 1 }, /neither a notification nor a record/, /behind the trigger/],
		[
			{ kind: 'notification', realmId: '1', entity: 'Bill', id: '1' },
			/belongs to company 1, but/,
			/same company/,
		],
	])('an item that is none of them stops the node: %p', async (json, message, advice) => {
		const problem = errorOf(await getById({}, [json]));
		expect(problem.message).toMatch(message);
		expect(problem.advice).toMatch(advice);
		expect(calls()).toBe(0);
	});
});

describe('entity and IDs', () => {
	test('come from an expression for each item, in all the ways people write them', async () => {
		const [a, b, c] = ids('Invoice');
		const [bill] = ids('Bill');
		const result = await getById(
			{ read: 'ids', entity: '={{ $json.entity }}', ids: '={{ $json.ids }}' },
			[
				{ entity: 'Invoice', ids: ` ${a}, 0${b}\n${a}` },
				{ entity: 'Invoice', ids: [c, Number(a)] },
				{ entity: 'Bill', ids: Number(bill) },
				{ entity: 'CompanyInfo', ids: '' },
			],
		);
		expect(shown(result)).toEqual([
			`upsert Invoice ${a}`,
			`upsert Invoice ${b}`,
			`upsert Invoice ${c}`,
			`upsert Bill ${bill}`,
			'upsert CompanyInfo 1',
		]);
		expect(result.items('Fetch')[0].pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
		expect(calls()).toBe(1);
	});

	test('with Continue On Fail what is wrong with an item fails that item alone', async () => {
		const [a, bad, c] = ids('Invoice');
		const fault = {
			status: 400,
			body: {
				Fault: {
					Error: [{ Message: 'Error processing query', Detail: 'bad e-mail', code: '4002' }],
					type: 'ValidationFault',
				},
			},
		};
		// Whatever would hold the bad invoice fails.
		simulator.faults.arm({ path: new RegExp(`Id%20IN%20.*%27${bad}%27`), ...fault });
		simulator.faults.arm({ path: '/v3/company/*/batch', body: batchRefusal(), times: 1 });
		const result = await getById(
			{ read: 'ids', entity: '={{ $json.entity }}', ids: '={{ $json.ids }}' },
			[
				{ entity: 'Invoice', ids: a },
				{ entity: 'Invoice', ids: bad },
				{ entity: 'Bill', ids: 'B-7' },
				{ entity: 'Invoice', ids: c },
				{ entity: 'Nonsense', ids: 1 },
				{ entity: 'Bill', ids: '' },
				{ entity: 'Bill', ids: ids('Bill')[0] },
			],
			CONTINUE,
		);
		const failures = result
			.items('Fetch')
			.filter(({ json }) => json.error !== undefined)
			.map(({ json, pairedItem }) => [String(json.error), pairedItem]);
		expect(failures).toEqual([
			['"B-7" is not an ID of QuickBooks, which is a whole number.', [{ item: 2 }]],
			['"Nonsense" is not an entity of this node.', [{ item: 4 }]],
			['No ID of bills was given.', [{ item: 5 }]],
			[expect.stringContaining('bad value stored in the company'), [{ item: 1 }]],
		]);
		expect(shown(result)).toEqual([
			`upsert Invoice ${a}`,
			`upsert Invoice ${c}`,
			`upsert Bill ${ids('Bill')[0]}`,
		]);
		expect(windowOf(result)).toMatchObject({
			complete: false,
			remarks: [expect.stringContaining(`refused to hand over Invoice ${bad}`)],
		});
	});

	test('without it the first problem stops the node and names its item', async () => {
		const result = await getById({ read: 'ids', entity: 'Bill', ids: '={{ $json.id }}' }, [
			{ id: ids('Bill')[0] },
			{ id: 'x' },
		]);
		expect(errorOf(result).message).toContain('"x" is not an ID');
		expect(JSON.stringify(result.error?.context)).toContain('"itemIndex":1');
	});

	test('a connection that has ended fails all items as one', async () => {
		simulator.disconnect();
		const parameters = { read: 'ids', entity: 'Bill', ids: '1' };
		const [failed, ...others] = (await getById(parameters, [{}, {}], CONTINUE)).items('Fetch');
		expect(failed.json.error).toContain('has ended the connection');
		expect(failed.pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
		expect(others).toEqual([]);
	});
});

test('what was read by ID becomes planning rows like any other record', async () => {
	const [vendor, gone] = ids('Vendor');
	const [bill] = ids('Bill');
	simulator.books.delete('Bill', bill);
	const input = [
		notification({ entity: 'Bill', id: bill, operation: 'deleted' }),
		notification({ entity: 'Vendor', id: vendor }),
		notification({ entity: 'Vendor', id: gone, operation: 'deleted' }),
	].map((json) => ({ json: json as never }));
	const result = await engine.run({
		input,
		nodes: [fetchNode({}), node('Map', 'quickBooksToAnaplan')],
	});
	if (result.error) throw result.error;
	expect(result.items('Map').map(({ json }) => json.Code ?? json.operation ?? json.kind)).toEqual([
		'delete',
		expect.stringMatching(new RegExp(`-VEN-${vendor}$`)),
		expect.stringMatching(new RegExp(`-VEN-${gone}$`)),
		'window',
	]);
});

/** A batch answer whose every item is refused. */
function batchRefusal(): object {
	const Fault = { Error: [{ Message: 'Error processing query', code: '4002' }], type: 'Service' };
	const time = new Date().toISOString();
	return { BatchItemResponse: ['0', '1'].map((bId) => ({ bId, Fault })), time };
}
