/**
 * What nobody outside Intuit knows for certain must not matter: whichever way a switch of the simulator
 * stands, the same records and the same planning rows come out.
 */
import type { IDataObject } from 'n8n-workflow';

import { QuickBooksOnlineOAuth2Api } from '../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import { QuickBooksOnlineFetch } from '../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node';
import { QuickBooksToAnaplan } from '../../nodes/QuickBooksToAnaplan/QuickBooksToAnaplan.node';
import { SimClock } from '../../sandbox/common';
import {
	type DeactivationEvents,
	eventsSince,
	QuickBooksSimulator,
	type QuickBooksSwitches,
	WebhookSender,
} from '../../sandbox/quickbooks';
import { PLANNED_ENTITIES } from '../../src/entities';
import { mapRecords } from '../../src/planning/map';
import { parseDelivery } from '../../src/quickbooks/webhooks/parse';
import { createEngine, node, type RunResult } from './harness';
import {
	CONNECTION_NAME,
	connectQuickBooks,
	errorOf,
	jumpPauses,
	QUICKBOOKS,
	recordsOf,
	startFetch,
	windowOf,
} from './quickBooksFetchSetup';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** One start for all, so that all books are equal. */
const START = Date.now();
const ALL = PLANNED_ENTITIES.map(({ name }) => name);

let simulator: QuickBooksSimulator;

afterEach(async () => {
	jest.restoreAllMocks();
	await simulator.stop();
});

interface Read {
	/** Entity, Id and operation. */
	records: string[];
	/** Planning rows without the time of the run. */
	rows: Array<{ [column: string]: unknown }>;
	complete: boolean;
	/** Answers with a status of 400 and above. */
	refusals: number;
}

/** A day in the books, read by Get Changes, and mapped. */
async function dayWith(switches: Partial<QuickBooksSwitches>): Promise<Read> {
	simulator = await QuickBooksSimulator.start({
		clock: new SimClock(START, { frozen: true }),
		switches: { throttling: false, ...switches },
	});
	const engine = createEngine({
		nodes: [new QuickBooksOnlineFetch(), new QuickBooksToAnaplan()],
		credentialTypes: [new QuickBooksOnlineOAuth2Api()],
	});
	await connectQuickBooks(engine, simulator);
	const { books } = simulator;
	const receipts = books.all('SalesReceipt');
	// Changed in the very second in which the read begins.
	books.update('Bill', books.all('Bill')[0].Id, { PrivateNote: 'at the border' });
	books.delete('Bill', books.all('Bill')[1].Id);
	simulator.clock.advance(MINUTE);
	books.void('Invoice', books.all('Invoice')[3].Id);
	books.delete('Payment', books.all('Payment')[2].Id);
	books.inactivate('Account', books.all('Account')[5].Id);
	const account = (type: string) =>
		String(books.all('Account').find((row) => row.AccountType === type)?.Id);
	books.create('Deposit', {
		DepositToAccountRef: { value: account('Bank') },
		CashBack: { AccountRef: { value: account('Bank') }, Amount: 12.34, Memo: 'Coffee' },
		Line: [
			{ Amount: 100.01, LinkedTxn: [{ TxnId: receipts[0].Id, TxnType: 'SalesReceipt' }] },
			{
				Amount: 0.35,
				DetailType: 'DepositLineDetail',
				DepositLineDetail: { AccountRef: { value: account('Other Income') } },
			},
		],
	});
	for (const name of ALL.filter((entity) => entity !== 'Budget')) {
		const row = books.all(name).at(-1);
		if (row !== undefined) books.update(name, row.Id, {});
	}
	const parameters = {
		operation: 'getChanges',
		start: 'sinceDate',
		since: new Date(START).toISOString(),
		entities: ALL.filter((entity) => entity !== 'TimeActivity'),
	};
	const result = await engine.run({
		nodes: [
			node('Fetch', 'quickBooksOnlineFetch', parameters, { [QUICKBOOKS]: CONNECTION_NAME }),
			node('Map', 'quickBooksToAnaplan'),
		],
	});
	return {
		records: recordsOf(result)
			.map(({ operation, entity, id }) => `${operation} ${entity} ${id}`)
			.sort(),
		rows: rowsOf(result),
		complete: windowOf(result).complete,
		refusals: simulator.log.all().filter(({ status }) => (status ?? 0) >= 400).length,
	};
}

function rowsOf(result: RunResult): Read['rows'] {
	return result
		.items('Map')
		.map(({ json }) => json)
		.filter(({ Code }) => Code !== undefined)
		.map(({ 'Sync Timestamp': _time, ...row }) => row)
		.sort((a, b) => (String(a.Code) < String(b.Code) ? -1 : 1));
}

let usual: Read;

beforeAll(async () => {
	usual = await dayWith({});
	await simulator.stop();
});

