/** Export, Run and Download. */
import { Readable } from 'node:stream';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { downloadChunks } from '../../../../src/anaplan/download';
import { readExportFile } from '../../../../src/anaplan/exportFile';
import { exportRows } from '../../../../src/anaplan/exportRows';
import { readyModel } from '../../../../src/anaplan/modelReady';
import { exportField, modelField, taskOptionsField, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { runOf } from '../running';
import { readTaskOptions } from '../settings';

export const option: Operation['option'] = {
	name: 'Run and Download',
	value: 'runAndDownload',
	action: 'Run an export and download its file',
	description: 'Run an export, wait for its end and hand over its file, or its rows as items',
};

export const fields: Operation['fields'] = [
	workspaceField,
	modelField,
	exportField,
	{
		displayName: 'Output As',
		name: 'outputAs',
		type: 'options',
		options: [
			{
				name: 'File',
				value: 'binary',
				description: 'One item with the file as binary data, whatever its size',
			},
			{
				name: 'Rows as Items',
				value: 'items',
				description: 'One item per row; its fields are the columns, as text',
			},
		],
		default: 'binary',
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the output field to put the file in',
		displayOptions: { show: { outputAs: ['binary'] } },
	},
	taskOptionsField,
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runOf(context, 'exports', 'exportId', async (parts) => {
		const { client, model, parent, json, itemIndex } = parts;
		// Somebody else's task may have begun when the export ended.
		await readyModel(client, model, readTaskOptions(context, itemIndex).waitMs, 'read');
		const written = await readExportFile(client, model, parent);
		const chunks = downloadChunks(client, model, parent);
		if (context.getNodeParameter('outputAs', itemIndex) === 'items') {
			const rows: INodeExecutionData[] = [];
			for await (const row of exportRows(chunks, written)) rows.push({ json: row });
			return rows;
		}
		const { fileName, mimeType } = written;
		const file = Readable.from(chunks);
		const binary = await context.helpers.prepareBinaryData(file, fileName, mimeType);
		const field = String(context.getNodeParameter('binaryField', itemIndex));
		return [{ json, binary: { [field]: binary } }];
	});
}
