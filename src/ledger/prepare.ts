/**
 * Prepare: decides which documents are loaded, adds the zero rows, and writes down what is about to be
 * loaded before anybody loads it.
 */
import { SettingError } from '../errors';
import type { PlanningRow } from '../flow';
import { PRESETS } from '../planning/presets';
import { Remarks } from '../planning/remarks';
import { auditEntry } from './audit';
import type { CommandOf, EntityAndId, PreparedInput, RefusedInput } from './commands';
import { knownCodes, lastFace, unknownDocument, withoutDeadRuns, withRetry } from './documents';
import { faceOf, holdsSomething } from './face';
import { LOAD_WITHIN_MS } from './limits';
import { codePrefixOf, isCodeOf, refOf } from './refs';
import { countedOutcomes, documentName, missingDocuments, openRun } from './runs';
import { type Applied, type Changes, type CompanySlice, noChanges } from './slice';
import { parseLedgerToken } from './startRun';
import type { AuditEntry, CompanyHead, DocumentState, Pending, RunState } from './types';
import { isOlder, isVersion } from './versions';
import { goneListRow, isGone, isList, zeroRowsOf } from './zeroRows';

type PreparedRow = EntityAndId & { row: PlanningRow; zero: boolean };

/**
 * @throws SettingError when the run has been recorded already, when the ledger is not the one the run
 * began with, and when two rows have the same code. Nothing is changed then.
 */
export function prepare(slice: CompanySlice, command: CommandOf<'prepare'>): Applied<'prepare'> {
	return new Preparation(slice, command).apply();
}

class Preparation {
	private readonly changes: Changes = noChanges();
	private readonly rows: PreparedRow[] = [];
	private readonly audit: AuditEntry[] = [];
	private readonly remarks = new Remarks();
	private readonly head: CompanyHead;
	private readonly run: RunState;
	private readonly at: string;
	/** Of this call; those of the run also count earlier batches. */
	private readonly counts = { prepared: 0, skipped: 0, stale: 0, refused: 0 };
	private zeroRows = 0;
	private nothingToSend = 0;

	constructor(
		private readonly slice: CompanySlice,
		private readonly command: CommandOf<'prepare'>,
	) {
		this.at = command.run.at;
		this.head = { ...slice.head, createdAt: slice.head.createdAt ?? this.at };
		this.run = openRun(slice, command, epochAtStart(slice, command));
	}

	apply(): Applied<'prepare'> {
		for (const input of this.newestOfEach()) this.take(input);
		for (const refused of this.command.refused ?? []) this.refuse(refused, '', '');
		refuseDoubles(this.rows);
		this.changes.head = this.head;
		this.changes.runs.set(this.run.runId, this.run);
		this.changes.audit = this.audit;
		// From the documents, not added up: a repeated Prepare of the same run counts nothing twice.
		Object.assign(this.run.counts, countedOutcomes(this.run));
		const missing = missingDocuments(this.run);
		return {
			changes: this.changes,
			answer: {
				rows: this.rows,
				counts: {
					...this.counts,
					rows: this.rows.length,
					zeroRows: this.zeroRows,
					nothingToSend: this.nothingToSend,
				},
				remarks: this.remarks.list(),
				audit: this.audit,
				answerable: missing.length === 0 || this.run.missingAccepted,
				missing,
				loadBefore: new Date(Date.parse(this.at) + LOAD_WITHIN_MS).toISOString(),
			},
		};
	}

	/** Of several versions of one document in the same input only the newest goes on. */
	private newestOfEach(): Iterable<PreparedInput> {
		const newest = new Map<string, PreparedInput>();
		for (const input of this.command.documents) {
			const ref = refOf(input);
			const known = newest.get(ref);
			if (known !== undefined) {
				this.run.doubles.set(input.entity, (this.run.doubles.get(input.entity) ?? 0) + 1);
				this.remarks.add(
					'Documents that came more than once were used once, in their newest version',
					documentName(input),
				);
			}
			if (known === undefined || !isOlder(input, known)) newest.set(ref, input);
		}
		return newest.values();
	}

	private take(input: PreparedInput): void {
		if (!isVersion(input.version)) {
			this.refuse(
				{ ...input, reason: `Its version "${input.version}" is no SyncToken.` },
				input.version,
				input.transactionId,
			);
			return;
		}
		if (!PRESETS.has(input.entity)) {
			this.refuse(
				{ ...input, reason: `The ledger does not know the entity ${input.entity}.` },
				input.version,
				input.transactionId,
			);
			return;
		}
		const document = withoutDeadRuns(this.stateOf(input), this.run.runId, this.at);
		if (document.newest !== null && isOlder(input, { ...document, version: document.newest })) {
			this.hold(input, document, 'stale', staleReason(input, document));
		} else if (isLoaded(document, input.version, this.run.runId)) {
			this.hold(input, document, 'skipped', 'This version was loaded before.');
		} else {
			this.send(input, document);
		}
	}

	private hold(
		input: PreparedInput,
		document: DocumentState,
		outcome: 'skipped' | 'stale',
		reason: string,
	): void {
		this.run.documents.set(refOf(input), outcome);
		this.note(input, document, { outcome, reason });
		// Settling what dead runs left must not get lost where nothing else changes.
		if (document !== this.stateOf(input)) this.changes.documents.set(refOf(input), document);
	}

