/** What the reading operations share: the reference, the limit, and items on the first output. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { ObjectReference } from '../../../../src/anaplan/reference';
import { CancelledError } from '../../../../src/errors';
import { toNodeError } from '../../../../src/n8n/errors';
import { failedItem } from '../../../../src/n8n/items';

/** A picker's choice: by name only in that mode, else an ID. */
export function readReference(context: IExecuteFunctions, name: string): ObjectReference {
	const locator = context.getNodeParameter(name, 0, '') as unknown;
	const { mode, value } =
		typeof locator === 'object' && locator !== null
			? (locator as { mode?: unknown; value?: unknown })
			: { mode: 'id', value: locator };
	const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	return { by: mode === 'name' ? 'name' : 'id', value: text };
}

/** How many results are wanted. */
export function readAmount(context: IExecuteFunctions): number {
	if (context.getNodeParameter('returnAll', 0) === true) return Number.POSITIVE_INFINITY;
	return Math.max(1, context.getNodeParameter('limit', 0) as number);
}

/**
 * Runs once, however many items come in, and makes one item of each record, paired with every input.
 * Stops reading when there is enough.
 */
export async function records(
	context: IExecuteFunctions,
	amount: number,
	read: () => AsyncIterable<readonly object[]>,
): Promise<INodeExecutionData[][]> {
	const inputs = [...context.getInputData().keys()];
	try {
		const pairedItem = inputs.map((item) => ({ item }));
		let found: INodeExecutionData[] = [];
		for await (const page of read()) {
			const wanted = page.slice(0, amount - found.length);
			found = found.concat(
				wanted.map((record) => ({ json: { ...record } as IDataObject, pairedItem })),
			);
			if (found.length >= amount) break;
		}
		return [found, []];
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error, 0);
		if (!context.continueOnFail() || error instanceof CancelledError) throw nodeError;
		return [[], [failedItem(nodeError, inputs)]];
	}
}
