/** The Fetch node reads every kind of list and document from the simulator's books. */
import { QuickBooksOnlineOAuth2Api } from '../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import { QuickBooksOnlineFetch } from '../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node';
import { SimClock } from '../../sandbox/common';
import { QuickBooksSimulator, type QuickBooksOptions } from '../../sandbox/quickbooks';
import { ENTITIES, PLANNED_ENTITIES } from '../../src/entities';
import type { SyncRecord } from '../../src/flow';
import { filterFieldsOf } from '../../src/quickbooks/filterFields';
import { createEngine, node, type RunResult, type TestEngine } from './harness';
import {
	CONNECTION_NAME,
	connectQuickBooks,
	errorOf,
	QUICKBOOKS,
	recordsOf,
	windowOf,
} from './quickBooksFetchSetup';

const MINUTE = 60_000;

let simulator: QuickBooksSimulator;
let engine: TestEngine;

beforeEach(async () => await start());

afterEach(async () => await simulator.stop());

async function start(options: QuickBooksOptions = {}): Promise<void> {
	simulator = await QuickBooksSimulator.start({
		clock: new SimClock(Date.now(), { frozen: true }),
		...options,
		switches: { throttling: false, ...options.switches },
	});
	engine = createEngine({
		nodes: [new QuickBooksOnlineFetch()],
		credentialTypes: [new QuickBooksOnlineOAuth2Api()],
	});
	await connectQuickBooks(engine, simulator, {});
}

async function fetchWith(parameters: object): Promise<RunResult> {
	return await engine.run({
		nodes: [
			node('Fetch', 'quickBooksOnlineFetch', parameters as never, {
				[QUICKBOOKS]: CONNECTION_NAME,
			}),
		],
	});
}

const getMany = async (entity: string, more: object = {}) =>
	await fetchWith({ operation: 'getMany', entity, returnAll: true, ...more });
const changesSince = async (since: number, entities: string[]) =>
	await fetchWith({
		operation: 'getChanges',
		start: 'sinceDate',
		since: new Date(since).toISOString(),
		entities,
	});
const idsOf = (records: SyncRecord[]) => records.map(({ id }) => id).sort();

test('Get Many brings the whole of every list and document, inactive ones included', async () => {
	const stored = ENTITIES.filter(({ kind }) => kind === 'list' || kind === 'transaction');
	for (const { name } of stored) {
		const records = recordsOf(await getMany(name));
		const expected = simulator.books.all(name).map(({ Id }) => Id);
		expect({ name, ids: idsOf(records) }).toEqual({ name, ids: expected.sort() });
		expect(expected.length).toBeGreaterThan(0);
		for (const { id, record } of records) expect(record).toEqual(simulator.books.get(name, id));
	}
});

test('inactive ones are left out where that is chosen, in lists and in budgets', async () => {
	for (const { name } of ENTITIES.filter(({ hidesInactive }) => hidesInactive)) {
		const active = simulator.books.all(name).filter(({ Active }) => Active !== false);
		const result = await getMany(name, { includeInactive: false });
		expect(idsOf(recordsOf(result))).toEqual(active.map(({ Id }) => Id).sort());
	}
});

test.each([
	['CompanyInfo', 'CompanyName'],
	['Preferences', 'CurrencyPrefs'],
])('%s is one record, in three calls at most', async (entity, property) => {
	const result = await getMany(entity);
	expect(recordsOf(result)).toMatchObject([{ entity, record: { [property]: expect.anything() } }]);
	expect(windowOf(result)).toMatchObject({ complete: true, expected: { [entity]: 1 } });
	expect(simulator.log.count({ path: '/query' })).toBeLessThanOrEqual(3);
});

