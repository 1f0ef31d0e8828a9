import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import * as listSearch from './listSearch';
import { findOperation, operationFields } from './operations';

/**
 * Loads data into Anaplan models. Programmatic, because a load is a file, a task and a dump that
 * depend on each other.
 */
export class Anaplan implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Anaplan',
		name: 'anaplan',
		icon: { light: 'file:anaplan.svg', dark: 'file:anaplan.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"] === "uploadAndRunImport" ? "Upload and run import" : $parameter["operation"] }}',
		description: 'Load data into Anaplan models',
		defaults: { name: 'Anaplan' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Loaded', 'Rejected'],
		credentials: [
			{
				name: 'anaplanApi',
				required: true,
				displayOptions: { show: { authentication: ['anaplanApi'] } },
			},
			{
				name: 'anaplanOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['anaplanOAuth2Api'] } },
			},
		],
		usableAsTool: true,
		properties: operationFields,
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const name = this.getNodeParameter('operation', 0);
		const operation = findOperation(name);
		if (operation === undefined) {
			throw new NodeOperationError(this.getNode(), `The operation "${String(name)}" is unknown.`, {
				description: 'Choose an operation from the list.',
			});
		}
		return await operation.execute(this);
	}
}
