/** Matches the headers of a file with the stored mapping of an import. */
import type { ColumnMapping, ColumnTarget, ImportDefinition } from '../store/definitions';
import type { AnaplanSwitches } from '../switches';
import type { SourceRow } from './sourceFile';

/** Column positions by target, and headers of the file that the mapping does not know. */
export interface BoundColumns {
	bound: Array<{ index: number; header: string; target: ColumnTarget }>;
	strayHeaders: string[];
}

/** Mapped headers the file lacks; the import cannot run without them. */
export interface MissingColumns {
	missing: string[];
}

/** The mapping is by header name, letter for letter. */
export function bindColumns(
	definition: ImportDefinition,
	headers: readonly string[],
	switches: AnaplanSwitches,
): BoundColumns | MissingColumns {
	const absent = definition.columns.filter(
		(column) => column.target.to !== 'nothing' && !headers.includes(column.header),
	);
	const fatal =
		switches.missingColumn === 'fail' ? absent : absent.filter((column) => isKey(column));
	if (fatal.length > 0) {
		return { missing: fatal.map((column) => column.header) };
	}
	const bound: BoundColumns['bound'] = [];
	const strayHeaders: string[] = [];
	headers.forEach((header, index) => {
		const column = definition.columns.find((entry) => entry.header === header);
		if (column === undefined) {
			strayHeaders.push(header);
		} else if (headers.indexOf(header) === index) {
			bound.push({ index, header, target: column.target });
		}
	});
	return { bound, strayHeaders };
}

/** The row's text for a target; undefined when no column is bound to it. */
export function cellFor(
	columns: BoundColumns,
	row: SourceRow,
	to: ColumnTarget['to'],
): string | undefined {
	const column = columns.bound.find((entry) => entry.target.to === to);
	return column === undefined ? undefined : row.cells[column.index];
}

function isKey(column: ColumnMapping): boolean {
	return column.target.to === 'code' || column.target.to === 'name' || column.target.to === 'item';
}