describe('exchange rates', () => {
	test('come for the currencies and the day asked for', async () => {
		simulator.books.rates.enter('EUR', '2026-10-30', 1.23456);
		const result = await getMany('ExchangeRate', {
			currencies: 'eur, GBP, USD, EUR',
			asOfDate: '2026-11-02T00:00:00',
		});
		expect(recordsOf(result)).toMatchObject([
			{ id: 'EUR-2026-11-02', operation: 'upsert', record: { Rate: 1.23456 } },
			{ id: 'GBP-2026-11-02', record: { TargetCurrencyCode: 'USD' } },
		]);
		expect(windowOf(result)).toMatchObject({ complete: true, entities: ['ExchangeRate'] });
		expect(recordsOf(result)[0].record).not.toHaveProperty('Id');
	});

	test('without a day are those of today in the time zone of the workflow', async () => {
		const [rate] = recordsOf(await getMany('ExchangeRate', { currencies: 'EUR' }));
		const days = [0, 1].map((day) => new Date(Date.now() - day * 86_400_000));
		expect(days.map((day) => day.toISOString().slice(0, 10))).toContain(rate.record.AsOfDate);
	});

	test('of an unknown currency are missing, which the window says', async () => {
		const result = await getMany('ExchangeRate', {
			currencies: 'EUR,ZZZ',
			asOfDate: '2026-11-02',
		});
		expect(recordsOf(result)).toHaveLength(1);
		expect(windowOf(result)).toMatchObject({
			complete: false,
			remarks: [expect.stringContaining('no exchange rate of ZZZ for 2026-11-02')],
		});
	});

	test.each([
		['', 'Currencies is empty'],
		['Euro', '"EURO" in Currencies'],
		['USD', "the company's home currency"],
	])('with %p as currencies say what is wrong', async (currencies, message) => {
		const { message: said, advice } = errorOf(await getMany('ExchangeRate', { currencies }));
		expect(said).toContain(message);
		expect(advice).toContain('EUR');
	});
});

describe('Get Changes', () => {
	const all = PLANNED_ENTITIES.map(({ name }) => name);

	test('reads what changed in every entity, what change data capture does not know included', async () => {
		const { books, clock } = simulator;
		const [memo] = books.all('CreditMemo');
		books.create('CreditMemo', { ...memo, DocNumber: 'second', LinkedTxn: [] });
		const since = clock.now();
		clock.advance(MINUTE);
		const changed = new Map<string, string>();
		const deleted = new Map<string, string>();
		for (const { name, kind, deletable, cdc } of PLANNED_ENTITIES) {
			const [first, second] = books.all(name);
			books.update(name, first.Id, kind === 'list' ? {} : { PrivateNote: 'changed' });
			changed.set(name, first.Id);
			if (deletable && cdc) {
				books.delete(name, second.Id);
				deleted.set(name, second.Id);
			}
		}
		const result = await changesSince(since, all);
		const records = recordsOf(result);
		const found = (entity: string, operation: string) =>
			records
				.filter((record) => record.entity === entity && record.operation === operation)
				.map(({ id }) => id);
		for (const [entity, id] of changed) expect(found(entity, 'upsert')).toContain(id);
		for (const [entity, id] of deleted) {
			expect({ entity, ids: found(entity, 'delete') }).toEqual({ entity, ids: [id] });
		}
		expect(simulator.log.count({ path: '/cdc' })).toBe(1);
		expect(windowOf(result).remarks).toEqual([
			expect.stringContaining('Time Activities: QuickBooks does not report'),
		]);
		expect(errorStatuses()).toEqual([]);
	});

	test('an inactive one arrives as a changed object, with the suffix that QuickBooks appends', async () => {
		const { books, clock } = simulator;
		const since = clock.now();
		clock.advance(MINUTE);
		const lists = PLANNED_ENTITIES.filter(({ kind }) => kind === 'list').map(({ name }) => name);
		for (const name of lists) {
			const row = books.all(name).find(({ Active }) => Active !== false);
			books.inactivate(name, String(row?.Id));
		}
		const records = recordsOf(await changesSince(since, lists));
		for (const entity of lists) {
			const names = records
				.filter((record) => record.entity === entity && record.record.Active === false)
				.map(({ record }) => String(record.DisplayName ?? record.Name));
			expect({ entity, names }).toEqual({
				entity,
				names: [expect.stringMatching(/ \(deleted\)$/)],
			});
		}
	});

	test('more than a thousand time activities come whole, though they cannot be captured', async () => {
		const { books, clock } = simulator;
		const employee = books.all('Employee')[0];
		const since = clock.now();
		clock.advance(MINUTE);
		const made = Array.from({ length: 1_100 }, (_none, index) =>
			books.create('TimeActivity', {
				NameOf: 'Employee',
				EmployeeRef: { value: employee.Id },
				Hours: index % 9,
			}),
		);
		const records = recordsOf(await changesSince(since, ['TimeActivity']));
		expect(new Set(idsOf(records))).toEqual(new Set(made.map(({ Id }) => Id)));
	});
});

