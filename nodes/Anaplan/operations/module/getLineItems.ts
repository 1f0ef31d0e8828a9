/** Module, Get Line Items. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { findModule, listLineItems } from '../../../../src/anaplan/modules';
import { listFields } from '../../descriptions';
import type { Operation } from '../operation';
import { readOf } from '../reading';
import { readReference } from '../settings';
import { chosenModule } from './fields';

export const option: Operation['option'] = {
	name: 'Get Line Items',
	value: 'getLineItems',
	action: 'Get the line items of a module',
	description: 'Get the line items of a module, with their formats, formulas and dimensions',
};

export const fields: Operation['fields'] = [
	...chosenModule,
	...listFields,
	{
		displayName: 'Simplify',
		name: 'simple',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
];

/** One item per line item, in the module's order. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await readOf(context, async function* ({ client, model, itemIndex }) {
		const module = await findModule(client, model, readReference(context, 'moduleId', itemIndex));
		const lineItems = await listLineItems(client, model, module);
		const simple = context.getNodeParameter('simple', itemIndex) === true;
		yield lineItems.map(({ id, name, format, formula, raw }) =>
			simple ? { id, name, format, formula, isInput: formula === '', module: module.name } : raw,
		);
	});
}
