/**
 * Random histories of two companies, synced by overlapping runs that die anywhere; after every
 * undisturbed run the books and Anaplan agree. `LEDGER_SEEDS` sets the number of histories,
 * `LEDGER_FIRST_SEED` where they begin.
 */
import { History, type HistoryCount } from './world/history';

const SEEDS = Number(process.env.LEDGER_SEEDS ?? '200');
const FIRST_SEED = Number(process.env.LEDGER_FIRST_SEED ?? '1');
const ROUNDS = 3;
/** A tenth of a second each is ten times what a history takes; only a hang is ended by it. */
const TIMEOUT_MS = 60_000 + SEEDS * 500;

test(
	`after every settled run books and Anaplan agree, in ${SEEDS} random histories`,
	() => {
		const failed: string[] = [];
		const total: { [name: string]: number } = {};
		for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
			const history = new History(seed);
			try {
				history.live(ROUNDS);
			} catch (error) {
				failed.push(
					`seed ${seed}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
				);
			}
			addUp(total, history.count);
		}
		if (process.env.LEDGER_REPORT !== undefined)
			process.stdout.write(`${JSON.stringify({ failed: failed.length, ...total })}\n`);
		expect({ count: failed.length, first: failed.slice(0, 3) }).toEqual({ count: 0, first: [] });
		// The histories must really hold what they are about.
		expect(total.crashes).toBeGreaterThan(SEEDS);
		expect(total.processCrashes).toBeGreaterThan(SEEDS / 4);
		expect(total.runs).toBeGreaterThan(SEEDS * 10);
	},
	TIMEOUT_MS,
);

function addUp(total: { [name: string]: number }, count: HistoryCount): void {
	for (const [name, value] of Object.entries(count)) total[name] = (total[name] ?? 0) + value;
}
