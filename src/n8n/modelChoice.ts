/** Reads the pickers of workspace and model, and others that choose by name or ID. */
import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';

import { SeenModels, type ByName, type ModelChoice } from '../anaplan/modelChoice';
import type { ObjectReference } from '../anaplan/reference';

/** n8n makes one context for all items of an execution, so a name is looked up once for them all. */
const SEEN = new WeakMap<object, SeenModels>();

/** Workspace and model as the node names them for this item. */
export function readModelChoice(context: IExecuteFunctions, itemIndex: number): ModelChoice {
	const read = (field: string) => chosen(context, context.getNodeParameter(field, itemIndex, ''));
	return { workspaceId: read('workspaceId'), modelId: read('modelId') };
}

/** Workspace and model as they stand in the editor, for pickers that depend on them. */
export function pickedModelChoice(context: ILoadOptionsFunctions): ModelChoice {
	const read = (field: string) => chosen(context, context.getCurrentNodeParameter(field));
	return { workspaceId: read('workspaceId'), modelId: read('modelId') };
}

/** The workspace alone. */
export function readWorkspace(
	context: IExecuteFunctions,
	itemIndex: number,
): ModelChoice['workspaceId'] {
	return chosen(context, context.getNodeParameter('workspaceId', itemIndex, ''));
}

/** True where nothing is chosen. */
export function isUnchosen(choice: string | ByName): boolean {
	return (typeof choice === 'string' ? choice : choice.name).trim() === '';
}

/** What a picker names in the editor. */
export function pickedReference(context: ILoadOptionsFunctions, field: string): ObjectReference {
	return toReference(context.getCurrentNodeParameter(field));
}

/** A resource locator's value: by name only in that mode, else an ID. */
export function toReference(locator: unknown): ObjectReference {
	if (typeof locator === 'object' && locator !== null) {
		const { mode, value } = locator as { mode?: unknown; value?: unknown };
		return { by: mode === 'name' ? 'name' : 'id', value: plainText(value) };
	}
	return { by: 'id', value: plainText(locator) };
}

function chosen(context: object, locator: unknown): string | ByName {
	const { by, value } = toReference(locator);
	return by === 'id' ? value : { name: value, seen: seenBy(context) };
}

function seenBy(context: object): SeenModels {
	const seen = SEEN.get(context) ?? new SeenModels();
	SEEN.set(context, seen);
	return seen;
}

function plainText(value: unknown): string {
	return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
