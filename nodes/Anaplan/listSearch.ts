/** What the pickers show. Failures are let through, so that nobody takes one for an empty list. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import {
	listImports,
	pageOfModels,
	pageOfWorkspaces,
	type NamedObject,
} from '../../src/anaplan/catalog';
import type { AnaplanClient, ModelRef } from '../../src/anaplan/client';
import { listLists } from '../../src/anaplan/lists';
import { openModel } from '../../src/anaplan/model';
import { workspaceIdOf } from '../../src/anaplan/modelChoice';
import {
	findModule,
	findView,
	isLineItems,
	listLineItems,
	listModules,
	listViews,
	readAxes,
} from '../../src/anaplan/modules';
import {
	findRunnable,
	listObjects,
	readSteps,
	type CatalogueKind,
} from '../../src/anaplan/runnables';
import { listTasks, type TaskKind } from '../../src/anaplan/tasks';
import { closedState } from '../../src/anaplan/modelState';
import { openAnaplan } from '../../src/n8n/anaplan';
import { toNodeError } from '../../src/n8n/errors';
import { pickedModelChoice, pickedReference } from '../../src/n8n/modelChoice';

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
		return await searchPages(filter, paginationToken, async (offset) => {
			const { rows, next } = await pageOfWorkspaces(client, offset);
			return { choices: rows.map(toChoice), next };
		});
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
		const { workspaceId } = pickedModelChoice(this);
		const chosen = (await workspaceIdOf(client, workspaceId)) || undefined;
		return await searchPages(filter, paginationToken, async (offset) => {
			const { rows, next } = await pageOfModels(client, chosen, offset);
			const choices = rows.map((model) => {
				const closed = closedState(model.activeState);
				const place =
					chosen === undefined && model.workspaceName ? ` (${model.workspaceName})` : '';
				const state = closed === undefined ? '' : ` [${closed}]`;
				return { name: `${model.name}${place}${state}`, value: model.id };
			});
			return { choices, next };
		});
	});
}

/** Imports of the chosen model that a file feeds. */
export async function searchImports(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchModel(this, filter, async (client, model) =>
		(await listImports(client, model)).filter(({ fileId }) => fileId !== ''),
	);
}

/** All imports of the chosen model, those from other models included. */
export async function searchAllImports(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchObjects(this, 'imports', filter);
}

/** Imports of the chosen process that a file feeds. */
export async function searchProcessImports(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchModel(this, filter, async (client, model) => {
		const reference = pickedReference(this, 'processId');
		const process = await findRunnable(client, model, 'processes', reference);
		const steps = await readSteps(client, model, process);
		return steps.filter(({ fileId }) => fileId !== '');
	});
}

/** Lists of the chosen model. */
export async function searchLists(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchModel(this, filter, listLists);
}

/** Modules of the chosen model. */
export async function searchModules(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchModel(this, filter, listModules);
}

/** Views of the chosen module, the default view first of all. */
export async function searchViews(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchModule(this, filter, listViews);
}

/** Line items of the chosen module that take values. */
export async function searchLineItems(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchModule(this, filter, async (client, model, module) =>
		(await listLineItems(client, model, module)).filter(({ formula }) => formula === ''),
	);
}

/** Dimensions of the chosen module, or of the chosen view of it, Time and Versions included. */
export async function searchDimensions(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchModule(this, filter, async (client, model, module) => {
		const view = await findView(client, model, module, pickedReference(this, 'viewId'));
		const { pages, rows, columns } = await readAxes(client, model, view);
		return [...pages, ...rows, ...columns].filter((axis) => !isLineItems(axis));
	});
}

/** What a search lists of a model or module. */
type Find<Extra extends unknown[]> = (
	client: AnaplanClient,
	model: ModelRef,
	...extra: Extra
) => Promise<NamedObject[]>;

async function searchModel(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	find: Find<[]>,
): Promise<INodeListSearchResult> {
	return await guarded(context, async () => {
		const client = await openAnaplan(context);
		const { modelId, workspaceId } = pickedModelChoice(context);
		const model = await openModel(client, modelId, workspaceId, 'read');
		const found = await find(client, model);
		return listed(found.map(toChoice), filter, undefined);
	});
}

async function searchModule(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	find: Find<[NamedObject]>,
): Promise<INodeListSearchResult> {
	return await searchModel(context, filter, async (client, model) => {
		const module = await findModule(client, model, pickedReference(context, 'moduleId'));
		return await find(client, model, module);
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

/** The picker that holds what the tasks are of. */
const TASK_PARENTS = new Map<unknown, { kind: TaskKind; field: string }>([
	['actions', { kind: 'actions', field: 'actionId' }],
	['exports', { kind: 'exports', field: 'exportId' }],
	['imports', { kind: 'imports', field: 'importId' }],
	['processes', { kind: 'processes', field: 'processId' }],
]);

/** Tasks of what is chosen, by the time they were started (UTC), newest first. */
export async function searchTasks(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const parent = TASK_PARENTS.get(this.getCurrentNodeParameter('taskOf') ?? 'imports');
	const { kind, field } = parent ?? { kind: 'imports', field: 'importId' };
	const found = await searchModel(this, filter, async (client, model) => {
		const runnable = await findRunnable(client, model, kind, pickedReference(this, field));
		const tasks = await listTasks(client, model, runnable);
		return tasks.map(({ taskId, taskState, createdAt }) => {
			const started = createdAt === undefined ? taskId : timeOf(createdAt);
			return { id: taskId, name: `${started} (${taskState})` };
		});
	});
	return { ...found, results: found.results.reverse() };
}

/** To the second, in UTC; sorts by time. */
function timeOf(epochMs: number): string {
	return `${new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Files of the chosen model: of imports, and of exports. */
export async function searchFiles(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await searchObjects(this, 'files', filter);
}

async function searchObjects(
	context: ILoadOptionsFunctions,
	kind: CatalogueKind,
	filter: string | undefined,
): Promise<INodeListSearchResult> {
	return await searchModel(
		context,
		filter,
		async (client, model) => await listObjects(client, model, kind),
	);
}

/** One page of choices, and where the next starts; undefined after the last. */
interface ChoicePage {
	choices: Choice[];
	next: number | undefined;
}

/**
 * A page of Anaplan's at a time; with a filter pages until one has something that fits, because the
 * editor asks for more only where there is something to scroll.
 */
async function searchPages(
	filter: string | undefined,
	paginationToken: string | undefined,
	read: (offset: number) => Promise<ChoicePage>,
): Promise<INodeListSearchResult> {
	let page = await read(offsetOf(paginationToken));
	let found = listed(page.choices, filter, page.next);
	while (found.results.length === 0 && page.next !== undefined) {
		page = await read(page.next);
		found = listed(page.choices, filter, page.next);
	}
	return found;
}

function toChoice({ id, name }: NamedObject): Choice {
	return { name, value: id };
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
