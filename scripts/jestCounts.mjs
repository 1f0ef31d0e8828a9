/** Reads what a jest run counted. */
import { existsSync, readFileSync } from 'node:fs';

function count(report, field) {
	const value = report[field];
	if (typeof value !== 'number') throw new Error(`jest's report has no number "${field}"`);
	return value;
}

/**
 * Counts of one jest run from its `--json` file. Whatever did not run counts as a failure: a suite
 * that broke before its tests, a run without tests, a run that ended badly without a failed test.
 *
 * @param {string} file
 * @param {number} exitCode of jest
 * @returns {{ passed: number, failed: number, skipped: number, note: string }}
 */
export function readCounts(file, exitCode) {
	let report;
	try {
		if (!existsSync(file)) throw new Error('jest wrote no report');
		report = JSON.parse(readFileSync(file, 'utf8'));
		const passed = count(report, 'numPassedTests');
		const broken = count(report, 'numRuntimeErrorTestSuites');
		const skipped = count(report, 'numPendingTests') + count(report, 'numTodoTests');
		let failed = count(report, 'numFailedTests') + broken;
		const notes = [];
		if (broken > 0) notes.push(`suites that did not run: ${broken}`);
		if (skipped > 0) notes.push(`skipped: ${skipped}`);
		if (passed + failed === 0) {
			failed = 1;
			notes.push('no test was executed');
		} else if (failed === 0 && exitCode !== 0) {
			failed = 1;
			notes.push(`jest ended with code ${exitCode}`);
		}
		return { passed, failed, skipped, note: notes.join(', ') };
	} catch (error) {
		return { passed: 0, failed: 1, skipped: 0, note: error.message };
	}
}
