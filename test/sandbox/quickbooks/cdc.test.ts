import type { QuickBooksSimulator, QuickBooksSwitches } from '../../../sandbox/quickbooks';
import { Caller, DAY, faultOf, NOW, startSimulator, type Body } from './harness';

let simulator: QuickBooksSimulator;
let caller: Caller;

async function start(switches: Partial<QuickBooksSwitches> = {}, customers?: number) {
	simulator = await startSimulator({ scale: { customers } }, switches);
	caller = await Caller.connect(simulator);
}

afterEach(async () => {
	await simulator.stop();
});

async function ask(entities: string, since: string) {
	return await caller.get(`/cdc?entities=${entities}&changedSince=${encodeURIComponent(since)}`);
}

async function groups(entities: string, since: string): Promise<Body[]> {
	const answer = await ask(entities, since);
	expect(answer.status).toBe(200);
	const [first] = answer.body.CDCResponse as Array<{ QueryResponse: Body[] }>;
	return first.QueryResponse;
}

function iso(ms: number): string {
	return new Date(ms).toISOString();
}

describe('change data capture', () => {
	it('answers groups in the order asked, oldest change first, {} where nothing changed', async () => {
		await start();
		const answer = await groups('Account,Invoice,Bill', iso(NOW - 5 * DAY));
		expect(answer).toHaveLength(3);
		expect(answer[0]).toEqual({});
		const live = (answer[1].Invoice as Body[]).filter((row) => row.status !== 'Deleted');
		const times = live.map((row) => Date.parse(String((row.MetaData as Body).LastUpdatedTime)));
		expect(times).toEqual([...times].sort((a, b) => a - b));
		expect(answer[1].maxResults).toBe((answer[1].Invoice as Body[]).length);
		expect(Object.keys(answer[2])).toContain('Bill');
	});

	it('leaves empty groups out when told so', async () => {
		await start({ cdcEmptyGroups: 'omit' });
		expect(await groups('Account,Invoice', iso(NOW - 5 * DAY))).toHaveLength(1);
	});

	it('reports deletions last, as tombstones without version or amounts', async () => {
		await start();
		const [group] = await groups('Invoice', iso(NOW - 5 * DAY));
		const rows = group.Invoice as Body[];
		const deleted = rows.filter((row) => row.status === 'Deleted');
		expect(deleted).toHaveLength(2);
		expect(rows.slice(-2)).toEqual(deleted);
		expect(Object.keys(deleted[0]).sort()).toEqual(['Id', 'MetaData', 'domain', 'status']);
		const voided = rows.find((row) => row.PrivateNote === 'Voided');
		expect(voided).toMatchObject({ TotalAmt: 0, Balance: 0 });
	});

	it('has no startPosition where a group holds deletions only', async () => {
		await start();
		const since = iso(NOW + 1000);
		simulator.clock.advance(5000);
		simulator.books.delete('Bill', simulator.books.all('Bill')[0].Id);
		const [group] = await groups('Bill', since);
		expect(group).toMatchObject({ maxResults: 1 });
		expect(group).not.toHaveProperty('startPosition');
	});

	it('shows a list entity that was made inactive in full', async () => {
		await start();
		const vendor = simulator.books.all('Vendor')[0];
		simulator.clock.advance(60_000);
		simulator.books.inactivate('Vendor', vendor.Id);
		const [group] = await groups('Vendor', iso(NOW + 30_000));
		expect(group.Vendor).toMatchObject([
			{ Id: vendor.Id, Active: false, DisplayName: `${String(vendor.DisplayName)} (deleted)` },
		]);
	});

	it.each([
		[true, 1],
		[false, 0],
	])('with cdcInclusive %s returns %i objects changed at that very second', async (flag, count) => {
		await start({ cdcInclusive: flag });
		simulator.clock.advance(60_000);
		simulator.books.create('Vendor', { DisplayName: 'On the dot' });
		const [group] = await groups('Vendor', iso(NOW + 60_000));
		expect((group.Vendor as Body[] | undefined)?.length ?? 0).toBe(count);
	});

	it('cuts at 1,000 objects over all entities and loses deletions first', async () => {
		await start({}, 1005);
		simulator.clock.advance(1000);
		for (const row of simulator.books.all('Customer')) {
			if (row.Active) {
				simulator.books.update('Customer', row.Id, { Notes: 'x' });
			}
		}
		simulator.books.delete('Invoice', simulator.books.all('Invoice')[0].Id);
		const answer = await groups('Customer,Invoice', iso(NOW + 1000));
		const sizes = answer.map((group) => Number(group.maxResults ?? 0));
		expect(sizes[0] + sizes[1]).toBe(1000);
		expect(answer[1]).toEqual({});
		const [alone] = await groups('Invoice', iso(NOW + 1000));
		expect(alone.Invoice).toMatchObject([{ status: 'Deleted' }]);
	});

	it('refuses dates more than 30 days back, unless the limit is off', async () => {
		await start();
		const old = await ask('Invoice', iso(NOW - 30 * DAY - 1000));
		expect(old.status).toBe(400);
		expect(faultOf(old)).toMatchObject({ code: '500', message: 'Unsupported Operation' });
		expect(faultOf(old).detail).toContain('which is older than fixed days is not supported.');
		expect((await ask('Invoice', iso(NOW - 30 * DAY + 1000))).status).toBe(200);
		simulator.switches.cdcMaxDays = null;
		expect((await ask('Invoice', '2011-01-01')).status).toBe(200);
	});

	it('refuses entities it does not report, unknown ones and a date it cannot read', async () => {
		await start();
		const since = iso(NOW - DAY);
		expect(faultOf(await ask('TaxCode', since)).code).toBe('500');
		expect(faultOf(await ask('CompanyInfo', since)).code).toBe('500');
		expect(faultOf(await ask('Invoyce', since)).code).toBe('4001');
		expect((await ask('Invoice', 'yesterday')).status).toBe(400);
		expect(faultOf(await caller.get('/cdc?entities=Invoice')).code).toBe('2020');
		// A plus sign that was not encoded arrives as a space.
		const raw = await caller.get('/cdc?entities=Invoice&changedSince=2026-11-19T00:00:00+01:00');
		expect(raw.status).toBe(400);
	});
});