test('the usual day holds what the switches are about', () => {
	expect(usual).toMatchObject({ complete: true, refusals: 0 });
	for (const pattern of [/^void Invoice/, /^delete Payment/, /^delete Bill/, /^upsert Account/]) {
		expect(usual.records).toContainEqual(expect.stringMatching(pattern));
	}
	const cash = usual.rows.find((row) => row['Line ID'] === 'CASHBACK' && row.Amount === '-12.34');
	const deposit = usual.rows.filter((row) => row['Document ID'] === cash?.['Document ID']);
	const own = deposit.filter(({ Entity }) => Entity === 'Deposit');
	expect(own.map(({ Amount }) => Amount).sort()).toEqual(['-12.34', '0.35', '100.01']);
});

test.each<[string, Partial<QuickBooksSwitches>]>([
	['changedSince leaves out its own second', { cdcInclusive: false }],
	['groups without changes are left out', { cdcEmptyGroups: 'omit' }],
	['deleted objects lose their status', { cdcDeletedStatus: 'lost' }],
	['change data capture reaches further back', { cdcMaxDays: null }],
	['no answer counts its rows', { totalCountEntities: [] }],
	['every answer counts its rows', { totalCountEntities: ALL }],
	['references have no names', { refNames: 'missing' }],
	['a deposit counts the cash that is taken out', { depositTotal: 'beforeCashBack' }],
	['all custom fields come everywhere', { allCustomFieldsIn: ['read', 'query', 'cdc', 'batch'] }],
	['all custom fields come with reads alone', { allCustomFieldsIn: ['read', 'query'] }],
	[
		'QuickBooks takes more than it documents',
		{
			maxResultsAbove1000: 'clamp',
			orderById: 'allow',
			idRange: 'numeric',
			unquotedNumbers: 'allow',
			undocumentedGrammar: true,
		},
	],
])('the same comes out where %s', async (_what, switches) => {
	expect(await dayWith(switches)).toEqual(usual);
});

describe('a refusal for too many calls is waited for', () => {
	test.each<[string, Partial<QuickBooksSwitches>, number]>([
		['in XML', { throttleBody: 'xml' }, MINUTE],
		['in JSON', { throttleBody: 'json' }, MINUTE],
		['with status 403', { throttleStatus: 403 }, MINUTE],
		['with Retry-After', { retryAfterSeconds: 7 }, 7_000],
	])('%s', async (_form, switches, pause) => {
		const world = await startFetch({ switches: { requestsPerSecond: 1, ...switches } });
		({ simulator } = world);
		const ahead = jumpPauses(simulator);
		windowOf(await world.getVendor());
		const refused = simulator.log.count({ status: switches.throttleStatus ?? 429 });
		expect(refused).toBeGreaterThan(0);
		// A pause for each refusal, with the jitter that keeps callers apart.
		expect(ahead()).toBeGreaterThanOrEqual(refused * pause);
		expect(ahead()).toBeLessThan(refused * pause * 2 + 1_000 * simulator.log.all().length);
	});
});

test.each([400, 401] as const)(
	'a wrong client secret is told as such with status %i',
	async (invalidClientStatus) => {
		const world = await startFetch({ switches: { invalidClientStatus } });
		({ simulator } = world);
		const data = { clientSecret: 'wrong' };
		await connectQuickBooks(world.engine, simulator, { expiresInMs: 0, data });
		expect(errorOf(await world.getVendor()).message).toContain('client ID or client secret');
		expect(simulator.log.all({ status: invalidClientStatus })).not.toEqual([]);
	},
);

const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);

test('a company without classes, locations and foreign currencies is read like any other', async () => {
	const plain = { multicurrency: false, tracksClasses: false };
	const world = await startFetch({ companies: [plain], switches: { throttling: false } });
	({ simulator } = world);
	const { books } = simulator;
	const parameters = {
		operation: 'getChanges',
		start: 'sinceDate',
		since: new Date(Date.now() - 400 * DAY).toISOString(),
		entities: ALL,
	};
	const result = await world.fetch(parameters);
	const records = recordsOf(result).filter(({ operation }) => operation !== 'delete');
	for (const entity of ALL) {
		const ids = records.filter((record) => record.entity === entity).map(({ id }) => id);
		const expected = books.all(entity).map(({ Id }) => Id);
		expect({ entity, ids: ids.sort() }).toEqual({ entity, ids: expected.sort() });
	}
	expect(books.all('Class')).toEqual([]);
	const { rows, refused } = mapRecords(records);
	expect(refused).toEqual([]);
	const lines = rows.map(({ row }) => row).filter((row) => 'Amount' in row);
	expect(lines.length).toBeGreaterThan(300);
	for (const row of lines) {
		expect(row).toMatchObject({ 'Class Code': '', 'Department Code': '', Currency: 'USD' });
		expect(row['Home Amount']).toBe(row.Amount);
	}
	const report = await world.fetch({
		operation: 'getReport',
		report: 'ProfitAndLoss',
		period: 'custom',
		startDate: daysAgo(200),
		endDate: daysAgo(0),
		summarizeBy: 'Classes',
	});
	if (report.error) throw report.error;
	const figures = report.items('Fetch').filter(({ json }) => json.kind === 'reportRow');
	expect(figures.length).toBeGreaterThan(5);
	for (const { json } of figures) expect(json.classId).toBeNull();
});

