/** Finds things in Anaplan: workspaces, models, files and imports. */
import { hiddenModel, missingModel, missingWorkspace } from './access';
import {
	hasStatus,
	isObject,
	modelPath,
	textOf,
	type AnaplanClient,
	type JsonObject,
	type ModelRef,
	type Page,
} from './client';

export interface NamedObject {
	id: string;
	name: string;
}

export interface ModelEntry extends NamedObject {
	workspaceId: string;
	workspaceName: string;
	/** An open set: UNLOCKED, LOCKED, ARCHIVED, PRODUCTION, MAINTENANCE, … */
	activeState: string;
}

/** A file definition of a model: how its bytes are read. */
export interface FileEntry extends NamedObject {
	encoding: string;
	separator: string | undefined;
	delimiter: string | undefined;
	/** Number of the header row; -1 where the file was never set up. */
	headerRow: number;
	firstDataRow: number;
}

export interface ImportEntry extends NamedObject {
	/** The file that feeds the import; empty for an import from another model. */
	fileId: string;
	/** HIERARCHY_DATA (list), MODULE_DATA, LINE_ITEM_DEFINITION, USERS, VERSIONS. */
	importType: string;
}

/** What an import expects of its source. */
export interface ImportSource {
	/** FILE, or MODEL for an import from another model. */
	type: string;
	headerNames: string[];
	encoding: string;
	separator: string | undefined;
	delimiter: string | undefined;
	decimalSeparator: string;
	headerRow: number;
	firstDataRow: number;
}

/** One page of the workspaces this user sees. */
export async function pageOfWorkspaces(
	client: AnaplanClient,
	offset: number,
): Promise<Page<NamedObject>> {
	const page = await client.page('/workspaces', 'workspaces', 'listing the workspaces', offset);
	return { ...page, rows: page.rows.map(named) };
}

/** All workspaces this user sees. */
export async function listWorkspaces(client: AnaplanClient): Promise<NamedObject[]> {
	return (await client.all('/workspaces', 'workspaces', 'listing the workspaces')).map(named);
}

/**
 * One page of the models this user sees, in one workspace or everywhere.
 * @throws SettingError where the workspace does not exist or this user has no access
 */
export async function pageOfModels(
	client: AnaplanClient,
	workspaceId: string | undefined,
	offset: number,
): Promise<Page<ModelEntry>> {
	const page = await client
		.page(modelsPath(workspaceId), 'models', 'listing the models', offset)
		.catch(async (error: unknown) => await inUnknownWorkspace(client, workspaceId, error));
	return { ...page, rows: page.rows.map(toModel) };
}

/** All of them. @throws as {@link pageOfModels} */
export async function listModels(
	client: AnaplanClient,
	workspaceId: string | undefined,
): Promise<ModelEntry[]> {
	const rows = await client
		.all(modelsPath(workspaceId), 'models', 'listing the models')
		.catch(async (error: unknown) => await inUnknownWorkspace(client, workspaceId, error));
	return rows.map(toModel);
}

function modelsPath(workspaceId: string | undefined): string {
	return workspaceId === undefined
		? '/models'
		: `/workspaces/${encodeURIComponent(workspaceId)}/models`;
}

async function inUnknownWorkspace(
	client: AnaplanClient,
	workspaceId: string | undefined,
	error: unknown,
): Promise<never> {
	throw workspaceId !== undefined && hasStatus(error, 404)
		? await missingWorkspace(client, workspaceId)
		: error;
}

/** Reads a model. @throws SettingError where it does not exist or this user has no access */
export async function readModel(client: AnaplanClient, modelId: string): Promise<ModelEntry> {
	const path = `/models/${encodeURIComponent(modelId)}?modelDetails=true`;
	const body = await client.get(path, 'reading the model').catch(async (error: unknown) => {
		throw hasStatus(error, 404) ? await missingModel(client, modelId) : error;
	});
	return toModel(isObject(body.model) ? body.model : {});
}

/** All files of a model. */
export async function listFiles(client: AnaplanClient, model: ModelRef): Promise<FileEntry[]> {
	const rows = await client.all(`${modelPath(model)}/files`, 'files', 'listing the files');
	return rows.map((row) => ({
		...named(row),
		encoding: textOf(row, 'encoding'),
		separator: optionalText(row, 'separator'),
		delimiter: optionalText(row, 'delimiter'),
		headerRow: numberOf(row, 'headerRow'),
		firstDataRow: numberOf(row, 'firstDataRow'),
	}));
}

/** All imports of a model. @throws SettingError where this user has no access to the model */
export async function listImports(client: AnaplanClient, model: ModelRef): Promise<ImportEntry[]> {
	const rows = await client
		.all(`${modelPath(model)}/imports`, 'imports', 'listing the imports')
		.catch((error: unknown) =>
			Promise.reject(hasStatus(error, 404) ? hiddenModel(model.modelName) : error),
		);
	return rows.map((row) => ({
		...named(row),
		fileId: textOf(row, 'importDataSourceId'),
		importType: textOf(row, 'importType'),
	}));
}

/** Reads what an import expects of its source. */
export async function readImportSource(
	client: AnaplanClient,
	model: ModelRef,
	entry: NamedObject,
): Promise<ImportSource> {
	const body = await client.get(
		`${modelPath(model)}/imports/${encodeURIComponent(entry.id)}`,
		`reading the import "${entry.name}"`,
	);
	const metadata = isObject(body.importMetadata) ? body.importMetadata : {};
	const source = isObject(metadata.source) ? metadata.source : {};
	return {
		type: textOf(metadata, 'type'),
		headerNames: Array.isArray(source.headerNames) ? source.headerNames.map(String) : [],
		encoding: textOf(source, 'textEncoding'),
		separator: optionalText(source, 'columnSeparator'),
		delimiter: optionalText(source, 'textDelimiter'),
		decimalSeparator: textOf(source, 'decimalSeparator'),
		headerRow: numberOf(source, 'headerRow'),
		firstDataRow: numberOf(source, 'firstDataRow'),
	};
}

function named(row: JsonObject): NamedObject {
	return { id: textOf(row, 'id'), name: textOf(row, 'name') };
}

function toModel(row: JsonObject): ModelEntry {
	return {
		...named(row),
		workspaceId: textOf(row, 'currentWorkspaceId'),
		workspaceName: textOf(row, 'currentWorkspaceName'),
		activeState: textOf(row, 'activeState').toUpperCase(),
	};
}

function optionalText(source: JsonObject, key: string): string | undefined {
	const value = source[key];
	return typeof value === 'string' ? value : undefined;
}

/** The number, or -1, which is also Anaplan's word for "never set up". */
function numberOf(source: JsonObject, key: string): number {
	const value = source[key];
	return typeof value === 'number' ? value : -1;
}
