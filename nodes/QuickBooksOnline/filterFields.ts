import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { filterFieldsOf } from '../../src/quickbooks/filterFields';

/** The fields by which QuickBooks can filter the chosen entity. */
export async function getFilterFields(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const entity = String(this.getCurrentNodeParameter('entity') ?? '');
	return filterFieldsOf(entity).map(({ name, label }) => ({
		name: label,
		value: name,
		...(name === label ? {} : { description: `${name} in QuickBooks` }),
	}));
}