describe('a bad value in one object, which fails every answer', () => {
	const callsUntilPlaced = async (what: string, parameters: object) => {
		const world = await startFetch({ switches: { throttling: false } });
		({ simulator } = world);
		const { books, switches } = simulator;
		simulator.clock.advance(3 * DAY);
		const rows = books.all('Customer').slice(0, 7);
		for (const row of rows) {
			simulator.clock.advance(MINUTE);
			books.update('Customer', String(row.Id), { Notes: 'looked at' });
		}
		const [before, bad, after] = rows.slice(4);
		switches.badValuesIn.push(`Customer ${String(bad.Id)}`);
		const { message, advice } = errorOf(await world.fetch(parameters));
		expect(message).toContain(`while ${what}: Error processing query`);
		expect(message).toContain('To email address entered is invalid');
		expect(message).toContain(`right after the Customer "${String(before.DisplayName)}"`);
		expect(message).toContain(`and before the Customer "${String(after.DisplayName)}"`);
		expect(advice).toContain('Audit log');
		return simulator.log.count({ path: '/query' });
	};
	const entities = ['Vendor', 'Customer', 'Invoice', 'Bill'];

	test('is placed between its neighbours in time by Get Changes', async () => {
		const parameters = { operation: 'getChanges', start: 'lastDays', days: 1, entities };
		expect(await callsUntilPlaced('reading changes of customers', parameters)).toBeLessThanOrEqual(
			16,
		);
	});

	test('is told with its entity alone where the list can be read', async () => {
		const world = await startFetch({ switches: { throttling: false } });
		({ simulator } = world);
		const error = { Message: 'Error processing query', Detail: 'bad e-mail', code: '4002' };
		simulator.faults.arm({
			path: /\/cdc.*Customer/,
			status: 400,
			body: { Fault: { Error: [error], type: 'Service' }, time: new Date().toISOString() },
		});
		const parameters = { operation: 'getChanges', start: 'lastDays', days: 1, entities };
		const { message, advice } = errorOf(await world.fetch(parameters));
		expect(message).toMatch(/reading changes of customers: .*bad e-mail\.$/);
		expect(advice).toContain('Correct the record');
	});

	test('is placed by Get Many', async () => {
		const parameters = { operation: 'getMany', entity: 'Customer', returnAll: true };
		expect(await callsUntilPlaced('reading customers', parameters)).toBeLessThanOrEqual(16);
	});
});

test('reports are asked for without the format that makes some run into a time-out', async () => {
	const switches = { throttling: false, reportFormatParameter: 'timeout' } as const;
	const world = await startFetch({ switches });
	({ simulator } = world);
	for (const report of ['ProfitAndLoss', 'GeneralLedger', 'TransactionList', 'AgedPayables']) {
		const dates = { period: 'custom', startDate: daysAgo(60), endDate: daysAgo(0) };
		const result = await world.fetch({ operation: 'getReport', report, ...dates });
		expect({ report, error: result.error }).toEqual({ report, error: undefined });
	}
	expect(simulator.log.count({ path: '/reports/' })).toBeGreaterThanOrEqual(4);
});

test.each<[DeactivationEvents]>([
	[['updated']],
	[['deleted']],
	[['updated', 'deleted']],
	[['deleted', 'updated']],
])(
	'what was made inactive is read as inactive, not as deleted, where %p tells of it',
	async (told) => {
		const world = await startFetch({ switches: { throttling: false } });
		({ simulator } = world);
		const { books } = simulator;
		const entities = ['Account', 'Class', 'Vendor', 'Customer', 'Employee', 'Item'];
		simulator.clock.advance(MINUTE);
		const since = books.now();
		const inactive = entities.map((entity) => {
			const row = books.all(entity).find(({ Active }) => Active !== false);
			return `upsert ${entity} ${books.inactivate(entity, String(row?.Id)).Id}`;
		});
		const events = eventsSince(books, entities, since, told);
		expect(events).toHaveLength(inactive.length * told.length);
		const body = new WebhookSender(simulator.url).bodyOf(events);
		const { notifications } = parseDelivery(Buffer.from(body));
		const input = notifications.map((json) => ({ json: { ...json } as IDataObject }));
		const records = recordsOf(await world.fetch({ operation: 'getById' }, { input }));
		const shown = records.map(({ operation, entity, id }) => `${operation} ${entity} ${id}`);
		expect(shown.sort()).toEqual(inactive.sort());
		expect(records.every(({ record }) => record.Active === false)).toBe(true);
	},
);
