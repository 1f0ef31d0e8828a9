/** Looks at the amounts of a CSV file for the decimal separator they are written with. Pure. */
import { SettingError } from '../errors';
import type { FileRow } from './csvFile';
import { readsNumbers, type FileTarget } from './fileTarget';
import { NUMERIC_COLUMNS } from './rows';

/** A number with a decimal comma; without thousands separators, which Anaplan does not take. */
const WITH_COMMA = /^[+-]?\d*,\d+$/;
const WITH_POINT = /^[+-]?\d*\.\d+$/;

/**
 * Watches the columns of amounts for the decimal separator: a comma where the import reads points
 * would be refused row by row, and a file with both leaves open what "1.234" means.
 */
export class DecimalWatch {
	private readonly columns: string[];
	private comma: string | undefined;
	private point: string | undefined;

	constructor(
		private readonly fileName: string,
		private readonly target: FileTarget,
	) {
		this.columns = target.headerNames.filter((column) => NUMERIC_COLUMNS.has(column));
	}

	/** Before the row's numbers are written with the import's separator. */
	see(row: FileRow): void {
		for (const column of this.columns) {
			const value = row.valueOf(column);
			const place = () => `"${value}" in column "${column}" of line ${row.line}`;
			if (WITH_COMMA.test(value)) this.comma ??= place();
			else if (WITH_POINT.test(value)) this.point ??= place();
		}
	}

	/** @throws SettingError where the separators do not fit */
	check(): void {
		const { comma, point, fileName } = this;
		const { imports, decimalSeparator } = this.target;
		if (comma === undefined || (decimalSeparator === ',' && point === undefined)) return;
		const both = point === undefined ? comma : `${comma}, but ${point}`;
		const name = imports.find(({ definition }) => readsNumbers(definition))?.definition.name ?? '';
		const reads = decimalSeparator === ',' ? 'a decimal comma' : 'a decimal point';
		throw new SettingError(
			`${fileName} has amounts with a decimal comma${point === undefined ? '' : ' and others with a point'} (${both}), and the import "${name}" reads numbers with ${reads}; nothing was uploaded.`,
			'Write all amounts of the file in one way, with a decimal point and without thousands separators.',
			{ code: 'decimalSeparator' },
		);
	}
}
