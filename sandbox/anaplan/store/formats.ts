/** Data formats of list properties and line items, and how imported text becomes a value. */
import { parseDate } from '../dates';
import { Decimal } from '../decimal';

export type DataFormat = 'NUMBER' | 'TEXT' | 'DATE' | 'BOOLEAN';

/** A cell: an exact number, or text (dates as yyyy-MM-dd, booleans as true and false). */
export type CellValue = Decimal | string;

/** What an import's mapping says about reading values. */
export interface ReadingRules {
	dateFormat: string;
	decimalSeparator: string;
}

const TRUE_WORDS = new Set(['true', 'yes', '1']);
const FALSE_WORDS = new Set(['false', 'no', '0']);

/** Undefined: the text cannot be read in that format. The text must not be empty. */
export function readValue(
	text: string,
	format: DataFormat,
	rules: ReadingRules,
): CellValue | undefined {
	switch (format) {
		case 'NUMBER':
			return Decimal.parse(text, rules.decimalSeparator);
		case 'DATE':
			return parseDate(text, rules.dateFormat);
		case 'BOOLEAN': {
			const word = text.toLowerCase();
			return TRUE_WORDS.has(word) ? 'true' : FALSE_WORDS.has(word) ? 'false' : undefined;
		}
		case 'TEXT':
			return text;
	}
}

/** The value as the API shows it; an empty number is 0, an empty boolean false. */
export function showValue(value: CellValue | undefined, format: DataFormat): string {
	if (value === undefined) {
		return format === 'NUMBER' ? '0' : format === 'BOOLEAN' ? 'false' : '';
	}
	return value instanceof Decimal ? value.format() : value;
}

export function sameValue(left: CellValue | undefined, right: CellValue | undefined): boolean {
	return left instanceof Decimal && right instanceof Decimal ? left.equals(right) : left === right;
}
