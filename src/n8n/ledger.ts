/** Opens the sync ledger that a node's parameters name. */
import type { IExecuteFunctions } from 'n8n-workflow';

import { SettingError } from '../errors';
import type { LedgerStore } from '../ledger/store';
import { POSTGRES_STORE, WORKFLOW_STORE } from './ledgerFields';
import { LedgerWorkflowStore } from './ledgerWorkflow';
import { openPostgresLedger } from './postgres';
import { runsInQueueMode } from './queueMode';

/** Names of the parameters that `ledgerStoreFields` makes. */
const PARAMETERS = { store: 'ledgerStore', workflow: 'ledgerWorkflow' };

/**
 * The ledger of the node's parameters `ledgerStore`, `ledgerWorkflow` and its PostgreSQL credential.
 * @throws SettingError where it cannot be used; call it before anything is read
 */
export async function openLedger(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<LedgerStore> {
	const store: unknown = context.getNodeParameter(PARAMETERS.store, itemIndex, WORKFLOW_STORE);
	return await openStore(context, itemIndex, store, PARAMETERS.workflow);
}

/** The same, of a store and a workflow parameter that are named differently. */
export async function openStore(
	context: IExecuteFunctions,
	itemIndex: number,
	store: unknown,
	workflowParameter: string,
): Promise<LedgerStore> {
	if (store === WORKFLOW_STORE) return openWorkflow(context, itemIndex, workflowParameter);
	if (store === POSTGRES_STORE) return await openPostgresLedger(context, itemIndex);
	throw new SettingError(
		`The ledger store "${String(store)}" is unknown.`,
		'Choose Ledger Workflow or PostgreSQL.',
	);
}

function openWorkflow(
	context: IExecuteFunctions,
	itemIndex: number,
	parameter: string,
): LedgerStore {
	refuseQueueMode();
	const { id, name } = workflowChoice(context.getNodeParameter(parameter, itemIndex, ''));
	if (id === '') {
		throw new SettingError(
			'No ledger workflow is chosen.',
			'Import the template ledger.json once, activate it, and choose it as Ledger Workflow.',
		);
	}
	if (id === context.getWorkflow().id) {
		throw new SettingError(
			'The ledger workflow is this workflow itself.',
			'Choose the workflow made from the template ledger.json; the ledger needs a workflow of its own.',
		);
	}
	return new LedgerWorkflowStore(context, id, `"${name === '' ? id : name}"`);
}

/**
 * n8n 2.40 and 2.41 do not keep static data in queue mode: every execution on a worker starts with an
 * empty copy. A ledger that forgets is worse than none.
 * @throws SettingError in queue mode
 */
export function refuseQueueMode(): void {
	if (!runsInQueueMode()) return;
	throw new SettingError(
		'This n8n runs in queue mode, in which a ledger workflow does not keep its data. Nothing was read or loaded.',
		'Choose PostgreSQL as Ledger Store in all nodes that use the ledger. A ledger workflow that is in use is taken along with Sync Ledger, Move to Another Store, before n8n is switched to queue mode.',
	);
}

/** The picker's value: a list choice, an ID, or an expression that gives the ID. */
function workflowChoice(value: unknown): { id: string; name: string } {
	if (typeof value === 'string') return { id: value.trim(), name: '' };
	if (typeof value !== 'object' || value === null) return { id: '', name: '' };
	const { value: id, cachedResultName: name } = value as {
		value?: unknown;
		cachedResultName?: unknown;
	};
	return {
		id: typeof id === 'string' ? id.trim() : '',
		name: typeof name === 'string' ? name : '',
	};
}

/** What a run should say of its store: how full a ledger workflow is. Blank where there is nothing. */
export function warningOf(store: LedgerStore): string {
	return store instanceof LedgerWorkflowStore ? store.warning : '';
}
