/** Leads each line of a dump back to the row it speaks of. Pure. */
import type { DumpLine, DumpSink } from './dump';
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
export class DumpJoin implements DumpSink<JoinedDump> {
	readonly kept: JoinedDump = { refusals: new Map(), strays: [] };
	private byKey: RowsByKey | undefined;

	constructor(
		private readonly sent: readonly SourceRow[],
		private readonly definition: Pick<ImportDefinition, 'firstDataRow' | 'importType'>,
		private readonly keyColumns: readonly string[],
	) {}

	add(line: DumpLine): void {
		const { refusals, strays } = this.kept;
		const row = this.rowOf(line);
		if (row === undefined) strays.push(line);
		else refusals.set(row, merged(refusals.get(row), line));
	}

	private rowOf(line: DumpLine): SourceRow | undefined {
		const { sent, definition, keyColumns } = this;
		const key = keyOf(line.values, keyColumns);
		const byLine = line.line === undefined ? undefined : sent[line.line - definition.firstDataRow];
		if (key === undefined) return byLine;
		// Made for the first line: most imports refuse nothing.
		this.byKey ??= rowsByKey(sent, definition, keyColumns);
		const { exact, distinct } = this.byKey;
		return (
			agreeing(byLine, key, keyColumns) ??
			exact.get(key) ??
			distinct.get(distinctKey(key, definition))
		);
	}
}

interface RowsByKey {
	exact: Map<string, SourceRow>;
	distinct: Map<string, SourceRow>;
}

function rowsByKey(
	sent: readonly SourceRow[],
	definition: Pick<ImportDefinition, 'importType'>,
	keyColumns: readonly string[],
): RowsByKey {
	const exact = new Map<string, SourceRow>();
	const distinct = new Map<string, SourceRow>();
	for (const row of sent) {
		const key = keyOf(columnsOf(row.values), keyColumns);
		if (key === undefined) continue;
		exact.set(key, row);
		distinct.set(distinctKey(key, definition), row);
	}
	return { exact, distinct };
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
export function merged(
	before: Refusal | undefined,
	line: Pick<DumpLine, 'severity' | 'reasons'>,
): Refusal {
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
