/**
 * Refusals that lead back to no row. Anaplan counts the rows it refused and lists them in a dump; where
 * the two do not agree, or a line of the dump fits no row, any row may be one that was refused. Pure.
 */
import type { ImportDefinition } from './importDefinition';
import type { TaskOutcome } from './outcome';
import type { ImportRun } from './runImport';

/** What a dump names. */
export interface NamedRefusals {
	/** Rows that were sent and that it names, refused or loaded in part. */
	rows: number;
	/** Of these, the refused ones. */
	errors: number;
	/** Lines that fit no row that was sent. */
	strays: number;
}

/** A dump that is not there. */
export const NOTHING_NAMED: Readonly<NamedRefusals> = { rows: 0, errors: 0, strays: 0 };

/** Why the rows that a dump does not name do not count as loaded. */
export interface NothingCounts {
	reason: string;
	advice: string;
}

const HARMLESS = 'Loading them again is harmless.';
const LOOK =
	'Run the import in Anaplan by hand once: its window shows every row that was refused. Then correct these rows and load again.';
const COMPARE =
	'Compare the refused rows that fit none of those sent with your rows, and check that Key Columns names the columns by which the import tells rows apart. Then correct the rows and load again.';

/**
 * Why no row counts as loaded but for those that the dump tells of; undefined where each refusal is
 * known by row.
 */
export function unnamedRefusals(
	{ importType }: Pick<ImportDefinition, 'importType'>,
	{ outcome, unreadable }: Pick<ImportRun<unknown>, 'outcome' | 'unreadable'>,
	named: NamedRefusals,
): NothingCounts | undefined {
	if (named.strays > 0) {
		const lines = named.strays === 1 ? '1 row that fits' : `${named.strays} rows that fit`;
		return {
			reason: `Anaplan refused ${lines} none of those sent to this import. So it may have refused any of them, and those it does not name do not count as loaded. ${HARMLESS}`,
			advice: COMPARE,
		};
	}
	if (outcome.verdict !== 'partial') return undefined;
	if (named.rows === 0) {
		return {
			reason: `Anaplan ${whatOf(outcome)} of this import ${unreadable ? 'and keeps a list of them whose text is broken' : 'but keeps no list of them'}, so none counts as loaded. ${HARMLESS}`,
			advice: LOOK,
		};
	}
	const { refused, inPart } = countedRows(importType, outcome);
	if (refused <= named.errors && refused + inPart <= named.rows) return undefined;
	return {
		reason: `Anaplan ${whatOf(outcome)} of this import but names only ${named.rows} of them, so the others do not count as loaded. ${HARMLESS}`,
		advice: LOOK,
	};
}

/** Rows that Anaplan counted at least; none for imports into modules, where it counts cells. */
function countedRows(
	importType: string,
	{ steps }: TaskOutcome,
): { refused: number; inPart: number } {
	const counted = { refused: 0, inPart: 0 };
	if (importType === 'MODULE_DATA') return counted;
	for (const { unit, ofOneTarget } of steps) {
		if (unit === 'cells') continue;
		counted.refused += ofOneTarget.failed;
		counted.inPart += ofOneTarget.warnings;
	}
	return counted;
}

function whatOf({ failed, steps }: TaskOutcome): string {
	const unit = steps.some((step) => step.unit === 'cells') ? 'cell' : 'row';
	const inPart = steps.reduce((sum, { counts }) => sum + counts.warnings, 0);
	const count = (number: number) => `${number} ${unit}${number === 1 ? '' : 's'}`;
	if (failed > 0 && inPart > 0) return `refused ${count(failed)} and took ${inPart} in part only`;
	if (failed > 0) return `refused ${count(failed)}`;
	return inPart > 0 ? `took ${count(inPart)} in part only` : `refused some ${unit}s`;
}
