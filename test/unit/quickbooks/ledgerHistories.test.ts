/**
 * Random histories of a company, synced by the real ledger and mapper while they go on: what stands in
 * the plan at the end equals the company, though loads are rejected, lost and cut short.
 */
import type { PlanningRow, SyncRecord } from '../../../src/flow';
import type { RowOutcome } from '../../../src/ledger/commands';
import { MemoryStore } from '../../../src/ledger/memoryStore';
import { mapRecords } from '../../../src/planning/map';
import { liveRecord } from '../../../src/quickbooks/records';
import { fetchSinceCheckpoint } from '../../../src/quickbooks/sinceCheckpoint';
import type { Fetched } from '../../../src/quickbooks/window';
import { mapped } from '../ledger/world/run';
import { DAY, ENTITIES, HistoryCompany } from './historyCompany';

/** More at a look: `HISTORIES=3000 jest …`. */
const SEEDS = Number(process.env.HISTORIES ?? 80);
const LONG_AGO = Date.parse('2015-01-01T00:00:00Z');

class Sync extends HistoryCompany {
	/** Rows by their code, as an import leaves them. */
	readonly plan = new Map<string, PlanningRow>();
	private readonly ledger = new MemoryStore();
	private runs = 0;

	constructor(seed: number) {
		super(seed, true);
	}

	/** Reads, maps, prepares, loads and records; with `faults` something of it may go wrong. */
	async run(faults: boolean): Promise<Fetched> {
		const { realmId } = this.books.company;
		this.runs += 1;
		const executionId = `${this.runs}`;
		const fetched = await this.untilQuiet(
			async () =>
				await fetchSinceCheckpoint(this.client(), this.ledger, {
					entities: ENTITIES,
					firstLoadFrom: LONG_AGO,
					executionId,
					sizes: this.sizes,
				}),
		);
		const { records, window } = fetched;
		const { runId } = window;
		const at = () => new Date(this.clock.time).toISOString();
		const { rows } = await this.ledger.execute<'prepare'>({
			kind: 'prepare',
			realmId,
			run: { runId, executionId, at: at(), window, ledger: window.ledger?.mark },
			...mapped(records),
		});
		const dies = faults && this.prng.chance(0.2);
		const outcomes: RowOutcome[] = [];
		for (const { row } of rows) {
			// Dead before, during or after the load: some rows land, and nobody records it.
			if (dies && this.prng.chance(0.3)) return fetched;
			const rejected = faults && this.prng.chance(0.1);
			if (!rejected) this.plan.set(row.Code, row);
			outcomes.push({
				code: row.Code,
				status: rejected ? 'rejected' : 'loaded',
				reason: rejected ? 'Invalid' : '',
				import: 'An import',
				taskId: 'T1',
			});
		}
		if (dies) return fetched;
		const record = { realmId, runId, executionId, at: at(), outcomes };
		await this.ledger.execute<'record'>({ kind: 'record', ...record });
		return fetched;
	}

	/** What the plan has to show. */
	wanted(): string[] {
		const context = { realmId: this.books.company.realmId, runId: '', homeCurrency: 'USD' };
		const time = new Date(this.clock.time).toISOString();
		const records: SyncRecord[] = ENTITIES.flatMap((entity) =>
			this.books.all(entity).map((row) => liveRecord(entity, row, time, context)),
		);
		return shownOf(mapRecords(records).rows.map(({ row }) => row));
	}

	planned(): string[] {
		return shownOf([...this.plan.values()]);
	}
}

/** List items that are there, and lines that hold money, whatever their status says. */
function shownOf(rows: readonly PlanningRow[]): string[] {
	return rows
		.filter(({ Amount, Status }) =>
			Amount === undefined ? Status !== 'Deleted' : Number(Amount) !== 0,
		)
		.map(shown)
		.sort();
}

function shown(row: PlanningRow): string {
	return `${row.Code} v${row['Sync Token']} ${row.Amount ?? ''} ${row.Active ?? ''}`;
}

test('the plan equals the company after whatever happened to runs and documents', async () => {
	for (let seed = 1; seed <= SEEDS; seed++) {
		const sync = new Sync(seed);
		for (let count = sync.prng.int(2, 6); count > 0; count--) {
			const { window } = await sync.run(true);
			expect({ seed, complete: window.complete }).toEqual({ seed, complete: true });
			for (let changes = sync.prng.int(0, 9); changes > 0; changes--) sync.change();
			if (sync.prng.chance(0.15)) sync.clock.time += 35 * DAY;
		}
		// Everybody has gone home, and what a dead run may have left under way has long ended.
		sync.busy = false;
		sync.clock.time += DAY;
		await sync.run(false);
		await sync.run(false);
		expect({ seed, planned: sync.planned() }).toEqual({ seed, planned: sync.wanted() });
	}
});
