import type { QuickBooksSimulator, QuickBooksSwitches } from '../../../sandbox/quickbooks';
import { Caller, DAY, faultOf, NOW, startSimulator, type Body } from './harness';

let simulator: QuickBooksSimulator;
let caller: Caller;

beforeAll(async () => {
	simulator = await startSimulator();
	caller = await Caller.connect(simulator);
});

afterAll(async () => {
	await simulator.stop();
});

async function withSwitches<T>(
	changes: Partial<QuickBooksSwitches>,
	work: () => Promise<T>,
): Promise<T> {
	const before = { ...simulator.switches };
	Object.assign(simulator.switches, changes);
	try {
		return await work();
	} finally {
		Object.assign(simulator.switches, before);
	}
}

describe('what the grammar refuses', () => {
	it.each([
		["select * from Invoice where Id = '1' OR Id = '2'", '4000', /Encountered " <IDENTIFIER> "OR/],
		['select count(*) from Invoice group by CustomerRef', '4000', /"group/],
		['select * from Invoice, Bill', '4000', /", ""/],
		['select * from Invoice where DocNumber = 1001', '4000', /<NUMBER> "1001/],
		["select * from Customer where DisplayName = 'O''Melia'", '4000', /<STRING>/],
		["select * from Customer where DisplayName = 'O\\Melia'", '4000', /Lexical error/],
		["select * from Customer where DisplayName = 'open", '4000', /Lexical error/],
		['select * from Invoice order by TxnDate', '4000', /"order/],
		["select * from Invoice where TxnDate != '2026-01-01'", '4000', /!=/],
		['delete from Invoice', '4000', /"delete/],
		['select * from Custmoer', '4001', /invalid context declaration: Custmoer/],
		["select * from Invoice where TotalAmt > '0'", '4001', /property 'TotalAmt' is not queryable/],
		["select * from Invoice where PrivateNote = 'x'", '4001', /'PrivateNote' is not queryable/],
		["select * from Vendor where AcctNum = '1'", '4001', /'AcctNum' is not queryable/],
		["select * from Bill where Line.Id = '1'", '4001', /'Line.Id' is not queryable/],
		["select * from Bill where Colour = 'x'", '4001', /Property Colour not found for Entity Bill/],
		['select * from Bill startposition 0', '4001', /value 0 is too small. Min allowed value is 1/],
		['select * from Bill maxresults 0', '4001', /value 0 is too small/],
		['select * from Bill maxresults 1001', '4001', /too large/],
		['select * from Bill orderby Id', '4001', /not sortable/],
		["select * from Bill where Id > '5'", '4001', /operator >/],
		["select * from Bill where TxnDate > '2026-02-30'", '4001', /not valid/],
		["select * from Customer where Active = 'true'", '4001', /not valid/],
	])('refuses %s with %s', async (statement, code, detail) => {
		const answer = await caller.query(statement);
		expect(answer.status).toBe(400);
		expect(faultOf(answer).code).toBe(code);
		expect(faultOf(answer).detail).toMatch(detail);
		expect(answer.body.Fault).toMatchObject({ type: 'ValidationFault' });
		expect(answer.headers.get('intuit_tid')).toBeTruthy();
	});

	it('lets the open questions be answered the other way by switches', async () => {
		await withSwitches(
			{
				maxResultsAbove1000: 'clamp',
				orderById: 'allow',
				idRange: 'numeric',
				undocumentedGrammar: true,
			},
			async () => {
				const rows = await caller.rows(
					"select * from Bill where Id > '9' and TxnDate != '2020-01-01' order by Id maxresults 5000",
				);
				const ids = rows.map((row) => Number(row.Id));
				expect(ids).toEqual([...ids].sort((a, b) => a - b));
				expect(ids.every((id) => id > 9)).toBe(true);
			},
		);
	});

	it('answers a raw percent sign with a plain 400', async () => {
		const answer = await caller.get('/query?query=select%20*%20from%20Vendor%20where%20x%ZZ');
		expect(answer.status).toBe(400);
		expect(answer.headers.get('content-type')).toContain('html');
	});
});

describe('conditions', () => {
	it('compares names without case, escapes, and matches LIKE by %', async () => {
		expect(
			await caller.rows("select * from Customer where DisplayName = 'john o\\'melia'"),
		).toHaveLength(1);
		const backslash = "select * from Vendor where DisplayName = 'Backslash \\\\ Brothers'";
		expect(await caller.rows(backslash)).toHaveLength(1);
		const like = await caller.rows("select * from Vendor where DisplayName like '%GmbH%'");
		expect(like.map((row) => row.DisplayName)).toEqual(['Druckerei Süd GmbH']);
	});

	it('hides inactive list entities unless the filter names Active, and marks their names', async () => {
		const shown = await caller.rows('select * from Account maxresults 1000');
		expect(shown.every((row) => row.Active === true)).toBe(true);
		const hidden = await caller.rows('select * from Account where Active = false');
		expect(hidden).toHaveLength(3);
		expect(hidden.every((row) => String(row.Name).endsWith(' (deleted)'))).toBe(true);
		const all = await caller.rows(
			'select * from Account where Active in (true, false) maxresults 1000',
		);
		expect(all).toHaveLength(shown.length + hidden.length);
	});

	it('filters by reference, date and change time', async () => {
		const [first] = await caller.rows('select * from Invoice');
		const { value } = first.CustomerRef as { value: string };
		const theirs = await caller.rows(`select * from Invoice where CustomerRef = '${value}'`);
		expect(theirs.every((row) => (row.CustomerRef as Body).value === value)).toBe(true);
		const since = new Date(NOW - 2 * DAY).toISOString();
		const changed = await caller.rows(
			`select * from Invoice where MetaData.LastUpdatedTime >= '${since}' orderby MetaData.LastUpdatedTime`,
		);
		const times = changed.map((row) => Date.parse(String((row.MetaData as Body).LastUpdatedTime)));
		expect(times.length).toBeGreaterThan(2);
		expect(times.every((time) => time >= NOW - 2 * DAY)).toBe(true);
		expect(times).toEqual([...times].sort((a, b) => a - b));
	});
});

describe('order and pages', () => {
	it('sorts transactions by last change, newest first, and lists by name in byte order', async () => {
		const bills = await caller.rows('select * from Bill maxresults 1000');
		const times = bills.map((row) => Date.parse(String((row.MetaData as Body).LastUpdatedTime)));
		expect(times).toEqual([...times].sort((a, b) => b - a));
		const vendors = await caller.rows('select * from Vendor maxresults 1000');
		const names = vendors.map((row) => String(row.DisplayName));
		expect(names.indexOf('PG&E Lookalike Power')).toBeLessThan(
			names.indexOf('Pam\'s Catering, "To Go"'),
		);
	});

	it('returns 100 rows by default and says how many it returned', async () => {
		const first = (await caller.query('select * from Invoice')).body.QueryResponse as Body;
		expect(first).toMatchObject({ startPosition: 1, maxResults: 100 });
		const { count } = simulator.books.totals().Invoice;
		const second = (await caller.query('select * from Invoice startposition 101')).body
			.QueryResponse as Body;
		expect(second).toMatchObject({ startPosition: 101, maxResults: count - 100 });
		const past = await caller.query(`select * from Invoice startposition ${count + 1}`);
		expect(past.body.QueryResponse).toEqual({});
	});

	it('skips a row when an earlier one goes away between two pages', async () => {
		const all = (await caller.rows('select * from Payment maxresults 1000')).map((row) => row.Id);
		const first = await caller.rows('select * from Payment maxresults 10');
		simulator.books.delete('Payment', String(first[0].Id));
		const rest = await caller.rows('select * from Payment startposition 11 maxresults 1000');
		expect(rest.map((row) => row.Id)).not.toContain(all[10]);
	});

	it('carries totalCount for the entities of the switch only', async () => {
		const total = async (entity: string) =>
			((await caller.query(`select * from ${entity} maxresults 1`)).body.QueryResponse as Body)
				.totalCount;
		expect(await total('Invoice')).toBe(simulator.books.totals().Invoice.count);
		expect(await total('Payment')).toBeUndefined();
		await withSwitches({ totalCountEntities: ['Payment'] }, async () => {
			expect(await total('Invoice')).toBeUndefined();
			expect(await total('Payment')).toBe(simulator.books.totals().Payment.count);
		});
	});

	it('counts', async () => {
		const answer = await caller.query('select count(*) from Vendor where Active in (true,false)');
		expect(answer.body.QueryResponse).toEqual({ totalCount: 40 });
	});
});

describe('other ways to ask', () => {
	it('takes a long statement as the body of a POST', async () => {
		const statement = 'select count(*) from Bill';
		for (const type of ['application/text', 'text/plain']) {
			const answer = await caller.post('/query', statement, type);
			expect(answer.body.QueryResponse).toEqual({ totalCount: 80 });
		}
		expect((await caller.post('/query', { query: statement })).status).toBe(400);
	});

	it('answers in XML when JSON was not asked for', async () => {
		const answer = await caller.get('/query?query=select%20*%20from%20Term', { Accept: '*/*' });
		expect(answer.headers.get('content-type')).toContain('xml');
		expect(answer.text).toContain('<QueryResponse startPosition="1" maxResults="5"><Term');
	});

	it('serves CompanyInfo and Preferences as single rows', async () => {
		const [company] = await caller.rows('select * from CompanyInfo');
		expect(company.CompanyName).toBe(simulator.books.company.name);
		const [preferences] = await caller.rows('select * from Preferences');
		expect(preferences.CurrencyPrefs).toEqual({
			MultiCurrencyEnabled: true,
			HomeCurrency: { value: 'USD' },
		});
	});

	it('ignores the minor version', async () => {
		const old = await caller.get('/query?query=select%20*%20from%20Term&minorversion=4');
		const current = await caller.get('/query?query=select%20*%20from%20Term');
		expect(old.body).toEqual(current.body);
	});
});
