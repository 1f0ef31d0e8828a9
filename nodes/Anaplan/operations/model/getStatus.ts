/** Model, Get Status: open, closed or at work; looking does not load the model. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { modelOf, readModelStatus } from '../../../../src/anaplan/modelOpen';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import { modelField, workspaceField } from '../../descriptions';
import { readModelChoice } from '../settings';
import { onceForAll } from '../signIn/once';

export const option = {
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get the status of a model',
	description: 'Tell whether a model is open, closed or at work, without loading it',
};

export const fields = [workspaceField, modelField];

/** One item with the model's state, as Anaplan keeps it and as it is loaded now. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await onceForAll(context, async () => {
		const client = await openAnaplan(context);
		const { modelId, workspaceId } = readModelChoice(context, 0);
		const model = await modelOf(client, modelId, workspaceId);
		return { ...model, ...(await readModelStatus(client, model)) };
	});
}
