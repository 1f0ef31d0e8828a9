/** A random history: books that change, runs that overlap and die, and the comparison in the end. */
import type { HeldCode } from '../../../../src/ledger/commands';
import { PackError } from '../../../../src/errors';
import { seeded } from '../../planning/bodies';
import { Books, type Random, secondsOf, updatedAt, isVoid } from './books';
import { AnaplanModel } from './model';
import { mapped, syncRun } from './run';
import { DatabaseModel, StaticDataModel, type Step, type World } from './stores';

const HOUR_MS = 3_600_000;
/** Disturbed steps of a round. */
const STEPS = 120;
/** Steps one run gets before another may come. */
const BURST = 6;
/** Runs under way at the same time. */
const MOST_RUNS = 3;

export interface HistoryCount {
	runs: number;
	crashes: number;
	processCrashes: number;
	questions: number;
	rebuilds: number;
	moves: number;
	rowsOfLastRun: number;
}

interface ActiveRun {
	steps: Step;
	load?: Step;
}

export class History {
	readonly count: HistoryCount = {
		runs: 0,
		crashes: 0,
		processCrashes: 0,
		questions: 0,
		rebuilds: 0,
		moves: 0,
		rowsOfLastRun: 0,
	};
	private readonly random: Random;
	private readonly model = new AnaplanModel();
	private readonly companies: Books[];
	private store: World;
	private time = Date.parse('2026-11-02T06:17:00Z');
	private active: ActiveRun[] = [];
	/** Tasks of dead runs that Anaplan still works on. */
	private orphans: Step[] = [];

	constructor(seed: number) {
		this.random = seeded(seed);
		const now = () => this.time;
		this.companies = [
			new Books('9341453908059321', { home: 'USD', foreign: 'EUR' }, this.random, now),
			new Books('9341453908059322', { home: 'EUR', foreign: 'USD' }, this.random, now),
		];
		this.store = seed % 3 === 0 ? new DatabaseModel() : this.staticData();
	}

	/** Lives through `rounds` of disturbance, each followed by an undisturbed run and a comparison. */
	live(rounds: number): void {
		for (let round = 0; round < rounds; round += 1) {
			for (let step = 0; step < STEPS; step += 1) this.disturb();
			this.drain();
			if (this.random(12) === 0) this.loseAndRebuild();
			else if (this.random(8) === 0) this.move();
			this.settle();
			this.compare(`after round ${round + 1}`);
		}
		// A day later nothing of a dead run can land any more, so one run settles everything.
		this.time += 25 * HOUR_MS;
		this.settle();
		this.compare('a day later');
		this.count.rowsOfLastRun = 0;
		this.settle();
		this.compare('after a run without changes');
		if (this.count.rowsOfLastRun > 0) {
			throw new Error(`a run without changes sent ${this.count.rowsOfLastRun} rows`);
		}
	}

	private disturb(): void {
		this.time += this.random(90) * 1_000;
		const kind = this.random(100);
		if (kind < 28) this.company().change();
		else if (kind < 45) this.start();
		else if (kind < 93) this.advance();
		else if (kind < 97) this.kill();
		else if (kind === 97) this.crash();
		else if (kind === 98) this.replay();
		else this.time += this.random(4) * HOUR_MS;
	}

	private start(): void {
		if (this.active.length >= MOST_RUNS) return;
		this.count.runs += 1;
		const run: ActiveRun = { steps: [][Symbol.iterator]() as Step };
		run.steps = syncRun({
			...this.setting(this.company()),
			faults: true,
			onLoad: (load) => (run.load = load),
		});
		this.active.push(run);
	}

	private setting(books: Books) {
		return {
			runId: `run-${this.count.runs}`,
			books,
			model: this.model,
			store: this.store,
			random: this.random,
			now: () => this.time,
			onRows: (rows: number) => (this.count.rowsOfLastRun += rows),
		};
	}

