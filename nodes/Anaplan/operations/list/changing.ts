/** What Add, Update and Delete Items share. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { systemClock } from '../../../../src/clock';
import { listColumns, rowReader, type RowReader } from '../../../../src/anaplan/listColumns';
import { changeListItems, checkItems, type ItemChange } from '../../../../src/anaplan/listItems';
import { findList, type ListDetails } from '../../../../src/anaplan/lists';
import { rejected, type WriteResult } from '../../../../src/anaplan/lots';
import type { ListChange } from '../../../../src/anaplan/writeFailures';
import { readMapping } from '../../../../src/n8n/perItem';
import { readReference } from '../settings';
import { isDryRun, writeOf, type RowRemarks, type Writing } from '../writing';

/** Makes an item of an input item, or says why it cannot. */
interface Rows extends Pick<RowReader, 'keys'> {
	itemOf(itemIndex: number): ItemChange | { unfit: string };
}

/** Adds or updates what the mapped columns say. */
export async function changeMapped(
	context: IExecuteFunctions,
	change: 'add' | 'update',
): Promise<INodeExecutionData[][]> {
	return await changeItems(context, change, (list) => {
		const columns = listColumns(list, change);
		const open = columns.filter(({ readOnly }) => !readOnly).map(({ id }) => id);
		const mapping = readMapping(context, 'columns', open);
		const matching = change === 'update' ? mapping.matching : [];
		const reader = rowReader(list, change, columns, mapping.columns, matching);
		return {
			keys: reader.keys,
			itemOf: (itemIndex) => reader.itemOf(mapping.valuesOf(itemIndex)),
		};
	});
}

/** Changes the items of the chosen list. */
export async function changeItems(
	context: IExecuteFunctions,
	change: ListChange,
	rowsOf: (list: ListDetails) => Rows,
): Promise<INodeExecutionData[][]> {
	return await writeOf(context, async (writing) => {
		const { client, model } = writing;
		const list = await findList(client, model, readReference(context, 'listId', 0));
		const results = await sendRows(writing, list, change, rowsOf(list), isDryRun(context));
		const changedAt = new Date(systemClock.now()).toISOString();
		return results.map((result) => ({
			...result,
			list: list.name,
			listId: list.id,
			...(result.outcome === 'loaded' ? { loadedAt: changedAt } : { loadedAt: null }),
		}));
	});
}

async function sendRows(
	{ client, model, rows }: Writing,
	list: ListDetails,
	change: ListChange,
	reader: Rows,
	dryRun: boolean,
): Promise<RowRemarks> {
	const read = rows.map((itemIndex) => reader.itemOf(itemIndex));
	const fit = [...read.keys()].filter((position) => !('unfit' in read[position]));
	const items = fit.map((position) => read[position] as ItemChange);
	const results: RowRemarks = dryRun
		? checkItems(items, reader.keys, change).map(
				(refused, position) => refused ?? planned(items[position]),
			)
		: await changeListItems(client, model, list, change, items, reader.keys);
	const byPosition = new Map(fit.map((position, at) => [position, results[at]]));
	return read.map((item, position) =>
		'unfit' in item ? rejected(item.unfit) : (byPosition.get(position) ?? rejected('')),
	);
}

/** What a dry run says of a row that would be sent. */
function planned(item: ItemChange): WriteResult & { wouldSend: ItemChange } {
	return {
		outcome: 'ignored',
		reason: 'Dry run: nothing was sent.',
		failureType: null,
		wouldSend: item,
	};
}
