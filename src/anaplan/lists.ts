/** Reads lists of a model: which there are, and the codes of their items. */
import { modelPath, textOf, type AnaplanClient, type ModelRef } from './client';
import type { NamedObject } from './catalog';

/** All lists of a model. Source: Anaplan's Integration API, "Retrieve lists". */
export async function listLists(client: AnaplanClient, model: ModelRef): Promise<NamedObject[]> {
	const rows = await client.all(`${modelPath(model)}/lists`, 'lists', 'listing the lists');
	return rows.map((row) => ({ id: textOf(row, 'id'), name: textOf(row, 'name') }));
}

/**
 * The codes of a list's items; items without a code are left out. Anaplan refuses lists of more than
 * 1,000,000 items (Integration API, "Retrieve list items").
 */
export async function readListCodes(
	client: AnaplanClient,
	model: ModelRef,
	listId: string,
): Promise<string[]> {
	const path = `${modelPath(model)}/lists/${encodeURIComponent(listId)}/items`;
	const rows = await client.all(path, 'listItems', 'reading the items of the list');
	return rows.map((row) => textOf(row, 'code')).filter((code) => code !== '');
}
