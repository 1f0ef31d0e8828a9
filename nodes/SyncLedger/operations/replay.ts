import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { SettingError } from '../../../src/errors';
import type { ReplayScope } from '../../../src/ledger/commands';
import { forEachItem } from '../../../src/n8n/items';
import { openLedger } from '../../../src/n8n/ledger';
import { documentIdsField, entityField, readDocuments, readTimeParameter } from './fields';
import { nowIso, readRealm, realmField, toJson, type Operation } from './operation';

export const option: Operation['option'] = {
	name: 'Replay',
	value: 'replay',
	action: 'Replay documents',
	description: 'Let the next run read documents again by ID and send them, loaded or not',
};

const shown = (scope: string): INodeProperties['displayOptions'] => ({
	show: { replayScope: [scope] },
});

export const fields: INodeProperties[] = [
	realmField,
	{
		displayName: 'Replay',
		name: 'replayScope',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'All Rejected',
				value: 'rejected',
				description: 'Everything that waits for the next run anyway, now marked as a replay',
			},
			{ name: 'Documents', value: 'documents', description: 'Documents of an entity by ID' },
			{ name: 'Run', value: 'run', description: 'Everything a run loaded or tried to load' },
			{
				name: 'Window',
				value: 'window',
				description: 'Documents last saved in QuickBooks between two times',
			},
		],
		default: 'rejected',
	},
	{ ...entityField, displayOptions: shown('documents') },
	{ ...documentIdsField, displayOptions: shown('documents') },
	{
		displayName: 'Run ID',
		name: 'runId',
		type: 'string',
		required: true,
		default: '',
		description: 'As Get Status and the audit trail show it',
		displayOptions: shown('run'),
	},
	{
		displayName: 'From',
		name: 'from',
		type: 'dateTime',
		required: true,
		default: '',
		description: 'Documents saved in QuickBooks from this time on',
		displayOptions: shown('window'),
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'dateTime',
		required: true,
		default: '',
		description: 'Documents saved in QuickBooks before this time',
		displayOptions: shown('window'),
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = await forEachItem(context, async (itemIndex) => {
		const store = await openLedger(context, itemIndex);
		const scope = readScope(context, itemIndex);
		const realmId = await readRealm(context, itemIndex, store);
		const { documents } = await store.execute<'replay'>({
			kind: 'replay',
			realmId,
			scope,
			at: nowIso(),
		});
		return [{ json: toJson({ realmId, count: documents.length, documents }) }];
	});
	return [items];
}

function readScope(context: IExecuteFunctions, itemIndex: number): ReplayScope {
	const by: unknown = context.getNodeParameter('replayScope', itemIndex);
	if (by === 'documents') return { by, documents: readDocuments(context, itemIndex) };
	if (by === 'run') {
		const runId = String(context.getNodeParameter('runId', itemIndex)).trim();
		if (runId !== '') return { by, runId };
		throw new SettingError('Run ID is empty.', 'Take it from Get Status or Get Audit Trail.');
	}
	if (by === 'window') {
		const from = readTimeParameter(context, itemIndex, 'from', 'From');
		const to = readTimeParameter(context, itemIndex, 'to', 'To');
		if (from !== undefined && to !== undefined && from < to) return { by, from, to };
		throw new SettingError(
			'The window has no beginning, no end, or ends before it begins.',
			'Enter From and To, From being the earlier one.',
		);
	}
	return { by: 'rejected' };
}
