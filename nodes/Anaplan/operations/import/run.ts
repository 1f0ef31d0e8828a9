/** Import, Run. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { anyImportField, modelField, importOptionsField, workspaceField } from '../../descriptions';
import type { Operation } from '../operation';
import { runOf } from '../running';

export const option: Operation['option'] = {
	name: 'Run',
	value: 'run',
	action: 'Run an import',
	description:
		'Run an import with the file that Anaplan holds, wait for its end and list the rows it refused',
};

export const fields: Operation['fields'] = [
	workspaceField,
	modelField,
	anyImportField,
	importOptionsField,
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await runOf(context, 'imports', 'importId');
}
