/** Files: what imports read and exports write. */
import type { Resource } from '../operation';
import * as deletePrivateCopy from './deletePrivateCopy';
import * as download from './download';
import * as getMany from './getMany';
import * as upload from './upload';

export const fileResource: Resource = {
	option: { name: 'File', value: 'file' },
	operations: [deletePrivateCopy, download, getMany, upload],
	defaultOperation: upload,
};
