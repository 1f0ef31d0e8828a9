/** What a load of items through imports is asked for. */
import type { IExecuteFunctions } from 'n8n-workflow';

import type { LoadRequest } from '../../../../src/anaplan/loadRequest';
import { toSourceRow, type SourceRow } from '../../../../src/anaplan/rows';
import { readMapping } from '../../../../src/n8n/perItem';
import { readModelChoice, readOptions, readTable } from '../settings';

/**
 * @param rowItems indexes of the items that are rows
 * @throws SettingError naming the column for a value that has no place in a table
 */
export function readRowsRequest(
	context: IExecuteFunctions,
	rowItems: readonly number[],
): LoadRequest {
	return {
		...readModelChoice(context, 0),
		rows: readRows(context, rowItems),
		table: readTable(context, 0),
		options: readOptions(context, 0),
	};
}

/** The items as they are, or the columns that the user maps for one import. */
function readRows(context: IExecuteFunctions, rowItems: readonly number[]): SourceRow[] {
	const items = context.getInputData();
	const mapping =
		context.getNodeParameter('importChoice', 0, '') === 'one'
			? readMapping(context, 'importColumns', [])
			: undefined;
	// Fields go to the columns of their names by themselves; that is the engine's own way.
	if (mapping === undefined || mapping.automatic || mapping.columns.length === 0) {
		return rowItems.map((itemIndex, index) => toSourceRow(items[itemIndex].json, index));
	}
	return rowItems.map((itemIndex, index) => {
		const row = toSourceRow(Object.fromEntries(mapping.valuesOf(itemIndex)), index);
		const { Entity: entity } = items[itemIndex].json;
		return { ...row, entity: typeof entity === 'string' ? entity : '' };
	});
}
