/** Module, Get Many. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { listModules } from '../../../../src/anaplan/modules';
import { listFields, modelField, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { readOf } from '../reading';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many modules',
	description: 'List the modules of a model',
};

export const fields: Operation['fields'] = [workspaceField, modelField, ...listFields];

/** One item per module: name and ID. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await readOf(context, async function* ({ client, model }) {
		yield await listModules(client, model);
	});
}
