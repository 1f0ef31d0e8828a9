/** Lists: what dimensions are made of. */
import type { Resource } from '../operation';
import * as add from './add';
import * as deleteItems from './deleteItems';
import * as getItems from './getItems';
import * as getMany from './getMany';
import * as update from './update';

export const listResource: Resource = {
	option: { name: 'List', value: 'list' },
	operations: [add, deleteItems, getItems, getMany, update],
	defaultOperation: getItems,
};
