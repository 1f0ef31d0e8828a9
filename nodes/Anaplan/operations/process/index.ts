/** Processes: imports, exports and actions that run in one task. */
import type { Resource } from '../operation';
import * as checkSetup from './checkSetup';
import * as getMany from './getMany';
import * as run from './run';
import * as uploadFilesAndRun from './uploadFilesAndRun';

export const processResource: Resource = {
	option: { name: 'Process', value: 'process' },
	operations: [checkSetup, getMany, run, uploadFilesAndRun],
	defaultOperation: uploadFilesAndRun,
};
