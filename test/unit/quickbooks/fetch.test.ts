import { fetchChanges, fetchList } from '../../../src/quickbooks/fetch';
import { isVoided } from '../../../src/quickbooks/records';
import { FakeCompany, NOW, row, withCompanyFacts } from './fakeCompany';

const DAY = 86_400_000;
const recent = (id: number, more: object = {}) => ({
	...row(id, 0, more),
	MetaData: { LastUpdatedTime: '2026-11-20T01:00:00-08:00' },
});
let realm = 0;
/** A realm of its own for each test: what is known of a company is kept in the process. */
function open() {
	const company = withCompanyFacts(new FakeCompany());
	realm += 1;
	return { company, realmId: `10${realm}`, client: company.client(`10${realm}`) };
}

test('changes come as records with the window beside them', async () => {
	const { company, client, realmId } = open();
	company.changes = () => ({
		Invoice: [
			recent(1, { TotalAmt: 12.5, SyncToken: '4' }),
			recent(2, { TotalAmt: 0, PrivateNote: 'Voided - wrong price' }),
			{ Id: '3', status: 'Deleted', MetaData: { LastUpdatedTime: '2026-11-20T02:00:00-08:00' } },
		],
		Vendor: [recent(9, { DisplayName: 'Voided' })],
	});
	const entities = ['Invoice', 'Vendor'];
	const { records, window } = await fetchChanges(client, {
		entities,
		since: NOW - DAY,
		executionId: '77',
	});
	expect(
		records.map(({ entity, id, operation, syncToken, transactionId }) => [
			entity,
			id,
			operation,
			syncToken,
			transactionId,
		]),
	).toEqual([
		['Vendor', '9', 'upsert', '0', `${realmId}-Vendor-9-v0`],
		['Invoice', '1', 'upsert', '4', `${realmId}-Invoice-1-v4`],
		['Invoice', '2', 'void', '0', `${realmId}-Invoice-2-v0`],
		['Invoice', '3', 'delete', null, `${realmId}-Invoice-3-deleted`],
	]);
	expect(records[1]).toMatchObject({
		kind: 'record',
		realmId,
		runId: `77-${realmId}`,
		homeCurrency: 'USD',
		updatedAt: '2026-11-20T01:00:00-08:00',
		readAt: '2026-11-20T12:00:00.000Z',
		record: { TotalAmt: 12.5 },
	});
	expect(window).toEqual({
		kind: 'window',
		runId: `77-${realmId}`,
		realmId,
		companyName: 'Craig’s Design',
		homeCurrency: 'USD',
		from: '2026-11-19T12:00:00.000Z',
		to: '2026-11-20T12:00:00.000Z',
		entities: ['Vendor', 'Invoice'],
		expected: { Vendor: 1, Invoice: 3 },
		complete: true,
		remarks: [],
		quickBooksCalls: 4,
	});
});

test('a window comes even when nothing changed', async () => {
	const { client } = open();
	const { records, window } = await fetchChanges(client, {
		entities: ['Bill'],
		since: NOW - DAY,
		executionId: '1',
	});
	expect(records).toEqual([]);
	expect(window).toMatchObject({ expected: { Bill: 0 }, complete: true });
});

describe('a clock that is off', () => {
	const HOUR = 3_600_000;

	test.each([
		[2 * HOUR, 'The clock of this machine is 2 hours ahead of', 'lies later than meant'],
		[-36 * HOUR, 'The clock of this machine is 36 hours behind', 'which does no harm'],
	])('by %i ms is told, and the window ends by the clock of QuickBooks', async (off, ...words) => {
		const { company, client } = open();
		company.clock.time = NOW + off;
		const since = NOW + off - DAY;
		const options = { entities: ['Bill'], since, executionId: '1' };
		const { window } = await fetchChanges(client, options);
		expect(window.remarks).toHaveLength(1);
		for (const word of words) expect(window.remarks[0]).toContain(word);
		expect(window).toMatchObject({
			from: new Date(since).toISOString(),
			to: new Date(NOW).toISOString(),
			complete: true,
		});
	});

	test('so that the start lies in the future of QuickBooks is an error, not an empty window', async () => {
		const { company, client } = open();
		company.clock.time = NOW + 3 * DAY;
		const options = { entities: ['Bill'], since: NOW + DAY, executionId: '1' };
		await expect(fetchChanges(client, options)).rejects.toMatchObject({
			kind: 'setting',
			message: expect.stringContaining('72 hours ahead of') as string,
			advice: expect.stringContaining('Set the clock') as string,
		});
	});

	test('by less than five minutes is not worth a remark', async () => {
		const { company, client } = open();
		company.clock.time = NOW + 4 * 60_000;
		const options = { entities: ['Bill'], since: NOW - DAY, executionId: '1' };
		expect((await fetchChanges(client, options)).window.remarks).toEqual([]);
	});
});

