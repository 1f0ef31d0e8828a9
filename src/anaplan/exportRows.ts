/** Reads the rows of an exported file by its header, without holding the file. */
import { readCsv, type ReadEncoding } from '../csv/reader';
import { SettingError } from '../errors';
import type { ExportFile } from './exportFile';

/** Spellings without case, blanks, hyphens and underscores. */
const ENCODINGS = new Map<string, ReadEncoding>([
	['utf8', 'utf-8'],
	['iso88591', 'iso-8859-1'],
	['latin1', 'iso-8859-1'],
	['utf16le', 'utf-16le'],
	['unicodelittleunmarked', 'utf-16le'],
	// Every text in it reads the same in UTF-8.
	['usascii', 'utf-8'],
]);

/** What a column without a name in the header is called: the rows' axis of a grid has none. */
const UNNAMED = 'Row';

/**
 * The rows by column.
 * @throws SettingError for a format or an encoding that is not read here
 */
export async function* exportRows(
	bytes: AsyncIterable<Uint8Array>,
	{ exportName, mimeType, encoding, layout }: ExportFile,
): AsyncGenerator<{ [column: string]: string }> {
	if (!mimeType.startsWith('text/')) {
		throw new SettingError(
			`The export "${exportName}" writes a spreadsheet (${mimeType}), which cannot be read into items here.`,
			'Set the format of the export in Anaplan to CSV or text, or hand the file over as binary data.',
		);
	}
	const known = ENCODINGS.get(encoding.toLowerCase().replace(/[\s_-]/g, ''));
	if (known === undefined) {
		throw new SettingError(
			`The export "${exportName}" writes the encoding "${encoding}", which is not read here.`,
			'Set the encoding of the export in Anaplan to UTF-8, or hand the file over as binary data.',
		);
	}
	let columns: string[] | undefined;
	const name = `The file of the export "${exportName}"`;
	for await (const { fields } of readCsv(bytes, known, name, layout)) {
		if (columns === undefined) {
			columns = columnNames(fields);
			continue;
		}
		yield Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? '']));
	}
}

/** Every column has a name of its own, so that none hides another. */
function columnNames(header: readonly string[]): string[] {
	const used = new Set<string>();
	return header.map((text, index) => {
		const wanted = text === '' ? (index === 0 ? UNNAMED : `Column ${index + 1}`) : text;
		let name = wanted;
		for (let count = 2; used.has(name); count++) name = `${wanted} (${count})`;
		used.add(name);
		return name;
	});
}
