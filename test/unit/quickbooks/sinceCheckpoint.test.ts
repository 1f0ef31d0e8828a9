/** Reading from the ledger's checkpoint: what is asked of QuickBooks, and what comes out. */
import { CancelledError } from '../../../src/errors';
import type {
	CommandKind,
	CommandOf,
	PreparedInput,
	RunWindow,
} from '../../../src/ledger/commands';
import type { LedgerStore } from '../../../src/ledger/store';
import { callMeter } from '../../../src/quickbooks/meter';
import {
	CHECKPOINT_OVERLAP_MS,
	type CheckpointOptions,
	fetchSinceCheckpoint,
} from '../../../src/quickbooks/sinceCheckpoint';
import { Bench, customerOf, deletedInvoice, invoiceOf, minute, REALM } from '../ledger/helpers';
import { FakeCompany, NOW, row, TIME, withCompanyFacts, type Row } from './fakeCompany';

const DAY = 86_400_000;
/** Where the first run of {@link loaded} ended. */
const CHECKPOINT = minute(9);

let bench: Bench;
let company: FakeCompany;

beforeEach(() => {
	bench = new Bench();
	company = withCompanyFacts(new FakeCompany());
	callMeter.take(company.client(REALM).companyKey);
});

async function read(options: Partial<CheckpointOptions> = {}, store: LedgerStore = bench.store) {
	return await fetchSinceCheckpoint(company.client(REALM), store, {
		entities: ['Invoice', 'Customer'],
		executionId: '8',
		...options,
	});
}

/** A run that read to {@link CHECKPOINT}, of which everything landed. */
async function loaded(documents: PreparedInput[], window: Partial<RunWindow> = {}): Promise<void> {
	const answer = await bench.prepare('first', 10, documents, { to: CHECKPOINT, ...window });
	await bench.record('first', 11, answer);
}

/** Invoices that were loaded and still stand in QuickBooks as they were. */
async function loadedInvoices(ids: number[], window: Partial<RunWindow> = {}): Promise<void> {
	for (const id of ids) company.put('Invoice', row(id, id));
	await loaded(
		ids.map((id) => invoiceOf(0, [10], { Id: String(id), DocNumber: String(id) })),
		window,
	);
}

const changed = (id: number, more: object = {}): Row => row(id, 86_400 * 10 + id, more);
const tombstone = (id: number) => {
	const { Id, MetaData } = changed(id);
	return { Id, MetaData, status: 'Deleted', domain: 'QBO' };
};
const shown = ({ records }: Awaited<ReturnType<typeof read>>) =>
	records.map(({ entity, id, operation, syncToken }) =>
		[operation, entity, id, syncToken].join(' ').trim(),
	);
const captures = () => company.urls.filter(({ pathname }) => pathname.endsWith('/cdc'));
const startOf = (url: URL) => Date.parse(url.searchParams.get('changedSince') ?? '');
const statementsOn = (entity: string) =>
	company.statements.filter((statement) => statement.includes(`FROM ${entity} `));

