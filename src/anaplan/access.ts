/**
 * Tells apart what Anaplan answers with the same 404: an ID that does not exist, one in the wrong
 * case, and a model or workspace that is hidden from the user. The lists of both help.
 */
import { SettingError } from '../errors';
import { textOf, type AnaplanClient, type JsonObject } from './client';

const FACTS = { httpStatus: 404 };

/** The error for a model that Anaplan does not find. */
export async function missingModel(client: AnaplanClient, modelId: string): Promise<SettingError> {
	const models = await rowsOf(client, 'models');
	const mistaken = mistakenId('model', models, modelId);
	if (mistaken !== undefined) return mistaken;
	const workspaces = await rowsOf(client, 'workspaces');
	const workspace = find(workspaces, 'id', modelId);
	if (workspace !== undefined) {
		return new SettingError(
			`"${modelId}" is the ID of the Anaplan workspace "${textOf(workspace, 'name')}", not of a model.`,
			'Choose the model from the list.',
			FACTS,
		);
	}
	const hidden = find(models, 'id', modelId) === undefined && models.length > 0;
	const seen = hidden ? countOf(models.length) : '';
	return new SettingError(
		`The Anaplan model "${modelId}" was not found, or this user has no access to it.${seen}`,
		"Choose the model from the list. If it is missing there, have the model's administrator give the user a role other than No Access; an ID typed by hand is in upper case.",
		FACTS,
	);
}

/** The error for a workspace that Anaplan does not find. */
export async function missingWorkspace(
	client: AnaplanClient,
	workspaceId: string,
): Promise<SettingError> {
	const workspaces = await rowsOf(client, 'workspaces');
	const mistaken = mistakenId('workspace', workspaces, workspaceId);
	if (mistaken !== undefined) return mistaken;
	return new SettingError(
		`The Anaplan workspace "${workspaceId}" was not found, or this user has no access to it.`,
		'Choose the workspace from the list, or leave it empty; an ID typed by hand is in lower case.',
		FACTS,
	);
}

/** The error for an ID that is in the wrong case, or that is a name; undefined where it is neither. */
function mistakenId(
	noun: 'model' | 'workspace',
	rows: readonly JsonObject[],
	given: string,
): SettingError | undefined {
	const cased = find(rows, 'id', given);
	if (cased !== undefined && textOf(cased, 'id') !== given) {
		return new SettingError(
			`The Anaplan ${noun} "${given}" was not found: IDs count upper and lower case.`,
			`Write the ID as Anaplan does, ${textOf(cased, 'id')}, or choose the ${noun} "${textOf(cased, 'name')}" from the list.`,
			FACTS,
		);
	}
	const named = find(rows, 'name', given);
	if (named === undefined) return undefined;
	return new SettingError(
		`"${given}" is the name of an Anaplan ${noun}, not its ID.`,
		`Choose the ${noun} by name or from the list, or enter its ID: ${textOf(named, 'id')}.`,
		FACTS,
	);
}

/** Whatever the case. */
function find(
	rows: readonly JsonObject[],
	field: 'id' | 'name',
	text: string,
): JsonObject | undefined {
	return rows.find((row) => textOf(row, field).toLowerCase() === text.toLowerCase());
}

/** The error for a model that Anaplan shows to the user, while it hides everything in it. */
export function hiddenModel(modelName: string): SettingError {
	return new SettingError(
		`Anaplan shows this user the model "${modelName}" but nothing in it: the user has no access to it.`,
		"Have the model's administrator give the Anaplan user a role other than No Access in this model.",
		FACTS,
	);
}

function countOf(models: number): string {
	return ` It is not among the ${models} model${models === 1 ? '' : 's'} that this user sees.`;
}

/** None where even the list cannot be read: the error in hand matters more than that one. */
async function rowsOf(client: AnaplanClient, key: 'models' | 'workspaces'): Promise<JsonObject[]> {
	return await client.all(`/${key}`, key, `listing the ${key}`).catch(() => []);
}
