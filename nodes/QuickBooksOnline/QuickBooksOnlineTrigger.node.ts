import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { QUICKBOOKS_CREDENTIAL } from '../../src/n8n/quickBooks';
import { webhookAddress } from './trigger/address';
import { fields } from './trigger/fields';
import { poll } from './trigger/poll';
import { checkVerifierToken, receive } from './trigger/receive';

/** One node for webhooks and polling, so that a workflow can have both under one name. */
export class QuickBooksOnlineTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'QuickBooks Online Trigger',
		name: 'quickBooksOnlineTrigger',
		icon: {
			light: 'file:../../credentials/quickBooksOnline.svg',
			dark: 'file:../../credentials/quickBooksOnline.dark.svg',
		},
		group: ['trigger'],
		// For every delivery to a node of version 1 n8n evaluates an expression of its own; else they are alike.
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle:
			'={{ { webhook: "Webhook", poll: "Change Data Capture", both: "Webhook + Change Data Capture" }[$parameter["mode"]] }}',
		description: 'Starts the workflow when something changes in a QuickBooks Online company',
		defaults: { name: 'QuickBooks Online Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: QUICKBOOKS_CREDENTIAL, required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				// QuickBooks waits three seconds for its answer, whatever the workflow does.
				responseMode: 'onReceived',
				// Empty, or n8n would answer with its default's name instead of what webhook() returns.
				responseData: '',
				rawBody: true,
				...webhookAddress,
			},
		],
		properties: fields,
	};

	/** QuickBooks registers webhooks in its portal only, by hand: the notice in the node says how. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await checkVerifierToken(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
