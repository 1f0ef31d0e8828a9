import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { forEachItem } from '../../../src/n8n/items';
import { openLedger } from '../../../src/n8n/ledger';
import { nowIso, readRealm, realmField, toJson, type Operation } from './operation';

export const option: Operation['option'] = {
	name: 'Export',
	value: 'exportState',
	action: 'Export the ledger of a company',
	description: 'Everything the ledger knows of a company, for a backup or another ledger',
};

export const fields: INodeProperties[] = [
	realmField,
	{
		displayName: 'Put Output Into',
		name: 'exportAs',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Binary File', value: 'binary', description: 'A JSON file in the field data' },
			{ name: 'JSON', value: 'json', description: 'In the field state of the item' },
		],
		default: 'binary',
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = await forEachItem(context, async (itemIndex) => {
		const store = await openLedger(context, itemIndex);
		const realmId = await readRealm(context, itemIndex, store);
		const at = nowIso();
		const { state } = await store.execute<'exportState'>({ kind: 'exportState', realmId, at });
		if (context.getNodeParameter('exportAs', itemIndex) === 'json') {
			return [{ json: toJson({ realmId, exportedAt: at, state }) }];
		}
		const data = await context.helpers.prepareBinaryData(
			Buffer.from(JSON.stringify(state), 'utf8'),
			`sync-ledger-${realmId}-${at.slice(0, 10)}.json`,
			'application/json',
		);
		return [{ json: { realmId, exportedAt: at }, binary: { data } }];
	});
	return [items];
}