	/** Builds the document's rows and writes them ahead. */
	private send(input: PreparedInput, document: DocumentState): void {
		const { realmId } = this.head;
		const before = lastFace(document);
		const current = this.currentRows(input, document);
		const currentCodes = new Set(current.map((row) => row.Code));
		const gone = knownCodes(document).filter((code) => !currentCodes.has(code));
		const face = faceOf(current, before);
		// A list item has one code for life, so nothing of it can be left over.
		const zeroes = isList(input.entity) ? [] : zeroRowsOf(realmId, input, gone, face);
		const rows = [...current, ...zeroes];
		if (rows.length === 0) this.nothingToSend += 1;
		this.zeroRows += zeroes.length;
		const { entity, id } = input;
		for (const row of current) this.rows.push({ entity, id, row, zero: false });
		for (const row of zeroes) this.rows.push({ entity, id, row, zero: true });
		const entry: Pending = {
			runId: this.run.runId,
			at: this.at,
			version: input.version,
			updatedAt: input.updatedAt,
			readAt: input.readAt,
			operation: input.operation,
			codes: rows.map((row) => row.Code),
			holds: current.filter(holdsSomething).map((row) => row.Code),
			zeroRows: zeroes.length,
			face,
			revision: document.revision,
			replay: document.retry?.replay ?? false,
			crossed: document.pending.some((other) => other.runId === this.run.runId && other.crossed),
		};
		this.run.documents.set(refOf(input), 'prepared');
		this.counts.prepared += 1;
		this.changes.documents.set(refOf(input), {
			...document,
			newest: input.version,
			updatedAt: input.updatedAt,
			pending: [...document.pending.filter(({ runId }) => runId !== this.run.runId), entry],
		});
	}

	/** The rows of the document as it is now: none for a transaction that is gone. */
	private currentRows(input: PreparedInput, document: DocumentState): PlanningRow[] {
		if (!isGone(input)) return this.ownRows(input);
		if (!isList(input.entity)) return [];
		if (input.rows.length > 0) return this.ownRows(input);
		const face = lastFace(document);
		if (knownCodes(document).length === 0) return [];
		if (face?.values.get('Name') === undefined) {
			this.remarks.add(
				'List items were deleted or merged in QuickBooks, but the ledger does not know their names; mark them in Anaplan by hand',
				`${input.entity} ${input.id}`,
			);
			return [];
		}
		return [goneListRow(this.head.realmId, input, face)];
	}

	private ownRows(input: PreparedInput): PlanningRow[] {
		const prefix = codePrefixOf(this.head.realmId, input);
		const foreign = input.rows.find((row) => !isCodeOf(row.Code ?? '', prefix));
		if (foreign === undefined) return input.rows;
		throw new SettingError(
			`${input.entity} ${input.id} came with a row whose Code is "${foreign.Code ?? ''}" instead of one that begins with "${prefix}".`,
			'Leave the columns Code, Entity, Source ID and Company ID of the rows as the QuickBooks to Anaplan node made them.',
		);
	}

	private refuse(input: RefusedInput, version: string, transactionId: string): void {
		const ref = refOf(input);
		const document = this.changes.documents.get(ref) ?? this.stateOf(input);
		this.run.documents.set(ref, this.run.documents.get(ref) ?? 'refused');
		this.changes.documents.set(ref, withRetry(document, input.reason, this.at, 1, input.readAt));
		const known = { ...input, version, transactionId, operation: 'upsert' as const };
		this.note(known, document, { outcome: 'refused', reason: input.reason });
	}

	private note(
		input: Omit<PreparedInput, 'rows' | 'updatedAt'>,
		document: DocumentState,
		details: { outcome: 'skipped' | 'stale' | 'refused'; reason: string },
	): void {
		this.counts[details.outcome] += 1;
		const face = lastFace(document);
		const amount = document.version === null ? '' : (document.face?.amount ?? '');
		this.audit.push(
			auditEntry(
				this.head,
				this.run,
				this.at,
				{ ...input, face },
				{ ...details, amountBefore: amount, amountAfter: amount },
			),
		);
	}

	private stateOf(input: EntityAndId): DocumentState {
		return this.slice.documents.get(refOf(input)) ?? unknownDocument();
	}
}

/**
 * Whether nothing needs to be sent: the version is loaded, nobody asks for it again, and whatever is on
 * its way is the same version.
 */
function isLoaded(document: DocumentState, version: string, runId: string): boolean {
	return (
		document.version === version &&
		document.retry === null &&
		document.pending.every((entry) => entry.version === version && entry.runId !== runId)
	);
}

function staleReason(input: PreparedInput, document: DocumentState): string {
	const newest =
		document.newest === 'deleted' ? 'its deletion' : `version ${document.newest ?? ''}`;
	return `Version ${input.version} is older than ${newest}, which is loaded or on its way.`;
}

/** Anaplan adds up rows of the same key, so one key in a load twice would double money. */
function refuseDoubles(rows: readonly PreparedRow[]): void {
	const first = new Map<string, PreparedRow>();
	for (const prepared of rows) {
		const code = prepared.row.Code;
		const other = first.get(code);
		if (other !== undefined) {
			throw new SettingError(
				`The code "${code}" stands on two rows, of ${documentName(other)} and of ${documentName(prepared)}. Anaplan would add their amounts up.`,
				'Check that the rows reach this node once, straight from the QuickBooks to Anaplan node; nothing was loaded.',
			);
		}
		first.set(code, prepared);
	}
}

/**
 * The epoch the run was read in.
 * @throws SettingError when the ledger is another one than at the start of the run.
 */
function epochAtStart({ head }: CompanySlice, { run }: CommandOf<'prepare'>): number {
	const token = run.ledger === undefined ? undefined : parseLedgerToken(run.ledger);
	if (token === undefined) return head.epoch;
	if (token.createdAt !== null && token.createdAt !== head.createdAt) {
		throw new SettingError(
			`The ledger of company ${head.realmId} is not the one run ${run.runId} began with: it was emptied or replaced meanwhile.`,
			'Nothing was loaded. Check that the ledger workflow still holds its data (Get Status), then run the sync again.',
		);
	}
	return token.epoch;
}
