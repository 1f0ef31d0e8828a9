/** What the operations do that write row by row: every row comes out once, on Loaded or on Rejected. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { AnaplanClient, ModelRef } from '../../../src/anaplan/client';
import type { WriteResult } from '../../../src/anaplan/lots';
import { openModel } from '../../../src/anaplan/model';
import { inModelQueue, queueKey } from '../../../src/anaplan/modelQueue';
import { readyModel } from '../../../src/anaplan/modelReady';
import { openAnaplan } from '../../../src/n8n/anaplan';
import { asOne } from '../../../src/n8n/items';
import { isRow } from './import/rowItems';
import { readModelChoice, readTaskOptions } from './settings';

/** What a write works with. */
export interface Writing {
	client: AnaplanClient;
	model: ModelRef;
	/** Indexes of the input items that are rows; windows and records without rows pass through. */
	rows: readonly number[];
}

/** What became of each row, in order, with what is worth knowing besides. */
export type RowRemarks = readonly WriteResult[];

/** True where the option Dry Run is on. */
export function isDryRun(context: IExecuteFunctions): boolean {
	return (context.getNodeParameter('options', 0, {}) as { dryRun?: unknown }).dryRun === true;
}

/** Writes all rows of the run, one writer per model; with "Continue On Fail" an error becomes one item. */
export async function writeOf(
	context: IExecuteFunctions,
	write: (writing: Writing) => Promise<RowRemarks>,
): Promise<INodeExecutionData[][]> {
	return await asOne(context, async () => {
		const items = context.getInputData();
		const rows = [...items.keys()].filter((index) => isRow(items[index].json));
		const remarks = rows.length === 0 ? [] : await inQueue(context, rows, write);
		return outputs(context, items, rows, remarks);
	});
}

async function inQueue(
	context: IExecuteFunctions,
	rows: readonly number[],
	write: (writing: Writing) => Promise<RowRemarks>,
): Promise<RowRemarks> {
	const client = await openAnaplan(context);
	const choice = readModelChoice(context, 0);
	return await inModelQueue(await queueKey(client, choice), client.signal, async () => {
		const model = await openModel(client, choice.modelId, choice.workspaceId, 'change');
		// A write to a busy model hangs, and is worked off whenever the model is free.
		await readyModel(client, model, readTaskOptions(context, 0).waitMs, 'change');
		return await write({ client, model, rows });
	});
}

function outputs(
	context: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	rows: readonly number[],
	remarks: RowRemarks,
): INodeExecutionData[][] {
	const loaded: INodeExecutionData[] = [];
	const rejected: INodeExecutionData[] = [];
	const remarkOf = new Map(rows.map((index, position) => [index, remarks[position]]));
	items.forEach(({ json }, index) => {
		const remark = remarkOf.get(index);
		const anaplan = remark === undefined ? {} : { anaplan: { ...remark } as IDataObject };
		const out = remark?.outcome === 'rejected' ? rejected : loaded;
		out.push({ json: { ...json, ...anaplan }, pairedItem: { item: index } });
	});
	if (rejected.length > 0) {
		context.addExecutionHints({
			message: `Anaplan took ${rows.length - rejected.length} of ${rows.length} rows; the others are on the output Rejected, each with its reason.`,
			type: 'warning',
			location: 'outputPane',
		});
	}
	return [loaded, rejected];
}
