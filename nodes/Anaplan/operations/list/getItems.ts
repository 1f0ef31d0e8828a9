/** List, Get Items: the items of a list, however many. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { findList, readListItems } from '../../../../src/anaplan/lists';
import { listFields } from '../../descriptions';
import type { Operation } from '../operation';
import { readOf } from '../reading';
import { readReference, readTaskOptions } from '../settings';
import { chosenList, waitOption } from './fields';

export const option: Operation['option'] = {
	name: 'Get Items',
	value: 'getItems',
	action: 'Get the items of a list',
	description: 'Get the items of a list, with their properties and subsets',
};

export const fields: Operation['fields'] = [
	...chosenList,
	...listFields,
	{
		displayName: 'Include Properties and Subsets',
		name: 'includeAll',
		type: 'boolean',
		default: true,
		description: 'Whether each item brings the values of its properties and its subsets',
	},
	waitOption,
];

/** One item per list item: ID, name, code, parent, properties and subsets. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await readOf(context, async function* ({ client, model, itemIndex }) {
		const list = await findList(client, model, readReference(context, 'listId', itemIndex));
		const includeAll = context.getNodeParameter('includeAll', itemIndex) === true;
		const { waitMs } = readTaskOptions(context, itemIndex);
		yield* readListItems(client, model, list, includeAll, waitMs);
	});
}
