/** Entries of the audit trail as flat items: their names fit the columns of n8n's Data Table. */
import type { IDataObject } from 'n8n-workflow';

import type { AuditEntry } from '../ledger/types';

/**
 * Data Table columns begin with a letter and hold letters, digits and underscores only (n8n 2.41); `id`,
 * `createdAt` and `updatedAt` are its own.
 */
export function auditItem(entry: AuditEntry): IDataObject {
	return {
		// One per document, run and outcome: lets a table update instead of adding twice.
		entry_key: [entry.runId, entry.entity, entry.id, entry.outcome].join('/'),
		written_at: entry.at,
		company_id: entry.realmId,
		entity: entry.entity,
		source_id: entry.id,
		document_number: entry.documentNumber,
		version: entry.version,
		operation: entry.operation,
		outcome: entry.outcome,
		reason: entry.reason,
		amount_before: entry.amountBefore,
		amount_after: entry.amountAfter,
		currency: entry.currency,
		rows_sent: entry.rows,
		zero_rows: entry.zeroRows,
		replay: entry.replay,
		transaction_id: entry.transactionId,
		run_id: entry.runId,
		execution_id: entry.executionId,
		imports: entry.imports.join(', '),
		tasks: entry.tasks.join(', '),
		window_from: entry.windowFrom ?? '',
		window_to: entry.windowTo,
		read_at: entry.readAt,
		loaded_at: entry.loadedAt,
	};
}