describe('a first load', () => {
	test('without a start date asks for one before anything is read', async () => {
		await expect(read()).rejects.toMatchObject({
			kind: 'setting',
			message: expect.stringMatching(/^Customers, Invoices of company \d+ have no accepted/),
			advice: expect.stringContaining('fill in First Load From'),
		});
		expect(company.urls).toEqual([]);
	});

	test('refuses a start date in the future', async () => {
		await expect(read({ firstLoadFrom: NOW + DAY })).rejects.toThrow('lies in the future');
		expect(company.urls).toEqual([]);
	});

	test('reads lists as a whole and transactions from the date, and is complete', async () => {
		company.put('Customer', row(24, 0));
		company.put('Invoice', row(1, 0, { TxnDate: '2026-10-01' }));
		company.put('Invoice', row(2, 3_600, { TxnDate: '2026-10-01' }));
		const firstLoadFrom = Date.parse('2026-11-01T08:30:00Z');
		const fetched = await read({ firstLoadFrom });
		expect(shown(fetched)).toEqual(['upsert Customer 24 0', 'upsert Invoice 2 0']);
		expect(fetched.window).toMatchObject({
			from: '2026-11-01T08:30:00.000Z',
			to: new Date(TIME).toISOString(),
			complete: true,
			remarks: [],
			expected: { Customer: 1, Invoice: 1 },
			ledger: {
				mark: 'new#0',
				empty: true,
				since: { Customer: null, Invoice: null },
				readAgain: 0,
			},
		});
		expect(captures()).toEqual([]);
		expect(statementsOn('Customer')[0]).toContain('Active IN (true, false)');
	});

	test('takes transactions dated since its start that were entered before, and each once', async () => {
		const firstLoadFrom = Date.parse('2026-11-01T08:30:00Z');
		company.put('Invoice', row(1, 0, { TxnDate: '2026-11-15' }));
		company.put('Invoice', row(2, 0, { TxnDate: '2026-10-30' }));
		company.put('Invoice', row(3, 3_600, { TxnDate: '2026-11-15' }));
		const fetched = await read({ firstLoadFrom, entities: ['Invoice'] });
		expect(shown(fetched).sort()).toEqual(['upsert Invoice 1 0', 'upsert Invoice 3 0']);
		expect(fetched.window.expected).toEqual({ Invoice: 2 });
		expect(statementsOn('Invoice')[1]).toContain(
			"TxnDate >= '2026-10-31' AND MetaData.LastUpdatedTime < '2026-11-01T08:30:00+00:00'",
		);
	});

	test('of one more entity needs a date for it and leaves the others where they are', async () => {
		await loadedInvoices([1], { entities: ['Invoice'] });
		await expect(read()).rejects.toThrow(/^Customers of company/);
		company.put('Customer', row(24, 0));
		const fetched = await read({ firstLoadFrom: NOW - DAY });
		expect(shown(fetched)).toEqual(['upsert Customer 24 0']);
		expect(captures().map((url) => url.searchParams.get('entities'))).toEqual(['Invoice']);
		expect(fetched.window).toMatchObject({
			from: new Date(Date.parse(CHECKPOINT) - CHECKPOINT_OVERLAP_MS).toISOString(),
			ledger: { since: { Customer: null, Invoice: CHECKPOINT } },
		});
	});

	test('that was recorded without a checkpoint finds what was deleted before it is repeated', async () => {
		await loadedInvoices([1, 2], { complete: false });
		company.remove('Invoice', '2');
		const fetched = await read({ firstLoadFrom: NOW - DAY });
		expect(shown(fetched)).toEqual(['delete Invoice 2']);
	});
});

describe('later runs', () => {
	test('read from the checkpoint, a few minutes earlier, and write none', async () => {
		await loadedInvoices([1]);
		company.changes = () => ({ Invoice: [changed(2)] });
		const fetched = await read();
		expect(shown(fetched)).toEqual(['upsert Invoice 2 0']);
		const from = Date.parse(CHECKPOINT) - CHECKPOINT_OVERLAP_MS;
		expect(captures()).toHaveLength(1);
		expect(startOf(captures()[0])).toBeLessThanOrEqual(from);
		expect(startOf(captures()[0])).toBeGreaterThan(from - 10_000);
		expect(fetched.window).toMatchObject({
			runId: `8-${REALM}`,
			from: new Date(from).toISOString(),
			to: new Date(TIME).toISOString(),
			complete: true,
			ledger: { mark: `${minute(10)}#0`, empty: false, readAgain: 0 },
		});
		expect((await bench.start()).oldest).toBe(CHECKPOINT);
	});

	test('ask once for entities with different checkpoints, and take each from its own', async () => {
		await loaded([], { entities: ['Invoice'] });
		const later = new Date(Date.parse(CHECKPOINT) + DAY).toISOString();
		const answer = await bench.prepare('b', 20, [], { to: later, entities: ['Customer'] });
		await bench.record('b', 21, answer);
		const second = (Date.parse(CHECKPOINT) - Date.parse('2026-11-01T08:00:00Z')) / 1_000 + 60;
		company.changes = () => ({
			Invoice: [row(1, second)],
			Customer: [row(24, second), row(25, second + 86_400)],
		});
		const fetched = await read();
		expect(captures()).toHaveLength(1);
		expect(shown(fetched)).toEqual(['upsert Customer 25 0', 'upsert Invoice 1 0']);
		expect(fetched.window).toMatchObject({
			from: new Date(Date.parse(CHECKPOINT) - CHECKPOINT_OVERLAP_MS).toISOString(),
			ledger: { since: { Customer: later, Invoice: CHECKPOINT } },
		});
	});

	test('go on when this machine is behind the time of the checkpoint', async () => {
		await loadedInvoices([1]);
		company.clock.time = Date.parse(CHECKPOINT) - DAY;
		company.changes = () => ({ Invoice: [changed(2)] });
		const fetched = await read();
		expect(shown(fetched)).toEqual(['upsert Invoice 2 0']);
		expect(fetched.window.to).toBe(new Date(TIME).toISOString());
	});
});

