import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { CHANGING_ENTITIES, type EntityEntry } from '../../../src/entities';
import { OPERATION_CHOICES, OTHER_ENTITIES } from '../../../src/quickbooks/webhooks/filter';

/** Values of the field Mode. */
export const WEBHOOK = 'webhook';
export const POLL = 'poll';
export const BOTH = 'both';

const WITH_WEBHOOK: IDisplayOptions = { show: { mode: [WEBHOOK, BOTH] } };
const WITH_POLLING: IDisplayOptions = { show: { mode: [POLL, BOTH] } };

const OPERATION_LABELS: { [operation in (typeof OPERATION_CHOICES)[number]]: string } = {
	created: 'Created',
	updated: 'Updated',
	deleted: 'Deleted',
	merged: 'Merged',
	void: 'Void',
	emailed: 'Emailed',
	unknown: 'Other (Unknown)',
};

const OPERATION_HINTS = new Map<string, string>([
	['updated', 'Polling counts e-mails and the losers of merges among these'],
	['merged', 'List items only; webhooks name the ID that is gone'],
	['emailed', 'Webhooks only'],
	['unknown', 'Webhooks only: what this version of the node has no name for'],
]);

function descriptionOf({ webhookOperations, cdc, deletable, kind }: EntityEntry): string {
	const webhooks =
		webhookOperations.length === 0
			? 'Polling only; QuickBooks sends no webhooks'
			: `Webhooks: ${webhookOperations.join(', ')}`;
	if (cdc) return webhooks;
	// A list that seems unchanged is believed when QuickBooks' count says the same.
	const calls = kind === 'single' ? 'a call' : 'two calls';
	return `${webhooks}. Each poll takes ${calls} more${deletable ? ', and does not see deletions' : ''}.`;
}

export const fields: INodeProperties[] = [
	{
		displayName: 'Mode',
		name: 'mode',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Both',
				value: BOTH,
				description:
					'Webhooks for speed, polling for what they miss; the same change can arrive on both ways',
			},
			{
				name: 'Change Data Capture (Polling)',
				value: POLL,
				description: 'Asks QuickBooks in intervals and emits the full records that changed',
			},
			{
				name: 'Webhook',
				value: WEBHOOK,
				description: 'QuickBooks calls n8n within minutes and says what changed, by ID only',
			},
		],
		default: WEBHOOK,
		description:
			'How changes are noticed. Webhooks can be lost, doubled or out of order, so let them start a workflow that reads the changes itself.',
	},
	{
		displayName:
			"QuickBooks offers no way to register a webhook by API, so do it once by hand: open your app in Intuit's developer portal (<a href='https://developer.intuit.com/app/developer/dashboard' target='_blank'>My Hub, App dashboard</a>), go to Webhooks, choose Production or Development to match the credential's environment, paste the Production URL (under Webhook URLs above) as endpoint URL and tick the entities. Then show the verifier token on that page and copy it into Webhook Verifier Token of the credential. The first notification can take five minutes.",
		name: 'webhookNotice',
		type: 'notice',
		default: '',
		displayOptions: WITH_WEBHOOK,
	},
	{
		displayName: 'Poll Times has no effect in this mode.',
		name: 'pollTimesNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { mode: [WEBHOOK] } },
	},
	{
		displayName:
			"Each poll costs one metered call of QuickBooks' monthly allowance, more where much has changed, and one or two more for each entity whose description says so. Its last item is the window: what was read, how many records, and whether anything may be missing.",
		name: 'pollNotice',
		type: 'notice',
		default: '',
		displayOptions: WITH_POLLING,
	},
	{
		displayName: 'Entities',
		name: 'entities',
		type: 'multiOptions',
		required: true,
		options: [
			...CHANGING_ENTITIES.map((entity) => ({
				name: entity.label,
				value: entity.name,
				description: descriptionOf(entity),
			})),
			{
				name: 'Other (Unknown)',
				value: OTHER_ENTITIES,
				description: 'Webhooks only: every other entity that is ticked in the developer portal',
			},
		],
		// What change data capture knows comes with one call per poll; each of the others costs more.
		default: [
			...CHANGING_ENTITIES.filter(({ cdc }) => cdc).map(({ name }) => name),
			OTHER_ENTITIES,
		],
		description: 'Changes of these start the workflow; everything else is left out',
	},
	{
		displayName: 'Operations',
		name: 'operations',
		type: 'multiOptions',
		required: true,
		options: OPERATION_CHOICES.map((value) => {
			const description = OPERATION_HINTS.get(value);
			return {
				name: OPERATION_LABELS[value],
				value,
				...(description === undefined ? {} : { description }),
			};
		}),
		default: [...OPERATION_CHOICES],
		description: 'What must have happened to start the workflow',
	},
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		default: '',
		placeholder: 'e.g. 2026-11-01T00:00:00',
		description:
			"Where polling of an entity begins for the first time; later it goes on from where it stopped. Empty: from the moment the workflow is activated. Without an offset it is meant in the workflow's time zone.",
		displayOptions: WITH_POLLING,
	},
];
