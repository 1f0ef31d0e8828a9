/**
 * What Anaplan says of list items and cells it did not take, in plain words with what to do. Sources:
 * Integration API, "Add, update and delete list items" and "Write cell data". The set of types grows;
 * what is not known here is shown as Anaplan says it. Pure.
 */
import type { PlainWords } from './plainWords';

/** A failure as Anaplan reports it. */
export interface WriteFailure {
	/** Position in the request, from 0. */
	requestIndex: number;
	type: string;
	details: string;
}

/** What was to be done with an item. */
export type ListChange = 'add' | 'update' | 'delete';

/** Reads the failures of an answer; entries of an unknown form are kept with what they have. */
export function readFailures(value: unknown): WriteFailure[] {
	if (!Array.isArray(value)) return [];
	return value.flatMap((entry: unknown) => {
		if (typeof entry !== 'object' || entry === null) return [];
		const { requestIndex, failureType, failureMessageDetails } = entry as {
			[key: string]: unknown;
		};
		return [
			{
				requestIndex: typeof requestIndex === 'number' ? requestIndex : -1,
				type: typeof failureType === 'string' ? failureType : '',
				details: typeof failureMessageDetails === 'string' ? failureMessageDetails : '',
			},
		];
	});
}

/** Types come in several spellings: `Not found`, `NOT_FOUND`. */
export function failureKey(type: string): string {
	return type
		.trim()
		.replace(/[^A-Za-z0-9]+/g, '_')
		.toUpperCase();
}

/** Whether an item is refused because there is one like it: the type for that is not certain. */
export function isDuplicate({ type, details }: WriteFailure): boolean {
	// The value of a column may be any word.
	const said = WRONG_COLUMN.test(details) ? '' : details;
	return (
		failureKey(type) === 'DUPLICATE' || /\bduplicate\b|\balready (exists|in use)\b/i.test(said)
	);
}

/** `incorrect format -- column name:People, value:many` */
const WRONG_COLUMN = /column name:\s*(.*?),\s*value:\s*([\s\S]*)$/i;
/** More of a value than this helps nobody. */
const MAX_QUOTE = 100;

/**
 * Why Anaplan refused a list item.
 * @param list what matters of the list
 */
export function explainItem(
	failure: WriteFailure,
	change: ListChange,
	list: { name: string; numbered: boolean; parentName: string | undefined },
): PlainWords {
	const { type, details } = failure;
	if (isDuplicate(failure)) {
		return change === 'add' ? exists(list.name, details) : taken(list.name, details);
	}
	switch (failureKey(type)) {
		case 'INCORRECT_FORMAT':
			return wrongFormat(details, change, list);
		case 'INCOMPLETE_DATA':
			return change === 'add'
				? {
						says: `The list "${list.name}" needs more to add this item${quoted(details)}`,
						advice: list.numbered
							? 'Give the item a code.'
							: 'Give the item a name; only items of numbered lists do without.',
					}
				: {
						says: `Anaplan could not tell which item of the list "${list.name}" this is, or may not change its code this way${quoted(details)}`,
						advice:
							'Identify the item by its ID or its code. An item that has a code cannot be found by its name alone, and a code can be replaced, but not emptied.',
					};
		case 'NOT_FOUND':
			return {
				says: `The list "${list.name}" has no such item${quoted(details)}`,
				advice:
					change === 'delete'
						? 'Nothing needs to be done if it was deleted before; otherwise check the code or ID: upper and lower case count.'
						: 'Check the code or ID: upper and lower case count. Add the item first where it is new.',
			};
		case 'AMBIGUOUS_CRITERIA':
			return {
				says: `Anaplan could not tell which item of the list "${list.name}" is meant${quoted(details)}`,
				advice: 'Identify each item by one thing alone, its code or its ID.',
			};
		default:
			return unknown(type, details);
	}
}

/** Why Anaplan did not write a cell. */
export function explainCell({ type, details }: WriteFailure): PlainWords {
	switch (failureKey(type)) {
		case 'CELLISCALCULATED':
			return {
				says: 'The cell is calculated by Anaplan, by a formula or as a total, and takes no values',
				advice:
					'Write to the line items the formula reads, and to the lowest items of each list, not to their parents.',
			};
		case 'CELLISINVALID':
			return {
				says: 'Anaplan found no such cell',
				advice:
					'Check the code or name of each item and the spelling of periods and versions (for example "Jan 26", "Actual"): the item must exist in the dimension before its cells can be written.',
			};
		default: {
			const words = unknown(type, details);
			return /value|format/i.test(type + details)
				? {
						...words,
						advice:
							'Check the value: numbers without thousands separators, dates as YYYY-MM-DD, list items and periods by their name.',
					}
				: words;
		}
	}
}

function wrongFormat(
	details: string,
	change: ListChange,
	list: { name: string; numbered: boolean; parentName: string | undefined },
): PlainWords {
	const found = WRONG_COLUMN.exec(details);
	if (found === null) {
		return {
			says: `A value does not fit the list "${list.name}"${quoted(details)}`,
			advice: FORMAT_ADVICE,
		};
	}
	const [, column, value] = found;
	if (column.toLowerCase() === 'parent') {
		return {
			says: `The parent ${quote(value)} does not exist in the list above "${list.name}"`,
			advice:
				list.parentName === undefined
					? 'This list has no list above it: leave the parent out.'
					: `Add the parent to the list "${list.parentName}" first, or correct it; parents are given by name.`,
		};
	}
	if (column.toLowerCase() === 'name' && list.numbered) {
		return {
			says: `The numbered list "${list.name}" makes the names of its items itself and takes none`,
			advice: `Leave the name out and ${change === 'add' ? 'give the item a code' : 'identify the item by its code or ID'}; a property may hold the name.`,
		};
	}
	return {
		says: `The value ${quote(value)} does not fit the column "${column}" of the list "${list.name}"`,
		advice: FORMAT_ADVICE,
	};
}

const FORMAT_ADVICE =
	'Correct the value: numbers without thousands separators, dates as YYYY-MM-DD, true or false, list items and periods by their name; names and codes have at most 60 characters. A column with a formula takes no values.';

function exists(list: string, details: string): PlainWords {
	return {
		says: `The list "${list}" has an item with this name or code already${quoted(details)}`,
		advice:
			'Nothing of the existing item was changed. Use the operation Update for it, or give the new item a name and code of its own.',
	};
}

function taken(list: string, details: string): PlainWords {
	return {
		says: `Another item of the list "${list}" has this name or code already${quoted(details)}`,
		advice: 'Give the item a name and code of its own.',
	};
}

function unknown(type: string, details: string): PlainWords {
	const said = [type, details].filter((text) => text.trim() !== '').join(': ');
	return {
		says:
			said === '' ? 'Anaplan gave no reason' : `Anaplan says: "${said.slice(0, MAX_QUOTE * 3)}"`,
		advice: 'Correct the row, or ask the builder of the model what it means; then run again.',
	};
}

function quoted(details: string): string {
	return details.trim() === '' ? '' : ` (${details.trim().slice(0, MAX_QUOTE * 2)})`;
}

function quote(value: string): string {
	const text = value.trim();
	return `"${text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text}"`;
}
