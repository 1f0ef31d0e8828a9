/** List, Update Items. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Operation } from '../operation';
import { changeMapped } from './changing';
import { chosenList, columnsField, dryRunOption } from './fields';

export const option: Operation['option'] = {
	name: 'Update Items',
	value: 'updateItems',
	action: 'Update items of a list',
	description: 'Change items of a list; columns that are left out keep their values',
};

export const fields: Operation['fields'] = [...chosenList, columnsField('update'), dryRunOption];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await changeMapped(context, 'update');
}
