/** Text to bytes in a file's encoding, refusing what does not fit instead of writing question marks. */
import { SettingError } from '../errors';
import type { CellPlace } from './format';

interface Charset {
	/** As people know it, for errors. */
	label: string;
	encode(text: string): Buffer;
	/** The first character that the encoding cannot carry. */
	misfit(text: string): string | undefined;
}

/** Half of a surrogate pair by itself: no Unicode encoding can carry it. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const BEYOND_LATIN1 = /[\u0100-\u{10ffff}]/u;
const BEYOND_ASCII = /[\u0080-\u{10ffff}]/u;

function charset(label: string, name: 'utf8' | 'latin1' | 'utf16le', bad: RegExp): Charset {
	return {
		label,
		encode: (text) => Buffer.from(text, name),
		misfit: (text) => bad.exec(text)?.[0],
	};
}

const UTF8 = charset('UTF-8', 'utf8', LONE_SURROGATE);
const LATIN1 = charset('ISO-8859-1', 'latin1', BEYOND_LATIN1);
const UTF16LE = charset('UTF-16LE', 'utf16le', LONE_SURROGATE);
const ASCII = charset('US-ASCII', 'latin1', BEYOND_ASCII);

/** Spellings without case, blanks, hyphens and underscores. */
const CHARSETS = new Map<string, Charset>([
	['utf8', UTF8],
	['iso88591', LATIN1],
	['latin1', LATIN1],
	['utf16le', UTF16LE],
	['unicodelittleunmarked', UTF16LE],
	['usascii', ASCII],
	['ascii', ASCII],
]);

/** Spellings met before: looked up for every value of a file. */
const met = new Map<string, Charset>();

/**
 * The charset of an encoding's name in any usual spelling.
 * @throws SettingError for an encoding that is not written here
 */
function charsetOf(encoding: string): Charset {
	const known = met.get(encoding);
	if (known !== undefined) return known;
	const found = CHARSETS.get(encoding.toLowerCase().replace(/[\s_-]/g, ''));
	if (found === undefined) {
		throw new SettingError(
			`The import's file has the encoding "${encoding}", which this node does not write.`,
			'Set the file up in Anaplan once more with UTF-8 (it then also carries every name), ISO-8859-1 or UTF-16LE.',
			{ code: 'encoding' },
		);
	}
	met.set(encoding, found);
	return found;
}

/** The bytes of a text, without a byte order mark; check values with {@link checkFits} first. */
export function encodeText(text: string, encoding: string): Buffer {
	return charsetOf(encoding).encode(text);
}

/** True where every character of the text exists in the encoding. */
export function fits(text: string, encoding: string): boolean {
	return charsetOf(encoding).misfit(text) === undefined;
}

/**
 * Checks that every character of a value exists in the encoding.
 * @throws SettingError naming row, column and character
 */
export function checkFits(value: string, encoding: string, place: CellPlace): void {
	const { label, misfit } = charsetOf(encoding);
	const bad = misfit(value);
	if (bad === undefined) return;
	const code = (bad.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
	throw new SettingError(
		`${place.row}: the character "${bad}" (U+${code}) in column "${place.column}" does not exist in ${label}, the encoding of the import's file.`,
		'Set the file up in Anaplan with the encoding UTF-8, or change the text in QuickBooks.',
		{ code: 'character' },
	);
}