describe('documents to be read again', () => {
	beforeEach(async () => {
		for (const id of [1, 2, 3]) company.put('Invoice', row(id, id, { SyncToken: '4' }));
		company.put('Customer', row(24, 0, { Active: false }));
		const inputs = [1, 2, 3].map((id) => invoiceOf(4, [10], { Id: String(id) }));
		const answer = await bench.prepare('first', 10, [...inputs, customerOf(0)], { to: CHECKPOINT });
		// Anaplan refuses all but the first invoice.
		await bench.record('first', 11, answer, (outcome) =>
			outcome.code.includes('-INV-1-')
				? outcome
				: { ...outcome, status: 'rejected', reason: 'Invalid date' },
		);
	});

	test('come although nothing about them changed, inactive list items too', async () => {
		const fetched = await read();
		expect(shown(fetched)).toEqual([
			'upsert Customer 24 0',
			'upsert Invoice 2 4',
			'upsert Invoice 3 4',
		]);
		expect(fetched.window).toMatchObject({
			expected: { Customer: 1, Invoice: 2 },
			ledger: { readAgain: 3 },
		});
		expect(statementsOn('Invoice')).toHaveLength(1);
		expect(statementsOn('Customer')[0]).toContain('Active IN (true, false)');
	});

	test('come once where they changed as well', async () => {
		company.changes = () => ({ Invoice: [changed(2, { SyncToken: '5' })] });
		expect(shown(await read())).toEqual([
			'upsert Customer 24 0',
			'upsert Invoice 2 5',
			'upsert Invoice 3 4',
		]);
		expect(statementsOn('Invoice')).toEqual([expect.stringContaining("Id IN ('3')")]);
	});

	test('come as a tombstone where they were deleted meanwhile, reported or not', async () => {
		company.remove('Invoice', '2');
		company.remove('Invoice', '3');
		company.changes = () => ({ Invoice: [tombstone(3)] });
		const fetched = await read();
		expect(shown(fetched)).toEqual([
			'upsert Customer 24 0',
			'delete Invoice 3',
			'delete Invoice 2',
		]);
		expect(fetched.records[1].updatedAt).toBe(tombstone(3).MetaData.LastUpdatedTime);
		expect(fetched.records[2]).toMatchObject({
			transactionId: `${REALM}-Invoice-2-deleted`,
			updatedAt: TIME,
			record: { Id: '2', status: 'Deleted' },
		});
	});

	test('are not asked for where their entity is not read', async () => {
		const fetched = await read({ entities: ['Customer'] });
		expect(shown(fetched)).toEqual(['upsert Customer 24 0']);
		expect(fetched.window.ledger?.readAgain).toBe(1);
	});
});

