/** Operations that concern the credential: they run once, however many items come in. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { CancelledError } from '../../../../src/errors';
import { toNodeError } from '../../../../src/n8n/errors';
import { failedItem } from '../../../../src/n8n/items';

/** One item on the first output, paired with every input; a failure with Continue On Fail on the second. */
export async function onceForAll(
	context: IExecuteFunctions,
	work: () => Promise<IDataObject>,
): Promise<INodeExecutionData[][]> {
	const inputs = [...context.getInputData().keys()];
	try {
		return [[{ json: await work(), pairedItem: inputs.map((item) => ({ item })) }], []];
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error, 0);
		if (!context.continueOnFail() || error instanceof CancelledError) throw nodeError;
		return [[], [failedItem(nodeError, inputs)]];
	}
}
