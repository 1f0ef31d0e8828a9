import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import * as listSearch from './listSearch';
import { findOperation, operationFields, subtitle } from './operations';
import * as resourceMapping from './resourceMapping';

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
		subtitle,
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

	methods = { listSearch, resourceMapping };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0);
		const name = this.getNodeParameter('operation', 0);
		const operation = findOperation(resource, name);
		if (operation === undefined) {
			const chosen = `The operation "${String(name)}" of "${String(resource)}" is unknown.`;
			throw new NodeOperationError(this.getNode(), chosen, {
				description: 'Choose a resource and an operation from the lists.',
			});
		}
		return await operation.execute(this);
	}
}
