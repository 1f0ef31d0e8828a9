import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { ENTITIES } from '../../../src/entities';
import { CancelledError } from '../../../src/errors';
import { toNodeError } from '../../../src/n8n/errors';
import { failedItem } from '../../../src/n8n/items';
import { openQuickBooks } from '../../../src/n8n/quickBooks';
import { fetchByIds, type FetchedByIds } from '../../../src/quickbooks/fetchByIds';
import { keyOf } from '../../../src/quickbooks/idParts';
import {
	type Asked,
	askedByIds,
	askedByItem,
	remarksOnLeftOut,
	type Wanted,
} from '../../../src/quickbooks/wanted';
import { executionIdOf, showRemarks } from './output';

export const option = {
	name: 'Get by ID',
	value: 'getById',
	action: 'Get objects by their ID',
	description: 'Read the objects that notifications or IDs name, as they are now',
};

const NOTIFICATIONS = 'notifications';
const IDS = 'ids';

export const fields: INodeProperties[] = [
	{
		displayName:
			'This operation runs once per execution: the objects of all input items are read together, each once, with as few calls as possible. An object that is gone comes as a record with the operation "delete" or "merge". The last item is the window.',
		name: 'getByIdNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Read',
		name: 'read',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Entity and IDs',
				value: IDS,
				description: 'IDs that are entered below or come from the input items',
			},
			{
				name: 'What the Trigger Reports',
				value: NOTIFICATIONS,
				description: 'Input items are those of the QuickBooks Online Trigger',
			},
		],
		default: NOTIFICATIONS,
		description: 'Where the IDs come from',
	},
	{
		displayName: 'Entity',
		name: 'entity',
		type: 'options',
		options: ENTITIES.filter(({ kind }) => kind !== 'rate').map(({ name, label }) => ({
			name: label,
			value: name,
		})),
		default: 'Invoice',
		description: 'Kind of list or transaction that the IDs belong to',
		displayOptions: { show: { read: [IDS] } },
	},
	{
		displayName: 'IDs',
		name: 'ids',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 145, 146',
		description:
			"One or several IDs, separated by commas. An ID is the number at the end of the object's address in QuickBooks, not its document number.",
		displayOptions: { show: { read: [IDS] }, hide: { entity: ['CompanyInfo', 'Preferences'] } },
	},
];

/** Runs once: all input items together take the fewest calls. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const inputs = context.getInputData().map((_item, item) => item);
	try {
		const client = await openQuickBooks(context);
		const asking = askAll(context, client.realmId);
		const fetched = await fetchByIds(client, {
			wanted: asking.asked.flatMap(({ wanted }) => wanted),
			executionId: executionIdOf(context),
			remarks: remarksOnLeftOut(asking.asked),
			failed: asking.failed.length > 0,
		});
		showRemarks(context, fetched);
		return [...asking.failed, ...toItems(context, fetched, asking.askers, inputs)];
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error);
		if (!context.continueOnFail() || error instanceof CancelledError) throw nodeError;
		return [failedItem(nodeError, inputs)];
	}
}

/** What all input items ask for. */
interface Asking {
	asked: Asked[];
	/** Input items by what they asked for. */
	askers: Map<string, number[]>;
	/** Of input items that cannot be understood, where the workflow goes on. */
	failed: INodeExecutionData[];
}

function askAll(context: IExecuteFunctions, realmId: string): Asking {
	const asking: Asking = { asked: [], askers: new Map(), failed: [] };
	context.getInputData().forEach(({ json }, item) => {
		try {
			const asked = askedBy(context, json, item, realmId);
			asking.asked.push(asked);
			for (const wanted of asked.wanted) noteAsker(asking.askers, wanted, item);
		} catch (error) {
			asking.failed.push(failedOrThrow(context, error, [item]));
		}
	});
	return asking;
}

function askedBy(
	context: IExecuteFunctions,
	json: IDataObject,
	item: number,
	realmId: string,
): Asked {
	if (context.getNodeParameter('read', item) === NOTIFICATIONS) return askedByItem(json, realmId);
	return askedByIds(
		context.getNodeParameter('entity', item),
		context.getNodeParameter('ids', item, ''),
	);
}

function noteAsker(askers: Map<string, number[]>, wanted: Wanted, item: number): void {
	const known = askers.get(keyOf(wanted)) ?? [];
	if (!known.includes(item)) known.push(item);
	askers.set(keyOf(wanted), known);
}

function toItems(
	context: IExecuteFunctions,
	{ results, window }: FetchedByIds,
	askers: ReadonlyMap<string, number[]>,
	inputs: readonly number[],
): INodeExecutionData[] {
	const items = results.map((result): INodeExecutionData => {
		const from = askers.get(keyOf(result.wanted)) ?? [];
		if ('error' in result) return failedOrThrow(context, result.error, from);
		return { json: result.record as unknown as IDataObject, pairedItem: paired(from) };
	});
	return [...items, { json: window as unknown as IDataObject, pairedItem: paired(inputs) }];
}

function paired(items: readonly number[]): INodeExecutionData['pairedItem'] {
	return items.length === 1 ? { item: items[0] } : items.map((item) => ({ item }));
}

function failedOrThrow(
	context: IExecuteFunctions,
	error: unknown,
	items: number[],
): INodeExecutionData {
	const nodeError = toNodeError(context.getNode(), error, items[0]);
	if (!context.continueOnFail()) throw nodeError;
	return failedItem(nodeError, items);
}
