/** What every Get Many does: one item per thing that the model has. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { openModel } from '../../../src/anaplan/model';
import { readyModel } from '../../../src/anaplan/modelReady';
import { listObjects, type CatalogueKind } from '../../../src/anaplan/runnables';
import { DEFAULT_WAIT_MINUTES } from '../../../src/anaplan/tasks';
import { openAnaplan } from '../../../src/n8n/anaplan';
import { forEachItem } from '../../../src/n8n/items';
import { readLimit, readModelChoice } from './settings';

/** Longest wait for a busy model. */
const WAIT_MS = DEFAULT_WAIT_MINUTES * 60_000;

/** Lists the objects of one kind for every input item. */
export async function listOf(
	context: IExecuteFunctions,
	kind: CatalogueKind,
): Promise<INodeExecutionData[][]> {
	const found = await forEachItem(context, async (itemIndex) => {
		const client = await openAnaplan(context);
		const { modelId, workspaceId } = readModelChoice(context, itemIndex);
		const model = await openModel(client, modelId, workspaceId, 'read');
		// Anaplan lists files of a busy model when it is free; what runs as a task it lists at once.
		if (kind === 'files') await readyModel(client, model, WAIT_MS, 'read');
		const rows = await listObjects(client, model, kind);
		return rows
			.slice(0, readLimit(context, itemIndex))
			.map(({ fields }) => ({ json: fields as IDataObject }));
	});
	return [found, []];
}
