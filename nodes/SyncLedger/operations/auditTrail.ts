import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { SettingError } from '../../../src/errors';
import type { AuditFilters } from '../../../src/ledger/commands';
import type { AuditOutcome } from '../../../src/ledger/types';
import { auditItem } from '../../../src/n8n/auditItems';
import { forEachItem } from '../../../src/n8n/items';
import { openLedger } from '../../../src/n8n/ledger';
import { entityField, readTimeParameter } from './fields';
import { readRealm, realmField, type Operation } from './operation';

export const option: Operation['option'] = {
	name: 'Get Audit Trail',
	value: 'auditTrail',
	action: 'Get the audit trail',
	description: 'What happened to which document in which run, the newest first',
};

const OUTCOMES: Array<{ name: string; value: AuditOutcome }> = [
	{ name: 'Conflict', value: 'conflict' },
	{ name: 'Loaded', value: 'loaded' },
	{ name: 'Refused by the Mapper', value: 'refused' },
	{ name: 'Rejected by Anaplan', value: 'rejected' },
	{ name: 'Skipped', value: 'skipped' },
	{ name: 'Stale', value: 'stale' },
	{ name: 'Unanswered', value: 'unanswered' },
];

export const fields: INodeProperties[] = [
	realmField,
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		description: 'Only entries that fit all filters are returned',
		options: [
			{
				...entityField,
				description: 'Kind of the document; needs Document ID too',
			},
			{
				displayName: 'Document ID',
				name: 'id',
				type: 'string',
				default: '',
				placeholder: 'e.g. 145',
				description: "QuickBooks' ID of the document or list item; needs Entity too",
			},
			{
				displayName: 'From',
				name: 'from',
				type: 'dateTime',
				default: '',
				description: 'Entries written from this time on',
			},
			{
				displayName: 'Outcome',
				name: 'outcome',
				type: 'options',
				options: OUTCOMES,
				default: 'loaded',
				description: 'What became of the document in the run',
			},
			{
				displayName: 'Run ID',
				name: 'runId',
				type: 'string',
				default: '',
				description: 'One run only',
			},
			{
				displayName: 'To',
				name: 'to',
				type: 'dateTime',
				default: '',
				description: 'Entries written before this time',
			},
		],
	},
];

/** More entries than a ledger can hold. */
const ALL_ENTRIES = 1_000_000_000;

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = await forEachItem(context, async (itemIndex) => {
		const store = await openLedger(context, itemIndex);
		const all = context.getNodeParameter('returnAll', itemIndex) === true;
		const limit = all ? ALL_ENTRIES : Number(context.getNodeParameter('limit', itemIndex, 50));
		const { entries } = await store.execute<'auditTrail'>({
			kind: 'auditTrail',
			realmId: await readRealm(context, itemIndex, store),
			filters: readFilters(context, itemIndex),
			limit,
		});
		return entries.map((entry) => ({ json: auditItem(entry) }));
	});
	return [items];
}

function readFilters(context: IExecuteFunctions, itemIndex: number): AuditFilters {
	const text = (name: string): string =>
		String(context.getNodeParameter(`filters.${name}`, itemIndex, '') ?? '').trim();
	const [entity, id, runId, outcome] = ['entity', 'id', 'runId', 'outcome'].map(text);
	if ((entity === '') !== (id === '')) {
		throw new SettingError(
			`The filter names ${entity === '' ? 'a Document ID without its Entity' : 'an Entity without a Document ID'}.`,
			'QuickBooks counts Ids per entity, so set both filters or neither.',
		);
	}
	const from = readTimeParameter(context, itemIndex, 'filters.from', 'From');
	const to = readTimeParameter(context, itemIndex, 'filters.to', 'To');
	const wanted = OUTCOMES.find(({ value }) => value === outcome)?.value;
	return {
		...(entity === '' ? {} : { document: { entity, id } }),
		...(runId === '' ? {} : { runId }),
		...(from === undefined ? {} : { from }),
		...(to === undefined ? {} : { to }),
		...(wanted === undefined ? {} : { outcome: wanted }),
	};
}
