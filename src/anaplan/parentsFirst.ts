/** Orders the rows of a list top-down. Pure. */
import { SettingError } from '../errors';
import { describeRow, type SourceRow } from './rows';

/**
 * The rows with every parent before its children, else in the order they came. A parent that is not
 * among the rows is taken to be in the list already.
 * @throws SettingError for rows that are each other's parents
 */
export function parentsFirst(
	importName: string,
	rows: readonly SourceRow[],
	keyColumn: string,
	parentColumn: string,
): SourceRow[] {
	const valueOf = (row: SourceRow, column: string) =>
		Object.hasOwn(row.values, column) ? row.values[column].trim() : '';
	const byKey = new Map(rows.map((row) => [valueOf(row, keyColumn), row]));
	const placed = new Set<SourceRow>();
	for (const row of rows) {
		// From the row up to the first ancestor that has its place, then down again.
		const line: SourceRow[] = [];
		const above = new Set<SourceRow>();
		for (let next: SourceRow | undefined = row; next !== undefined && !placed.has(next); ) {
			if (above.has(next)) throw circle(importName, next, line);
			above.add(next);
			line.push(next);
			const parent = valueOf(next, parentColumn);
			next = parent === '' ? undefined : byKey.get(parent);
		}
		for (const ancestor of line.reverse()) placed.add(ancestor);
	}
	return [...placed];
}

function circle(importName: string, row: SourceRow, line: readonly SourceRow[]): SettingError {
	const round = [...line.slice(line.indexOf(row)), row].map(describeRow);
	return new SettingError(
		`Rows for the import "${importName}" are each other's parents: ${round.join(' belongs to ')}; nothing was uploaded.`,
		'Correct the parent of one of them in the source, so that the list has a top.',
		{ code: 'parentCircle' },
	);
}
