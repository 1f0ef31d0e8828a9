/** Whether a copy of a company holds what the original holds. */
import { decodeCompany } from './codec';
import type { CompanyState } from './types';

export interface Comparison {
	/** What differs, in words; blank where nothing does. */
	difference: string;
	/** Old runs and entries that the copy does not keep: a ledger workflow keeps the newest only. */
	dropped: { runs: number; audit: number };
}

/**
 * Compares two companies as Export writes them. The order of documents does not count, and the epoch
 * may be higher in the copy, because an import that replaces something counts it up.
 * @throws SettingError when one of them cannot be read
 */
export function compareCopies(original: unknown, copy: unknown): Comparison {
	const [left, right] = [decodeCompany(original), decodeCompany(copy)];
	const dropped = {
		runs: left.runs.size - right.runs.size,
		audit: left.audit.length - right.audit.length,
	};
	const [head, otherHead] = [left, right].map((company) =>
		canonical({ ...company.head, epoch: 0 }),
	);
	if (head !== otherHead) return { difference: 'checkpoints or call counts', dropped };
	const documents = firstDifference(left.documents, right.documents);
	if (documents !== undefined) return { difference: `the document ${documents}`, dropped };
	const run = [...right.runs].find(
		([id, state]) => canonical(left.runs.get(id)) !== canonical(state),
	);
	if (run !== undefined) return { difference: `the run ${run[0]}`, dropped };
	const entries = new Set(left.audit.map(canonical));
	if (!right.audit.every((entry) => entries.has(canonical(entry)))) {
		return { difference: 'entries of the audit trail', dropped };
	}
	return { difference: '', dropped };
}

function firstDifference(
	left: CompanyState['documents'],
	right: CompanyState['documents'],
): string | undefined {
	for (const ref of new Set([...left.keys(), ...right.keys()])) {
		if (canonical(left.get(ref)) !== canonical(right.get(ref))) return ref;
	}
	return undefined;
}

/** JSON with Maps and objects in the order of their keys. */
function canonical(value: unknown): string {
	return JSON.stringify(value ?? null, (_key, part: unknown) => {
		if (part instanceof Map) return sorted([...part] as Array<[string, unknown]>);
		if (typeof part === 'object' && part !== null && !Array.isArray(part)) {
			return Object.fromEntries(sorted(Object.entries(part)));
		}
		return part;
	});
}

function sorted(entries: Array<[string, unknown]>): Array<[string, unknown]> {
	return entries.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}
