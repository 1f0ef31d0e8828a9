/** Actions that are no imports, exports or processes. */
import type { Resource } from '../operation';
import * as getMany from './getMany';
import * as run from './run';

export const actionResource: Resource = {
	option: { name: 'Action', value: 'action' },
	operations: [getMany, run],
	defaultOperation: run,
};
