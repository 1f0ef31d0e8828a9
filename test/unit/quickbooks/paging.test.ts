import { readList, readPages } from '../../../src/quickbooks/paging';
import { FakeCompany, row } from './fakeCompany';

const request = { entity: 'Invoice', filters: [], what: 'reading invoices', pageSize: 3 };

function companyOf(count: number, second = (id: number) => id * 10): FakeCompany {
	const company = new FakeCompany();
	for (let id = 1; id <= count; id++) company.put('Invoice', row(id, second(id)));
	return company;
}

async function idsOf(company: FakeCompany, limit?: number): Promise<string[]> {
	const list = await readList(company.client(), request, limit);
	return list.rows.map((read) => `${read.row.Id}v${read.row.SyncToken}`);
}

test('reads all pages of a list, each row once, in the order of their last change', async () => {
	const company = companyOf(10);
	expect(await idsOf(company)).toEqual(Array.from({ length: 10 }, (_, id) => `${id + 1}v0`));
	expect(company.statements.at(-1)).toBe('SELECT COUNT(*) FROM Invoice');
});

test('a row deleted between two pages makes nobody else disappear', async () => {
	const company = companyOf(10);
	company.before = (call) => {
		if (call === 1) company.remove('Invoice', '1');
	};
	const ids = await idsOf(company);
	expect(ids).toEqual(['2v0', '3v0', '4v0', '5v0', '6v0', '7v0', '8v0', '9v0', '10v0']);
});

test('a row changed during the read comes once, in its newer version', async () => {
	const company = companyOf(10);
	company.before = (call) => {
		if (call === 2) company.put('Invoice', row(2, 500, { SyncToken: '1' }));
	};
	const ids = await idsOf(company);
	expect(ids).toHaveLength(10);
	expect(ids.at(-1)).toBe('2v1');
});

test('rows added during the read are read too', async () => {
	const company = companyOf(7);
	company.before = (call) => {
		if (call === 1) for (let id = 20; id < 25; id++) company.put('Invoice', row(id, 1_000 + id));
	};
	expect(await idsOf(company)).toHaveLength(12);
});

test('many rows of one and the same second are read to the end', async () => {
	expect(await idsOf(companyOf(20, () => 5))).toHaveLength(20);
});

test('a full page within one second does not stop what comes after it', async () => {
	const company = companyOf(20, (id) => (id > 2 && id < 12 ? 5 : id));
	expect(new Set(await idsOf(company)).size).toBe(20);
});

test('times with different offsets are compared as points in time', async () => {
	const company = companyOf(0);
	const at = (id: number, time: string) => row(id, 0, { MetaData: { LastUpdatedTime: time } });
	// The night the clocks go back: the later hour has the smaller wall time.
	company.put('Invoice', at(1, '2026-11-01T01:59:57-07:00'));
	company.put('Invoice', at(2, '2026-11-01T01:59:58-07:00'));
	company.put('Invoice', at(3, '2026-11-01T01:59:59-07:00'));
	company.put('Invoice', at(4, '2026-11-01T01:00:01-08:00'));
	company.put('Invoice', at(5, '2026-11-01T01:00:02-08:00'));
	company.put('Invoice', at(6, '2026-11-01T01:00:03-08:00'));
	expect(await idsOf(company)).toEqual(['1v0', '2v0', '3v0', '4v0', '5v0', '6v0']);
	expect(company.statements[2]).toContain("'2026-11-01T01:00:02-08:00' ORDERBY");
	expect(company.statements[2]).toContain('STARTPOSITION 1 ');
});

test("the caller's own lower bound gives way to the time reached, other filters stay", async () => {
	const company = companyOf(10);
	const filters = [
		{ field: 'MetaData.LastUpdatedTime', operator: '>=', value: '2026-11-01T00:00:00+00:00' },
		{ field: 'TxnDate', operator: '=', value: '2026-11-01' },
	] as const;
	await readList(company.client(), { ...request, filters });
	expect(company.statements[1].match(/LastUpdatedTime >=/g)).toHaveLength(1);
	expect(company.statements[1]).toContain("TxnDate = '2026-11-01' AND MetaData");
});

test('one page that holds something needs no count', async () => {
	const company = companyOf(2);
	await idsOf(company);
	expect(company.statements).toHaveLength(1);
});

test('an empty list is believed only when the count says the same', async () => {
	const empty = companyOf(0);
	expect(await idsOf(empty)).toEqual([]);
	expect(empty.statements).toHaveLength(2);
	const wrong = companyOf(0);
	wrong.miscount = 4;
	await expect(idsOf(wrong)).rejects.toThrow(
		'QuickBooks Online counts 4 objects but listed 0 while reading invoices, twice in a row.',
	);
});

