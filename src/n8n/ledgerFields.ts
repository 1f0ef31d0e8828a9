/** Where the sync ledger is kept: the same fields on every node that uses it. */
import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** The credential's name in n8n; see credentials/SyncLedgerPostgresApi.credentials.ts. */
export const LEDGER_CREDENTIAL = 'syncLedgerPostgresApi';

export const WORKFLOW_STORE = 'workflow';
export const POSTGRES_STORE = 'postgres';

/** Show the PostgreSQL credential with these `displayOptions`. */
export const LEDGER_CREDENTIAL_SHOWN: IDisplayOptions = {
	show: { ledgerStore: [POSTGRES_STORE] },
};

/** @param show when the fields are there, for example `{ operation: ['prepare'] }` */
export function ledgerStoreFields(show: NonNullable<IDisplayOptions['show']>): INodeProperties[] {
	return [
		{
			displayName: 'Ledger Store',
			name: 'ledgerStore',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Ledger Workflow',
					value: WORKFLOW_STORE,
					description: 'A small workflow of its own in this n8n; nothing else to set up',
				},
				{
					name: 'PostgreSQL',
					value: POSTGRES_STORE,
					description: 'A database of yours; needed when n8n runs in queue mode',
				},
			],
			default: WORKFLOW_STORE,
			description:
				'Where the sync ledger is kept. All workflows that touch a company must use the same one.',
			displayOptions: { show },
		},
		ledgerWorkflowField('ledgerWorkflow', 'Ledger Workflow', {
			...show,
			ledgerStore: [WORKFLOW_STORE],
		}),
	];
}

/** Picks the workflow that keeps the ledger; its value is read by `openLedger`. */
export function ledgerWorkflowField(
	name: string,
	displayName: string,
	show: NonNullable<IDisplayOptions['show']>,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'workflowSelector',
		required: true,
		default: '',
		description:
			'The workflow made from the template ledger.json: an Execute Workflow Trigger and a Sync Ledger node that keeps the ledger',
		hint: 'It must be active (published) in n8n',
		displayOptions: { show },
	};
}
