import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { systemClock } from '../../../src/clock';
import { ENTITIES, type EntityEntry, findEntity } from '../../../src/entities';
import { SettingError } from '../../../src/errors';
import { forEachItem } from '../../../src/n8n/items';
import { openQuickBooks } from '../../../src/n8n/quickBooks';
import { readDate } from '../../../src/quickbooks/dates';
import { fetchExchangeRates } from '../../../src/quickbooks/exchangeRates';
import { fetchList } from '../../../src/quickbooks/fetch';
import type { Fetched } from '../../../src/quickbooks/window';
import { type ExpertWhere, readExpertWhere } from '../../../src/quickbooks/expertWhere';
import { readFilters, type FilterRow } from '../../../src/quickbooks/filters';
import { executionIdOf, showRemarks, toItems } from './output';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many objects of one kind',
	description: 'Read a whole list, or the part of it that fits filters',
};

/** Shows a field for some of the entities. */
function forEntities(fits: (entry: EntityEntry) => boolean): { entity: string[] } {
	return { entity: ENTITIES.filter(fits).map(({ name }) => name) };
}

/** Entities of which there can be many, so that a limit and filters make sense. */
const MANY = forEntities(({ kind }) => kind === 'list' || kind === 'transaction');
const RATES = forEntities(({ kind }) => kind === 'rate');

export const fields: INodeProperties[] = [
	{
		displayName: 'Entity',
		name: 'entity',
		type: 'options',
		options: ENTITIES.map(({ name, label }) => ({ name: label, value: name })),
		default: 'Invoice',
		description:
			'Kind of list or transaction to read; what was changed longest ago comes first. Company Info and Preferences are one object each.',
	},
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		displayOptions: { show: MANY },
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { ...MANY, returnAll: [false] } },
	},
	{
		displayName: 'Include Inactive',
		name: 'includeInactive',
		type: 'boolean',
		default: true,
		description:
			'Whether to read inactive ones too. QuickBooks hides them otherwise, though transactions still refer to them.',
		displayOptions: { show: forEntities(({ hidesInactive }) => hidesInactive) },
	},
	{
		displayName: 'Currencies',
		name: 'currencies',
		type: 'string',
		default: '',
		placeholder: 'e.g. EUR, GBP',
		description:
			'Codes of the foreign currencies, separated by commas. A rate is the amount in home currency for one unit of the foreign currency.',
		displayOptions: { show: RATES },
	},
	{
		displayName: 'As of Date',
		name: 'asOfDate',
		type: 'dateTime',
		default: '',
		placeholder: 'e.g. 2026-11-01',
		description: "Day whose rates are read; today's where it is empty",
		displayOptions: { show: RATES },
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: false },
		placeholder: 'Add Filter',
		default: {},
		description: 'Only what fits all filters is read. QuickBooks cannot combine filters by "or".',
		displayOptions: { show: MANY },
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
	{
		displayName: 'Where (Expert)',
		name: 'useWhere',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: "Whether to add a condition of your own in QuickBooks' query language",
		displayOptions: { show: MANY },
	},
	{
		displayName: 'Where',
		name: 'where',
		type: 'string',
		// Not required: n8n takes it for shown, and missing, wherever Entity is an expression.
		typeOptions: { rows: 3 },
		default: '',
		placeholder: "e.g. TxnDate >= '2026-11-01' AND DocNumber LIKE '10%'",
		hint: "Conditions are joined by AND. Texts, dates and numbers stand in straight single quotes; write \\' for a quote inside one, and % for any text behind LIKE.",
		description:
			'Condition that is read and checked before anything is sent; it counts together with the filters above',
		displayOptions: { show: { ...MANY, useWhere: [true] } },
	},
	{
		displayName: 'Verify Count',
		name: 'verifyCount',
		type: 'boolean',
		default: true,
		description:
			'Whether to compare what QuickBooks lists with what it counts under the same filters, at one more call, so that a list that was cut short is an error and never passes as the whole. A list that ends at Limit is not counted.',
		displayOptions: { show: MANY },
	},
];

/** Runs once per input item; each run ends with its own window. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const entity = context.getNodeParameter('entity', itemIndex) as string;
		const kind = findEntity(entity)?.kind;
		const fetched =
			kind === 'rate'
				? await getRates(context, itemIndex)
				: await getList(context, itemIndex, entity);
		showRemarks(context, fetched);
		return toItems(fetched, { item: itemIndex });
	});
}

async function getList(
	context: IExecuteFunctions,
	itemIndex: number,
	entity: string,
): Promise<Fetched> {
	const rows = context.getNodeParameter('filters.filter', itemIndex, []) as FilterRow[];
	// Absent where the entity is one object: then there is nothing to limit.
	const all = context.getNodeParameter('returnAll', itemIndex, true) as boolean;
	const where = readWhere(context, itemIndex, entity);
	const filters = [...readFilters(entity, rows, context.getTimezone()), ...where.filters];
	const client = await openQuickBooks(context);
	return await fetchList(client, {
		entity,
		filters,
		verify: context.getNodeParameter('verifyCount', itemIndex, true) as boolean,
		remarks: where.warnings,
		includeInactive: context.getNodeParameter('includeInactive', itemIndex, true) as boolean,
		...(all ? {} : { limit: readLimit(context, itemIndex) }),
		executionId: runOf(context, itemIndex),
	});
}

function readWhere(context: IExecuteFunctions, itemIndex: number, entity: string): ExpertWhere {
	if (context.getNodeParameter('useWhere', itemIndex, false) !== true) {
		return { filters: [], warnings: [] };
	}
	return readExpertWhere(entity, String(context.getNodeParameter('where', itemIndex, '')));
}

async function getRates(context: IExecuteFunctions, itemIndex: number): Promise<Fetched> {
	const currencies: unknown = context.getNodeParameter('currencies', itemIndex, '');
	const listed = Array.isArray(currencies) ? currencies : String(currencies ?? '').split(',');
	const date = readAsOfDate(context, itemIndex);
	const client = await openQuickBooks(context);
	return await fetchExchangeRates(client, {
		currencies: listed.map(String).filter((code) => code.trim() !== ''),
		date,
		executionId: runOf(context, itemIndex),
	});
}

/** The first item's run is the execution's; further ones are runs of their own. */
function runOf(context: IExecuteFunctions, itemIndex: number): string {
	return executionIdOf(context) + (itemIndex === 0 ? '' : `.${itemIndex}`);
}

/** Today is the day in the workflow's time zone. */
function readAsOfDate(context: IExecuteFunctions, itemIndex: number): string {
	const value: unknown = context.getNodeParameter('asOfDate', itemIndex, '');
	const isEmpty = value === '' || value === undefined || value === null;
	const wanted = isEmpty ? new Date(systemClock.now()) : value;
	const date = readDate(wanted, context.getTimezone());
	if (date !== undefined) return date;
	throw new SettingError(
		`"${String(value)}" in As of Date is not a date.`,
		'Choose a date, or write one such as 2026-11-01.',
	);
}

function readLimit(context: IExecuteFunctions, itemIndex: number): number {
	const limit: unknown = context.getNodeParameter('limit', itemIndex);
	if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1) return limit;
	throw new SettingError(
		`Limit is ${String(limit)}, which is not a whole number above 0.`,
		'Enter how many results to read, or turn on Return All.',
	);
}