describe('custom fields', () => {
	const CustomField: Array<{ [key: string]: string | number | boolean }> = [
		{ DefinitionId: '1', StringValue: 'Zoë' },
		{ DefinitionId: '2' },
		{ DefinitionId: '3', StringValue: 'West' },
		{ DefinitionId: '4', NumberValue: 7.25 },
		{ DefinitionId: '5', DateValue: '2026-12-24' },
		{ DefinitionId: '6', StringValue: 'EMEA' },
		{ DefinitionId: '7', StringValue: 'odd' },
		{ DefinitionId: '8', BooleanValue: false },
	];
	const expected = {
		'Sales Rep': 'Zoë',
		'Crew #': null,
		'Region (3)': 'West',
		'Region (6)': 'EMEA',
		'Commission %': 7.25,
		'Delivery Promised': '2026-12-24',
		'__proto__ (7)': 'odd',
		'Signed Off': false,
	};

	test.each([
		['gives all of them', ['read', 'query', 'cdc', 'batch'], 0],
		['gives three', ['read', 'query'], 1],
	] as const)(
		'all come, each as its own value, where change data capture %s',
		async (_what, calls, queries) => {
			const { books, clock, switches } = simulator;
			switches.allCustomFieldsIn = [...calls];
			const since = clock.now();
			clock.advance(MINUTE);
			const receipts = books.all('SalesReceipt').slice(0, 3);
			for (const { Id } of receipts) books.update('SalesReceipt', Id, { CustomField });
			// The company's name and currency are read first and then remembered.
			recordsOf(await getMany('Term'));
			simulator.log.clear();
			for (const record of recordsOf(await changesSince(since, ['SalesReceipt', 'Bill']))) {
				expect(record.customFields).toEqual(expected);
			}
			expect(simulator.log.count({ path: '/query' })).toBe(queries);
			const listed = recordsOf(await getMany('SalesReceipt'));
			const one = listed.find(({ id }) => id === receipts[0].Id);
			expect(one?.customFields).toEqual(expected);
		},
	);

	test('three that are all there are cost one more call, and then no more', async () => {
		const { books, clock } = simulator;
		const since = clock.now();
		clock.advance(MINUTE);
		const [receipt] = books.all('SalesReceipt');
		books.update('SalesReceipt', receipt.Id, { CustomField: CustomField.slice(0, 3) });
		recordsOf(await getMany('Term'));
		simulator.log.clear();
		for (const calls of [1, 1]) {
			const [record] = recordsOf(await changesSince(since, ['SalesReceipt']));
			expect(record.customFields).toEqual({ 'Sales Rep': 'Zoë', 'Crew #': null, Region: 'West' });
			expect(simulator.log.count({ path: '/query' })).toBe(calls);
		}
	});

	test('a record without any says nothing of them', async () => {
		const [bill] = recordsOf(await getMany('Bill'));
		expect(bill).not.toHaveProperty('customFields');
	});

	test('of customers and vendors come too', async () => {
		const { books } = simulator;
		const vendor = books.all('Vendor')[0];
		books.update('Vendor', vendor.Id, {
			CustomField: [{ DefinitionId: '11', StringValue: 'K-17, "neu"' }],
		});
		const found = recordsOf(await getMany('Vendor')).find(({ id }) => id === vendor.Id);
		expect(found?.customFields).toEqual({ 'Contract No.': 'K-17, "neu"' });
	});
});

test('every filter that is offered for an entity is one that QuickBooks accepts', async () => {
	const values = {
		text: 'x',
		date: '2026-11-01',
		dateTime: '2026-11-01T00:00:00',
		boolean: 'true',
		id: '1',
	};
	for (const { name } of ENTITIES) {
		const filter = filterFieldsOf(name).map(({ name: field, type }) => ({
			field,
			operator: 'equals',
			value: values[type],
		}));
		if (filter.length === 0) continue;
		const result = await getMany(name, { filters: { filter } });
		expect({ name, error: result.error }).toEqual({ name, error: undefined });
	}
});

test.each(['TaxAgency', 'JournalCode'])('%s is explained instead of read', async (entity) => {
	const result = await changesSince(Date.now() - MINUTE, ['Invoice', entity]);
	expect(errorOf(result).message).toContain(`"${entity}" is not an entity of this node`);
	expect(errorOf(result).advice).toContain('change data capture does not know');
});

function errorStatuses(): number[] {
	return simulator.log
		.all({ path: '/v3/company/' })
		.flatMap(({ status }) => (status !== undefined && status >= 400 ? [status] : []));
}