	private advance(): void {
		const steps = [...this.active.map((run) => run.steps), ...this.orphans];
		if (steps.length === 0) return;
		const chosen = steps[this.random(steps.length)];
		let left = 1 + this.random(BURST);
		while (left > 0 && !this.isOver(chosen)) left -= 1;
		if (left === 0) return;
		this.active = this.active.filter((run) => run.steps !== chosen);
		this.orphans = this.orphans.filter((orphan) => orphan !== chosen);
	}

	/** A run that stops with a clear error is over; anything else is a fault of the code. */
	private isOver(steps: Step): boolean {
		try {
			return steps.next().done === true;
		} catch (error) {
			if (!(error instanceof PackError)) throw error;
			if (!/already holds its keys|emptied or replaced|knows no run/.test(error.message))
				throw error;
			this.count.questions += 1;
			return true;
		}
	}

	/** One execution dies. */
	private kill(): void {
		if (this.active.length === 0) return;
		const [dead] = this.active.splice(this.random(this.active.length), 1);
		this.count.crashes += 1;
		if (dead.load !== undefined && this.random(3) === 0) this.orphans.push(dead.load);
	}

	/** The process dies. */
	private crash(): void {
		while (this.active.length > 0) this.kill();
		this.count.processCrashes += 1;
		this.store.crash();
	}

	private replay(): void {
		const at = new Date(this.time).toISOString();
		const from = secondsOf(this.time - HOUR_MS);
		const scope =
			this.random(2) === 0
				? ({ by: 'rejected' } as const)
				: ({ by: 'window', from, to: secondsOf(this.time) } as const);
		this.finish(this.store.call({ kind: 'replay', realmId: this.company().realmId, scope, at }));
	}

	/** Everything under way ends, one way or the other. */
	private drain(): void {
		while (this.active.length + this.orphans.length > 0) {
			this.time += this.random(30) * 1_000;
			if (this.random(60) === 0) this.crash();
			else this.advance();
		}
	}

	/** The ledger is lost altogether and made again from what Anaplan holds. */
	private loseAndRebuild(): void {
		this.count.rebuilds += 1;
		this.store.lose();
		for (const { realmId } of this.companies) {
			const codes: HeldCode[] = [
				...[...this.model.listItems].map(([code, values]) => ({ code, values })),
				...[...this.model.lineItems].map((code) => ({ code })),
			];
			this.finish(this.store.call({ kind: 'rebuild', realmId, codes, at: secondsOf(this.time) }));
		}
	}

	/** From one store to another; where the export meets an empty copy of static data, it stays. */
	private move(): void {
		const target = this.store instanceof DatabaseModel ? this.staticData() : new DatabaseModel();
		const at = secondsOf(this.time);
		try {
			for (const { realmId } of this.companies) {
				const { state } = this.finish(this.store.call({ kind: 'exportState', realmId, at }));
				const stored: unknown = JSON.parse(JSON.stringify(state));
				this.finish(target.call({ kind: 'importState', realmId, state: stored, at }));
			}
		} catch (error) {
			if (!(error instanceof PackError && /nothing to export/.test(error.message))) throw error;
			this.count.questions += 1;
			return;
		}
		this.count.moves += 1;
		this.store = target;
	}

	/** One undisturbed run per company. */
	private settle(): void {
		for (const books of this.companies) {
			books.mend();
			this.time += 5_000;
			for (let tries = 0; ; tries += 1) {
				this.count.runs += 1;
				const steps = syncRun({ ...this.setting(books), faults: false });
				const questions = this.count.questions;
				while (!this.isOver(steps)) this.time += 100;
				// An empty copy of static data makes the run ask; the next one gets a full copy.
				if (this.count.questions === questions) break;
				if (tries > 2) throw new Error('the ledger keeps asking');
			}
		}
	}

	private finish<Answer>(call: Generator<undefined, Answer, undefined>): Answer {
		for (;;) {
			const { done, value } = call.next();
			if (done === true) return value;
		}
	}

	private compare(when: string): void {
		for (const books of this.companies) {
			this.compareCells(books, when);
			this.compareSums(books, when);
			this.compareLists(books, when);
		}
	}

