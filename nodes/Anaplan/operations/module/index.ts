/** Modules: where the numbers are. */
import type { Resource } from '../operation';
import * as getLineItems from './getLineItems';
import * as getMany from './getMany';
import * as readView from './readView';
import * as writeCells from './writeCells';

export const moduleResource: Resource = {
	option: { name: 'Module', value: 'module' },
	operations: [getLineItems, getMany, readView, writeCells],
	defaultOperation: readView,
};
