/** Import, Get Details. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { listFiles, listImports, readImportSource } from '../../../../src/anaplan/catalog';
import { findImport } from '../../../../src/anaplan/importDefinition';
import { openModel } from '../../../../src/anaplan/model';
import { readyModel } from '../../../../src/anaplan/modelReady';
import { DEFAULT_WAIT_MINUTES } from '../../../../src/anaplan/tasks';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import { forEachItem } from '../../../../src/n8n/items';
import { anyImportField, modelField, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { readImportReference, readModelChoice } from '../settings';

export const option: Operation['option'] = {
	name: 'Get Details',
	value: 'getDetails',
	action: 'Get the details of an import',
	description: 'Tell which file feeds an import, how it is read and which columns it expects',
};

export const fields: Operation['fields'] = [workspaceField, modelField, anyImportField];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const found = await forEachItem(context, async (itemIndex) => {
		const client = await openAnaplan(context);
		const { modelId, workspaceId } = readModelChoice(context, itemIndex);
		const model = await openModel(client, modelId, workspaceId, 'read');
		await readyModel(client, model, DEFAULT_WAIT_MINUTES * 60_000, 'read');
		const reference = readImportReference(context, itemIndex);
		const entry = findImport(await listImports(client, model), reference, model.modelName);
		const { headerNames, ...source } = await readImportSource(client, model, entry);
		const file = (await listFiles(client, model)).find(({ id }) => id === entry.fileId);
		return [
			{
				json: {
					id: entry.id,
					name: entry.name,
					importType: entry.importType,
					fileId: entry.fileId === '' ? null : entry.fileId,
					fileName: file?.name ?? null,
					columns: headerNames,
					...source,
				},
			},
		];
	});
	return [found, []];
}
