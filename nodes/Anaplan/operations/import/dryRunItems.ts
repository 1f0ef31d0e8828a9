/** The table of a dry run as items: one per import, of a process one per file, in the order of the run. */
import type { INodeExecutionData } from 'n8n-workflow';

import type { DryRun } from '../../../../src/anaplan/dryRun';

/**
 * Windows do not come by in a dry run, so that a ledger behind the node does not take the run for one
 * that loaded something.
 */
export function dryRunItems(
	{ imports, withoutImport, withoutKey, process }: DryRun,
	from: readonly number[],
): INodeExecutionData[] {
	const pairedItem = from.map((item) => ({ item }));
	const notSent = { rowsWithoutImport: withoutImport, rowsWithoutKey: withoutKey };
	const table = imports.map((entry) => ({ kind: 'dryRun', ...entry }));
	const total =
		process === undefined ? { imports: imports.length } : { files: imports.length, ...process };
	return [...table, { kind: 'dryRunTotal', ...total, ...notSent }].map((json) => ({
		json,
		pairedItem,
	}));
}
