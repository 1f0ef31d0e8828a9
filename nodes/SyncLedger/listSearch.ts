/** The picker of Anaplan lists; those of workspaces and models are the Anaplan node's. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listLists } from '../../src/anaplan/lists';
import { openModel } from '../../src/anaplan/model';
import { openAnaplan } from '../../src/n8n/anaplan';
import { toNodeError } from '../../src/n8n/errors';
import { pickedModelChoice } from '../../src/n8n/modelChoice';

/** Lists of the chosen model, by name. Failures are let through, so that nobody takes one for "none". */
export async function searchLists(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	try {
		const client = await openAnaplan(this);
		const { modelId, workspaceId } = pickedModelChoice(this);
		const model = await openModel(client, modelId, workspaceId);
		const wanted = (filter ?? '').trim().toLowerCase();
		const lists = await listLists(client, model);
		return {
			results: lists
				.filter(({ id, name }) => name.toLowerCase().includes(wanted) || id === wanted)
				.map(({ id, name }) => ({ name, value: id }))
				.sort((left, right) => left.name.localeCompare(right.name)),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
