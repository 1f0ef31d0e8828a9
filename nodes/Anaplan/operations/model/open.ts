/** Model, Open: loads a closed model and waits for it. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { DEFAULT_OPEN_MINUTES, modelOf, openAndWait } from '../../../../src/anaplan/modelOpen';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import { modelField, workspaceField } from '../../descriptions';
import { readModelChoice } from '../settings';
import { onceForAll } from '../signIn/once';

const MINUTE_MS = 60_000;

export const option = {
	name: 'Open',
	value: 'open',
	action: 'Open a model',
	description: 'Load a model that is closed and wait until it is ready; an open one is left alone',
};

export const fields: INodeProperties[] = [
	workspaceField,
	modelField,
	{
		displayName: 'Wait At Most (Minutes)',
		name: 'openMinutes',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULT_OPEN_MINUTES,
		description:
			'How long to wait for the model. Use this before work, never on a schedule to keep a model awake: Anaplan counts that as misuse.',
	},
];

/** One item with the model's state, whether it was open before, and how long it took. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await onceForAll(context, async () => {
		const client = await openAnaplan(context);
		const { modelId, workspaceId } = readModelChoice(context, 0);
		const model = await modelOf(client, modelId, workspaceId);
		const minutes = context.getNodeParameter('openMinutes', 0) as number;
		const { status, wasOpen, waitedMs } = await openAndWait(
			client,
			model,
			Math.max(1, minutes) * MINUTE_MS,
		);
		return { ...model, ...status, wasOpen, waitedMs };
	});
}
