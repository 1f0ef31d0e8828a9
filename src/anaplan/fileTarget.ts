/** What a file is filled for: every import that reads it, and the columns that serve them all. Pure. */
import type { CsvFormat } from '../csv/format';
import { SettingError } from '../errors';
import type { Findings } from './findings';
import type { ImportDefinition } from './importDefinition';
import { keyColumnsOf } from './loadPlan';
import { NUMERIC_COLUMNS } from './rows';

/** One file of the model as it is written. */
export interface WrittenFile {
	fileId: string;
	fileName: string;
	format: CsvFormat;
	/** Union of what the imports expect, because one file serves them all. */
	headerNames: string[];
	decimalSeparator: string;
}

/** An import that reads the file. */
export interface TargetImport {
	definition: ImportDefinition;
	/** The columns that tell its rows apart. */
	keyColumns: readonly string[];
}

/** A file and its imports, of which there is at least one. */
export interface FileTarget extends WrittenFile {
	imports: readonly TargetImport[];
}

/**
 * How a file is written that all these imports read.
 * @param definitions at least one
 * @throws SettingError where they read its numbers in different ways
 */
export function writtenFor(definitions: readonly ImportDefinition[]): WrittenFile {
	const [{ fileId, fileName, format }] = definitions;
	const numeric = definitions.filter(readsNumbers);
	const [first = definitions[0]] = numeric;
	const other = numeric.find((one) => one.decimalSeparator !== first.decimalSeparator);
	if (other !== undefined) {
		throw new SettingError(
			`The imports "${first.name}" and "${other.name}" read the same file "${fileName}", one with a decimal ${wordOf(first)} and the other with a decimal ${wordOf(other)}; nothing was uploaded.`,
			'Give both imports the same decimal separator in Anaplan, or a file each.',
			{ code: 'decimalSeparator' },
		);
	}
	return {
		fileId,
		fileName,
		format,
		headerNames: [...new Set(definitions.flatMap(({ headerNames }) => headerNames))],
		decimalSeparator: first.decimalSeparator,
	};
}

/**
 * The same with the key columns of each import; an import without one is a finding.
 * @throws SettingError as `writtenFor`
 */
export function targetOf(
	definitions: readonly ImportDefinition[],
	wantedKeys: readonly string[],
	findings: Findings,
): FileTarget {
	const imports = definitions.map((definition) => ({
		definition,
		keyColumns: findings.attempt(definition.name, () => keyColumnsOf(definition, wantedKeys)) ?? [],
	}));
	return { ...writtenFor(definitions), imports };
}

/** True where the import has columns of amounts. */
export function readsNumbers({ headerNames }: Pick<ImportDefinition, 'headerNames'>): boolean {
	return headerNames.some((column) => NUMERIC_COLUMNS.has(column));
}

function wordOf({ decimalSeparator }: ImportDefinition): string {
	return decimalSeparator === ',' ? 'comma' : 'point';
}
