/** List, Get Many: the lists of a model. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { listLists } from '../../../../src/anaplan/lists';
import { openModel } from '../../../../src/anaplan/model';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import { readModelChoice } from '../settings';
import { amountFields, modelFields } from './fields';
import { readAmount, records } from './reading';

export const option = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many lists',
	description: 'Get the lists of a model',
};

export const fields: INodeProperties[] = [...modelFields, ...amountFields];

/** One item per list: name and ID. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await records(context, readAmount(context), async function* () {
		const client = await openAnaplan(context);
		const { modelId, workspaceId } = readModelChoice(context, 0);
		yield await listLists(client, await openModel(client, modelId, workspaceId));
	});
}
