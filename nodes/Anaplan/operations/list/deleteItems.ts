/** List, Delete Items. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { textFor } from '../../../../src/anaplan/listColumns';
import { perItem, rawParameter } from '../../../../src/n8n/perItem';
import type { Operation } from '../operation';
import { changeItems } from './changing';
import { chosenList, dryRunOption } from './fields';

export const option: Operation['option'] = {
	name: 'Delete Items',
	value: 'deleteItems',
	action: 'Delete items of a list',
	description: 'Delete items of a list for good, with all data that modules hold for them',
};

export const fields: Operation['fields'] = [
	...chosenList,
	{
		displayName: 'Identify By',
		name: 'identifyBy',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Code', value: 'code', description: 'The code of the item' },
			{ name: 'ID', value: 'id', description: "Anaplan's own ID, as Get Items returns it" },
		],
		default: 'code',
	},
	{
		displayName: 'Item',
		name: 'item',
		type: 'string',
		default: '={{ $json.Code }}',
		required: true,
		placeholder: 'e.g. {{ $json.Code }}',
		description: 'The code or ID of the item to delete, for each row',
	},
	dryRunOption,
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const key = context.getNodeParameter('identifyBy', 0) === 'id' ? 'id' : 'code';
	const read = perItem(context, rawParameter(context, 'item'));
	return await changeItems(context, 'delete', () => ({
		keys: [key],
		itemOf: (itemIndex) => {
			const text = textFor(read(itemIndex) ?? '', 'TEXT') ?? '';
			return text === ''
				? { unfit: `The ${key === 'id' ? 'ID' : 'code'} of the item is empty: nothing was sent.` }
				: key === 'id'
					? { id: text }
					: { code: text };
		},
	}));
}
