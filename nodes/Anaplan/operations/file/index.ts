/** Files: what imports read and exports write. */
import type { Resource } from '../operation';
import * as getMany from './getMany';

export const fileResource: Resource = {
	option: { name: 'File', value: 'file' },
	operations: [getMany],
	defaultOperation: getMany,
};
