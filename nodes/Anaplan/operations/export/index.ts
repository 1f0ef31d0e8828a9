/** Exports: what writes data of the model to a file. */
import type { Resource } from '../operation';
import * as getMany from './getMany';
import * as runAndDownload from './runAndDownload';

export const exportResource: Resource = {
	option: { name: 'Export', value: 'export' },
	operations: [getMany, runAndDownload],
	defaultOperation: runAndDownload,
};
