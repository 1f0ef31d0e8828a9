import type { Comparison } from './compare';
import type { RunReport } from './run';

/** A table as lines of text: the first column to the left, the others to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
	const widths = header.map((name, column) =>
		Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
	);
	const line = (cells: readonly string[]): string =>
		cells
			.map((cell, column) => {
				const width = widths[column] ?? 0;
				return column === 0 ? cell.padEnd(width) : cell.padStart(width);
			})
			.join('   ')
			.trimEnd();
	return [line(header), widths.map((width) => '-'.repeat(width)).join('   '), ...rows.map(line)];
}

/** What a run read, loaded and rejected, and the calls it made. */
export function reportLines(report: RunReport): string[] {
	const lines = [
		`Run ${report.runId} of ${report.companyName}: ${report.status}${report.complete ? '' : ', incomplete (see the remarks)'}`,
		`Window: ${report.from ?? 'the beginning'} to ${report.to}`,
		'',
		...table(
			['Read from QuickBooks', 'records'],
			Object.entries(report.read).map(([entity, count]) => [entity, String(count)]),
		),
		'',
		...table(
			['Anaplan import', 'rows sent', 'loaded', 'ignored', 'rejected'],
			report.imports.map((entry) => [
				entry.import,
				String(entry.rowsSent),
				String(entry.loaded),
				String(entry.ignored),
				String(entry.rejected),
			]),
		),
		'',
		`Documents: ${report.ledger.loaded} loaded, ${report.ledger.skipped} skipped because Anaplan holds them, ${report.ledger.kept} kept for the next run.`,
		`Zero rows for what is gone: ${report.ledger.zeroRows}. Settled up to: ${report.ledger.checkpoint ?? 'as before'}.`,
		`Written to Anaplan: ${report.writes.uploads} upload requests, ${report.writes.tasks} tasks started.`,
		'',
		...table(
			['API calls', "service's log", "run's own count"],
			[
				['QuickBooks', String(report.calls.quickBooksLog), String(report.calls.quickBooksRun)],
				['Anaplan', String(report.calls.anaplanLog), String(report.calls.anaplanRun)],
			],
		),
	];
	for (const remark of report.remarks) lines.push(`Remark: ${remark}`);
	return lines;
}

/** QuickBooks' totals beside Anaplan's. */
export function comparisonLines(comparison: readonly Comparison[]): string[] {
	return table(
		['Totals', 'QuickBooks', 'Anaplan', ''],
		comparison.map((line) => [
			line.what,
			line.quickBooks,
			line.anaplan,
			line.agree ? 'agree' : 'DIFFER',
		]),
	);
}
