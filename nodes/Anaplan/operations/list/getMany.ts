/** List, Get Many. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { listLists } from '../../../../src/anaplan/lists';
import { listFields, modelField, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { readOf } from '../reading';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many lists',
	description: 'List the lists of a model',
};

export const fields: Operation['fields'] = [workspaceField, modelField, ...listFields];

/** One item per list: name and ID. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await readOf(context, async function* ({ client, model }) {
		yield await listLists(client, model);
	});
}
