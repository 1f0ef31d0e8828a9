import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { readEnvelope } from '../../../src/ledger/codec';
import { readObject, readText } from '../../../src/ledger/read';
import { forEachItem } from '../../../src/n8n/items';
import { openLedger } from '../../../src/n8n/ledger';
import { parseExport } from '../../../src/n8n/exportFile';
import { nowIso, realmParameter, toJson, type Operation } from './operation';

export const option: Operation['option'] = {
	name: 'Import',
	value: 'importState',
	action: 'Import the ledger of a company',
	description: 'Bring back what Export wrote',
};

export const fields: INodeProperties[] = [
	{
		displayName: 'Realm ID',
		name: 'realmId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 9341453908059321',
		description: 'May stay empty: the export knows its company. If set, the two must agree.',
	},
	{
		displayName: 'Export From',
		name: 'importFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Binary File', value: 'binary', description: 'A JSON file that Export wrote' },
			{ name: 'JSON', value: 'json', description: 'The field state of the item' },
		],
		default: 'binary',
	},
	{
		displayName: 'Input Binary Field',
		name: 'importBinaryField',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the input field containing the exported file',
		displayOptions: { show: { importFrom: ['binary'] } },
	},
	{
		displayName: 'Replace What the Ledger Knows',
		name: 'replace',
		type: 'boolean',
		default: false,
		description:
			'Whether the export takes the place of what the ledger knows of the company. Without it, only an empty ledger takes an export.',
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = await forEachItem(context, async (itemIndex) => {
		const store = await openLedger(context, itemIndex);
		const state =
			context.getNodeParameter('importFrom', itemIndex) === 'json'
				? context.getInputData()[itemIndex].json.state
				: await readFile(context, itemIndex);
		const realmId = realmParameter(context, itemIndex) || realmOf(state);
		const answer = await store.execute<'importState'>({
			kind: 'importState',
			realmId,
			state,
			at: nowIso(),
			replace: context.getNodeParameter('replace', itemIndex, false) === true,
		});
		return [{ json: toJson({ realmId, ...answer }) }];
	});
	return [items];
}

async function readFile(context: IExecuteFunctions, itemIndex: number): Promise<unknown> {
	const field = String(context.getNodeParameter('importBinaryField', itemIndex));
	const bytes = await context.helpers.getBinaryDataBuffer(itemIndex, field);
	return parseExport(bytes, field);
}

/** The company an export is of. @throws SettingError where it is none */
function realmOf(state: unknown): string {
	const { company } = readEnvelope(state);
	return readText(readObject(company, 'the company').realmId, 'the realm ID');
}
