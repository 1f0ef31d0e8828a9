/** File, Upload. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { uploadFile } from '../../../../src/anaplan/files';
import { inModelQueue, queueKey } from '../../../../src/anaplan/modelQueue';
import { atRowEnds } from '../../../../src/anaplan/rowEnds';
import { SettingError } from '../../../../src/errors';
import { binaryChunks } from '../../../../src/n8n/binary';
import { forEachItem } from '../../../../src/n8n/items';
import { fileField, modelField, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { openFile, waitForReaders } from './shared';

export const option: Operation['option'] = {
	name: 'Upload',
	value: 'upload',
	action: 'Upload a file',
	description:
		'Upload binary data into an existing file of the model, unchanged, as the private copy of the Anaplan user',
};

export const fields: Operation['fields'] = [
	workspaceField,
	modelField,
	fileField,
	{
		displayName: 'Input Binary Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the input field containing the file',
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const sent = await forEachItem(context, async (itemIndex) => {
		const { client, model, file } = await openFile(context, itemIndex, 'change');
		return await inModelQueue(await queueKey(client, model), client.signal, async () => {
			await waitForReaders(client, model, file);
			const field = String(context.getNodeParameter('binaryField', itemIndex));
			const pieces = atRowEnds(binaryChunks(context, itemIndex, field));
			const target = { fileId: file.id, fileName: file.name };
			const { chunks, bytes } = await uploadFile(client, model, target, pieces);
			if (chunks === 0) {
				throw new SettingError(
					`The input field "${field}" holds no bytes; nothing was uploaded.`,
					'Choose the field with the file, and check that the file is not empty.',
				);
			}
			return [{ json: { id: file.id, name: file.name, chunks, bytes } }];
		});
	});
	return [sent, []];
}
