/**
 * The demo: both simulators, a real n8n with the pack installed from its tarball, and the scheduled
 * sync run twice as in production. Started by `npm run demo`, which builds the pack before.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allAgree, type Comparison } from './compare';
import { Demo } from './demo';
import { comparisonLines, reportLines } from './print';
import type { RunReport } from './run';

/** What shells report for a command that Ctrl-C ended. */
const INTERRUPTED = 130;
const USAGE = 'Usage: npm run demo [-- --once]\n  --once  end after the second run';

function say(line = ''): void {
	process.stdout.write(`${line}\n`);
}

/** How often to look whether the process that started the demo is still there. */
const PARENT_LOOK_MS = 1_000;

/**
 * Resolves at the first request to end, which the end of the starting process is too; asked twice,
 * the process ends at once.
 */
function endRequested(): Promise<void> {
	return new Promise((resolve) => {
		const parent = process.ppid;
		setInterval(() => {
			if (process.ppid !== parent) resolve();
		}, PARENT_LOOK_MS).unref();
		let asked = false;
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.on(signal, () => {
				if (asked) process.exit(1);
				asked = true;
				resolve();
			});
		}
	});
}

function show(title: string, report: RunReport, comparison: readonly Comparison[]): boolean {
	say(`\n=== ${title} ===`);
	for (const line of reportLines(report)) say(line);
	say();
	for (const line of comparisonLines(comparison)) say(line);
	const agree = allAgree(comparison);
	say(agree ? 'All totals agree to the cent.' : 'The totals DIFFER.');
	return agree;
}

async function runBoth(demo: Demo): Promise<boolean> {
	say('\nFirst run: the scheduler of n8n starts the sync ...');
	const first = await demo.runFirstLoad();
	const firstAgrees = show('First load', first.report, first.comparison);

	say('\nA day of work in QuickBooks:');
	for (const line of demo.quickBooks.books.liveDay()) say(`  ${line}`);
	say('\nSecond run: the scheduler of n8n starts the sync ...');
	const second = await demo.run();
	const secondAgrees = show('After new and changed documents', second.report, second.comparison);
	return firstAgrees && secondAgrees;
}

async function main(): Promise<number> {
	const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
	const ended = endRequested();
	const folder = await mkdtemp(join(tmpdir(), 'qba-demo-'));
	const state: { demo?: Demo; exitCode?: number } = {};
	const work = async (): Promise<void> => {
		const demo = await Demo.start(folder, (line) => say(`- ${line}`));
		state.demo = demo;
		state.exitCode = (await runBoth(demo)) ? 0 : 1;
		say(`\nn8n:      ${demo.n8n.url}/workflow/${demo.workflowId}`);
		say(`E-mail:   ${demo.n8n.ownerEmail}`);
		say(`Password: ${demo.n8n.ownerPassword}`);
		if (values.once) return;
		say('n8n stays open. Ctrl-C ends it.');
		await ended;
	};
	try {
		const working = work();
		// When the end is asked for in the middle, the work is abandoned and fails on its own.
		working.catch(() => undefined);
		await Promise.race([working, ended]);
		return state.exitCode ?? INTERRUPTED;
	} finally {
		say('Ending n8n and the simulators ...');
		await state.demo?.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		if (error instanceof TypeError && 'code' in error) process.stderr.write(`${USAGE}\n`);
		process.exit(1);
	},
);
