/**
 * Random histories of a company, read in windows while they go on: what was emitted, applied in order,
 * equals the company. The simulator's books answer in the same process; answers are small, so that
 * their borders come about with little data.
 */
import { Prng } from '../../../sandbox/common/ids';
import { Books } from '../../../sandbox/quickbooks/books';
import { changesSince } from '../../../sandbox/quickbooks/cdc';
import { runQuery } from '../../../sandbox/quickbooks/query/run';
import { applicationFault, ServiceFault } from '../../../sandbox/quickbooks/serviceFault';
import { DEFAULT_SWITCHES, type QuickBooksSwitches } from '../../../sandbox/quickbooks/switches';
import { pacificTime } from '../../../sandbox/quickbooks/time';
import { ServiceError } from '../../../src/errors';
import { Pacer } from '../../../src/http/pacing';
import type { HttpAnswer, Transport } from '../../../src/http/types';
import { type Changes, readChanges } from '../../../src/quickbooks/changes';
import { QuickBooksClient } from '../../../src/quickbooks/client';
import { answer, FakeClock } from '../http/fakes';

const START = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 86_400_000;
const ENTITIES = ['Vendor', 'Bill', 'Payment'];
/** More at a look: `HISTORIES=3000 jest …`. */
const SEEDS = Number(process.env.HISTORIES ?? 120);

class World implements Transport {
	readonly prng: Prng;
	readonly clock = { time: START, now: () => this.clock.time };
	readonly books: Books;
	readonly switches: QuickBooksSwitches;
	readonly sizes: { capture: number; page: number };
	/** `Entity Id` to SyncToken, as emitted. */
	readonly emitted = new Map<string, string>();
	private readonly skew: number;
	private names = 0;
	/** People work while the company is read. */
	busy = true;

	constructor(
		seed: number,
		readonly withLedger: boolean,
	) {
		const prng = new Prng(seed);
		this.prng = prng;
		this.books = new Books(
			{ realmId: '9130', name: 'Histories', homeCurrency: 'USD', multicurrency: false },
			this.clock,
		);
		this.sizes = { capture: prng.int(3, 12), page: prng.int(2, 6) };
		this.switches = {
			...DEFAULT_SWITCHES,
			cdcMaxObjects: this.sizes.capture,
			cdcInclusive: prng.chance(0.5),
			cdcEmptyGroups: prng.chance(0.5) ? 'empty' : 'omit',
			cdcDeletedStatus: prng.pick(['sent', 'lost']),
			totalCountEntities: prng.chance(0.5) ? [] : ['Bill', 'Vendor'],
			// Without a ledger nobody could know of one that vanishes silently.
			mergedLoser: prng.pick(
				withLedger ? ['inactive', 'deleted', 'silent'] : ['inactive', 'deleted'],
			),
		};
		this.skew = prng.pick([0, 0, HOUR / 2, -HOUR / 2, 2 * DAY, -2 * DAY]);
		for (let count = prng.int(2, 14); count > 0; count--) this.change();
	}

	/** Reads one window and applies it. */
	async read(since: number | null): Promise<Changes> {
		const clock = new FakeClock(this.clock.time + this.skew);
		const client = new QuickBooksClient({
			realmId: '9130',
			baseUrl: 'https://quickbooks.test',
			tokens: { get: async () => 'token', renew: async () => 'token' },
			transport: this,
			pacer: new Pacer({ perMinute: 99_999, perSecond: 99_999, concurrent: 10 }, clock),
			clock,
		});
		const starts = ENTITIES.map((entity) => ({ entity, since, firstLoad: since === null }));
		const idsOf = async (entity: string) =>
			[...this.emitted.keys()]
				.filter((key) => key.startsWith(`${entity} `))
				.map((key) => key.slice(entity.length + 1));
		const known = this.withLedger ? { readAgain: [], idsOf } : undefined;
		// A list that changes under both looks at it is refused as a whole; the next run repeats it.
		let changes: Changes | undefined;
		while (changes === undefined) {
			changes = await readChanges(client, starts, known, this.sizes).catch((error: unknown) => {
				if (this.busy && error instanceof ServiceError && /twice in a row/.test(error.message)) {
					return undefined;
				}
				throw error;
			});
		}
		for (const { entity, live, deleted } of changes.entities) {
			for (const { row } of live) this.emitted.set(`${entity} ${row.Id}`, String(row.SyncToken));
			for (const { row } of deleted) this.emitted.delete(`${entity} ${row.Id}`);
		}
		return changes;
	}

	/** What is in the company. */
	company(): Map<string, string> {
		return new Map(
			ENTITIES.flatMap((entity) =>
				this.books.all(entity).map((row) => [`${entity} ${row.Id}`, row.SyncToken]),
			),
		);
	}

