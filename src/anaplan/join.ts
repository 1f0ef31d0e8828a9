/** Leads each line of a dump back to the row it speaks of. Pure. */
import type { DumpLine } from './dump';
import type { ImportDefinition } from './importDefinition';
import { explainRow } from './plainWords';
import { columnsOf, distinctKey, keyOf, type SourceRow } from './rows';
import type { NamedRefusals } from './unnamedRefusals';

/** What the dump says of one row. */
export interface Refusal {
	severity: DumpLine['severity'];
	reason: string;
	/** What to do about it. */
	advice: string;
}

export interface JoinedDump {
	refusals: Map<SourceRow, Refusal>;
	/** Lines that fit no row that was sent. */
	strays: DumpLine[];
}

/**
 * Joins a dump to the rows in the order they were sent. The line number leads where the key agrees;
 * otherwise the key decides, because line numbers count differently where fields hold line breaks. A key
 * that no row has as it is spelt leads to the row that the import cannot tell apart from it.
 */
export function joinDump(
	dump: readonly DumpLine[],
	sent: readonly SourceRow[],
	definition: Pick<ImportDefinition, 'firstDataRow' | 'importType'>,
	keyColumns: readonly string[],
): JoinedDump {
	const byKey = new Map<string, SourceRow>();
	const byDistinctKey = new Map<string, SourceRow>();
	for (const row of sent) {
		const key = keyOf(columnsOf(row.values), keyColumns);
		if (key === undefined) continue;
		byKey.set(key, row);
		byDistinctKey.set(distinctKey(key, definition), row);
	}
	const rowByKey = (key: string) =>
		byKey.get(key) ?? byDistinctKey.get(distinctKey(key, definition));
	const refusals = new Map<SourceRow, Refusal>();
	const strays: DumpLine[] = [];
	for (const line of dump) {
		const key = keyOf(line.values, keyColumns);
		const byLine = line.line === undefined ? undefined : sent[line.line - definition.firstDataRow];
		const row = key === undefined ? byLine : (agreeing(byLine, key, keyColumns) ?? rowByKey(key));
		if (row === undefined) strays.push(line);
		else refusals.set(row, merged(refusals.get(row), line));
	}
	return { refusals, strays };
}

/** How many rows a dump names. */
export function namedIn({ refusals, strays }: JoinedDump): NamedRefusals {
	let errors = 0;
	for (const { severity } of refusals.values()) if (severity === 'error') errors += 1;
	return { rows: refusals.size, errors, strays: strays.length };
}

function agreeing(
	row: SourceRow | undefined,
	key: string,
	keyColumns: readonly string[],
): SourceRow | undefined {
	return row !== undefined && keyOf(columnsOf(row.values), keyColumns) === key ? row : undefined;
}

/** A row may have several lines: the worse severity counts, and every reason is kept. */
export function merged(before: Refusal | undefined, line: DumpLine): Refusal {
	const { reason, advice } = explainRow(line.reasons);
	if (before === undefined) return { severity: line.severity, reason, advice };
	return {
		severity: before.severity === 'error' ? 'error' : line.severity,
		reason: withText(before.reason, reason),
		advice: withText(before.advice, advice),
	};
}

function withText(before: string, text: string): string {
	return before.includes(text) ? before : `${before} ${text}`;
}
