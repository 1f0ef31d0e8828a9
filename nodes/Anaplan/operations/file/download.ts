/** File, Download. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Readable } from 'node:stream';

import { downloadChunks } from '../../../../src/anaplan/download';
import { forEachItem } from '../../../../src/n8n/items';
import { fileField, modelField, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { openFile } from './shared';

export const option: Operation['option'] = {
	name: 'Download',
	value: 'download',
	action: 'Download a file',
	description:
		'Download a file as binary data: the private copy of the Anaplan user, else the default',
};

export const fields: Operation['fields'] = [
	workspaceField,
	modelField,
	fileField,
	{
		displayName: 'Put Output File in Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the output field to put the file in',
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const found = await forEachItem(context, async (itemIndex) => {
		const { client, model, file } = await openFile(context, itemIndex, 'read');
		const content = Readable.from(downloadChunks(client, model, file));
		const binary = await context.helpers.prepareBinaryData(content, file.name, 'text/plain');
		const field = String(context.getNodeParameter('binaryField', itemIndex));
		return [{ json: { id: file.id, name: file.name }, binary: { [field]: binary } }];
	});
	return [found, []];
}
