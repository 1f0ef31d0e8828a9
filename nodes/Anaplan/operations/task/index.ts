/** Tasks: runs of imports, processes, exports and actions. */
import type { Resource } from '../operation';
import * as cancel from './cancel';
import * as get from './get';
import * as getDump from './getDump';
import * as getMany from './getMany';

export const taskResource: Resource = {
	option: { name: 'Task', value: 'task' },
	operations: [cancel, get, getDump, getMany],
	defaultOperation: get,
};
