/** What runs in a model: imports, processes, exports and other actions. */
import { hiddenModel } from './access';
import type { NamedObject } from './catalog';
import {
	hasStatus,
	isObject,
	modelPath,
	textOf,
	type AnaplanClient,
	type JsonObject,
	type ModelRef,
} from './client';
import { findObject, type ObjectReference } from './reference';
import { TASK_NOUNS, type TaskKind, type TaskParent } from './tasks';

/** One row of a list of the model, with every field that Anaplan tells. */
export interface CatalogueRow extends NamedObject {
	fields: JsonObject;
}

/** Lists of a model whose rows have an ID and a name. */
export type CatalogueKind = TaskKind | 'files';

/**
 * All imports, processes, exports, other actions or files of a model, in Anaplan's order.
 * @throws SettingError where this user has no access to the model
 */
export async function listObjects(
	client: AnaplanClient,
	model: ModelRef,
	kind: CatalogueKind,
): Promise<CatalogueRow[]> {
	const rows = await client
		.all(`${modelPath(model)}/${kind}`, kind, `listing the ${kind}`)
		.catch((error: unknown) =>
			Promise.reject(hasStatus(error, 404) ? hiddenModel(model.modelName) : error),
		);
	return rows.map((fields) => ({ id: textOf(fields, 'id'), name: textOf(fields, 'name'), fields }));
}

/** A step of a process, in run order. */
export interface ProcessStep extends NamedObject {
	/** IMPORT, EXPORT, DELETE_BY_SELECTION, … */
	actionType: string;
	/** The file that feeds an import; empty for other steps and other sources. */
	fileId: string;
}

/** Ids of files that are uploaded have this prefix; other sources of imports have that of their kind. */
const FILE_PREFIX = '113';

/** Reads the steps of a process. Source: "Retrieve process metadata". */
export async function readSteps(
	client: AnaplanClient,
	model: ModelRef,
	process: NamedObject,
): Promise<ProcessStep[]> {
	const path = `${modelPath(model)}/processes/${encodeURIComponent(process.id)}?showImportDataSource=true`;
	const body = await client.get(path, `reading the process "${process.name}"`);
	const metadata = isObject(body.processMetadata) ? body.processMetadata : {};
	const actions = Array.isArray(metadata.actions) ? metadata.actions.filter(isObject) : [];
	return actions.map((action) => {
		const source = isObject(action.importDataSource) ? action.importDataSource : {};
		return {
			id: textOf(action, 'id'),
			name: textOf(action, 'name'),
			actionType: textOf(action, 'actionType'),
			fileId: fileIdOf(action) || fileIdOf(source),
		};
	});
}

/** The file that is uploaded for an import; empty for what is fed otherwise. */
function fileIdOf(row: JsonObject): string {
	const sourceId = textOf(row, 'importDataSourceId');
	return sourceId.startsWith(FILE_PREFIX) ? sourceId : '';
}

/** What can be started. */
export interface Runnable extends TaskParent {
	kind: TaskKind;
	/** The file that feeds an import; empty for all else. */
	fileId: string;
}

/**
 * Finds what the reference names, ready to be started.
 * @throws SettingError where the model has no such thing, naming the nearest ones
 */
export async function findRunnable(
	client: AnaplanClient,
	model: ModelRef,
	kind: TaskKind,
	reference: ObjectReference,
): Promise<Runnable> {
	const noun = TASK_NOUNS[kind];
	const rows = await listObjects(client, model, kind);
	const words = {
		noun,
		whenNone: `This model shows no ${kind} to this user: build one in Anaplan, or have the user given a role that may run it.`,
		build: 'build the missing one in Anaplan',
	};
	const { id, name, fields } = findObject(rows, reference, words, model.modelName);
	return { id, name, kind, fileId: fileIdOf(fields) };
}
