/**
 * Random histories of a company, read in windows while they go on: what was emitted, applied in order,
 * equals the company.
 */
import { type Changes, readChanges } from '../../../src/quickbooks/changes';
import { DAY, ENTITIES, HistoryCompany, UNCAPTURED } from './historyCompany';

/** More at a look: `HISTORIES=3000 jest …`. */
const SEEDS = Number(process.env.HISTORIES ?? 120);

/** What somebody knows who only ever saw what was emitted. */
class Reading extends HistoryCompany {
	/** `Entity Id` to SyncToken. */
	readonly emitted = new Map<string, string>();

	constructor(
		seed: number,
		private readonly withLedger: boolean,
	) {
		super(seed, withLedger, seed % 2 === 0 ? ENTITIES : [...ENTITIES, ...UNCAPTURED]);
	}

	/** Reads one window and applies it. */
	async read(since: number | null): Promise<Changes> {
		const starts = this.entities.map((entity) => ({ entity, since, firstLoad: since === null }));
		const idsOf = async (entity: string) =>
			[...this.emitted.keys()]
				.filter((key) => key.startsWith(`${entity} `))
				.map((key) => key.slice(entity.length + 1));
		const known = this.withLedger ? { readAgain: [], idsOf } : undefined;
		const changes = await this.untilQuiet(
			async () => await readChanges(this.client(), starts, known, this.sizes),
		);
		for (const { entity, live, deleted } of changes.entities) {
			for (const { row } of live) this.emitted.set(`${entity} ${row.Id}`, String(row.SyncToken));
			for (const { row } of deleted) this.emitted.delete(`${entity} ${row.Id}`);
		}
		return changes;
	}
}

/** A history of several windows; the last one is read when everybody has gone home. */
async function live(
	seed: number,
	withLedger: boolean,
): Promise<{ world: Reading; complete: boolean }> {
	const world = new Reading(seed, withLedger);
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
