/** File, Delete Private Copy. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { modelPath } from '../../../../src/anaplan/client';
import { forEachItem } from '../../../../src/n8n/items';
import { fileField, modelField, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { openFile } from './shared';

export const option: Operation['option'] = {
	name: 'Delete Private Copy',
	value: 'deletePrivateCopy',
	action: 'Delete the private copy of a file',
	description:
		'Delete what this Anaplan user uploaded; the file itself and its default content stay',
};

export const fields: Operation['fields'] = [workspaceField, modelField, fileField];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const gone = await forEachItem(context, async (itemIndex) => {
		const { client, model, file } = await openFile(context, itemIndex, 'change');
		await client.send({
			method: 'DELETE',
			path: `${modelPath(model)}/files/${encodeURIComponent(file.id)}`,
			repeat: 'safe',
			what: `deleting the private copy of "${file.name}"`,
		});
		return [{ json: { id: file.id, name: file.name, deleted: true } }];
	});
	return [gone, []];
}
