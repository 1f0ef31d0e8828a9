/**
 * QuickBooks' limits, kept by everything that a process does for a company: the simulator counts as
 * strictly as QuickBooks and refuses what goes beyond. Pauses pass at once for both sides.
 */
import { BATCH_LIMITS, QUICKBOOKS_LIMITS } from '../../src/quickbooks/client';
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
