/** Rows from items: every row comes out once, on Loaded or on Rejected; windows carry the summary. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { loadRows, type Stray } from '../../../src/anaplan/load';
import { reasonOf } from '../../../src/anaplan/join';
import { toSourceRow } from '../../../src/anaplan/rows';
import { isWindow, type LoadSummary } from '../../../src/flow';
import { openAnaplan } from '../../../src/n8n/anaplan';
import { readModelChoice, readOptions, readTable } from './settings';

/** Loads the items that are rows, and returns the items of both outputs. */
export async function loadRowItems(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[][]> {
	const rowItems = [...items.keys()].filter((index) => !isWindow(items[index].json));
	const rows = rowItems.map((itemIndex, index) => toSourceRow(items[itemIndex].json, index));
	const { remarks, strays, summary } = await loadRows(await openAnaplan(context), {
		...readModelChoice(context, 0),
		rows,
		table: readTable(context, 0),
		options: readOptions(context, 0),
	});
	const loaded: INodeExecutionData[] = [];
	const rejected: INodeExecutionData[] = [];
	rows.forEach((_row, index) => {
		const remark = remarks[index];
		const item: INodeExecutionData = {
			json: { ...items[rowItems[index]].json, anaplan: { ...remark } },
			pairedItem: { item: rowItems[index] },
		};
		const kept = remark.outcome === 'loaded' || remark.outcome === 'ignored';
		(kept ? loaded : rejected).push(item);
	});
	for (const stray of strays) rejected.push(strayItem(stray, rowItems));
	return [[...loaded, ...summaryItems(items, summary)], rejected];
}

/** Each window with the summary added; where there is none, the summary as an item of its own. */
export function summaryItems(
	items: readonly INodeExecutionData[],
	summary: LoadSummary,
): INodeExecutionData[] {
	const load = { ...summary, imports: summary.imports.map((entry) => ({ ...entry })) };
	const windows = items.flatMap((item, index): INodeExecutionData[] =>
		isWindow(item.json) ? [{ json: { ...item.json, load }, pairedItem: { item: index } }] : [],
	);
	if (windows.length > 0) return windows;
	return [
		{
			json: { kind: 'loadSummary', load },
			pairedItem: [...items.keys()].map((item) => ({ item })),
		},
	];
}

/** A refused line that leads back to no row: it must be seen all the same. */
function strayItem({ line, ...named }: Stray, rowItems: number[]): INodeExecutionData {
	const values: IDataObject = Object.fromEntries(line.values);
	return {
		json: {
			...values,
			anaplan: {
				outcome: 'rejected',
				...named,
				loadedAt: null,
				reason: `Anaplan refused a row that fits none of those sent: ${reasonOf(line)}`,
			},
		},
		pairedItem: rowItems.map((item) => ({ item })),
	};
}
