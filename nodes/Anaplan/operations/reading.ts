/** What the reading operations do that get their records in portions. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { AnaplanClient, ModelRef } from '../../../src/anaplan/client';
import { openModel } from '../../../src/anaplan/model';
import { readyModel } from '../../../src/anaplan/modelReady';
import { openAnaplan } from '../../../src/n8n/anaplan';
import { forEachItem } from '../../../src/n8n/items';
import { readLimit, readModelChoice, readTaskOptions } from './settings';

/** What a read works with. */
export interface Reading {
	client: AnaplanClient;
	model: ModelRef;
	itemIndex: number;
}

/** One item per record for every input item; stops reading where there is enough. */
export async function readOf(
	context: IExecuteFunctions,
	read: (reading: Reading) => AsyncIterable<readonly object[]>,
): Promise<INodeExecutionData[][]> {
	const found = await forEachItem(context, async (itemIndex) => {
		const client = await openAnaplan(context);
		const { modelId, workspaceId } = readModelChoice(context, itemIndex);
		const model = await openModel(client, modelId, workspaceId, 'read');
		await readyModel(client, model, readTaskOptions(context, itemIndex).waitMs, 'read');
		const limit = readLimit(context, itemIndex);
		let records: INodeExecutionData[] = [];
		for await (const portion of read({ client, model, itemIndex })) {
			const wanted = portion.slice(0, limit - records.length);
			records = records.concat(wanted.map((record) => ({ json: { ...record } as IDataObject })));
			if (records.length >= limit) break;
		}
		return records;
	});
	return [found, []];
}
