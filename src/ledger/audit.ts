/** Entries of the audit trail: one document in one run. */
import type { CompanyHead, AuditEntry, AuditOutcome, Face, RunState } from './types';
import type { EntityAndId } from './commands';
import type { RecordOperation } from '../flow';

/** What an entry says of its document. */
export interface AuditedDocument extends EntityAndId {
	version: string;
	transactionId: string;
	operation: RecordOperation;
	readAt: string;
	face: Face | null;
}

/** What became of it; everything left out is blank. */
export interface AuditDetails {
	outcome: AuditOutcome;
	reason: string;
	replay?: boolean;
	imports?: string[];
	tasks?: string[];
	loadedAt?: string;
	rows?: number;
	zeroRows?: number;
	amountBefore?: string;
	amountAfter?: string;
}

export function auditEntry(
	head: Readonly<CompanyHead>,
	run: RunState,
	at: string,
	document: AuditedDocument,
	details: AuditDetails,
): AuditEntry {
	const { values } = document.face ?? { values: new Map<string, string>() };
	return {
		at,
		runId: run.runId,
		executionId: run.executionId,
		realmId: head.realmId,
		entity: document.entity,
		id: document.id,
		documentNumber: values.get('Document Number') ?? values.get('Name') ?? '',
		transactionId: document.transactionId,
		version: document.version,
		operation: document.operation,
		outcome: details.outcome,
		replay: details.replay ?? false,
		reason: details.reason,
		imports: details.imports ?? [],
		tasks: details.tasks ?? [],
		windowFrom: run.from,
		windowTo: run.to,
		readAt: document.readAt,
		loadedAt: details.loadedAt ?? '',
		rows: details.rows ?? 0,
		zeroRows: details.zeroRows ?? 0,
		amountBefore: details.amountBefore ?? '',
		amountAfter: details.amountAfter ?? '',
		currency: values.get('Currency') ?? '',
	};
}
