/**
 * Dumps of rejected rows: text for download, kept per user and import.
 * Help "Get the import task dump file"; the older layout is seen in a public connector's fixtures.
 */
import { stringify } from 'csv-stringify/sync';
import type { SimClock } from '../../common/clock';
import type { AnaplanSwitches } from '../switches';
import type { Dump } from './outcome';

/** A dump nobody fetched for this long is removed. */
const DUMP_LIFETIME_MS = 48 * 60 * 60 * 1000;

/** All fields quoted, rows ended by a line feed. */
export function dumpText(dump: Dump, layout: AnaplanSwitches['dumpLayout']): string {
	const records = layout === 'older' ? olderLayout(dump) : currentLayout(dump);
	return stringify(records, { quoted: true, quoted_empty: true });
}

function currentLayout(dump: Dump): string[][] {
	const width = Math.max(...dump.rows.map((row) => row.errors.length));
	const errors = Array.from({ length: width }, (_, index) => `_Error_${index + 1}_`);
	return [
		['_Status_', ...dump.headers, '_Line_', ...errors],
		...dump.rows.map((row) => [
			row.status,
			...row.cells,
			String(row.line),
			...errors.map((_, index) => row.errors[index] ?? ''),
		]),
	];
}

function olderLayout(dump: Dump): string[][] {
	return [
		[...dump.headers, '__Error__0'],
		...dump.rows.map((row) => [...row.cells, row.errors.join('; ')]),
	];
}

interface KeptDump {
	taskId: string;
	bytes: Buffer;
	touchedAt: number;
}

/** The dumps of one model: only the latest task of an import and user has one. */
export class DumpStore {
	private readonly dumps = new Map<string, KeptDump>();

	constructor(private readonly clock: SimClock) {}

	/** Called for every finished run; a run without complaints removes the dump before it. */
	record(userId: string, importId: string, taskId: string, text: string | undefined): void {
		const key = `${userId} ${importId}`;
		if (text === undefined) {
			this.dumps.delete(key);
			return;
		}
		this.dumps.set(key, {
			taskId,
			bytes: Buffer.from(text, 'utf8'),
			touchedAt: this.clock.now(),
		});
	}

	read(userId: string, importId: string, taskId: string): Buffer | undefined {
		const key = `${userId} ${importId}`;
		const dump = this.dumps.get(key);
		if (dump === undefined || dump.taskId !== taskId) {
			return undefined;
		}
		if (this.clock.now() - dump.touchedAt > DUMP_LIFETIME_MS) {
			this.dumps.delete(key);
			return undefined;
		}
		dump.touchedAt = this.clock.now();
		return dump.bytes;
	}
}
