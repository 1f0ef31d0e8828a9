import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { systemClock } from '../../../src/clock';
import { PLANNED_ENTITIES } from '../../../src/entities';
import { CancelledError, SettingError } from '../../../src/errors';
import { toNodeError } from '../../../src/n8n/errors';
import { failedItem } from '../../../src/n8n/items';
import { openLedger } from '../../../src/n8n/ledger';
import { ledgerStoreFields } from '../../../src/n8n/ledgerFields';
import { openQuickBooks } from '../../../src/n8n/quickBooks';
import { daysBefore, readTime } from '../../../src/quickbooks/dates';
import { fetchChanges } from '../../../src/quickbooks/fetch';
import { fetchSinceCheckpoint } from '../../../src/quickbooks/sinceCheckpoint';
import type { Fetched } from '../../../src/quickbooks/window';
import { executionIdOf, showRemarks, toItems } from './output';

export const option = {
	name: 'Get Changes',
	value: 'getChanges',
	action: 'Get changes of a company',
	description: 'Read what was added, changed, voided or deleted since a date or the last sync',
};

/** The start that the sync ledger knows. */
export const CHECKPOINT = 'acceptedCheckpoint';

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
		options: PLANNED_ENTITIES.map(({ name, label }) => ({ name: label, value: name })),
		default: ['Account', 'Vendor', 'Customer', 'Invoice', 'Bill', 'Payment'],
		description:
			'Kinds of lists and transactions to read. All of them together cost one call. Tax codes, tax rates and time activities, which QuickBooks leaves out of its changes, cost calls of their own; and where the start is the accepted checkpoint and something has changed, each list costs one more, by which items that were merged away are noticed.',
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
			{
				name: 'Since the Accepted Checkpoint',
				value: CHECKPOINT,
				description:
					'From where the last sync ended, as the sync ledger knows it; documents that Anaplan rejected come again. Nothing is missed, however long ago that was.',
			},
			{ name: 'Since Date', value: 'sinceDate', description: 'From a fixed or calculated time' },
		],
		default: 'lastDays',
		description:
			'From when on changes are read. QuickBooks reports deletions of the last 30 days only; from further back, everything that still exists is read, and only the sync ledger can tell what was deleted.',
	},
	...ledgerStoreFields({ start: [CHECKPOINT] }),
	{
		displayName: 'First Load From',
		name: 'firstLoadFrom',
		type: 'dateTime',
		default: '',
		placeholder: 'e.g. 2026-01-01T00:00:00',
		description:
			"Needed for the first load only, and not looked at afterwards. Transactions that bear this date or a later one, and those added or changed since, are loaded; accounts, vendors and customers are loaded as a whole. Without an offset it is meant in the workflow's time zone.",
		displayOptions: { show: { start: [CHECKPOINT] } },
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
		const fetched =
			context.getNodeParameter('start', 0) === CHECKPOINT
				? await sinceCheckpoint(context)
				: await sinceTime(context);
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

async function sinceTime(context: IExecuteFunctions): Promise<Fetched> {
	const since = readStart(context);
	const entities = context.getNodeParameter('entities', 0) as string[];
	const client = await openQuickBooks(context);
	return await fetchChanges(client, { entities, since, executionId: executionIdOf(context) });
}

/** The ledger comes first: one that cannot be used must be told before anything is read. */
async function sinceCheckpoint(context: IExecuteFunctions): Promise<Fetched> {
	const ledger = await openLedger(context, 0);
	const firstLoadFrom = readFirstLoad(context);
	const entities = context.getNodeParameter('entities', 0) as string[];
	const client = await openQuickBooks(context);
	return await fetchSinceCheckpoint(client, ledger, {
		entities,
		executionId: executionIdOf(context),
		...(firstLoadFrom === undefined ? {} : { firstLoadFrom }),
	});
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
	const since = readDateOf(context, 'since', 'Since');
	if (since !== undefined) return since;
	throw new SettingError('Since is empty.', DATE_ADVICE);
}

/** Undefined where it is left empty, as it may be once a checkpoint is there. */
function readFirstLoad(context: IExecuteFunctions): number | undefined {
	return readDateOf(context, 'firstLoadFrom', 'First Load From');
}

const DATE_ADVICE = 'Choose a date, or write one such as 2026-11-01 or 2026-11-01T08:00:00.';

/** Undefined where the field is empty. */
function readDateOf(context: IExecuteFunctions, name: string, label: string): number | undefined {
	const value: unknown = context.getNodeParameter(name, 0, '');
	if (value === '' || value === undefined || value === null) return undefined;
	const time = readTime(value, context.getTimezone());
	if (time !== undefined) return time;
	throw new SettingError(`"${String(value)}" in ${label} is not a date.`, DATE_ADVICE);
}
