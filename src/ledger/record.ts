/**
 * Record: takes down what Anaplan answered, keeps what did not land for the next run, and moves the
 * checkpoint when the whole window has been answered. Nothing else moves it.
 */
import { SettingError } from '../errors';
import { transactionIdOf } from '../transactionId';
import { minorUnitsOf } from '../planning/currencies';
import { formatDecimal, ZERO } from '../planning/money';
import { auditEntry } from './audit';
import type { CommandOf } from './commands';
import { checkpointMove } from './checkpoint';
import { uncertain, unknownDocument, withRetry } from './documents';
import { type Answer, answersByCode, together } from './outcomes';
import { codePrefixOf, entityAndIdOf, isCodeOf, union } from './refs';
import { type Applied, type Changes, type CompanySlice, noChanges } from './slice';
import {
	type AuditEntry,
	type AuditOutcome,
	DELETED,
	type DocumentRef,
	type DocumentState,
	type Pending,
	type RunState,
} from './types';

/** @throws SettingError when the ledger knows no such run. Recording a run again changes nothing. */
export function record(slice: CompanySlice, command: CommandOf<'record'>): Applied<'record'> {
	const run = slice.runs.get(command.runId);
	if (run === undefined) throw unknownRun(slice, command.runId);
	if (run.recordedAt !== null) return recordedBefore(run);
	return new Recording(slice, run, command).apply();
}

class Recording {
	private readonly changes: Changes = noChanges();
	private readonly audit: AuditEntry[] = [];
	private readonly answers: ReadonlyMap<string, Answer>;
	private readonly run: RunState;

	constructor(
		private readonly slice: CompanySlice,
		run: RunState,
		private readonly command: CommandOf<'record'>,
	) {
		this.answers = answersByCode(command.outcomes);
		this.run = {
			...run,
			executionId: command.executionId || run.executionId,
			recordedAt: command.at,
			counts: { ...run.counts },
		};
	}

	apply(): Applied<'record'> {
		const { run } = this;
		for (const [ref, outcome] of run.documents) if (outcome === 'prepared') this.settle(ref);
		const move = checkpointMove(this.slice.head, run);
		run.moved = move.moved;
		run.remark = move.remark;
		// What is recorded is settled; the audit trail names the documents from here on.
		run.documents = new Map();
		run.doubles = new Map();
		if (move.moved.length > 0) {
			this.changes.head = { ...this.slice.head, checkpoints: move.checkpoints };
		}
		this.changes.runs.set(run.runId, run);
		this.changes.audit = this.audit;
		return {
			changes: this.changes,
			answer: {
				counts: run.counts,
				audit: this.audit,
				moved: run.moved,
				remark: run.remark,
				alreadyRecorded: false,
			},
		};
	}

	private settle(ref: DocumentRef): void {
		const document = this.slice.documents.get(ref) ?? unknownDocument();
		const entry = document.pending.find(({ runId }) => runId === this.run.runId);
		if (entry === undefined) this.settleLate(ref, document);
		else this.settlePending(ref, document, entry);
	}

	private settlePending(ref: DocumentRef, document: DocumentState, entry: Pending): void {
		const { at } = this.command;
		const answers = entry.codes.map((code) => this.answers.get(code));
		const answer = together(answers.filter((item) => item !== undefined));
		const answered = !answers.includes(undefined);
		const others = document.pending.filter((other) => other !== entry);
		// Runs that overlap may land in any order; it matters only where they carry different versions.
		const sendsRows = entry.codes.length > 0;
		const conflict = sendsRows && (entry.crossed || others.some((other) => mayClash(other, entry)));
		const rest: DocumentState = {
			...document,
			pending: others.map((other) =>
				sendsRows && other.version !== entry.version ? { ...other, crossed: true } : other,
			),
		};
		const outcome: AuditOutcome = answer.rejected
			? 'rejected'
			: !answered
				? 'unanswered'
				: conflict
					? 'conflict'
					: 'loaded';
		const reason = REASONS[outcome](answer.reason);
		this.changes.documents.set(
			ref,
			outcome === 'loaded'
				? sendsRows || document.newest === entry.version
					? loaded(rest, entry)
					: rest
				: withRetry(uncertain(rest, entry), reason, at, 1),
		);
		this.note(ref, document, entry, outcome, reason, answer);
	}

