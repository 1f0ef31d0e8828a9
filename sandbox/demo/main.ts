/**
 * The demo: both simulators, a real n8n with the pack installed from its tarball, and the scheduled
 * sync run four times as in production: a first load, after changes and removals, after nothing, and
 * after n8n was killed in the middle of a load. Started by `npm run demo`, which builds the pack
 * before.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AUDIT_TABLE, readAuditTable, trailLines } from './audit';
import { allAgree } from './compare';
import { Demo, type ComparedRun } from './demo';
import { comparisonLines, reportLines } from './print';
import { crashDuringLoad, deleteInvoiceOnItsWay } from './scenes';

/** What shells report for a command that Ctrl-C ended. */
const INTERRUPTED = 130;
const USAGE = 'Usage: npm run demo [-- --once]\n  --once  end after the fourth run';

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

function show(title: string, { report, comparison }: ComparedRun): boolean {
	say(`\n=== ${title} ===`);
	for (const line of reportLines(report)) say(line);
	say();
	for (const line of comparisonLines(comparison)) say(line);
	const agree = allAgree(comparison);
	say(agree ? 'All totals agree to the cent.' : 'The totals DIFFER.');
	return agree;
}

async function runAll(demo: Demo): Promise<boolean> {
	const { books } = demo.quickBooks;
	const agreed: boolean[] = [];
	say('\nFirst run: the scheduler of n8n starts the sync ...');
	agreed.push(show('1. First load', await demo.run()));

	say('\nA day of work in QuickBooks:');
	for (const line of books.liveDay()) say(`  ${line}`);
	say('and a day of corrections:');
	const corrections = books.correctionDay();
	for (const line of corrections.done) say(`  ${line}`);
	say('\nSecond run ...');
	agreed.push(show('2. After changes, removals and a merge', await demo.run()));

	say('\nThird run: nothing has changed in QuickBooks ...');
	const third = await demo.run();
	agreed.push(show('3. After no change', third));
	const { uploads, tasks } = third.report.writes;
	const quiet = uploads === 0 && tasks === 0;
	say(
		quiet
			? "Anaplan's own log shows no file written and no task started."
			: `Anaplan's own log shows ${uploads} uploads and ${tasks} tasks, although nothing had changed.`,
	);

	say('\nAnother day of work in QuickBooks:');
	for (const line of books.liveDay()) say(`  ${line}`);
	say('\nn8n is started on it, and killed (SIGKILL) while Anaplan imports the transactions ...');
	const cut = await crashDuringLoad(demo);
	say(cut ? 'The run was cut short.' : 'The run had ENDED before n8n could be killed.');
	say('While n8n is down, somebody works in QuickBooks:');
	say(`  ${deleteInvoiceOnItsWay(demo)}`);
	say('\nFourth run ...');
	agreed.push(show('4. After n8n was killed in the middle of a load', await demo.run()));

	say(`\n=== Audit trail of invoice ${corrections.shortenedInvoice}, which lost a line ===`);
	for (const entry of await demo.auditTrail('Invoice', corrections.shortenedInvoice)) {
		for (const line of trailLines(entry)) say(line);
	}
	const rows = await readAuditTable(demo.n8n.api);
	say(`\nn8n's data table "${AUDIT_TABLE}" has ${rows.length} entries to search in.`);
	return quiet && cut && agreed.every(Boolean);
}

async function main(): Promise<number> {
	const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
	const ended = endRequested();
	const folder = await mkdtemp(join(tmpdir(), 'qba-demo-'));
	const state: { demo?: Demo; exitCode?: number } = {};
	const work = async (): Promise<void> => {
		const demo = await Demo.start(folder, (line) => say(`- ${line}`));
		state.demo = demo;
		state.exitCode = (await runAll(demo)) ? 0 : 1;
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
