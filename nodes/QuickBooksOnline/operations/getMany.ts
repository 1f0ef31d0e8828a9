import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { ENTITIES } from '../../../src/entities';
import { SettingError } from '../../../src/errors';
import { forEachItem } from '../../../src/n8n/items';
import { openQuickBooks } from '../../../src/n8n/quickBooks';
import { fetchList } from '../../../src/quickbooks/fetch';
import { readFilters, type FilterRow } from '../../../src/quickbooks/filters';
import { executionIdOf, showRemarks, toItems } from './output';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many objects of one kind',
	description: 'Read a whole list, or the part of it that fits filters',
};

export const fields: INodeProperties[] = [
	{
		displayName: 'Entity',
		name: 'entity',
		type: 'options',
		options: ENTITIES.map(({ name, label }) => ({ name: label, value: name })),
		default: 'Invoice',
		description: 'Kind of list or transaction to read; what was changed longest ago comes first',
	},
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
		displayName: 'Include Inactive',
		name: 'includeInactive',
		type: 'boolean',
		default: true,
		description:
			'Whether to read inactive ones too. QuickBooks hides them otherwise, though transactions still refer to them.',
		displayOptions: {
			show: { entity: ENTITIES.filter(({ kind }) => kind === 'list').map(({ name }) => name) },
		},
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: false },
		placeholder: 'Add Filter',
		default: {},
		description: 'Only what fits all filters is read. QuickBooks cannot combine filters by "or".',
		options: [
			{
				displayName: 'Filter',
				name: 'filter',
				values: [
					{
						displayName: 'Field Name or ID',
						name: 'field',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getFilterFields', loadOptionsDependsOn: ['entity'] },
						default: '',
						description:
							'Field to compare. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					{
						displayName: 'Comparison',
						name: 'operator',
						type: 'options',
						options: [
							{ name: 'Equals', value: 'equals' },
							{ name: 'Is After or Greater Than', value: 'greaterThan' },
							{ name: 'Is At Least (Same or Later)', value: 'atLeast' },
							{ name: 'Is At Most (Same or Earlier)', value: 'atMost' },
							{ name: 'Is Before or Less Than', value: 'lessThan' },
							{ name: 'Is Like', value: 'like', description: 'The sign % stands for any text' },
							{ name: 'Is One Of', value: 'oneOf', description: 'Several values' },
						],
						default: 'equals',
						description: 'How to compare the field with the value',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. 2026-11-01',
						description:
							'Dates as 2026-11-01; true or false for Active; for Is One Of separate values by commas, or by line breaks where values hold commas',
					},
				],
			},
		],
	},
];

/** Runs once per input item; each run ends with its own window. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const entity = context.getNodeParameter('entity', itemIndex) as string;
		const rows = context.getNodeParameter('filters.filter', itemIndex, []) as FilterRow[];
		const all = context.getNodeParameter('returnAll', itemIndex) as boolean;
		const filters = readFilters(entity, rows, context.getTimezone());
		const client = await openQuickBooks(context);
		const fetched = await fetchList(client, {
			entity,
			filters,
			includeInactive: context.getNodeParameter('includeInactive', itemIndex, true) as boolean,
			...(all ? {} : { limit: readLimit(context, itemIndex) }),
			// The first item's run is the execution's; further ones are runs of their own.
			executionId: executionIdOf(context) + (itemIndex === 0 ? '' : `.${itemIndex}`),
		});
		showRemarks(context, fetched);
		return toItems(fetched, { item: itemIndex });
	});
}

function readLimit(context: IExecuteFunctions, itemIndex: number): number {
	const limit: unknown = context.getNodeParameter('limit', itemIndex);
	if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1) return limit;
	throw new SettingError(
		`Limit is ${String(limit)}, which is not a whole number above 0.`,
		'Enter how many results to read, or turn on Return All.',
	);
}
