import type { N8nApi } from '../n8n/api';
import { itemsOf } from '../n8n/executions';
import { isRecord, listOf, recordOf, stringOf, type JsonRecord } from '../n8n/json';
import { PACKAGE_NAME } from '../n8n/project';
import { ledgerCredentials, ledgerFields, type LedgerPlace } from './connect';

/** The data table that the template makes and fills. */
export const AUDIT_TABLE = 'QuickBooks to Anaplan audit trail';
/** The most rows n8n hands out at once. */
const PAGE = 250;

const START = 'Ask';
const TRAIL = 'Get Audit Trail';

/** An entry of the audit trail, as the Sync Ledger node and the data table name its fields. */
export type AuditRow = Readonly<JsonRecord>;

/** A workflow of two nodes that asks the ledger for everything it remembers of one document. */
function question(ledger: LedgerPlace, entity: string, id: string): JsonRecord {
	return {
		name: `Audit trail of ${entity} ${id}`,
		nodes: [
			{
				parameters: {},
				id: 'audit-1',
				name: START,
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
			},
			{
				parameters: {
					operation: 'auditTrail',
					...ledgerFields(ledger),
					returnAll: true,
					filters: { entity, id },
				},
				id: 'audit-2',
				name: TRAIL,
				type: `${PACKAGE_NAME}.syncLedger`,
				typeVersion: 1,
				position: [220, 0],
			},
		],
		connections: { [START]: { main: [[{ node: TRAIL, type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}

/** What the ledger remembers of a document, the oldest entry first. */
export async function askAuditTrail(
	api: N8nApi,
	ledger: LedgerPlace,
	entity: string,
	id: string,
): Promise<AuditRow[]> {
	const workflowId = await api.importWorkflow(question(ledger, entity, id), {
		credentials: ledgerCredentials(ledger),
	});
	const answer = await api.runManually(workflowId, START);
	if (answer.status !== 'success') {
		throw new Error(`The audit trail could not be read: ${answer.error?.message ?? answer.status}`);
	}
	return itemsOf(answer, TRAIL)
		.map(({ json }) => json)
		.reverse();
}

/** All rows of n8n's data table, in the order they were written. */
export async function readAuditTable(api: N8nApi): Promise<AuditRow[]> {
	const project = recordOf(await api.session.call('GET', '/projects/personal'), 'a project');
	const tables = `/projects/${stringOf(project, 'id')}/data-tables`;
	const found = rowsOf(await api.session.call('GET', tables)).filter(
		({ name }) => name === AUDIT_TABLE,
	);
	if (found.length !== 1) throw new Error(`n8n has ${found.length} data tables "${AUDIT_TABLE}".`);
	const path = `${tables}/${stringOf(recordOf(found[0], 'a table'), 'id')}/rows`;
	const rows: AuditRow[] = [];
	for (;;) {
		const query = `take=${PAGE}&skip=${rows.length}&sortBy=id:asc`;
		const page = rowsOf(await api.session.call('GET', `${path}?${query}`));
		rows.push(...page);
		if (page.length < PAGE) return rows;
	}
}

function rowsOf(answer: unknown): JsonRecord[] {
	const list = isRecord(answer) ? answer.data : answer;
	return listOf(list).filter(isRecord);
}

function say(row: AuditRow, name: string): string {
	const value = row[name];
	return value === null || value === undefined ? '' : String(value);
}

/** An entry the way a controller would want to read it: what happened, and below it the proof. */
export function trailLines(row: AuditRow): string[] {
	const when = secondOf(say(row, 'loaded_at') || say(row, 'written_at'));
	const document = `${say(row, 'entity')} ${say(row, 'document_number') || say(row, 'source_id')}`;
	const tasks = say(row, 'tasks');
	return [
		`${when}  ${document}, version ${say(row, 'version')}: ${happened(row)}`,
		`    read from QuickBooks ${secondOf(say(row, 'read_at'))} in run ${say(row, 'run_id')} (execution ${say(row, 'execution_id')})`,
		`    transaction ID ${say(row, 'transaction_id')}`,
		...(tasks === '' ? [] : [`    ${say(row, 'imports')}: Anaplan tasks ${tasks}`]),
	];
}

function happened(row: AuditRow): string {
	const after = `${say(row, 'amount_after')} ${say(row, 'currency')}`;
	if (say(row, 'outcome') === 'skipped') {
		return `nothing to do, Anaplan holds it already (${after})`;
	}
	const reason = say(row, 'reason');
	if (say(row, 'outcome') !== 'loaded') {
		return `${say(row, 'outcome')}${reason === '' ? '' : `, because ${reason}`}`;
	}
	const zero = Number(say(row, 'zero_rows'));
	const gone = zero === 0 ? '' : `, ${zero} of them zero for what is gone`;
	return `loaded with ${say(row, 'rows_sent')} rows${gone}; Anaplan held ${say(row, 'amount_before') || 'nothing'} before and holds ${after} now`;
}

/** `2026-11-23 08:15:02` of an ISO time. */
function secondOf(time: string): string {
	return time.slice(0, 'yyyy-mm-ddThh:mm:ss'.length).replace('T', ' ');
}
