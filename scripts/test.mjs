/**
 * `npm test`: everything there is to check, on a fresh clone as well. The last line is
 * "N passed, N failed" over all tests; the exit code is 0 only when every check and test passed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { bootstrap, ROOT, runNpm, runWithPrivateNode } from './bootstrap.mjs';
import { exitCodeOf, interruption } from './children.mjs';
import { readCounts } from './jestCounts.mjs';

const CHECKS = ['lint', 'typecheck', 'build'];
/** In this order: the fast ones first. */
const PROJECTS = ['unit', 'sandbox', 'postgres', 'engine', 'e2e'];
const WORKERS = Math.max(2, availableParallelism() - 1);
const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

function heading(text) {
	console.log(`\n=== ${text} ===`);
}

async function timed(work) {
	const started = performance.now();
	const result = await work();
	return { result, seconds: ((performance.now() - started) / 1000).toFixed(1) };
}

async function runProject(project, folder) {
	const file = join(folder, `${project}.json`);
	const args = [JEST, '--selectProjects', project, '--json', `--outputFile=${file}`];
	// One real n8n server at a time: it needs most of a small machine. The others wait for timers and
	// sockets much of the time, so two at once pay even on two cores, where jest would run one.
	args.push(project === 'e2e' ? '--runInBand' : `--maxWorkers=${WORKERS}`);
	const exitCode = await runWithPrivateNode(args);
	return readCounts(file, exitCode);
}

async function main() {
	const failedChecks = [];
	const lines = [];
	const total = { passed: 0, failed: 0 };

	heading('install');
	const ready = await bootstrap();
	if (!ready) {
		lines.push('The dev dependencies could not be installed, so nothing was checked.');
		failedChecks.push('install');
		total.failed = 1;
	}
	for (const check of ready ? CHECKS : []) {
		if (interruption()) break;
		heading(check);
		const { result, seconds } = await timed(async () => await runNpm(['run', '--silent', check]));
		console.log(`${check}: ${result === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
		if (result !== 0) failedChecks.push(check);
	}

	const folder = mkdtempSync(join(tmpdir(), 'test-report-'));
	try {
		for (const project of ready ? PROJECTS : []) {
			if (interruption()) break;
			heading(`${project} tests`);
			const { result, seconds } = await timed(async () =>
				project === 'e2e' && failedChecks.includes('build')
					? { passed: 0, failed: 1, note: 'not run, because the build failed' }
					: await runProject(project, folder),
			);
			total.passed += result.passed;
			total.failed += result.failed;
			const note = result.note ? ` (${result.note})` : '';
			lines.push(
				`${project}: ${result.passed} passed, ${result.failed} failed in ${seconds} s${note}`,
			);
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}

	heading('result');
	for (const line of lines) console.log(line);
	if (ready) {
		const names = failedChecks.length > 0 ? ` (${failedChecks.join(', ')})` : '';
		const passed = CHECKS.length - failedChecks.length;
		console.log(`Checks: ${passed} passed, ${failedChecks.length} failed${names}`);
	}
	const signal = interruption();
	if (signal !== undefined) {
		console.log(`Interrupted by ${signal}; what did not finish counts as failed.`);
		total.failed = Math.max(total.failed, 1);
	}
	if (total.passed + total.failed === 0) total.failed = 1;
	console.log(`${total.passed} passed, ${total.failed} failed`);
	if (signal !== undefined) process.exitCode = exitCodeOf(signal);
	else process.exitCode = total.failed === 0 && failedChecks.length === 0 ? 0 : 1;
}

await main();
