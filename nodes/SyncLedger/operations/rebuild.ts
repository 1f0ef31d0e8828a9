import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { SettingError } from '../../../src/errors';
import type { HeldCode } from '../../../src/ledger/commands';
import { openLedger } from '../../../src/n8n/ledger';
import { anaplanListFields, readHeldCodes } from './anaplanList';
import { asOne, nowIso, realmParameter, toJson, type Operation } from './operation';

export const option: Operation['option'] = {
	name: 'Rebuild',
	value: 'rebuild',
	action: 'Rebuild the ledger from Anaplan',
	description: 'After the ledger was lost: take the keys that Anaplan holds',
};

export const fields: INodeProperties[] = [
	{
		displayName:
			'The next run then reads every document of these keys again by ID, sends its current lines and sets the rest to zero. It is a first run: choose a start date in QuickBooks Online Fetch.',
		name: 'rebuildNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Realm ID',
		name: 'realmId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 9341453908059321',
		description: "QuickBooks' ID of the company; keys of other companies are left alone",
	},
	{
		displayName: 'Keys From',
		name: 'keysFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Anaplan List',
				value: 'list',
				description: 'The codes of a list are read now; run Rebuild once per list',
			},
			{
				name: 'Input Items',
				value: 'items',
				description:
					'For example the rows of an Anaplan export; with Amount, Home Amount and Quantity, keys that hold zero are known as such',
			},
		],
		default: 'list',
	},
	...anaplanListFields({ keysFrom: ['list'] }),
	{
		displayName: 'Code Field',
		name: 'codeField',
		type: 'string',
		required: true,
		default: 'Code',
		description: 'The field of the items that holds the code',
		displayOptions: { show: { keysFrom: ['items'] } },
	},
];

/** Runs once: the ledger must see all keys of a document together. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await asOne(context, async () => {
		const store = await openLedger(context, 0);
		const realmId = realmParameter(context, 0);
		if (realmId === '') {
			throw new SettingError('Realm ID is empty.', 'Enter the company whose keys shall be taken.');
		}
		const codes =
			context.getNodeParameter('keysFrom', 0) === 'items'
				? codesOf(context)
				: await readHeldCodes(context, 0);
		if (!codes.some(({ code }) => code.startsWith(`${realmId}-`))) {
			throw new SettingError(
				`None of the ${codes.length} codes belongs to company ${realmId}.`,
				'Check the realm ID, and choose the list (or the export) whose codes are the Code of the planning rows. Nothing was changed.',
			);
		}
		const answer = await store.execute<'rebuild'>({
			kind: 'rebuild',
			realmId,
			codes,
			at: nowIso(),
		});
		const pairedItem = context.getInputData().map((_item, item) => ({ item }));
		return [[{ json: toJson({ realmId, ...answer }), pairedItem }]];
	});
}

function codesOf(context: IExecuteFunctions): HeldCode[] {
	const field = String(context.getNodeParameter('codeField', 0)).trim();
	return context.getInputData().map(({ json }, index) => {
		const code = json[field];
		if (typeof code !== 'string' || code === '') {
			throw new SettingError(
				`Input item ${index} has no code in the field "${field}".`,
				'Name the field that holds the code as Code Field, and filter out totals. Nothing was changed.',
			);
		}
		const values = Object.fromEntries(
			Object.entries(json).flatMap(([column, value]) =>
				typeof value === 'string' || typeof value === 'number' ? [[column, String(value)]] : [],
			),
		);
		return { code, values };
	});
}
