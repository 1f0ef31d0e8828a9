/**
 * What became of the rows of an import, as Anaplan counts them. The keys are those of its page "Check the
 * status of the import action"; where a detail comes without values its text tells. Pure.
 */
import type { TaskDetail } from './taskDetails';

export interface RowCounts {
	created: number;
	updated: number;
	ignored: number;
	failed: number;
	/** Loaded in part only. */
	warnings: number;
}

export function noCounts(): RowCounts {
	return { created: 0, updated: 0, ignored: 0, failed: 0, warnings: 0 };
}

/** Adds to counts. */
export function addCounts(sum: RowCounts, more: RowCounts): void {
	sum.created += more.created;
	sum.updated += more.updated;
	sum.ignored += more.ignored;
	sum.failed += more.failed;
	sum.warnings += more.warnings;
}

/** What one detail counts. */
export function countsIn({ values, text }: TaskDetail): RowCounts {
	const stated = (key: string) => numberOf(values.get(key));
	const told = readText(text);
	const ofBoth = (what: 'created' | 'updated', good: string, inPart: string) => {
		const first = stated(good) ?? told.get('successful')?.[what];
		const second = stated(inPart) ?? told.get('warnings')?.[what];
		return first === undefined && second === undefined ? undefined : (first ?? 0) + (second ?? 0);
	};
	const created = ofBoth('created', 'successCreateCount', 'warningsCreateCount');
	const updated = ofBoth('updated', 'successUpdateCount', 'warningsUpdateCount');
	const warnings = stated('warningsRowCount') ?? told.get('warnings')?.rows ?? 0;
	const ignored = stated('ignoredCount') ?? told.get('ignored')?.rows ?? 0;
	// Whether invalid rows count as failed too is documented nowhere.
	const refused = Math.max(
		stated('failedCount') ?? told.get('failed')?.rows ?? 0,
		stated('invalidCount') ?? 0,
	);
	return {
		created: created ?? stated('totalCreateCount') ?? stated('createdCount') ?? 0,
		updated: updated ?? stated('totalUpdateCount') ?? stated('updatedCount') ?? 0,
		ignored,
		failed: refused + withoutWord(stated, refused + warnings + ignored),
		warnings,
	};
}

/** Rows of the total that are neither successful nor anything else: they did not land. */
function withoutWord(stated: (key: string) => number | undefined, others: number): number {
	const total = stated('totalRowCount');
	const successful = stated('successRowCount');
	if (total === undefined || successful === undefined) return 0;
	return Math.max(0, total - successful - others);
}

/** A count in a text. */
interface ToldCount {
	rows: number | undefined;
	created: number | undefined;
	updated: number | undefined;
}

const NUMBER = String.raw`\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+|\d+`;
/** One of a text's counts; the pair is created and updated. */
const COUNT = new RegExp(
	String.raw`^(${NUMBER})(?: \((${NUMBER})\/(${NUMBER})\))? (?:rows? )?(successful|(?:has|have|with) warnings|failed|ignored)\.?$`,
);

/**
 * Reads "Vendors: 13 (4/9) rows successful, 1 (0/1) rows has warnings, 2 failed, 0 ignored". The name in
 * front may hold anything, so that only what follows the last colon counts, each count as a whole.
 */
function readText(text: string): Map<string, ToldCount> {
	const counts = new Map<string, ToldCount>();
	const name = text.lastIndexOf(': ');
	const sentence = name < 0 ? text : text.slice(name + 2);
	for (const part of sentence.split(', ')) {
		const [, rows, created, updated, what] = COUNT.exec(part.trim()) ?? [];
		if (what === undefined) continue;
		counts.set(what.endsWith('warnings') ? 'warnings' : what, {
			rows: numberOf(rows),
			created: numberOf(created),
			updated: numberOf(updated),
		});
	}
	return counts;
}

/** The number; undefined for what is absent or no whole number. */
function numberOf(text: string | undefined): number | undefined {
	const digits = text?.trim().replace(/[.,'’\u00a0\u202f](?=\d{3}(?!\d))/g, '') ?? '';
	return /^\d+$/.test(digits) ? Number(digits) : undefined;
}
