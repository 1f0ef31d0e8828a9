/** Runs and the audit trail as JSON. */
import {
	readFlag,
	readList,
	readNumber,
	readObject,
	readOneOf,
	readPairs,
	readText,
	readTextOrNull,
	readTexts,
} from './read';
import { noCounts } from './runs';
import type { AuditEntry, PrepareOutcome, RunCounts, RunState } from './types';

const PREPARE_OUTCOMES = ['prepared', 'skipped', 'stale', 'refused'] as const;

const AUDIT_OUTCOMES = [
	'loaded',
	'rejected',
	'unanswered',
	'conflict',
	'skipped',
	'stale',
	'refused',
] as const;

const OPERATIONS = ['upsert', 'void', 'delete', 'merge'] as const;

export function encodeRun(run: RunState): unknown {
	return {
		...run,
		expected: [...run.expected],
		documents: byOutcome(run.documents),
		doubles: [...run.doubles],
	};
}

/** `[[outcome, [ref, ...]], ...]`, in groups of neighbours so that the order stays. */
function byOutcome(documents: ReadonlyMap<string, PrepareOutcome>): Array<[string, string[]]> {
	const groups: Array<[string, string[]]> = [];
	for (const [ref, outcome] of documents) {
		const last = groups.at(-1);
		if (last?.[0] === outcome) last[1].push(ref);
		else groups.push([outcome, [ref]]);
	}
	return groups;
}

export function decodeRun(value: unknown): RunState {
	const what = 'a run';
	const run = readObject(value, what);
	return {
		runId: readText(run.runId, what),
		executionId: readText(run.executionId, what),
		startedAt: readText(run.startedAt, what),
		recordedAt: readTextOrNull(run.recordedAt, what),
		from: readTextOrNull(run.from, what),
		to: readText(run.to, what),
		entities: readTexts(run.entities, what),
		complete: readFlag(run.complete, what),
		expected: readPairs(run.expected, what, readNumber),
		missingAccepted: readFlag(run.missingAccepted, what),
		epoch: readNumber(run.epoch, what),
		documents: new Map(
			readList(run.documents, what).flatMap((group) => {
				const [outcome, refs] = readList(group, what);
				const known = readOneOf(outcome, PREPARE_OUTCOMES, what);
				return readTexts(refs, what).map((ref): [string, PrepareOutcome] => [ref, known]);
			}),
		),
		doubles: readPairs(run.doubles, what, readNumber),
		counts: decodeCounts(run.counts),
		moved: readTexts(run.moved, what),
		remark: readText(run.remark, what),
	};
}

function decodeCounts(value: unknown): RunCounts {
	const stored = readObject(value, 'the counts of a run');
	const counts = noCounts();
	for (const key of Object.keys(counts) as Array<keyof RunCounts>) {
		counts[key] = readNumber(stored[key], 'a count of a run');
	}
	return counts;
}

/** In the order of `decodeAudit`; the realm ID is the company's. */
export function encodeAudit(entry: AuditEntry): unknown {
	return [
		entry.at,
		entry.runId,
		entry.executionId,
		entry.entity,
		entry.id,
		entry.documentNumber,
		entry.transactionId,
		entry.version,
		entry.operation,
		entry.outcome,
		entry.replay,
		entry.reason,
		entry.imports,
		entry.tasks,
		entry.windowFrom,
		entry.windowTo,
		entry.readAt,
		entry.loadedAt,
		entry.rows,
		entry.zeroRows,
		entry.amountBefore,
		entry.amountAfter,
		entry.currency,
	];
}

export function decodeAudit(realmId: string, value: unknown): AuditEntry {
	const what = 'an entry of the audit trail';
	const fields = readList(value, what);
	let next = 0;
	const field = () => fields[next++];
	const text = () => readText(field(), what);
	return {
		at: text(),
		runId: text(),
		executionId: text(),
		realmId,
		entity: text(),
		id: text(),
		documentNumber: text(),
		transactionId: text(),
		version: text(),
		operation: readOneOf(field(), OPERATIONS, what),
		outcome: readOneOf(field(), AUDIT_OUTCOMES, what),
		replay: readFlag(field(), what),
		reason: text(),
		imports: readTexts(field(), what),
		tasks: readTexts(field(), what),
		windowFrom: readTextOrNull(field(), what),
		windowTo: text(),
		readAt: text(),
		loadedAt: text(),
		rows: readNumber(field(), what),
		zeroRows: readNumber(field(), what),
		amountBefore: text(),
		amountAfter: text(),
		currency: text(),
	};
}
