/** Lists: what dimensions are made of. */
import type { Resource } from '../operation';
import * as getItems from './getItems';
import * as getMany from './getMany';

export const listResource: Resource = {
	option: { name: 'List', value: 'list' },
	operations: [getItems, getMany],
	defaultOperation: getItems,
};
