/**
 * QuickBooks' limits, kept by everything that a process does for a company: the simulator counts as
 * strictly as QuickBooks and refuses what goes beyond. Pauses pass at once for both sides.
 */
import type { SharedBudget } from '../../src/budget';
import { BATCH_LIMITS, QUICKBOOKS_LIMITS } from '../../src/quickbooks/client';
import { noteBudgetStore } from '../../src/quickbooks/sharedBudgets';
import { type FetchWorld, jumpPauses, startFetch, windowOf } from './quickBooksFetchSetup';

const MINUTE = 60_000;

let world: FetchWorld;
/** Milliseconds of pauses so far. */
let paused: () => number;

beforeEach(async () => {
	world = await startFetch();
	paused = jumpPauses(world.simulator);
});

afterEach(async () => {
	jest.restoreAllMocks();
	await world.simulator.stop();
});

const refused = () => world.simulator.log.count({ status: 429 });
const calls = () => world.simulator.log.all({ path: '/v3/company/' });

/** Calls of the busiest stretch of so many milliseconds, by the simulator's clock. */
function busiest(milliseconds: number): number {
	const times = calls().map(({ at }) => at);
	return Math.max(
		...times.map((from) => times.filter((at) => at >= from && at < from + milliseconds).length),
	);
}

/** Executions at the same time, each with so many items that cost one call each. */
async function executions(count: number, items: number): Promise<void> {
	const input = Array.from({ length: items }, () => ({ json: {} }));
	const runs = Array.from({ length: count }, async () => await world.getVendor({ input }));
	for (const { error } of await Promise.all(runs)) expect(error).toBeUndefined();
}

test('executions together stay below five hundred calls a minute and ten a second', async () => {
	await executions(13, 40);
	expect(calls().length).toBeGreaterThan(QUICKBOOKS_LIMITS.perMinute);
	expect(refused()).toBe(0);
	expect(busiest(MINUTE)).toBeLessThanOrEqual(QUICKBOOKS_LIMITS.perMinute);
	expect(busiest(1_000)).toBeLessThanOrEqual(QUICKBOOKS_LIMITS.perSecond);
	// As fast as is allowed, not slower: the minute's limit costs one pause.
	expect(busiest(MINUTE)).toBeGreaterThan(QUICKBOOKS_LIMITS.perMinute * 0.9);
});

test('executions together have no more than ten calls open at once', async () => {
	// In real time: what is open long enough meets the calls of the next second.
	jest.restoreAllMocks();
	world.simulator.switches.latencyMs = 1_500;
	await executions(24, 1);
	expect(calls().length).toBeGreaterThanOrEqual(24);
	expect(refused()).toBe(0);
});

test('batches stay below their own limit of forty a minute', async () => {
	const [invoice, bill] = ['Invoice', 'Bill'].map((entity) => world.simulator.books.all(entity)[0]);
	const { realmId } = world.simulator.books.company;
	const input = [
		{ json: { kind: 'record', entity: 'Invoice', id: invoice.Id, realmId } },
		{ json: { kind: 'record', entity: 'Bill', id: bill.Id, realmId } },
	];
	const runs = Array.from(
		{ length: BATCH_LIMITS.perMinute + 5 },
		async () => await world.fetch({ operation: 'getById' }, { input }),
	);
	for (const run of await Promise.all(runs)) windowOf(run);
	expect(world.simulator.log.count({ path: '/batch' })).toBe(BATCH_LIMITS.perMinute + 5);
	expect(refused()).toBe(0);
	expect(paused()).toBeGreaterThanOrEqual(MINUTE - 5_000);
});

