import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { systemClock } from '../../../src/clock';
import { ENTITIES } from '../../../src/entities';
import { CancelledError, SettingError } from '../../../src/errors';
import { toNodeError } from '../../../src/n8n/errors';
import { failedItem } from '../../../src/n8n/items';
import { openQuickBooks } from '../../../src/n8n/quickBooks';
import { daysBefore, readTime } from '../../../src/quickbooks/dates';
import { fetchChanges } from '../../../src/quickbooks/fetch';
import { executionIdOf, showRemarks, toItems } from './output';

export const option = {
	name: 'Get Changes',
	value: 'getChanges',
	action: 'Get changes of a company',
	description: 'Read what was added, changed, voided or deleted since a date',
};

export const fields: INodeProperties[] = [
	{
		displayName:
			'This operation runs once per execution, however many items come in, and takes its settings from the first one. Its last item is the window: what was read, how many records, and whether anything may be missing.',
		name: 'getChangesNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Entities',
		name: 'entities',
		type: 'multiOptions',
		required: true,
		options: ENTITIES.map(({ name, label }) => ({ name: label, value: name })),
		default: ['Account', 'Vendor', 'Customer', 'Invoice', 'Bill', 'Payment'],
		description: 'Kinds of lists and transactions to read; all of them together cost one call',
	},
	{
		displayName: 'Start',
		name: 'start',
		type: 'options',
		options: [
			{
				name: 'Last N Days',
				value: 'lastDays',
				description: 'Counted back from the moment the workflow runs',
			},
			{ name: 'Since Date', value: 'sinceDate', description: 'From a fixed or calculated time' },
		],
		default: 'lastDays',
		description:
			'From when on changes are read. QuickBooks reports deletions of the last 30 days only; from further back, everything that still exists is read.',
	},
	{
		displayName: 'Days',
		name: 'days',
		type: 'number',
		required: true,
		typeOptions: { minValue: 1 },
		// Two days cover a missed night of a daily workflow; reading a change twice does no harm.
		default: 2,
		description:
			'Choose a day more than the time between two runs, so that a run that failed is made up for',
		displayOptions: { show: { start: ['lastDays'] } },
	},
	{
		displayName: 'Since',
		name: 'since',
		type: 'dateTime',
		required: true,
		default: '',
		placeholder: 'e.g. 2026-11-01T00:00:00',
		description:
			"Changes from this time on are read. Without an offset it is meant in the workflow's time zone.",
		displayOptions: { show: { start: ['sinceDate'] } },
	},
];

/** Runs once: a run and a company make one window. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const inputs = context.getInputData().map((_item, item) => ({ item }));
	try {
		const since = readStart(context);
		const entities = context.getNodeParameter('entities', 0) as string[];
		const client = await openQuickBooks(context);
		const executionId = executionIdOf(context);
		const fetched = await fetchChanges(client, { entities, since, executionId });
		showRemarks(context, fetched);
		return toItems(fetched, inputs.length === 1 ? inputs[0] : inputs);
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error, 0);
		if (!context.continueOnFail() || error instanceof CancelledError) throw nodeError;
		return [
			failedItem(
				nodeError,
				inputs.map(({ item }) => item),
			),
		];
	}
}

function readStart(context: IExecuteFunctions): number {
	if (context.getNodeParameter('start', 0) === 'lastDays') {
		const days = Number(context.getNodeParameter('days', 0));
		if (Number.isFinite(days) && days > 0) return daysBefore(systemClock.now(), days);
		throw new SettingError(
			`Days is ${String(context.getNodeParameter('days', 0))}, which is not a number above 0.`,
			'Enter how many days back changes shall be read, for example 2.',
		);
	}
	const since: unknown = context.getNodeParameter('since', 0);
	const time = readTime(since, context.getTimezone());
	if (time !== undefined) return time;
	throw new SettingError(
		since === '' || since === undefined || since === null
			? 'Since is empty.'
			: `"${String(since)}" in Since is not a date.`,
		'Choose a date, or write one such as 2026-11-01 or 2026-11-01T08:00:00.',
	);
}