	/**
	 * The document was forgotten, or the run was given up as dead, before it was recorded. Whatever it
	 * loaded may stand over newer rows, so the next run reads the document again.
	 */
	private settleLate(ref: DocumentRef, document: DocumentState): void {
		const prefix = codePrefixOf(this.slice.head.realmId, entityAndIdOf(ref));
		const codes = [...this.answers.keys()].filter((code) => isCodeOf(code, prefix));
		const reason =
			'The run was recorded after it had been given up or the document had been forgotten; it is read again.';
		this.changes.documents.set(
			ref,
			withRetry(
				{
					...document,
					version: null,
					codes: union(document.codes, codes),
					pending: document.pending.map((other) => ({ ...other, crossed: true })),
				},
				reason,
				this.command.at,
				1,
			),
		);
		this.run.counts.conflict += 1;
		this.audit.push(
			auditEntry(
				this.slice.head,
				this.run,
				this.command.at,
				{
					...entityAndIdOf(ref),
					version: document.newest ?? '',
					transactionId: '',
					operation: 'upsert',
					readAt: '',
					face: document.face,
				},
				{ outcome: 'conflict', reason },
			),
		);
	}

	private note(
		ref: DocumentRef,
		before: DocumentState,
		entry: Pending,
		outcome: Exclude<AuditOutcome, 'skipped' | 'stale' | 'refused'>,
		reason: string,
		{ imports, tasks }: Answer,
	): void {
		this.run.counts[outcome] += 1;
		const { head } = this.slice;
		const document = entityAndIdOf(ref);
		this.audit.push(
			auditEntry(
				head,
				this.run,
				this.command.at,
				{
					...document,
					version: entry.version,
					transactionId: transactionIdOf({
						realmId: head.realmId,
						...document,
						syncToken: entry.version === DELETED ? null : entry.version,
					}),
					operation: entry.operation,
					readAt: entry.readAt,
					face: entry.face,
				},
				{
					outcome,
					reason,
					replay: entry.replay,
					imports,
					tasks,
					loadedAt: outcome === 'loaded' ? this.command.at : '',
					rows: entry.codes.length,
					zeroRows: entry.zeroRows,
					amountBefore: amountBefore(before, entry),
					amountAfter: outcome === 'loaded' ? entry.face.amount : '',
				},
			),
		);
	}
}

const REASONS: {
	[outcome in 'loaded' | 'rejected' | 'unanswered' | 'conflict']: (said: string) => string;
} = {
	loaded: () => '',
	rejected: (said) => said || 'Anaplan refused it without a reason.',
	unanswered: () => 'Anaplan gave no answer for all of its rows; it may have landed.',
	conflict: () =>
		'Another run loaded a different version of it at the same time, and which of them came last is not known.',
};

/**
 * Whether loading the entry is what the retry mark asked for: not where the mark was set after Prepare,
 * nor where it stands for something QuickBooks answered later than what this run read.
 */
function answersMark({ retry, revision }: DocumentState, entry: Pending): boolean {
	if (retry === null) return true;
	if (revision !== entry.revision) return false;
	return retry.readAt === '' || Date.parse(entry.readAt) > Date.parse(retry.readAt);
}

/** Whether the two leave different things in Anaplan, depending on which lands last. */
function mayClash(other: Pending, entry: Pending): boolean {
	return other.codes.length > 0 && other.version !== entry.version;
}

/** The document once everything of the entry has landed. */
function loaded(document: DocumentState, entry: Pending): DocumentState {
	return {
		...document,
		version: entry.version,
		codes: entry.holds,
		face: entry.face,
		retry: answersMark(document, entry) ? null : document.retry,
	};
}

/** Blank where what Anaplan held is not certain, and for list items, which have no amount. */
function amountBefore(document: DocumentState, { face }: Pending): string {
	if (document.version !== null) return document.face?.amount ?? '';
	const neverLoaded = document.codes.length === 0 && document.retry === null;
	if (!neverLoaded || face.amount === '') return '';
	return formatDecimal(ZERO, minorUnitsOf(face.values.get('Currency') ?? ''));
}

function recordedBefore(run: RunState): Applied<'record'> {
	return {
		changes: noChanges(),
		answer: {
			counts: run.counts,
			audit: [],
			moved: run.moved,
			remark: run.remark,
			alreadyRecorded: true,
		},
	};
}

function unknownRun({ head }: CompanySlice, runId: string): SettingError {
	return new SettingError(
		`The ledger of company ${head.realmId} knows no run ${runId}.`,
		'Let the run pass through Prepare of the same ledger before anything is loaded; if it did, check with Get Status that the ledger still holds its data.',
	);
}
