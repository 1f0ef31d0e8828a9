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
	return topDown(
		rows,
		(row) => valueOf(row, keyColumn),
		(row) => valueOf(row, parentColumn),
		(round) => {
			throw circle(importName, round);
		},
	);
}

/**
 * The rows with every parent before its children, else in the order they came.
 * @param parentOf the key of the parent; '' where there is none
 * @param onCircle told of rows that are each other's parents, the first again at the end; where it
 * does not throw they keep their order
 */
export function topDown<Row>(
	rows: readonly Row[],
	keyOf: (row: Row) => string,
	parentOf: (row: Row) => string,
	onCircle: (round: Row[]) => void,
): Row[] {
	const byKey = new Map(rows.map((row) => [keyOf(row), row]));
	const placed = new Set<Row>();
	for (const row of rows) {
		// From the row up to the first ancestor that has its place, then down again.
		const line: Row[] = [];
		const above = new Set<Row>();
		for (let next: Row | undefined = row; next !== undefined && !placed.has(next); ) {
			if (above.has(next)) {
				onCircle([...line.slice(line.indexOf(next)), next]);
				break;
			}
			above.add(next);
			line.push(next);
			const parent = parentOf(next);
			next = parent === '' ? undefined : byKey.get(parent);
		}
		for (const ancestor of line.reverse()) placed.add(ancestor);
	}
	return [...placed];
}

function circle(importName: string, round: readonly SourceRow[]): SettingError {
	return new SettingError(
		`Rows for the import "${importName}" are each other's parents: ${round.map(describeRow).join(' belongs to ')}; nothing was uploaded.`,
		'Correct the parent of one of them in the source, so that the list has a top.',
		{ code: 'parentCircle' },
	);
}
