/** What the pickers show. Failures are let through, so that nobody takes one for an empty list. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listImports, pageOfModels, pageOfWorkspaces } from '../../src/anaplan/catalog';
import { listLists } from '../../src/anaplan/lists';
import { openModel } from '../../src/anaplan/model';
import { listObjects, type CatalogueKind } from '../../src/anaplan/runnables';
import { closedState } from '../../src/anaplan/modelState';
import { openAnaplan } from '../../src/n8n/anaplan';
import { toNodeError } from '../../src/n8n/errors';

interface Choice {
	name: string;
	value: string;
}

/** Workspaces by name, a page of Anaplan's at a time. */
export async function searchWorkspaces(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await guarded(this, async () => {
		const client = await openAnaplan(this);
		const { rows, next } = await pageOfWorkspaces(client, offsetOf(paginationToken));
		return listed(
			rows.map(({ id, name }) => ({ name, value: id })),
			filter,
			next,
		);
	});
}

/** Models of the chosen workspace, or of all; closed ones say so. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await guarded(this, async () => {
		const client = await openAnaplan(this);
		const workspaceId = locatorValue(this, 'workspaceId');
		const chosen = workspaceId === '' ? undefined : workspaceId;
		const { rows, next } = await pageOfModels(client, chosen, offsetOf(paginationToken));
		const choices = rows.map((model) => {
			const closed = closedState(model.activeState);
			const place = chosen === undefined && model.workspaceName ? ` (${model.workspaceName})` : '';
			const state = closed === undefined ? '' : ` [${closed}]`;
			return { name: `${model.name}${place}${state}`, value: model.id };
		});
		return listed(choices, filter, next);
	});
}

/** Imports of the chosen model that a file feeds. */
export async function searchImports(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await guarded(this, async () => {
		const client = await openAnaplan(this);
		const model = await openModel(
			client,
			locatorValue(this, 'modelId'),
			locatorValue(this, 'workspaceId'),
		);
		const imports = await listImports(client, model);
		const fed = imports.filter((entry) => entry.fileId !== '');
		return listed(
			fed.map(({ id, name }) => ({ name, value: id })),
			filter,
			undefined,
		);
	});
}

/** Lists of the chosen model. */
export async function searchLists(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await guarded(this, async () => {
		const client = await openAnaplan(this);
		const model = await openModel(
			client,
			locatorValue(this, 'modelId'),
			locatorValue(this, 'workspaceId'),
		);
		const lists = await listLists(client, model);
		return listed(
			lists.map(({ id, name }) => ({ name, value: id })),
			filter,
			undefined,
		);
	});
}

/** Processes of the chosen model. */
export async function searchProcesses(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchObjects(this, 'processes', filter);
}

/** Exports of the chosen model. */
export async function searchExports(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchObjects(this, 'exports', filter);
}

/** Actions of the chosen model that are no imports, exports or processes. */
export async function searchActions(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchObjects(this, 'actions', filter);
}

async function searchObjects(
	context: ILoadOptionsFunctions,
	kind: CatalogueKind,
	filter: string | undefined,
): Promise<INodeListSearchResult> {
	return await guarded(context, async () => {
		const client = await openAnaplan(context);
		const model = await openModel(
			client,
			locatorValue(context, 'modelId'),
			locatorValue(context, 'workspaceId'),
		);
		const rows = await listObjects(client, model, kind);
		return listed(
			rows.map(({ id, name }) => ({ name, value: id })),
			filter,
			undefined,
		);
	});
}

async function guarded(
	context: ILoadOptionsFunctions,
	work: () => Promise<INodeListSearchResult>,
): Promise<INodeListSearchResult> {
	try {
		return await work();
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

function listed(
	choices: Choice[],
	filter: string | undefined,
	next: number | undefined,
): INodeListSearchResult {
	const wanted = (filter ?? '').trim().toLowerCase();
	const results = choices
		.filter(
			({ name, value }) => name.toLowerCase().includes(wanted) || value.toLowerCase() === wanted,
		)
		.sort((left, right) => left.name.localeCompare(right.name));
	return next === undefined ? { results } : { results, paginationToken: String(next) };
}

function offsetOf(paginationToken: string | undefined): number {
	return /^\d+$/.test(paginationToken ?? '') ? Number(paginationToken) : 0;
}

function locatorValue(context: ILoadOptionsFunctions, name: string): string {
	const value = context.getCurrentNodeParameter(name, { extractValue: true });
	return typeof value === 'string' ? value : '';
}
