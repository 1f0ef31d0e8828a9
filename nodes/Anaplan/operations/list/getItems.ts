/** List, Get Items: the items of a list, however many. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { findList, readListItems } from '../../../../src/anaplan/lists';
import { openModel } from '../../../../src/anaplan/model';
import { DEFAULT_WAIT_MINUTES } from '../../../../src/anaplan/tasks';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import { readModelChoice } from '../settings';
import { amountFields, listFields } from './fields';
import { readAmount, readReference, records } from './reading';

const MINUTE_MS = 60_000;

export const option = {
	name: 'Get Items',
	value: 'getItems',
	action: 'Get the items of a list',
	description: 'Get the items of a list, with their properties and subsets',
};

export const fields: INodeProperties[] = [
	...listFields,
	...amountFields,
	{
		displayName: 'Include Properties and Subsets',
		name: 'includeAll',
		type: 'boolean',
		default: true,
		description: 'Whether each item brings the values of its properties and its subsets',
	},
];

/** One item per list item: ID, name, code, parent, properties and subsets. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await records(context, readAmount(context), async function* () {
		const client = await openAnaplan(context);
		const { modelId, workspaceId } = readModelChoice(context, 0);
		const model = await openModel(client, modelId, workspaceId);
		const list = await findList(client, model, readReference(context, 'listId'));
		const includeAll = context.getNodeParameter('includeAll', 0) === true;
		yield* readListItems(client, model, list, includeAll, DEFAULT_WAIT_MINUTES * MINUTE_MS);
	});
}
