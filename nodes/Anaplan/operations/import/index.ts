/** Imports: what fills a list or a module of the model. */
import type { Resource } from '../operation';
import * as checkSetup from './checkSetup';
import * as getDetails from './getDetails';
import * as getMany from './getMany';
import * as run from './run';
import * as uploadAndRun from './uploadAndRun';

export const importResource: Resource = {
	option: { name: 'Import', value: 'import' },
	operations: [checkSetup, getDetails, getMany, run, uploadAndRun],
	defaultOperation: uploadAndRun,
};