test("the company's name and currency are asked once an hour", async () => {
	const { company, client } = open();
	const read = async () =>
		await fetchChanges(client, { entities: ['Bill'], since: NOW - DAY, executionId: '1' });
	await read();
	await read();
	expect(company.statements).toHaveLength(2);
	company.clock.time += 3_600_001;
	await read();
	expect(company.statements).toHaveLength(4);
});

test('a company without a home currency is an error, not a guess', async () => {
	const { company, client } = open();
	company.put('Preferences', row(1, 0, { CurrencyPrefs: {} }));
	await expect(
		fetchChanges(client, { entities: ['Bill'], since: NOW - DAY, executionId: '1' }),
	).rejects.toThrow('home currency');
});

test.each([
	[[], NOW - DAY, 'No entity is chosen.'],
	[['Attachable'], NOW - DAY, '"Attachable" is not an entity of this node.'],
	[['Bill', 'ExchangeRate'], NOW - DAY, 'Exchange Rates have no changes'],
	[['TaxAgency'], NOW - DAY, '"TaxAgency" is not an entity of this node.'],
	[['Bill'], NOW + DAY, 'lies in the future'],
])('refuses entities %p from %p', async (entities, since, message) => {
	const { client } = open();
	await expect(fetchChanges(client, { entities, since, executionId: '1' })).rejects.toThrow(
		message,
	);
});

test('a list includes inactive objects unless told otherwise, or filtered otherwise', async () => {
	const { company, client } = open();
	company.put('Vendor', recent(1));
	const read = async (includeInactive: boolean, active?: boolean) => {
		await fetchList(client, {
			entity: 'Vendor',
			filters: active === undefined ? [] : [{ field: 'Active', operator: '=', value: active }],
			includeInactive,
			executionId: '1',
		});
		return company.statements.at(-1);
	};
	expect(await read(true)).toContain('WHERE Active IN (true, false) ');
	expect(await read(false)).not.toContain('WHERE');
	expect(await read(true, false)).toContain('WHERE Active = false ');
});

test('transactions are never asked whether they are active', async () => {
	const { company, client } = open();
	company.put('Bill', recent(1));
	await fetchList(client, { entity: 'Bill', filters: [], includeInactive: true, executionId: '1' });
	expect(company.statements.at(-1)).not.toContain('Active');
});

test('a list that its limit cut says so', async () => {
	const { company, client } = open();
	for (let id = 1; id <= 5; id++) company.put('Bill', row(id, id));
	const options = { entity: 'Bill', filters: [], includeInactive: true, executionId: '1' };
	const cut = await fetchList(client, { ...options, limit: 2 });
	expect(cut.records).toHaveLength(2);
	expect(cut.window).toMatchObject({ from: null, complete: false, expected: { Bill: 2 } });
	expect(cut.window.remarks[0]).toContain('limit of 2');
	const whole = await fetchList(client, { ...options, limit: 5 });
	expect(whole.window).toMatchObject({ complete: true, remarks: [] });
});

test('voided means a memo that says so and an amount of zero', () => {
	expect(isVoided('Payment', { TotalAmt: 0, PrivateNote: 'Voided' })).toBe(true);
	expect(isVoided('Payment', { TotalAmt: 5, PrivateNote: 'Voided' })).toBe(false);
	expect(isVoided('Payment', { TotalAmt: 0, PrivateNote: 'Was voided' })).toBe(false);
	expect(isVoided('Payment', { TotalAmt: 0 })).toBe(false);
	// The total of a journal entry is always 0; only its lines tell.
	const entry = { TotalAmt: 0, PrivateNote: 'Voided cheque 1021, bank fee' };
	expect(isVoided('JournalEntry', { ...entry, Line: [{ Amount: 25 }, { Amount: 25 }] })).toBe(
		false,
	);
	expect(isVoided('JournalEntry', { ...entry, Line: [{ Amount: 0 }, { Id: '2' }] })).toBe(true);
	expect(isVoided('Transfer', { Amount: 0, PrivateNote: 'Voided' })).toBe(true);
	expect(isVoided('TimeActivity', { Hours: 8, PrivateNote: 'Voided' })).toBe(false);
	expect(isVoided('Vendor', { TotalAmt: 0, PrivateNote: 'Voided' })).toBe(false);
	expect(isVoided('Transfer', { Amount: 0, PrivateNote: 'Voided - reserve' })).toBe(true);
	const memo = { TotalAmt: 0, PrivateNote: 'Voided check of March, reversed' };
	expect(isVoided('JournalEntry', { ...memo, Line: [{ Id: '0', Amount: 12.5 }] })).toBe(false);
	expect(isVoided('Invoice', { ...memo, Line: [{ Id: '1', Amount: 0 }] })).toBe(true);
});
