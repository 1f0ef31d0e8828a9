/** Finds an import and puts together what must be known to feed it. */
import { SettingError } from '../errors';
import type { CsvFormat } from '../csv/format';
import type { FileEntry, ImportEntry, ImportSource } from './catalog';
import { findObject, type ObjectKind, type ObjectReference } from './reference';

/** How a user refers to an import. */
export type ImportReference = ObjectReference;

/** Everything a load must know of one import. */
export interface ImportDefinition {
	id: string;
	name: string;
	importType: string;
	fileId: string;
	fileName: string;
	format: CsvFormat;
	/** `.` or `,`. */
	decimalSeparator: string;
	/** The columns the import expects, in their order. */
	headerNames: string[];
	/** Number of the file's line where data starts, from 1. */
	firstDataRow: number;
}

/** The header stands in the file's first line, and data in the second. */
const HEADER_ROW = 1;
const FIRST_DATA_ROW = 2;

/**
 * Finds an import.
 * @throws SettingError where there is none (naming the nearest ones) or the name is not unique
 */
export function findImport(
	imports: readonly ImportEntry[],
	reference: ImportReference,
	modelName: string,
): ImportEntry {
	return findObject(imports, reference, IMPORT, modelName);
}

const IMPORT: ObjectKind = {
	noun: 'import',
	whenNone:
		'This model shows no imports to this user: build the import in Anaplan with an upload by hand, or have the user given a role that may run it.',
	build: 'build the missing one in Anaplan with an upload by hand',
};

/**
 * Joins an import, its source and its file into a definition. The file's own settings come before
 * the import's copy of them, because Anaplan reads the bytes by the file's.
 * @throws SettingError where the import is not fed by a file, or its file has no header row
 */
export function defineImport(
	entry: ImportEntry,
	source: ImportSource,
	files: readonly FileEntry[],
): ImportDefinition {
	if (source.type === 'MODEL' || entry.fileId === '') {
		throw new SettingError(
			`The import "${entry.name}" is not fed by a file but by another model or a connection.`,
			'Choose an import whose source is a file, or build one in Anaplan with an upload by hand.',
			{ code: 'importNotFromFile' },
		);
	}
	const file = files.find((candidate) => candidate.id === entry.fileId);
	if (file === undefined) {
		throw new SettingError(
			`The file that feeds the import "${entry.name}" (ID ${entry.fileId}) is not visible to this user.`,
			'Have it made available to the user in Anaplan (Import Data Sources), or upload the file once by hand again.',
		);
	}
	const headerRow = firstSet(file.headerRow, source.headerRow, HEADER_ROW);
	const firstDataRow = firstSet(file.firstDataRow, source.firstDataRow, FIRST_DATA_ROW);
	if (headerRow !== HEADER_ROW || firstDataRow !== FIRST_DATA_ROW) {
		throw new SettingError(
			`The file "${file.name}" of the import "${entry.name}" expects its header in row ${headerRow} and data from row ${firstDataRow}.`,
			'Set the file up in Anaplan with the header in row 1 and data from row 2.',
		);
	}
	if (source.headerNames.length === 0) {
		throw new SettingError(
			`Anaplan does not say which columns the import "${entry.name}" expects.`,
			'Run the import once by hand in Anaplan with a file that has a header row.',
		);
	}
	return {
		id: entry.id,
		name: entry.name,
		importType: entry.importType,
		fileId: file.id,
		fileName: file.name,
		format: {
			encoding: file.encoding || source.encoding || 'UTF-8',
			separator: separatorOf(file.separator ?? source.separator ?? ','),
			delimiter: file.delimiter ?? source.delimiter ?? '"',
			// Anaplan reads both line ends.
			lineEnd: '\n',
		},
		decimalSeparator: source.decimalSeparator === ',' ? ',' : '.',
		headerNames: source.headerNames,
		firstDataRow,
	};
}

/** The first row number that was ever set; Anaplan shows -1 for a file never set up. */
function firstSet(...rows: number[]): number {
	return rows.find((row) => row >= 0) ?? FIRST_DATA_ROW;
}

/** Some answers spell the tab as the two characters backslash and t. */
function separatorOf(separator: string): string {
	return separator === '\\t' ? '\t' : separator;
}