test('a list of several pages that differs from the count is read again once', async () => {
	const company = companyOf(10);
	company.miscount = 1;
	company.before = () => {
		// From the second reading on the count is right again.
		if (company.statements.some((statement) => statement.includes('COUNT'))) company.miscount = 0;
	};
	expect(await idsOf(company)).toHaveLength(10);
	expect(company.statements.filter((statement) => statement.includes('COUNT'))).toHaveLength(2);
});

test('a list that keeps differing from the count is an error, not a short list', async () => {
	const company = companyOf(10);
	company.miscount = 3;
	await expect(idsOf(company)).rejects.toThrow('counts 13 objects but listed 10');
});

test('a limit ends the list and says whether there is more', async () => {
	const company = companyOf(10);
	const cut = await readList(company.client(), request, 4);
	expect(cut.rows.map((read) => read.row.Id)).toEqual(['1', '2', '3', '4']);
	expect(cut.cut).toBe(true);
	expect((await readList(companyOf(4).client(), request, 4)).cut).toBe(false);
	expect((await readList(companyOf(1).client(), request, 4)).rows).toHaveLength(1);
});

test('a small limit asks for a small page', async () => {
	const company = companyOf(10);
	await readList(company.client(), { ...request, pageSize: 1_000 }, 5);
	expect(company.statements).toHaveLength(1);
	expect(company.statements[0]).toContain('MAXRESULTS 6');
});

test('pages are 1,000 rows unless told otherwise', async () => {
	const company = companyOf(1);
	await readList(company.client(), { entity: 'Invoice', filters: [], what: 'reading' });
	expect(company.statements[0]).toContain('MAXRESULTS 1000');
});

test('pages come one at a time: nobody waits for all of them', async () => {
	const company = companyOf(10);
	const pages = readPages(company.client(), request);
	await pages.next();
	expect(company.statements).toHaveLength(1);
	await pages.return();
});

test('no page brings a row again in the same version', async () => {
	const company = companyOf(10, (id) => Math.ceil(id / 2) * 2);
	const ids: unknown[] = [];
	for await (const page of readPages(company.client(), request)) {
		ids.push(...page.rows.map(({ Id }) => Id));
	}
	expect(ids).toEqual(Array.from({ length: 10 }, (_, id) => String(id + 1)));
});

test('a row without the time of its last change cannot be paged and says so', async () => {
	const company = companyOf(0);
	for (let id = 1; id <= 3; id++)
		company.put('Invoice', row(id, 1, { MetaData: { LastUpdatedTime: '' } }));
	await expect(idsOf(company)).rejects.toThrow('MetaData.LastUpdatedTime');
});

test('rows of one time that slip forward because earlier ones vanish are not passed over', async () => {
	const company = new FakeCompany();
	for (let id = 1; id <= 6; id++) company.put('Bill', row(id, 5));
	company.before = (call) => {
		if (call !== 2) return;
		company.remove('Bill', '1');
		company.remove('Bill', '2');
	};
	const seen: string[] = [];
	const request = { entity: 'Bill', filters: [], what: 'reading bills', pageSize: 2 };
	for await (const page of readPages(company.client(), request)) {
		seen.push(...page.rows.map(({ Id }) => String(Id)));
	}
	expect(seen.sort()).toEqual(['1', '2', '3', '4', '5', '6']);
});

/** Before every call the rows of one second change places. */
function shuffled(company: FakeCompany, times = Number.POSITIVE_INFINITY): FakeCompany {
	company.before = (call) => {
		if (call >= times) return;
		const rows = company.rows.get('Invoice') ?? [];
		rows.push(...rows.splice(0, 1));
	};
	return company;
}

test('rows of one time in another order at every call are an error after a while, not an endless read', async () => {
	const company = shuffled(companyOf(8, () => 5));
	await expect(idsOf(company)).rejects.toThrow(
		/^QuickBooks Online listed the invoices that were last changed at 2026-11-01T08:00:05-00:00 in another order each time while reading invoices/,
	);
	expect(company.urls.length).toBeLessThan(20);
});

test('rows of one time that change places a few times are read to the end', async () => {
	const company = shuffled(
		companyOf(12, (id) => (id > 6 ? 9 : 5)),
		6,
	);
	expect(new Set(await idsOf(company)).size).toBe(12);
});