	/** Every key that holds something is a line of today, with its value; every line of today is there. */
	private compareCells(books: Books, when: string): void {
		const records = [...books.live].map(([ref, body]) => ({
			kind: 'record' as const,
			entity: ref.split('/')[0],
			id: body.Id,
			realmId: books.realmId,
			operation: isVoid(body) ? ('void' as const) : ('upsert' as const),
			syncToken: body.SyncToken ?? null,
			updatedAt: updatedAt(body),
			transactionId: 'x',
			runId: 'x',
			homeCurrency: books.money.home,
			readAt: secondsOf(this.time),
			record: body,
		}));
		const expected = new AnaplanModel();
		for (const { rows } of mapped(records).documents) {
			if (rows.length === 0 || rows[0].Amount === undefined) continue;
			expected.importLineList(rows);
			expected.importModule(rows);
		}
		equal(held(this.model, books.realmId), held(expected, books.realmId), `keys ${when}`);
	}

	/** Independent of mapper and ledger: the books' own lines against the cells of the model. */
	private compareSums(books: Books, when: string): void {
		const inBooks = new Map<string, bigint>();
		for (const { account, month, currency, cents } of books.lines()) {
			addTo(inBooks, `${account} ${month} ${currency}`, BigInt(cents));
		}
		const inModel = new Map<string, bigint>();
		for (const [code, { amount, texts }] of this.model.cells) {
			if (!code.startsWith(`${books.realmId}-`)) continue;
			const account = texts['Account Code'].split('-').at(-1) ?? '';
			addTo(inModel, `${account} ${texts.Period} ${texts.Currency}`, amount);
		}
		equal(nonZero(inModel), nonZero(inBooks), `sums ${when}`);
	}

	private compareLists(books: Books, when: string): void {
		for (const [code, row] of this.model.listItems) {
			if (!code.startsWith(`${books.realmId}-`)) continue;
			const body = books.live.get(`${row.Entity}/${row['Source ID']}`);
			const status = body === undefined ? 'Deleted' : body.Active === false ? 'Inactive' : 'Active';
			if (row.Status !== status || row.Name === '') {
				throw new Error(`${code} ${when}: ${row.Name} is ${row.Status} instead of ${status}`);
			}
		}
		for (const [ref, body] of books.live) {
			if (body.TxnDate !== undefined) continue;
			const found = [...this.model.listItems.values()].some(
				(row) => row['Company ID'] === books.realmId && `${row.Entity}/${row['Source ID']}` === ref,
			);
			if (!found) throw new Error(`${ref} is missing ${when}`);
		}
	}

	private company(): Books {
		return this.companies[this.random(this.companies.length)];
	}

	private staticData(): StaticDataModel {
		return new StaticDataModel(this.random, () =>
			this.companies.every(({ realmId }) => this.model.holdsKeysOf(realmId)),
		);
	}
}

function held(model: AnaplanModel, realmId: string): string[] {
	return [...model.cells]
		.filter(
			([code, cell]) =>
				code.startsWith(`${realmId}-`) && (cell.amount !== 0n || cell.homeAmount !== 0n),
		)
		.map(
			([code, { amount, homeAmount, texts }]) =>
				`${code} ${amount} ${homeAmount} ${texts.Period} ${texts['Account Code']}`,
		)
		.sort();
}

function nonZero(sums: Map<string, bigint>): string[] {
	return [...sums]
		.filter(([, sum]) => sum !== 0n)
		.map(([key, sum]) => `${key} ${sum}`)
		.sort();
}

function addTo(sums: Map<string, bigint>, key: string, value: bigint): void {
	sums.set(key, (sums.get(key) ?? 0n) + value);
}

function equal(actual: string[], expected: string[], what: string): void {
	const [left, right] = [new Set(actual), new Set(expected)];
	const extra = actual.filter((item) => !right.has(item));
	const missing = expected.filter((item) => !left.has(item));
	if (extra.length + missing.length === 0 && left.size === actual.length) return;
	throw new Error(
		`${what} differ: Anaplan has ${extra.join('; ') || '-'}, the books have ${missing.join('; ') || '-'}`,
	);
}
