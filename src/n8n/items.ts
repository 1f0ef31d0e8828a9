/** The one item loop: try, continueOnFail and pairing are decided here; operations just throw. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { CancelledError } from '../errors';
import { toNodeError } from './errors';

/**
 * Runs `work` for every input item, in order, and collects its items. Items without a pairedItem
 * get the current one. With "Continue On Fail" a failed item becomes an item with `error`; a
 * cancelled execution always ends.
 */
export async function forEachItem(
	context: IExecuteFunctions,
	work: (itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const count = context.getInputData().length;
	const output: INodeExecutionData[] = [];
	for (let itemIndex = 0; itemIndex < count; itemIndex++) {
		try {
			for (const item of await work(itemIndex)) {
				output.push(
					item.pairedItem === undefined ? { ...item, pairedItem: { item: itemIndex } } : item,
				);
			}
		} catch (error) {
			const nodeError = toNodeError(context.getNode(), error, itemIndex);
			if (!context.continueOnFail() || error instanceof CancelledError) throw nodeError;
			output.push(failedItem(nodeError, [itemIndex]));
		}
	}
	return output;
}

/**
 * Runs `work` for all input items at once and returns the items of both outputs. With "Continue On Fail"
 * an error becomes one item on the second output that stands for them all; a cancelled execution always ends.
 */
export async function asOne(
	context: IExecuteFunctions,
	work: () => Promise<INodeExecutionData[][]>,
): Promise<INodeExecutionData[][]> {
	try {
		return await work();
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error);
		if (!context.continueOnFail() || error instanceof CancelledError) throw nodeError;
		return [[], [failedItem(nodeError, [...context.getInputData().keys()])]];
	}
}

/** The item that stands for input items that failed. */
export function failedItem(
	error: ReturnType<typeof toNodeError>,
	itemIndexes: number[],
): INodeExecutionData {
	return {
		json: { error: error.message, ...(error.description ? { advice: error.description } : {}) },
		error,
		pairedItem: itemIndexes.map((item) => ({ item })),
	};
}
