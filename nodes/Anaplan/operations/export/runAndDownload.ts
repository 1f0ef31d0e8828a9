/** Export, Run and Download. */
import { Readable } from 'node:stream';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { downloadChunks } from '../../../../src/anaplan/download';
import { openedExport } from '../../../../src/anaplan/exportFile';
import { exportField, modelField, taskOptionsField, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { runOf } from '../running';

export const option: Operation['option'] = {
	name: 'Run and Download',
	value: 'runAndDownload',
	action: 'Run an export and download its file',
	description: 'Run an export, wait for its end and hand its file over as binary data',
};

export const fields: Operation['fields'] = [
	workspaceField,
	modelField,
	exportField,
	{
		displayName: 'Put Output File in Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the output field to put the file in',
	},
	taskOptionsField,
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runOf(context, 'exports', 'exportId', async (parts) => {
		const { client, model, parent, json, itemIndex } = parts;
		const { fileName, mimeType } = await openedExport(client, model, parent);
		const file = Readable.from(downloadChunks(client, model, parent));
		const binary = await context.helpers.prepareBinaryData(file, fileName, mimeType);
		const field = String(context.getNodeParameter('binaryField', itemIndex));
		return { json, binary: { [field]: binary } };
	});
}
