/** The ledger workflow's own operation: keeps the ledger and answers the other nodes. */
import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { SettingError } from '../../../src/errors';
import { LEDGER_LIMIT_BYTES } from '../../../src/ledger/workflowState';
import { toNodeError } from '../../../src/n8n/errors';
import { refuseQueueMode } from '../../../src/n8n/ledger';
import { LedgerKeeper } from '../../../src/n8n/ledgerKeeper';
import { isLedgerRequest } from '../../../src/n8n/ledgerMessages';
import type { Operation } from './operation';

const MEGABYTE = 1_000_000;

export const option: Operation['option'] = {
	name: 'Keep the Ledger (Ledger Workflow)',
	value: 'keep',
	action: 'Keep the ledger',
	description: 'Only in the ledger workflow, directly behind its Execute Workflow Trigger',
};

export const fields: INodeProperties[] = [
	{
		displayName:
			'This workflow holds the sync ledger in its static data. It needs two nodes only: an Execute Workflow Trigger that accepts all data, and this one. Publish (activate) it, and choose it as Ledger Workflow in the nodes of your sync. Deleting the workflow deletes the ledger: export it first.',
		name: 'keepNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Size Limit (MB)',
		name: 'sizeLimit',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		// LEDGER_LIMIT_BYTES, in megabytes.
		default: 20,
		description:
			'How large the ledger may become. n8n reads and writes it whole with every command; move a larger one to PostgreSQL. From 70 percent on every run says how full it is.',
	},
];

const keeper = new LedgerKeeper();

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		refuseQueueMode();
		const items = context.getInputData();
		const readStaticData = () => context.getWorkflowStaticData('global');
		const limitBytes = readLimit(context);
		const replies = items.map(({ json }, item): INodeExecutionData => {
			const reply = keeper.answer(workflowIdOf(context), readStaticData, json, limitBytes);
			// Nobody called: the message is for the person who ran the workflow by hand.
			if (!reply.ok && !isLedgerRequest(json)) {
				throw new SettingError(reply.fault.message, reply.fault.advice);
			}
			return { json: reply as unknown as IDataObject, pairedItem: { item } };
		});
		return await Promise.resolve([replies]);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

function workflowIdOf(context: IExecuteFunctions): string {
	const { id } = context.getWorkflow();
	if (id !== undefined && id !== '') return id;
	throw new SettingError(
		'The ledger workflow has not been saved yet.',
		'Save and publish it, then choose it in the nodes of your sync.',
	);
}

function readLimit(context: IExecuteFunctions): number {
	const limit: unknown = context.getNodeParameter('sizeLimit', 0, LEDGER_LIMIT_BYTES / MEGABYTE);
	if (typeof limit === 'number' && limit >= 1) return limit * MEGABYTE;
	throw new SettingError(
		`Size Limit is ${String(limit)}, which is not a number of megabytes.`,
		'Enter 20, or less.',
	);
}