describe('deletions', () => {
	test('reported of a living document bring the document', async () => {
		await loadedInvoices([1]);
		company.put('Invoice', row(1, 1, { SyncToken: '2' }));
		company.changes = () => ({ Invoice: [tombstone(1)] });
		expect(shown(await read())).toEqual(['upsert Invoice 1 2']);
	});

	test('reported beside a newer version do not bring an older one back', async () => {
		await loadedInvoices([1]);
		company.changes = () => ({ Invoice: [changed(1, { SyncToken: '10' }), tombstone(1)] });
		company.put('Invoice', row(1, 1, { SyncToken: '9' }));
		expect(shown(await read())).toEqual(['upsert Invoice 1 10']);
	});

	test('older than QuickBooks reports are found among what the ledger knows', async () => {
		await loadedInvoices([1, 2, 3]);
		company.remove('Invoice', '2');
		company.put('Invoice', changed(3, { SyncToken: '1' }));
		company.clock.time += 60 * DAY;
		const fetched = await read();
		expect(shown(fetched)).toEqual(['upsert Invoice 3 1', 'delete Invoice 2']);
		expect(fetched.window).toMatchObject({ complete: true, remarks: [] });
	});

	test('are found where QuickBooks alone thinks that the checkpoint is too old', async () => {
		await loadedInvoices([1, 2]);
		company.remove('Invoice', '2');
		company.cdcTooOld = true;
		const fetched = await read();
		expect(shown(fetched)).toEqual(['delete Invoice 2']);
		expect(fetched.window).toMatchObject({ complete: true, remarks: [] });
	});

	test('that have been loaded are not looked for again', async () => {
		await loadedInvoices([145]);
		await bench.load('gone', 20, [deletedInvoice(minute(15))]);
		company.remove('Invoice', '145');
		company.clock.time += 60 * DAY;
		expect(shown(await read())).toEqual([]);
		expect(company.statements.join()).not.toContain('145');
	});

	test('that a cut answer left out are found, so that the window is complete', async () => {
		await loadedInvoices([1, 2]);
		company.remove('Invoice', '2');
		for (let id = 10; id < 1_110; id++) company.put('Invoice', changed(id));
		company.changes = () => ({
			Invoice: Array.from({ length: 1_000 }, (_, index) => changed(index + 10)),
		});
		const fetched = await read();
		expect(fetched.records.filter(({ operation }) => operation === 'upsert')).toHaveLength(1_100);
		expect(shown(fetched).filter((text) => text.startsWith('delete'))).toEqual([
			'delete Invoice 2',
		]);
		expect(fetched.window).toMatchObject({ complete: true, remarks: [] });
	});

	test('among many documents are found by listing them, but never without a read by id', async () => {
		const ids = Array.from({ length: 700 }, (_, index) => index + 1);
		await loadedInvoices(ids);
		company.remove('Invoice', '650');
		company.clock.time += 60 * DAY;
		// The list leaves one out that exists.
		const hidden = company.rows.get('Invoice')?.find(({ Id }) => Id === '77');
		company.before = () => {
			const listing =
				company.statements.at(-1)?.startsWith('SELECT COUNT(*) FROM Invoice') ?? false;
			if (listing) company.remove('Invoice', '77');
			else if (hidden !== undefined) company.put('Invoice', hidden);
		};
		const before = company.statements.length;
		const fetched = await read();
		expect(shown(fetched)).toEqual(['delete Invoice 650']);
		const byId = company.statements.slice(before).filter((text) => text.includes('Id IN'));
		expect(byId).toEqual([expect.stringContaining("Id IN ('77', '650')")]);
	});
});

describe('list items that were merged', () => {
	const customer = (id: number, more: object = {}) => customerOf(0, { Id: String(id), ...more });

	beforeEach(async () => {
		for (const id of [24, 25]) company.put('Customer', row(id, 0));
		await loaded([customer(24), customer(25)]);
	});

	test('vanish without a report, and are found when anything changes', async () => {
		company.remove('Customer', '25');
		company.changes = () => ({ Invoice: [changed(7)] });
		expect(shown(await read())).toEqual(['delete Customer 25', 'upsert Invoice 7 0']);
	});

	test('are found although new ones were added', async () => {
		company.remove('Customer', '25');
		company.put('Customer', changed(26));
		company.changes = () => ({ Customer: [changed(26)] });
		expect(shown(await read())).toEqual(['upsert Customer 26 0', 'delete Customer 25']);
	});

	test('are looked for with one count where none has vanished', async () => {
		company.put('Customer', changed(26));
		company.changes = () => ({ Customer: [changed(26)] });
		expect(shown(await read())).toEqual(['upsert Customer 26 0']);
		expect(statementsOn('Customer')).toEqual([
			'SELECT COUNT(*) FROM Customer WHERE Active IN (true, false)',
		]);
	});

	test('are not looked for where nothing changed', async () => {
		expect(shown(await read())).toEqual([]);
		expect(statementsOn('Customer')).toEqual([]);
	});
});

