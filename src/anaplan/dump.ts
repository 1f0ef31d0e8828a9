/** Fetches and reads the dump: the rows an import refused, with reasons. */
import { parseCsv } from '../vendor';
import { hasStatus, textOf, type AnaplanClient, type ModelRef } from './client';
import { taskPath, type TaskParent } from './tasks';

/** A row that Anaplan refused (`error`) or took only in part (`warning`). */
export interface DumpLine {
	severity: 'error' | 'warning';
	/** Number of the line in the source file, where Anaplan tells it. */
	line: number | undefined;
	/** The row's values as Anaplan read them, by column. */
	values: Map<string, string>;
	reasons: string[];
}

const STATUS_COLUMN = '_Status_';
const LINE_COLUMN = '_Line_';
/** `_Error_1_`, `_Error_2_`, …; older dumps have one `__Error__0`. */
const ERROR_COLUMN = /^_+Error_+\d+_*$/;

/**
 * Fetches the dump of a latest task, chunk by chunk. Undefined where Anaplan has none (any more): only
 * the latest task of an import keeps one.
 * @param objectId of a process's task: the step whose dump is meant
 */
export async function fetchDump(
	client: AnaplanClient,
	model: ModelRef,
	parent: TaskParent,
	taskId: string,
	objectId?: string,
): Promise<DumpLine[] | undefined> {
	const task = taskPath(model, parent, taskId);
	const path =
		objectId === undefined ? `${task}/dump` : `${task}/dumps/${encodeURIComponent(objectId)}`;
	const what = `fetching the rows refused by "${parent.name}"`;
	const bytes = await dumpBytes(client, path, what).catch((error: unknown) =>
		hasStatus(error, 404) ? Buffer.alloc(0) : Promise.reject(error),
	);
	const text = bytes.toString('utf8');
	return text.trim() === '' ? undefined : parseDump(text);
}

/** All chunks joined before they are decoded: a chunk may end inside a row, or a character. */
async function dumpBytes(client: AnaplanClient, path: string, what: string): Promise<Buffer> {
	const chunks = await client.all(`${path}/chunks`, 'chunks', what);
	if (chunks.length === 0) return await bytesOf(client, path, what);
	const parts: Buffer[] = [];
	for (const chunk of chunks) {
		const id = encodeURIComponent(textOf(chunk, 'id'));
		parts.push(await bytesOf(client, `${path}/chunks/${id}`, what));
	}
	return Buffer.concat(parts);
}

/** Reads a dump by its header row, never by position: layouts differ. */
export function parseDump(text: string): DumpLine[] {
	const records: unknown = parseCsv(text, {
		bom: true,
		relax_column_count: true,
		skip_empty_lines: true,
	});
	const [header, ...rows] = records as string[][];
	if (header === undefined) return [];
	return rows.map((row) => readLine(header, row));
}

function readLine(header: readonly string[], row: readonly string[]): DumpLine {
	const values = new Map<string, string>();
	const reasons: string[] = [];
	let severity: DumpLine['severity'] = 'error';
	let line: number | undefined;
	header.forEach((column, index) => {
		const value = row[index] ?? '';
		if (column === STATUS_COLUMN)
			severity = value.trim().toUpperCase() === 'W' ? 'warning' : 'error';
		else if (column === LINE_COLUMN) line = /^\d+$/.test(value.trim()) ? Number(value) : undefined;
		else if (ERROR_COLUMN.test(column)) {
			if (value.trim() !== '') reasons.push(value.trim());
		} else values.set(column, value);
	});
	return { severity, line, values, reasons };
}

async function bytesOf(client: AnaplanClient, path: string, what: string): Promise<Buffer> {
	return await client.send({
		method: 'GET',
		path,
		// The dump is text; Anaplan refuses an Accept header that leaves it out.
		headers: { accept: '*/*' },
		repeat: 'safe',
		what,
	});
}
