/** A poll ends when its time is up, and the next one goes on. */
import { CancelledError } from '../../../../src/errors';
import { pollChanges, type PollOptions } from '../../../../src/quickbooks/polling/poll';
import { cursorAt, type PollState } from '../../../../src/quickbooks/polling/state';
import { OPERATION_CHOICES } from '../../../../src/quickbooks/webhooks/filter';
import { FakeCompany, NOW, row, withCompanyFacts } from '../fakeCompany';

const DAY = 86_400_000;
const ENTITIES = ['Vendor', 'Invoice', 'Bill'];
/** Beyond the reach of change data capture. */
const LONG_AGO = NOW - 60 * DAY;

let company: FakeCompany;
let time: AbortController;
let realms = 0;
let realm = '';

beforeEach(() => {
	company = withCompanyFacts(new FakeCompany());
	time = new AbortController();
	// The process remembers a company's name, so each test has a company of its own.
	realm = `77${++realms}`;
});

function stateAt(since: { [entity: string]: number }, more: Partial<PollState> = {}): PollState {
	const cursors = Object.entries(since).map(([entity, at]) => [entity, cursorAt(at)] as const);
	return { company: 'c', cursors: Object.fromEntries(cursors), oneByOne: false, ...more };
}

async function poll(state: PollState, more: Partial<PollOptions> = {}) {
	return await pollChanges(company.client(realm, time.signal), {
		entities: ENTITIES,
		operations: OPERATION_CHOICES,
		state,
		outOfTime: time.signal,
		...more,
	});
}

/** Ends the time of the poll as soon as a call of that kind comes in. */
function endTimeAt(match: (url: URL) => boolean): void {
	const { send } = company;
	company.send = async (attempt) => {
		if (match(attempt.url)) {
			time.abort();
			// As the real transport does on its signal.
			throw new CancelledError('waiting for QuickBooks');
		}
		return await send.call(company, attempt);
	};
}
const queries = (entity: string) => (url: URL) =>
	(url.searchParams.get('query') ?? '').includes(`FROM ${entity}`);
const isCdc = ({ pathname }: URL) => pathname.endsWith('/cdc');

test('what there was time for is emitted; the rest keeps its cursor and comes next time', async () => {
	company.put('Vendor', row(1, 0));
	company.put('Invoice', row(2, 0, { TotalAmt: 1 }));
	company.put('Bill', row(3, 0, { TotalAmt: 1 }));
	const begin = stateAt({ Vendor: LONG_AGO, Invoice: LONG_AGO - DAY, Bill: LONG_AGO });
	endTimeAt(queries('Vendor'));
	const first = await poll(begin);
	// The one unread for longest came first.
	expect(first.fetched?.records.map(({ id }) => id)).toEqual(['2']);
	expect(first.fetched?.window.entities).toEqual(['Invoice']);
	expect(first.state.cursors.Vendor).toEqual(begin.cursors.Vendor);
	expect(first.state.cursors.Bill).toEqual(begin.cursors.Bill);
	expect(Date.parse(first.state.cursors.Invoice.since)).toBeGreaterThan(NOW - DAY);
	time = new AbortController();
	const { put } = company;
	company = withCompanyFacts(new FakeCompany());
	put.call(company, 'Vendor', row(1, 0));
	put.call(company, 'Bill', row(3, 0, { TotalAmt: 1 }));
	const second = await poll(first.state);
	expect(second.fetched?.records.map(({ id }) => id)).toEqual(['1', '3']);
	expect(second.state.oneByOne).toBe(false);
});

test('one call for all that took too long is split next time, and nothing has moved', async () => {
	const begin = stateAt({ Vendor: NOW - DAY, Invoice: NOW - DAY, Bill: NOW - DAY });
	endTimeAt(isCdc);
	const first = await poll(begin);
	expect(first).toEqual({ state: { ...begin, oneByOne: true } });
	time = new AbortController();
	company = withCompanyFacts(new FakeCompany());
	await poll(first.state);
	expect(company.urls.filter(isCdc)).toHaveLength(ENTITIES.length);
});

test('one entity that alone takes too long is an error, not an endless try', async () => {
	endTimeAt(queries('Vendor'));
	const state = stateAt({ Vendor: LONG_AGO });
	await expect(poll(state, { entities: ['Vendor'] })).rejects.toThrow(/Reading vendors since/);
});

test('a service that does not answer the first calls is told as that', async () => {
	endTimeAt(queries('Preferences'));
	await expect(poll(stateAt({ Vendor: NOW - DAY }))).rejects.toThrow(/did not answer within/);
});

test('a lower bound beyond the reach of change data capture is told in the window', async () => {
	company.put('Vendor', row(1, 0));
	const { fetched } = await poll(stateAt({ Vendor: LONG_AGO }), { entities: ['Vendor'] });
	expect(fetched?.window).toMatchObject({ complete: false, expected: { Vendor: 1 } });
	expect(fetched?.window.remarks).toHaveLength(1);
});