describe('metered calls', () => {
	const counted = async () =>
		(await bench.store.execute({ kind: 'status', realmId: REALM, at: minute(0) })).calls;

	test("are counted in the month of QuickBooks' time", async () => {
		company.clock.time += 40 * DAY;
		const { window } = await read({ firstLoadFrom: NOW - DAY });
		expect(await counted()).toEqual([{ month: '2026-11', calls: window.quickBooksCalls }]);
		expect(window.quickBooksCalls).toBe(company.urls.length);
	});

	test('that near the limit of the month are remarked, and change nothing else', async () => {
		await bench.store.execute({
			kind: 'countCalls',
			realmId: REALM,
			month: '2026-11',
			calls: 400_000,
		});
		const { window } = await read({ firstLoadFrom: NOW - DAY });
		expect(window).toMatchObject({ complete: true, ledger: { empty: true } });
		expect(window.remarks).toEqual([expect.stringContaining('percent of the 500,000')]);
	});

	test('of a read that the user stopped leave the ledger alone, and are counted by the next run', async () => {
		company.before = () => {
			throw new CancelledError('reading');
		};
		await expect(read({ firstLoadFrom: NOW - DAY })).rejects.toBeInstanceOf(CancelledError);
		expect(await counted()).toEqual([]);
		company.before = () => undefined;
		await read({ firstLoadFrom: NOW - DAY });
		// One more than arrived: the call that was stopped on its way may have been metered.
		expect(await counted()).toEqual([{ month: '2026-11', calls: company.urls.length + 1 }]);
	});

	test('of other reads in the same process are counted with the run that comes next', async () => {
		await company.client(REALM).count('SELECT COUNT(*) FROM Invoice', 'counting');
		await read({ firstLoadFrom: NOW - DAY });
		expect(await counted()).toEqual([{ month: '2026-11', calls: company.urls.length }]);
	});

	test('that the ledger could not take are not forgotten', async () => {
		const down: LedgerStore = {
			execute: async <K extends CommandKind>(command: CommandOf<K>) => {
				if (command.kind === 'countCalls') throw new Error('the database is down');
				return await bench.store.execute<K>(command);
			},
			companies: async () => await bench.store.companies(),
		};
		await expect(read({ firstLoadFrom: NOW - DAY }, down)).rejects.toThrow('the database is down');
		await read({ firstLoadFrom: NOW - DAY });
		expect(await counted()).toEqual([{ month: '2026-11', calls: company.urls.length }]);
	});

	test('of a read that fails are counted too, and the failure is told', async () => {
		company.miscount = 1;
		await expect(read({ firstLoadFrom: NOW - DAY })).rejects.toThrow('counts 1 objects');
		expect(await counted()).toEqual([{ month: '2026-11', calls: company.urls.length }]);
	});
});

test('a store that several processes share keeps the limits of the company for all of them', async () => {
	const budgets: string[] = [];
	let taken = 0;
	const shared: LedgerStore = {
		execute: async <K extends CommandKind>(command: CommandOf<K>) =>
			await bench.store.execute<K>(command),
		companies: async () => await bench.store.companies(),
		sharedBudget: (budget) => {
			budgets.push(budget);
			return {
				take: async () => {
					taken += 1;
					return { end: async () => undefined };
				},
				hold: async () => undefined,
			};
		},
	};
	const { window } = await read({ firstLoadFrom: NOW - DAY }, shared);
	expect(budgets).toEqual([`https://quickbooks.test ${REALM}`]);
	expect(taken).toBe(window.quickBooksCalls);
});