test('a refusal holds back every execution of the company for a minute, not only the one that met it', async () => {
	// The company's name is read once an hour, by two calls; it is not what is counted here.
	await executions(1, 1);
	world.simulator.faults.arm({ path: /\/query/, status: 429, body: '', nth: 2 });
	await executions(4, 10);
	const [refusal, ...others] = world.simulator.log.all({ status: 429 });
	expect(others).toEqual([]);
	const after = calls().filter(({ at }) => at > refusal.at);
	expect(after.length).toBeGreaterThan(30);
	// At most what the other three had sent already.
	expect(after.filter(({ at }) => at < refusal.at + MINUTE).length).toBeLessThanOrEqual(3);
});

describe('limits that another app has partly used up', () => {
	test('of a minute are met with pauses that all callers keep, and everything is read', async () => {
		await executions(1, 1);
		world.simulator.switches.requestsPerMinute = 20;
		await executions(2, 25);
		expect(calls().filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(50);
		const refusals = world.simulator.log.all({ status: 429 });
		expect(refusals.length).toBeGreaterThan(0);
		for (const { at } of refusals) {
			// What the other execution had sent already; then silence for a minute.
			expect(calls().filter((call) => call.at > at && call.at < at + MINUTE).length).toBeLessThan(
				2,
			);
		}
	});

	test('of open calls are met with pauses, and everything is read', async () => {
		await executions(1, 1);
		Object.assign(world.simulator.switches, { concurrentRequests: 4, latencyMs: 150 });
		await executions(9, 1);
		expect(refused()).toBeGreaterThan(0);
		expect(paused()).toBeGreaterThanOrEqual(MINUTE);
		// Each pause lets as many through as QuickBooks takes; nobody tries again before it has ended.
		expect(refused()).toBeLessThanOrEqual(5 + 1);
	});
});

describe('a store in which several processes keep the limits', () => {
	/** Calls by budget. */
	const taken = new Map<string, number>();
	let down = false;
	const sharedBudget = (budget: string): SharedBudget => ({
		take: async () => {
			taken.set(budget, (taken.get(budget) ?? 0) + 1);
			if (down) throw new Error('no connection');
			return { end: async () => undefined };
		},
		hold: async () => undefined,
	});
	const company = () => `${world.simulator.url} ${world.simulator.books.company.realmId}`;

	beforeEach(() => {
		taken.clear();
		down = false;
	});

	test('is joined by every operation of the process once one of its nodes has used it', async () => {
		await executions(1, 1);
		expect(taken.size).toBe(0);
		const { realmId } = world.simulator.books.company;
		noteBudgetStore(realmId, { sharedBudget });
		world.simulator.log.clear();
		await executions(1, 2);
		expect(taken.get(company())).toBe(2);
		const [invoice, bill] = ['Invoice', 'Bill'].map(
			(entity) => world.simulator.books.all(entity)[0],
		);
		const input = [
			{ json: { kind: 'record', entity: 'Invoice', id: invoice.Id, realmId } },
			{ json: { kind: 'record', entity: 'Bill', id: bill.Id, realmId } },
		];
		windowOf(await world.fetch({ operation: 'getById' }, { input }));
		const report = { report: 'ProfitAndLoss', period: 'custom' };
		const dates = { startDate: '2026-09-01', endDate: '2026-09-30' };
		const { error } = await world.fetch({ operation: 'getReport', ...report, ...dates });
		expect(error).toBeUndefined();
		expect(Object.fromEntries(taken)).toEqual({
			[company()]: calls().length,
			[`${company()} batch`]: world.simulator.log.count({ path: '/batch' }),
			[`${company()} reports`]: world.simulator.log.count({ path: '/reports/' }),
		});
	});

	test('stops nothing when it is down, and is asked again when it has served the ledger', async () => {
		const { realmId } = world.simulator.books.company;
		noteBudgetStore(realmId, { sharedBudget });
		await executions(1, 1);
		taken.clear();
		down = true;
		await executions(1, 1);
		await executions(1, 3);
		expect(taken.get(company())).toBe(1);
		down = false;
		noteBudgetStore(realmId, { sharedBudget });
		await executions(1, 3);
		expect(taken.get(company())).toBe(4);
	});
});
