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
import { Findings } from './findings';
import { modelIdOf, workspaceIdOf, type ModelChoice } from './modelChoice';
import { readyModel } from './modelReady';
import { checkModelOpen, type ModelUse } from './modelState';

/**
 * Reads a model and makes sure that it takes what it is opened for. The model's own workspace counts, because
 * models are moved between workspaces; the given one helps where Anaplan does not tell.
 * @throws SettingError for a model that is unknown, ambiguous, closed, or hidden from this user
 */
export async function openModel(
	client: AnaplanClient,
	modelId: ModelChoice['modelId'],
	workspaceId: ModelChoice['workspaceId'],
	use: ModelUse = 'load',
): Promise<ModelRef> {
	const id = await modelIdOf(client, { modelId, workspaceId });
	const model = await readModel(client, id);
	const named = { ...model, name: model.name === '' ? id : model.name };
	checkModelOpen(named, use);
	const workspace = model.workspaceId || (await workspaceIdOf(client, workspaceId));
	if (workspace === '') {
		throw new SettingError(
			`Anaplan does not tell the workspace of the model "${named.name}".`,
			'Choose the workspace in the node.',
		);
	}
	return { workspaceId: workspace, modelId: model.id || id, modelName: named.name };
}

/** A model that takes a load. */
export interface LoadPlace {
	model: ModelRef;
	/** All imports of the model. */
	catalogue: ImportEntry[];
	/** True where the model was closed and had to be opened. */
	opened: boolean;
}

/** Opens a model for a load and waits until it answers. @param waitMs longest wait for a busy model */
export async function openForLoad(
	client: AnaplanClient,
	{ modelId, workspaceId }: ModelChoice,
	waitMs: number,
): Promise<LoadPlace> {
	const model = await openModel(client, modelId, workspaceId);
	const opened = await readyModel(client, model, waitMs);
	return { model, opened, catalogue: await listImports(client, model) };
}

/**
 * Finds an import with its source and file.
 * @throws SettingError for an import that is missing or not fed by a file
 */
export async function findOneImport(
	client: AnaplanClient,
	place: Pick<LoadPlace, 'model' | 'catalogue'>,
	reference: ImportReference,
): Promise<ImportDefinition> {
	const findings = new Findings();
	const found = await findEachImport(client, place, [reference], findings);
	findings.refuse();
	// What was not found has been refused.
	const [definition] = found.flatMap((one) => one ?? []);
	return definition;
}

/**
 * Finds each import with its source and file, in the order of the references; undefined, and a finding,
 * for each that cannot be fed.
 */
export async function findEachImport(
	client: AnaplanClient,
	{ model, catalogue }: Pick<LoadPlace, 'model' | 'catalogue'>,
	references: readonly ImportReference[],
	findings: Findings,
): Promise<Array<ImportDefinition | undefined>> {
	const told = new Set<string>();
	const entries = references.map((reference) => {
		const key = JSON.stringify([reference.by, reference.value.trim()]);
		// An import that several lines of the table name is missed once.
		if (told.has(key)) return catalogue.find((entry) => isNamed(entry, reference));
		told.add(key);
		return findings.attempt(reference.by === 'name' ? reference.value : null, () =>
			findImport(catalogue, reference, model.modelName),
		);
	});
	const files = await listFiles(client, model);
	const byId = new Map<string, ImportDefinition | undefined>();
	for (const entry of entries) {
		if (entry === undefined || byId.has(entry.id)) continue;
		const source = await readImportSource(client, model, entry);
		byId.set(
			entry.id,
			findings.attempt(entry.name, () => defineImport(entry, source, files)),
		);
	}
	return entries.map((entry) => (entry === undefined ? undefined : byId.get(entry.id)));
}

function isNamed(entry: ImportEntry, { by, value }: ImportReference): boolean {
	return entry[by] === value.trim();
}
