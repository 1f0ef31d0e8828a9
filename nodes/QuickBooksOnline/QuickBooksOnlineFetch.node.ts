import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../../src/n8n/ledgerFields';
import { QUICKBOOKS_CREDENTIAL } from '../../src/n8n/quickBooks';
import { getFilterFields } from './filterFields';
import {
	credentialsProperty,
	LEDGER_CREDENTIAL_NEEDED,
	operationFields,
	operationNamed,
	operationProperty,
} from './operations';

/** Programmatic: change data capture, paging and tokens take several calls that build on each other. */
export class QuickBooksOnlineFetch implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'QuickBooks Online Fetch',
		name: 'quickBooksOnlineFetch',
		icon: {
			light: 'file:../../credentials/quickBooksOnline.svg',
			dark: 'file:../../credentials/quickBooksOnline.dark.svg',
		},
		group: ['input'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"] === "getMany" ? "Get Many: " + $parameter["entity"] : $parameter["operation"] === "getReport" ? "Get Report: " + $parameter["report"] : $parameter["operation"] === "getById" ? "Get by ID" : "Get Changes" }}',
		description:
			'Read what changed, single objects, whole lists or reports from a QuickBooks Online company',
		defaults: { name: 'QuickBooks Online Fetch' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: QUICKBOOKS_CREDENTIAL, required: true },
			{ name: LEDGER_CREDENTIAL, required: true, displayOptions: LEDGER_CREDENTIAL_NEEDED },
		],
		properties: [credentialsProperty, operationProperty, ...operationFields],
	};

	methods = { loadOptions: { getFilterFields } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = operationNamed(this.getNodeParameter('operation', 0));
		return [await operation.execute(this)];
	}
}
