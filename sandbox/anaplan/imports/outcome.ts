/** What an import run leaves behind: success, details, and the rows it complains about. */

/** One line of a task's result. `values` become a flat key, value, key, value array. */
export interface OutcomeDetail {
	type: string;
	text: string;
	values: Array<[key: string, value: string]>;
	occurrences: number;
	/** True when it reports trouble: the service then sometimes leaves its values empty. */
	failure: boolean;
}

/** A source row with complaints. */
export interface DumpRow {
	/** W: loaded in part; E: not loaded. */
	status: 'W' | 'E';
	cells: readonly string[];
	line: number;
	errors: string[];
}

export interface Dump {
	headers: readonly string[];
	rows: DumpRow[];
}

export interface ImportOutcome {
	successful: boolean;
	details: OutcomeDetail[];
	dump?: Dump;
}

/** An import that did not run at all. */
export function failedOutcome(type: string, text: string): ImportOutcome {
	return {
		successful: false,
		details: [{ type, text, values: [], occurrences: 1, failure: true }],
	};
}

/** Counts of one target, by the service's own words. */
export interface RowCounts {
	created: number;
	updated: number;
	ignored: number;
	failed: number;
	warned: number;
	warnedCreated: number;
	warnedUpdated: number;
	total: number;
}

export function noCounts(): RowCounts {
	return {
		created: 0,
		updated: 0,
		ignored: 0,
		failed: 0,
		warned: 0,
		warnedCreated: 0,
		warnedUpdated: 0,
		total: 0,
	};
}

/**
 * The summary line of a target. Text and keys of lists follow the samples of "Check the status of
 * the import action"; for modules no sample is public, so the same words are used (UNCONFIRMED).
 */
export function summary(
	kind: 'hierarchy' | 'lineItem',
	name: string,
	counts: RowCounts,
): OutcomeDetail {
	const trouble = counts.failed > 0 || counts.warned > 0;
	const good = counts.created + counts.updated;
	const start = `${name}: ${good} (${counts.created}/${counts.updated}) rows successful, `;
	const values: Array<[string, number]> = [
		['successRowCount', good],
		['successCreateCount', counts.created],
		['successUpdateCount', counts.updated],
		['warningsRowCount', counts.warned],
		['warningsCreateCount', counts.warnedCreated],
		['warningsUpdateCount', counts.warnedUpdated],
		['failedCount', counts.failed],
		['ignoredCount', counts.ignored],
		['totalRowCount', counts.total],
		['totalCreateCount', counts.created + counts.warnedCreated],
		['totalUpdateCount', counts.updated + counts.warnedUpdated],
		['invalidCount', 0],
		['updatedCount', counts.updated + counts.warnedUpdated],
		['renamedCount', 0],
		['createdCount', counts.created + counts.warnedCreated],
	];
	return {
		type: `${kind}RowsProcessed${trouble ? 'WithFailures' : ''}`,
		text: trouble
			? `${start}${counts.warned} (${counts.warnedCreated}/${counts.warnedUpdated}) rows has ` +
				`warnings, ${counts.failed} failed, ${counts.ignored} ignored`
			: `${start}${counts.ignored} ignored `,
		values: [
			[`${kind}Name`, name],
			...values.map(([key, value]): [string, string] => [key, String(value)]),
		],
		occurrences: 0,
		failure: trouble,
	};
}

/** Complaints of one run: rows for the dump, and a count per row code for the details. */
export class Complaints {
	private readonly rows = new Map<number, DumpRow>();
	private readonly codes = new Map<string, number>();

	/** Adds a complaint about the row at `line`; a row with an E is never softened to W again. */
	add(
		status: 'W' | 'E',
		row: { cells: readonly string[]; line: number },
		code: string,
		text: string,
	): void {
		const kept = this.rows.get(row.line) ?? {
			status,
			cells: row.cells,
			line: row.line,
			errors: [],
		};
		kept.status = kept.status === 'E' ? 'E' : status;
		kept.errors.push(text);
		this.rows.set(row.line, kept);
		this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
	}

	dump(headers: readonly string[]): Dump | undefined {
		const rows = [...this.rows.values()].sort((left, right) => left.line - right.line);
		return rows.length === 0 ? undefined : { headers, rows };
	}

	details(): OutcomeDetail[] {
		return [...this.codes].map(([type, occurrences]) => ({
			type,
			text: `${type}: ${occurrences}`,
			values: [],
			occurrences,
			failure: true,
		}));
	}
}
