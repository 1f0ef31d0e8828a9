/** What became of each row: collected import by import, then told once per row. Pure. */
import { originOf, type SourceRow } from './rows';

/**
 * `loaded`: Anaplan took it. `partial`: taken in part (a warning names what is missing). `rejected`:
 * not taken. `ignored`: not sent, because no import takes such rows and the option says so.
 */
export type RowOutcome = 'loaded' | 'partial' | 'rejected' | 'ignored';

/** What one import did with a row. */
export interface RowImport {
	import: string;
	importId: string;
	taskId: string;
	outcome: RowOutcome;
	reason?: string;
	/** What to do about the reason. */
	advice?: string;
}

/** What is added to a row as `anaplan`. Fields are null where no import took part. */
export interface RowRemark {
	outcome: RowOutcome;
	/** The import that decided: the first that refused the row, else the last it went through. */
	import: string | null;
	importId: string | null;
	taskId: string | null;
	/** ISO 8601 in UTC; null for a row that Anaplan did not take. */
	loadedAt: string | null;
	reason?: string;
	/** What to do about the reason. */
	advice?: string;
	/** Something to know of a loaded row, for example that Anaplan ignored some cells. */
	remark?: string;
	/** Each import, where the row went through several. */
	imports?: RowImport[];
}

/** What a remark has of imports where none took part. */
export const NO_IMPORT = { import: null, importId: null, taskId: null, loadedAt: null } as const;

interface Entry {
	imports: RowImport[];
	loadedAt: string | null;
	remarks: string[];
	/** For rows that were never sent. */
	unsent?: { outcome: 'rejected' | 'ignored'; reason: string };
}

/** Collects what happens to rows. */
export class RowResults {
	private readonly entries = new Map<SourceRow, Entry>();

	/** The row was not sent to any import. */
	unsent(row: SourceRow, outcome: 'rejected' | 'ignored', reason: string): void {
		this.entryOf(row).unsent = { outcome, reason };
	}

	/** An import dealt with the row. */
	add(row: SourceRow, result: RowImport, endedAt: string, remark?: string): void {
		const entry = this.entryOf(row);
		entry.imports.push(result);
		if (result.outcome !== 'rejected') entry.loadedAt = endedAt;
		if (remark !== undefined) entry.remarks.push(remark);
	}

	/** True once an import refused the row: later imports do not get it. */
	isRejected(row: SourceRow): boolean {
		return this.remarkOf(row).outcome === 'rejected';
	}

	/** What to tell of the row. */
	remarkOf(row: SourceRow): RowRemark {
		const entry = this.entryOf(row);
		if (entry.unsent !== undefined) {
			const { outcome, reason } = entry.unsent;
			return { outcome, ...NO_IMPORT, reason };
		}
		return remarkOn(entry.imports, entry.loadedAt, entry.remarks);
	}

	private entryOf(row: SourceRow): Entry {
		const origin = originOf(row);
		let entry = this.entries.get(origin);
		if (entry === undefined) {
			entry = { imports: [], loadedAt: null, remarks: [] };
			this.entries.set(origin, entry);
		}
		return entry;
	}
}

/**
 * What to tell of a row that went through these imports.
 * @param loadedAt when the last of them ended that took it; null for none
 * @param remarks something to know of a loaded row
 */
export function remarkOn(
	imports: RowImport[],
	loadedAt: string | null,
	remarks: readonly string[] = [],
): RowRemark {
	const deciding =
		imports.find((one) => one.outcome === 'rejected') ??
		imports.find((one) => one.outcome === 'partial') ??
		imports.at(-1);
	return {
		outcome: deciding?.outcome ?? 'ignored',
		import: deciding?.import ?? null,
		importId: deciding?.importId ?? null,
		taskId: deciding?.taskId ?? null,
		loadedAt: deciding?.outcome === 'rejected' ? null : loadedAt,
		...(deciding?.reason === undefined ? {} : { reason: deciding.reason }),
		...(deciding?.advice === undefined ? {} : { advice: deciding.advice }),
		...(remarks.length === 0 ? {} : { remark: remarks.join(' ') }),
		...(imports.length > 1 ? { imports } : {}),
	};
}
