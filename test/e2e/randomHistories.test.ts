/**
 * Random histories on a real n8n server that is really killed: work in QuickBooks, a run that dies at
 * any moment, more work, and then a run that settles everything.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Prng } from '../../sandbox/common';
import { Demo } from '../../sandbox/demo/demo';
import { workByChance } from './randomHistory';

/** Installing n8n on a machine that never had it takes most of this. */
const START_TIMEOUT_MS = 1_200_000;
const HISTORY_TIMEOUT_MS = 400_000;

const SEEDS = [11, 12, 13];
/** Runs that are cut short before one may end. */
const CUTS = 2;
/** A run makes some 30 to 50 requests; a cut that comes too late is allowed, but not every time. */
const LATEST_REQUEST = 34;
/** Also the moments when nothing is on the line are of interest: writing the ledger, mapping. */
const MOST_DELAY_MS = 250;
const STEPS = 6;

/** Small: what matters is what happens to documents, not how many there are. */
const SCALE = { vendors: 14, customers: 20, invoices: 40, bills: 24, payments: 18 };

describe('random histories on a real n8n server that is killed again and again', () => {
	let folder = '';
	let demo: Demo;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'qba-histories-'));
		demo = await Demo.start(folder, () => undefined, { scale: SCALE });
	}, START_TIMEOUT_MS);

	afterAll(async () => {
		await demo?.stop();
		await rm(folder, { recursive: true, force: true });
	}, HISTORY_TIMEOUT_MS);

	/** True once a number of requests was made and a moment has passed since. */
	function momentAfter(requests: number, delayMs: number): () => boolean {
		const wanted = demo.requests() + requests;
		let reachedAt: number | undefined;
		return () => {
			if (demo.requests() < wanted) return false;
			reachedAt ??= Date.now();
			return Date.now() - reachedAt >= delayMs;
		};
	}

	// The first of them begins with an empty model and an empty ledger, so its first load dies too.
	it.each(SEEDS)(
		'has every sum right and no key twice after the runs that died (seed %d)',
		async (seed) => {
			const prng = new Prng(seed);
			const { books } = demo.quickBooks;
			const story: string[] = [];
			let cuts = 0;
			for (let round = 1; round <= CUTS; round++) {
				story.push(...workByChance(books, prng, STEPS, `S${seed}-${round}`));
				const [requests, delay] = [prng.int(1, LATEST_REQUEST), prng.int(0, MOST_DELAY_MS)];
				const cut = await demo.killDuringRun(momentAfter(requests, delay));
				story.push(`${cut ? 'killed' : 'not killed'} at request ${requests} + ${delay} ms`);
				cuts += cut ? 1 : 0;
			}
			story.push(...workByChance(books, prng, STEPS, `S${seed}-end`));
			expect(cuts).toBeGreaterThan(0);

			const settled = await demo.runByHand();
			const differing = settled.comparison.filter(({ agree }) => !agree);
			expect({ story, differing }).toEqual({ story, differing: [] });
			expect(settled.report.rejected).toBe(0);
			// What a dead run and this one sent in different versions is sent again for a day.
			const again = await demo.runByHand();
			expect(again.comparison.filter(({ agree }) => !agree)).toEqual([]);
			if (settled.report.ledger.kept === 0) {
				expect(again.report.writes).toEqual({ uploads: 0, tasks: 0 });
			}
			expect(demo.anaplan.hazards).toEqual([]);
		},
		HISTORY_TIMEOUT_MS,
	);
});
