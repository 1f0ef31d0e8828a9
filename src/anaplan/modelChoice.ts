/**
 * Which model a user means, by ID or by name. Anaplan knows IDs only, so a name is looked up in the list of
 * models, once for all items of an execution.
 */
import { SettingError } from '../errors';
import { listModels, listWorkspaces, type ModelEntry, type NamedObject } from './catalog';
import type { AnaplanClient } from './client';
import { findModelNamed, findWorkspaceNamed, fits } from './modelNames';

/** Lists of workspaces and models that were read for earlier names; it lives as long as an execution. */
export class SeenModels {
	private readonly lists = new Map<string, Promise<unknown>>();

	/** Workspaces that this user sees. */
	async workspaces(client: AnaplanClient): Promise<NamedObject[]> {
		return await this.once('workspaces', async () => await listWorkspaces(client));
	}

	/** Models that this user sees. @param workspaceId empty: everywhere */
	async models(client: AnaplanClient, workspaceId: string): Promise<ModelEntry[]> {
		const read = async () => await listModels(client, workspaceId || undefined);
		return await this.once(`models ${workspaceId}`, read);
	}

	private async once<List>(key: string, read: () => Promise<List>): Promise<List> {
		const list = (this.lists.get(key) as Promise<List> | undefined) ?? read();
		this.lists.set(key, list);
		// The next item may have more luck.
		return await list.catch(async (error: unknown) => {
			this.lists.delete(key);
			return await Promise.reject<List>(error);
		});
	}
}

/** Something that is chosen by its name. */
export interface ByName {
	name: string;
	seen: SeenModels;
}

/** Which model to work in: each an ID, or something to find by name. */
export interface ModelChoice {
	/** May be empty: the model knows its own. A model's name is looked for everywhere then. */
	workspaceId: string | ByName;
	modelId: string | ByName;
}

/**
 * The ID of the chosen model. An ID is taken as it is, without a call.
 * @throws SettingError where none is chosen, or where the name fits no model or several
 */
export async function modelIdOf(
	client: AnaplanClient,
	{ modelId, workspaceId }: ModelChoice,
): Promise<string> {
	const given = typeof modelId === 'string' ? modelId.trim() : modelId.name;
	if (given.trim() === '') {
		throw new SettingError('No Anaplan model is chosen.', 'Choose a model from the list.');
	}
	if (typeof modelId === 'string') return given;
	const { seen } = modelId;
	const inside = await workspaceIdOf(client, workspaceId);
	const models = await seen.models(client, inside);
	if (inside === '') return findModelNamed(models, given).id;
	const workspace = models[0]?.workspaceName || nameOf(workspaceId);
	const elsewhere = models.some((model) => fits(model, given))
		? []
		: // Only to tell where else a model of this name is.
			await seen.models(client, '').catch(() => []);
	return findModelNamed(models, given, { workspace, elsewhere }).id;
}

/**
 * The ID of the chosen workspace, '' where none is. An ID is taken as it is, without a call.
 * @throws SettingError where the name fits no workspace or several
 */
export async function workspaceIdOf(
	client: AnaplanClient,
	workspaceId: ModelChoice['workspaceId'],
): Promise<string> {
	if (typeof workspaceId === 'string') return workspaceId.trim();
	const { name, seen } = workspaceId;
	return name.trim() === '' ? '' : findWorkspaceNamed(await seen.workspaces(client), name).id;
}

function nameOf(workspaceId: ModelChoice['workspaceId']): string {
	return typeof workspaceId === 'string' ? workspaceId.trim() : workspaceId.name.trim();
}
