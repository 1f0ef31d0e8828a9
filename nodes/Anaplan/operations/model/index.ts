/** Models: what state they are in, and getting them ready. */
import type { Resource } from '../operation';
import * as getMany from './getMany';
import * as getStatus from './getStatus';
import * as open from './open';

export const modelResource: Resource = {
	option: { name: 'Model', value: 'model' },
	operations: [getMany, getStatus, open],
	defaultOperation: getStatus,
};
