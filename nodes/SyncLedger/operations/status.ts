import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { forEachItem } from '../../../src/n8n/items';
import { openLedger } from '../../../src/n8n/ledger';
import { nowIso, realmField, realmParameter, toJson, type Operation } from './operation';

export const option: Operation['option'] = {
	name: 'Get Status',
	value: 'status',
	action: 'Get the status of the ledger',
	description: 'Checkpoints, documents waiting for the next run, and the last runs, per company',
};

export const fields: INodeProperties[] = [
	{
		...realmField,
		description: "QuickBooks' ID of the company; leave it empty for all companies of the ledger",
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = await forEachItem(context, async (itemIndex) => {
		const store = await openLedger(context, itemIndex);
		const given = realmParameter(context, itemIndex);
		const companies = given === '' ? await store.companies() : [given];
		if (companies.length === 0) {
			// An item all the same, so that a check of the ledger goes on behind this node.
			return [{ json: { realmId: '', ledgerEmpty: true } }];
		}
		const found: INodeExecutionData[] = [];
		for (const realmId of companies) {
			const status = await store.execute<'status'>({ kind: 'status', realmId, at: nowIso() });
			found.push({ json: toJson({ realmId, ...status }) });
		}
		return found;
	});
	return [items];
}
