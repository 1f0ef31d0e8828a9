import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { SettingError } from '../../../src/errors';
import { forEachItem } from '../../../src/n8n/items';
import { openLedger } from '../../../src/n8n/ledger';
import { documentIdsField, entityField, readDocuments } from './fields';
import { nowIso, readRealm, realmField, toJson, type Operation } from './operation';

export const option: Operation['option'] = {
	name: 'Forget',
	value: 'forget',
	action: 'Forget documents',
	description: 'Take documents or a whole entity out of the ledger; Anaplan is not changed',
};

export const fields: INodeProperties[] = [
	{
		displayName:
			'Forget only what was removed from Anaplan by hand. The ledger will not know any more which rows stand there, so lines and documents that vanish in QuickBooks meanwhile stay in Anaplan with their amounts. Forgetting an entity makes its next run a first load. To send something again, use Replay.',
		name: 'forgetNotice',
		type: 'notice',
		default: '',
	},
	realmField,
	{
		displayName: 'Forget',
		name: 'forgetScope',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Documents', value: 'documents', description: 'Documents of an entity by ID' },
			{
				name: 'Whole Entity',
				value: 'entity',
				description: 'All documents of the entity, and its checkpoint',
			},
		],
		default: 'documents',
	},
	entityField,
	{ ...documentIdsField, displayOptions: { show: { forgetScope: ['documents'] } } },
	{
		displayName: 'Rows Were Removed From Anaplan',
		name: 'forgetConfirmed',
		type: 'boolean',
		default: false,
		description: 'Whether the rows are gone from Anaplan, so that nothing of them can stay behind',
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = await forEachItem(context, async (itemIndex) => {
		const store = await openLedger(context, itemIndex);
		if (context.getNodeParameter('forgetConfirmed', itemIndex, false) !== true) {
			throw new SettingError(
				'Nothing was forgotten: it is not confirmed that the rows are gone from Anaplan.',
				'Remove them there, then turn on Rows Were Removed From Anaplan. To send them again, use Replay.',
			);
		}
		const entity = String(context.getNodeParameter('entity', itemIndex));
		const whole = context.getNodeParameter('forgetScope', itemIndex) === 'entity';
		const documents = whole ? [] : readDocuments(context, itemIndex);
		const realmId = await readRealm(context, itemIndex, store);
		const answer = await store.execute<'forget'>({
			kind: 'forget',
			realmId,
			at: nowIso(),
			scope: whole ? { by: 'entity', entity } : { by: 'documents', documents },
		});
		return [{ json: toJson({ realmId, entity, ...answer }) }];
	});
	return [items];
}
