import { readChanges as readFrom } from '../../../src/quickbooks/changes';
import type { QuickBooksClient } from '../../../src/quickbooks/client';
import { FakeCompany, NOW, row, type Row } from './fakeCompany';

/** All entities from the same start, without a ledger. */
const readChanges = async (client: QuickBooksClient, entities: string[], start: number) =>
	await readFrom(
		client,
		entities.map((entity) => ({ entity, since: start, firstLoad: false })),
	);

const ALL = ['Account', 'Vendor', 'Customer', 'Invoice', 'Bill', 'Payment'];
const DAY = 86_400_000;
/** Seconds after the fake rows' zero (1 November 08:00 UTC), one day before NOW. */
const YESTERDAY = (NOW - DAY - Date.parse('2026-11-01T08:00:00Z')) / 1_000;
const recent = (id: number, more: object = {}): Row => row(id, YESTERDAY + 60 + id, more);
const tombstone = (id: number): Partial<Row> => {
	const { MetaData, Id } = recent(id);
	return { Id, MetaData, status: 'Deleted', domain: 'QBO' };
};
const since = NOW - DAY;
const cdcCalls = (company: FakeCompany) =>
	company.urls.filter(({ pathname }) => pathname.endsWith('/cdc'));

test('one call for all entities, matched by key, with tombstones and the time of the answer', async () => {
	const company = new FakeCompany();
	company.changes = () => ({ Invoice: [recent(1), tombstone(7)], Customer: [recent(2)] });
	const changes = await readChanges(company.client(), ALL, since);
	const by = (name: string) => changes.entities.find(({ entity }) => entity === name);
	expect(by('Invoice')?.live.map((read) => read.row.Id)).toEqual(['1']);
	expect(by('Invoice')?.deleted.map((read) => read.row.Id)).toEqual(['7']);
	expect(by('Customer')?.live).toHaveLength(1);
	expect(by('Bill')).toEqual({ entity: 'Bill', live: [], deleted: [] });
	expect(cdcCalls(company)).toHaveLength(1);
	expect(company.urls[0].searchParams.get('entities')).toBe(ALL.join(','));
	expect(company.urls[0].searchParams.get('changedSince')).toBe('2026-11-19T11:59:58+00:00');
	expect(changes).toMatchObject({
		to: '2026-11-20T04:00:00.000-08:00',
		complete: true,
		remarks: [],
	});
});

test('asks a little earlier, and leaves out what is really older', async () => {
	const company = new FakeCompany();
	company.changes = () => ({
		Bill: [row(1, YESTERDAY - 1), row(2, YESTERDAY), row(3, YESTERDAY + 1)],
	});
	const changes = await readChanges(company.client(), ['Bill'], since + 400);
	expect(changes.entities[0].live.map((read) => read.row.Id)).toEqual(['2', '3']);
});

test('an answer that may be cut is asked again for each entity', async () => {
	const company = new FakeCompany();
	company.changes = (entities) => {
		const all: { [entity: string]: unknown[] } = {
			Invoice: Array.from({ length: 600 }, (_, id) => recent(id + 1)),
			Bill: Array.from({ length: 400 }, (_, id) => recent(id + 1)),
		};
		return Object.fromEntries(entities.map((entity) => [entity, all[entity] ?? []]));
	};
	const changes = await readChanges(company.client(), ['Invoice', 'Bill'], since);
	expect(cdcCalls(company)).toHaveLength(3);
	expect(changes.entities.map(({ live }) => live.length)).toEqual([600, 400]);
	expect(changes.complete).toBe(true);
});

test('an entity that alone fills the answer is read by query; its deletions are not vouched for', async () => {
	const company = new FakeCompany();
	for (let id = 1; id <= 1_200; id++) company.put('Invoice', recent(id));
	company.changes = () => ({ Invoice: Array.from({ length: 1_000 }, (_, id) => recent(id + 1)) });
	const changes = await readChanges(company.client(), ['Invoice'], since);
	expect(changes.entities[0].live).toHaveLength(1_200);
	expect(changes.complete).toBe(false);
	expect(changes.remarks[0]).toMatch(/^Invoices: .*1,000.*more often/);
});

test('deleted objects count towards the limit', async () => {
	const company = new FakeCompany();
	company.changes = () => ({
		Invoice: [...Array.from({ length: 999 }, (_, id) => recent(id + 1)), tombstone(5_000)],
	});
	const changes = await readChanges(company.client(), ['Invoice'], since);
	expect(changes.complete).toBe(false);
	expect(changes.entities[0].deleted.map((read) => read.row.Id)).toEqual(['5000']);
});

test('a full list entity comes whole; items merged away may be missing where no ledger knows them', async () => {
	const company = new FakeCompany();
	company.changes = () => ({ Vendor: Array.from({ length: 1_000 }, (_, id) => recent(id + 1)) });
	for (let id = 1; id <= 1_100; id++) company.put('Vendor', recent(id));
	const changes = await readChanges(company.client(), ['Vendor'], since);
	expect(changes.entities[0].live).toHaveLength(1_100);
	expect(changes.complete).toBe(false);
	expect(changes.remarks[0]).toMatch(/^Vendors: .*merged away may be missing/);
	expect(company.statements[0]).toContain('Active IN (true, false)');
});

