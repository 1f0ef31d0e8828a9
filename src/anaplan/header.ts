/** Compares the columns at hand with those an import expects. Pure. */
import { SettingError } from '../errors';
import { SeveralFindings, type Finding } from './findings';
import type { ImportDefinition } from './importDefinition';
import { nearestNames } from './nearest';

type Expected = Pick<ImportDefinition, 'name' | 'headerNames' | 'importType'>;

/**
 * Every column the import expects must be at hand: Anaplan drops the mapping of a missing column
 * without a word. Columns beyond those are not written, so they do no harm.
 * @param origin what brings the columns, for the message: "the Invoice rows", "payroll.csv"
 * @throws SettingError naming each missing column and the nearest one at hand
 */
export function checkHeader(expected: Expected, columns: readonly string[], origin: string): void {
	const present = new Set(columns);
	const missing = expected.headerNames.filter((name) => !present.has(name));
	if (missing.length === 0) return;
	const wanted = new Set(expected.headerNames);
	const spare = columns.filter((column) => !wanted.has(column));
	const parts = missing.map((name) => missingColumn(expected, name, spare, origin));
	const described = parts.map(({ name, nearest }) =>
		nearest === undefined ? `"${name}"` : `"${name}" (the nearest column is "${nearest}")`,
	);
	throw new SeveralFindings(
		`The import "${expected.name}" expects the column${missing.length > 1 ? 's' : ''} ${described.join(', ')}, which ${origin} do not have; nothing was uploaded.`,
		HEADER_ADVICE,
		'missingFields',
		parts.map(({ finding }) => finding),
	);
}

const HEADER_ADVICE =
	'If a column was renamed, give it the old name again or change the mapping of the import in Anaplan and upload a file by hand once; otherwise add the column to the rows.';

function missingColumn(expected: Expected, name: string, spare: readonly string[], origin: string) {
	const [nearest] = nearestNames(name, spare);
	const finding: Finding = {
		severity: 'error',
		code: nearest === undefined ? 'missingColumn' : 'renamedColumn',
		import: expected.name,
		column: name,
		message:
			nearest === undefined
				? `The import expects the column "${name}", which ${origin} do not have.`
				: `The import expects the column "${name}", which ${origin} do not have; they have "${nearest}", which is the nearest.`,
		advice: HEADER_ADVICE,
	};
	return { name, nearest, finding };
}

/**
 * For a CSV file: of two columns with one name nobody could say which one is meant.
 * @throws SettingError naming the columns that an import reads and the file has more than once
 */
export function checkNoDouble(
	wanted: readonly string[],
	columns: readonly string[],
	origin: string,
): void {
	const twice = wanted.filter((name) => columns.indexOf(name) !== columns.lastIndexOf(name));
	if (twice.length === 0) return;
	throw new SettingError(
		`${origin} has more than one column called ${twice.map((name) => `"${name}"`).join(', ')}; nothing was uploaded.`,
		'Take the one that is not meant out of the file, or rename it.',
		{ code: 'doubleColumn' },
	);
}

/**
 * For a finished CSV file: a column that a module import does not know would be taken for an unknown
 * line item, row by row.
 * @throws SettingError naming the surplus columns
 */
export function checkNoSurplus(
	expected: Expected,
	columns: readonly string[],
	origin: string,
): void {
	if (expected.importType !== 'MODULE_DATA') return;
	const wanted = new Set(expected.headerNames);
	const surplus = columns.filter((column) => !wanted.has(column));
	if (surplus.length === 0) return;
	throw new SettingError(
		`${origin} has columns that the module import "${expected.name}" does not know: ${surplus.map((name) => `"${name}"`).join(', ')}; nothing was uploaded.`,
		'Take these columns out of the file, or map them in the import in Anaplan and upload a file by hand once.',
		{ code: 'surplusFields' },
	);
}
