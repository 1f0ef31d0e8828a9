/** Opens a model for a load and finds its imports; nothing here changes anything in Anaplan. */
import { SettingError } from '../errors';
import { listFiles, listImports, readImportSource, readModel, type ImportEntry } from './catalog';
import type { AnaplanClient, ModelRef } from './client';
import {
	defineImport,
	findImport,
	type ImportDefinition,
	type ImportReference,
} from './importDefinition';
import { checkModelOpen } from './modelState';

/**
 * Reads a model and makes sure that it takes imports. The model's own workspace counts, because
 * models are moved between workspaces; the given one helps where Anaplan does not tell.
 * @throws SettingError for a model that is unknown, closed, or hidden from this user
 */
export async function openModel(
	client: AnaplanClient,
	modelId: string,
	workspaceId: string,
): Promise<ModelRef> {
	if (modelId.trim() === '') {
		throw new SettingError('No Anaplan model is chosen.', 'Choose a model from the list.');
	}
	const model = await readModel(client, modelId.trim());
	const named = { ...model, name: model.name === '' ? modelId : model.name };
	checkModelOpen(named);
	const workspace = model.workspaceId === '' ? workspaceId.trim() : model.workspaceId;
	if (workspace === '') {
		throw new SettingError(
			`Anaplan does not tell the workspace of the model "${named.name}".`,
			'Choose the workspace in the node.',
		);
	}
	return { workspaceId: workspace, modelId: model.id || modelId.trim(), modelName: named.name };
}

/** The imports a load uses. */
export interface FoundImports {
	/** One per reference, in their order. */
	definitions: ImportDefinition[];
	/** All imports of the model. */
	catalogue: ImportEntry[];
}

/**
 * Finds each referenced import with its source and file.
 * @throws SettingError for an import that is missing or not fed by a file
 */
export async function findImports(
	client: AnaplanClient,
	model: ModelRef,
	references: readonly ImportReference[],
): Promise<FoundImports> {
	const catalogue = await listImports(client, model);
	const entries = references.map((reference) => findImport(catalogue, reference, model.modelName));
	const files = await listFiles(client, model);
	const byId = new Map<string, ImportDefinition>();
	for (const entry of entries) {
		if (byId.has(entry.id)) continue;
		const source = await readImportSource(client, model, entry);
		byId.set(entry.id, defineImport(entry, source, files));
	}
	const definitions = entries.flatMap((entry) => byId.get(entry.id) ?? []);
	return { definitions, catalogue };
}