test('from further back than change data capture reaches, everything is read by query', async () => {
	const company = new FakeCompany();
	company.put('Vendor', recent(1));
	company.put('Invoice', recent(2));
	company.changes = () => ({ Invoice: [recent(2), tombstone(9)] });
	const changes = await readChanges(company.client(), ['Vendor', 'Invoice'], NOW - 40 * DAY);
	expect(changes.entities.map(({ live }) => live.map((read) => read.row.Id))).toEqual([
		['1'],
		['2'],
	]);
	expect(changes.entities[1].deleted.map((read) => read.row.Id)).toEqual(['9']);
	const asked = Date.parse(company.urls[0].searchParams.get('changedSince') ?? '');
	expect(asked).toBeGreaterThan(NOW - 30 * DAY);
	expect(changes.remarks[0]).toMatch(
		/On a first load that is expected.*keeps deletions for 30 days/,
	);
	expect(changes.complete).toBe(false);
});

test('thirty days less an hour is still asked of change data capture alone', async () => {
	const company = new FakeCompany();
	await readChanges(company.client(), ['Invoice'], NOW - 30 * DAY + 3_600_000);
	expect(company.statements).toEqual([]);
	expect(cdcCalls(company)).toHaveLength(1);
});

test('a document reported as deleted that still exists is kept', async () => {
	const company = new FakeCompany();
	company.put('Invoice', recent(7, { SyncToken: '3' }));
	company.changes = () => ({ Invoice: [tombstone(7), tombstone(8)] });
	const changes = await readChanges(company.client(), ['Invoice'], since);
	expect(changes.entities[0].deleted.map((read) => read.row.Id)).toEqual(['8']);
	expect(changes.entities[0].live.map((read) => read.row.Id)).toEqual(['7']);
});

test('deletions are confirmed in parts that fit a query', async () => {
	const company = new FakeCompany();
	company.changes = () => ({ Bill: Array.from({ length: 450 }, (_, id) => tombstone(id + 1)) });
	const changes = await readChanges(company.client(), ['Bill'], since);
	expect(changes.entities[0].deleted).toHaveLength(450);
	expect(company.statements).toHaveLength(3);
});

test.each([5, 40])(
	'where QuickBooks refuses %i days as too old, its lists are read',
	async (days) => {
		const company = new FakeCompany();
		company.put('Invoice', recent(2));
		company.cdcTooOld = true;
		const changes = await readChanges(company.client(), ['Invoice'], NOW - days * DAY);
		expect(changes.entities[0].live.map((read) => read.row.Id)).toEqual(['2']);
		expect(changes.complete).toBe(false);
		expect(changes.remarks[0]).toContain('and now were not reported');
	},
);

test('tax codes and rates, which change data capture refuses, are read by query and complete', async () => {
	const company = new FakeCompany();
	company.put('TaxCode', recent(1));
	company.put('TaxCode', row(2, 0));
	company.put('TaxRate', recent(3, { Active: false }));
	const changes = await readChanges(company.client(), ['TaxRate', 'TaxCode', 'Bill'], since);
	expect(changes.entities.map(({ live }) => live.map((read) => read.row.Id))).toEqual([
		['3'],
		['1'],
		[],
	]);
	expect(cdcCalls(company).map(({ searchParams }) => searchParams.get('entities'))).toEqual([
		'Bill',
	]);
	expect(company.statements.every((text) => text.includes('Active IN (true, false)'))).toBe(true);
	expect(changes).toMatchObject({ complete: true, remarks: [] });
});

test('deleted time activities are found through the ledger, or said to be unknown', async () => {
	const company = new FakeCompany();
	company.put('TimeActivity', recent(1));
	company.put('TimeActivity', row(2, 0));
	const alone = await readChanges(company.client(), ['TimeActivity'], since);
	expect(alone.complete).toBe(false);
	expect(alone.remarks).toEqual([expect.stringContaining('Time Activities: QuickBooks does not')]);
	const start = { entity: 'TimeActivity', since, firstLoad: false };
	const known = { readAgain: [], idsOf: async () => ['1', '2', '3'] };
	const changes = await readFrom(company.client(), [start], known);
	expect(changes.entities[0].live.map((read) => read.row.Id)).toEqual(['1']);
	expect(changes.entities[0].deleted.map((read) => read.row.Id)).toEqual(['3']);
	expect(changes).toMatchObject({ complete: true, remarks: [] });
	expect(cdcCalls(company)).toHaveLength(0);
});

test('the one object of a company is there where it changed since the start', async () => {
	const company = new FakeCompany();
	company.put('Preferences', recent(1));
	company.put('CompanyInfo', row(1, 0));
	const changes = await readChanges(company.client(), ['CompanyInfo', 'Preferences'], since);
	expect(changes.entities.map(({ live }) => live.length)).toEqual([0, 1]);
	expect(company.statements).toEqual(['SELECT * FROM CompanyInfo', 'SELECT * FROM Preferences']);
	expect(changes).toMatchObject({ complete: true, remarks: [] });
});

test('a first load takes budgets, which bear no date, as a whole by the time of change', async () => {
	const company = new FakeCompany();
	company.put('Budget', recent(1, { Active: false }));
	const start = { entity: 'Budget', since, firstLoad: true };
	const changes = await readFrom(company.client(), [start], {
		readAgain: [],
		idsOf: async () => [],
	});
	expect(changes.entities[0].live.map((read) => read.row.Id)).toEqual(['1']);
	expect(company.statements.join()).not.toContain('TxnDate');
	expect(company.statements[0]).toContain('Active IN (true, false)');
});
