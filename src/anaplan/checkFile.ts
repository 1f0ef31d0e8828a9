/** Checks a whole CSV file before anything of it is sent. */
import { readCsv } from '../csv/reader';
import { checkFormat, checkRow } from '../csv/writer';
import { CancelledError, SettingError } from '../errors';
import { FILE_BOUNDS, rowBlocksOf } from './csvFile';
import type { CsvSource, FileBounds, FileRow } from './csvFile';
import { DecimalWatch } from './decimalWatch';
import { targetOf, type FileTarget } from './fileTarget';
import { Findings, MOST_ERRORS } from './findings';
import { checkHeader, checkNoDouble, checkNoSurplus } from './header';
import type { ImportDefinition } from './importDefinition';
import { watchesOf, type KeyWatch } from './keyWatch';

/** What the check of a whole file found. */
export interface CheckedFile {
	source: CsvSource;
	target: FileTarget;
	rows: number;
	/** Rows with a blank key: the first ones, up to the number asked for. */
	withoutKey: FileRow[];
	withoutKeyCount: number;
	/** Columns that no import reads. */
	unused: string[];
}

/** How much of a file is held and told. */
export interface CheckOptions {
	bounds?: Partial<FileBounds> | undefined;
	/** Errors from which on the check stops. */
	mostErrors?: number;
	signal?: AbortSignal | undefined;
}

/** How many rows of a checked file are sent. */
export function rowsToSend({ rows, withoutKeyCount }: CheckedFile): number {
	return rows - withoutKeyCount;
}

/**
 * Reads the whole file once and finds every reason not to send it: columns, keys that appear twice,
 * characters that the file in Anaplan cannot hold, decimal separators.
 * @param definitions the imports that read what is sent, at least one
 * @param wantedKeys columns that together name a row, of which an import may have some
 * @throws SettingError with all that was found; CancelledError
 */
export async function checkFile(
	source: CsvSource,
	definitions: readonly ImportDefinition[],
	wantedKeys: readonly string[],
	{ bounds, mostErrors = MOST_ERRORS, signal }: CheckOptions = {},
): Promise<CheckedFile> {
	const findings = new Findings(mostErrors);
	const { rejectedListed, keysInMemory } = { ...FILE_BOUNDS, ...bounds };
	const target = targetOf(definitions, wantedKeys, findings);
	const unused = await checkShape(source, target, findings);
	findings.refuse();
	const watches = watchesOf(source, target, keysInMemory, findings);
	const checked: CheckedFile = {
		source,
		target,
		rows: 0,
		unused,
		withoutKey: [],
		withoutKeyCount: 0,
	};
	try {
		const name = definitions[0].name;
		// Bytes or quotes that cannot be read end the reading; what was found before them is told too.
		await findings.attemptAsync(name, async () => {
			await checkRows(checked, watches, findings, rejectedListed, signal);
			for (const watch of watches) await watch.confirm();
		});
	} finally {
		for (const { keys } of watches) await keys.close();
	}
	findings.refuse();
	return checked;
}

async function checkRows(
	checked: CheckedFile,
	watches: readonly KeyWatch[],
	findings: Findings,
	rejectedListed: number,
	signal: AbortSignal | undefined,
): Promise<void> {
	const { source, target } = checked;
	const [{ definition }] = target.imports;
	const numbers = new DecimalWatch(source.name, target);
	for await (const block of rowBlocksOf(source, target)) {
		for (const row of block) {
			checked.rows += 1;
			const { keys, line } = row;
			if (keys === undefined) {
				checked.withoutKeyCount += 1;
				if (checked.withoutKey.length < rejectedListed) checked.withoutKey.push(row);
				continue;
			}
			for (const watch of watches) watch.see(keys, line);
			findings.attempt(definition.name, () => {
				numbers.see(row);
				checkRow(row.toCsv(), target.headerNames, target.format);
			});
			if (findings.full) return;
		}
		if (signal?.aborted) throw new CancelledError(`checking ${source.name}`);
		for (const { keys } of watches) await keys.settle();
	}
	findings.attempt(definition.name, () => numbers.check());
}

/** Looks at the header row; returns the columns that no import reads. */
async function checkShape(
	source: CsvSource,
	target: FileTarget,
	findings: Findings,
): Promise<string[]> {
	const { imports, headerNames, format } = target;
	for await (const { fields } of readCsv(await source.open(), source.encoding, source.name)) {
		const [{ definition: first }] = imports;
		findings.attempt(first.name, () => checkFormat(headerNames, format));
		findings.attempt(first.name, () => checkNoDouble(headerNames, fields, source.name));
		for (const { definition } of imports) {
			const attempt = (work: () => void) => findings.attempt(definition.name, work);
			attempt(() => checkHeader(definition, fields, `the rows of ${source.name}`));
			// Columns of the other imports of the file are written for all of them.
			attempt(() => checkNoSurplus({ ...definition, headerNames }, fields, source.name));
		}
		return fields.filter((column) => !headerNames.includes(column));
	}
	throw new SettingError(
		`${source.name} is empty: it has no header row.`,
		'Choose a CSV file whose first line holds the column names.',
	);
}