	async send({ url, body }: { url: URL; body?: string | Uint8Array }): Promise<HttpAnswer> {
		if (this.busy && this.prng.chance(0.3)) this.change();
		const time = pacificTime(this.clock.time, true);
		try {
			const { searchParams, pathname } = url;
			if (pathname.endsWith('/cdc')) {
				const [entities, since] = ['entities', 'changedSince'].map((name) =>
					searchParams.get(name),
				);
				const response = changesSince(
					entities ?? '',
					since ?? '',
					this.books,
					this.switches,
					this.clock.time,
				);
				this.slander(entities ?? '', response);
				return answer(200, { CDCResponse: response, time });
			}
			const statement = searchParams.get('query') ?? String(body);
			return answer(200, { QueryResponse: runQuery(statement, this.books, this.switches), time });
		} catch (error) {
			if (!(error instanceof ServiceFault)) throw error;
			return answer(error.status, { Fault: applicationFault(error), time });
		}
	}

	/** Reports a living document as deleted, as QuickBooks has been seen to do. */
	private slander(entities: string, response: unknown[]): void {
		const bills = this.books.all('Bill');
		if (!entities.includes('Bill') || bills.length === 0 || !this.prng.chance(0.2)) return;
		const { Id } = this.prng.pick(bills);
		const MetaData = { LastUpdatedTime: pacificTime(this.clock.time) };
		const [{ QueryResponse }] = response as Array<{ QueryResponse: unknown[] }>;
		QueryResponse.push({ Bill: [{ domain: 'QBO', status: 'Deleted', Id, MetaData }] });
	}

	/** One thing that somebody does in QuickBooks. */
	change(): void {
		const { books, prng } = this;
		if (prng.chance(0.6)) this.clock.time += prng.int(1, 1_700);
		const vendors = books.all('Vendor').filter((row) => row.Active !== false);
		const bills = books.all('Bill');
		const deed = prng.int(1, 9);
		if (deed <= 2 || vendors.length < 3) {
			this.names += 1;
			books.create('Vendor', { DisplayName: `Vendor ${this.names}` });
		} else if (deed <= 4 || bills.length === 0) {
			const Line = [{ Amount: prng.int(1, 900), DetailType: 'DescriptionOnly' }];
			books.create('Bill', { VendorRef: { value: prng.pick(vendors).Id }, Line });
		} else if (deed === 5) {
			books.update('Bill', prng.pick(bills).Id, { PrivateNote: `Note ${prng.int(1, 99)}` });
		} else if (deed === 6) {
			books.void('Bill', prng.pick(bills).Id);
		} else if (deed === 7) {
			books.delete('Bill', prng.pick(bills).Id);
		} else if (deed === 8) {
			books.inactivate('Vendor', prng.pick(vendors).Id);
		} else {
			const [loser, survivor] = vendors;
			books.merge('Vendor', loser.Id, survivor.Id, this.switches.mergedLoser);
		}
	}
}

/** A history of several windows; the last one is read when everybody has gone home. */
async function live(
	seed: number,
	withLedger: boolean,
): Promise<{ world: World; complete: boolean }> {
	const world = new World(seed, withLedger);
	const { prng } = world;
	let since: number | null = null;
	let complete = true;
	const windows = prng.int(2, 5);
	for (let window = 1; window <= windows; window++) {
		world.busy = window < windows;
		const changes = await world.read(since);
		complete = complete && changes.complete;
		since = Date.parse(changes.to);
		if (window === windows) break;
		for (let count = prng.int(0, 9); count > 0; count--) world.change();
		if (prng.chance(0.15)) world.clock.time += 35 * DAY;
		for (let count = prng.int(0, 3); count > 0; count--) world.change();
	}
	return { world, complete };
}

test('with the ledger what was emitted equals the company, whatever happened meanwhile', async () => {
	for (let seed = 1; seed <= SEEDS; seed++) {
		const { world, complete } = await live(seed, true);
		expect({ seed, complete, emitted: sorted(world.emitted) }).toEqual({
			seed,
			complete: true,
			emitted: sorted(world.company()),
		});
	}
});

test('without one nothing is missing, and where a deletion may be, the window says so', async () => {
	let whole = 0;
	for (let seed = 1; seed <= SEEDS; seed++) {
		const { world, complete } = await live(seed, false);
		const company = world.company();
		for (const [key, version] of company) {
			expect({ seed, key, version: world.emitted.get(key) }).toEqual({ seed, key, version });
		}
		if (!complete) continue;
		whole += 1;
		expect({ seed, emitted: sorted(world.emitted) }).toEqual({ seed, emitted: sorted(company) });
	}
	expect(whole).toBeGreaterThan(0);
});

function sorted(objects: ReadonlyMap<string, string>): string[] {
	return [...objects].map(([key, version]) => `${key} v${version}`).sort();
}
