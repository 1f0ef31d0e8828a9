import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { filterFieldsOf } from '../../src/quickbooks/filterFields';

/** The fields by which QuickBooks can filter the chosen entity. */
export async function getFilterFields(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	// Raw: an expression has no value yet in the editor, and then the fields that all have are offered.
	const entity = String(this.getNodeParameter('entity', '', { rawExpressions: true }));
	return filterFieldsOf(entity).map(({ name, label }) => ({
		name: label,
		value: name,
		...(name === label ? {} : { description: `${name} in QuickBooks` }),
	}));
}
