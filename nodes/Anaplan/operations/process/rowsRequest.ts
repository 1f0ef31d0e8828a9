/** What a load of items through a process is asked for. */
import type { IExecuteFunctions } from 'n8n-workflow';

import type { ProcessRequest } from '../../../../src/anaplan/processPlan';
import { toSourceRow } from '../../../../src/anaplan/rows';
import { readModelChoice, readOptions, readReference, readStepTable } from '../settings';
import { ANY_ROW } from './fileFields';

/** @param rowItems indexes of the items that are rows */
export function readRowsRequest(
	context: IExecuteFunctions,
	rowItems: readonly number[],
): ProcessRequest {
	const items = context.getInputData();
	const options = readOptions(context, 0);
	return {
		...readModelChoice(context, 0),
		rows: rowItems.map((itemIndex, index) => toSourceRow(items[itemIndex].json, index)),
		process: readReference(context, 'processId', 0),
		table: readStepTable(context, 0, ANY_ROW),
		options,
		stepsWithoutFile: options.stepsWithoutFile,
	};
}
