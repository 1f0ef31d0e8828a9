/** What runs in a model: imports, processes, exports and other actions. */
import type { NamedObject } from './catalog';
import { modelPath, textOf, type AnaplanClient, type JsonObject, type ModelRef } from './client';
import { findObject, type ObjectReference } from './reference';
import { TASK_NOUNS, type TaskKind, type TaskParent } from './tasks';

/** One row of a list of the model, with every field that Anaplan tells. */
export interface CatalogueRow extends NamedObject {
	fields: JsonObject;
}

/** Lists of a model whose rows have an ID and a name. */
export type CatalogueKind = TaskKind | 'files';

/** All imports, processes, exports, other actions or files of a model, in Anaplan's order. */
export async function listObjects(
	client: AnaplanClient,
	model: ModelRef,
	kind: CatalogueKind,
): Promise<CatalogueRow[]> {
	const rows = await client.all(`${modelPath(model)}/${kind}`, kind, `listing the ${kind}`);
	return rows.map((fields) => ({ id: textOf(fields, 'id'), name: textOf(fields, 'name'), fields }));
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
): Promise<TaskParent & { kind: TaskKind }> {
	const noun = TASK_NOUNS[kind];
	const rows = await listObjects(client, model, kind);
	const words = {
		noun,
		whenNone: `This model shows no ${kind} to this user: build one in Anaplan, or have the user given a role that may run it.`,
		build: 'build the missing one in Anaplan',
	};
	const { id, name } = findObject(rows, reference, words, model.modelName);
	return { id, name, kind };
}
