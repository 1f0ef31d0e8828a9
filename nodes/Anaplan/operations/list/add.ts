/** List, Add Items. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Operation } from '../operation';
import { changeMapped } from './changing';
import { chosenList, columnsField, dryRunOption } from './fields';

export const option: Operation['option'] = {
	name: 'Add Items',
	value: 'addItems',
	action: 'Add items to a list',
	description: 'Add new items to a list; items that exist are refused and stay as they are',
};

export const fields: Operation['fields'] = [...chosenList, columnsField('add'), dryRunOption];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await changeMapped(context, 'add');
}
