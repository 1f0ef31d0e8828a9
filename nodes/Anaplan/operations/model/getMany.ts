/** Model, Get Many. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { pageOfModels } from '../../../../src/anaplan/catalog';
import { workspaceIdOf } from '../../../../src/anaplan/modelChoice';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import { forEachItem } from '../../../../src/n8n/items';
import { readWorkspace } from '../../../../src/n8n/modelChoice';
import { listFields, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { readLimit } from '../settings';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many models',
	description: 'List the models this user sees, of one workspace or of all',
};

export const fields: Operation['fields'] = [workspaceField, ...listFields];

/** One item per model, with its workspace and state. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const found = await forEachItem(context, async (itemIndex) => {
		const client = await openAnaplan(context);
		const workspaceId = await workspaceIdOf(client, readWorkspace(context, itemIndex));
		const limit = readLimit(context, itemIndex);
		let models: INodeExecutionData[] = [];
		for (let offset: number | undefined = 0; offset !== undefined && models.length < limit; ) {
			const page = await pageOfModels(client, workspaceId || undefined, offset);
			models = models.concat(page.rows.map((model) => ({ json: { ...model } as IDataObject })));
			offset = page.next;
		}
		return models.slice(0, limit);
	});
	return [found, []];
}
