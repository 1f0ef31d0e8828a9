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
	const wanted = modelId.toLowerCase();
	const cased = models.find((row) => textOf(row, 'id').toLowerCase() === wanted);
	if (cased !== undefined && textOf(cased, 'id') !== modelId) {
		return new SettingError(
			`The Anaplan model "${modelId}" was not found: IDs count upper and lower case.`,
			`Write the ID as Anaplan does, ${textOf(cased, 'id')}, or choose the model "${textOf(cased, 'name')}" from the list.`,
			FACTS,
		);
	}
	const named = models.find((row) => textOf(row, 'name').toLowerCase() === wanted);
	if (named !== undefined) {
		return new SettingError(
			`"${modelId}" is the name of an Anaplan model, not its ID.`,
			`Choose the model by name or from the list, or enter its ID: ${textOf(named, 'id')}.`,
			FACTS,
		);
	}
	const workspaces = await rowsOf(client, 'workspaces');
	const workspace = workspaces.find((row) => textOf(row, 'id').toLowerCase() === wanted);
	if (workspace !== undefined) {
		return new SettingError(
			`"${modelId}" is the ID of the Anaplan workspace "${textOf(workspace, 'name')}", not of a model.`,
			'Choose the model from the list.',
			FACTS,
		);
	}
	const seen = cased === undefined && models.length > 0 ? countOf(models.length) : '';
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
	const wanted = workspaceId.toLowerCase();
	const cased = workspaces.find((row) => textOf(row, 'id').toLowerCase() === wanted);
	if (cased !== undefined && textOf(cased, 'id') !== workspaceId) {
		return new SettingError(
			`The Anaplan workspace "${workspaceId}" was not found: IDs count upper and lower case.`,
			`Write the ID as Anaplan does, ${textOf(cased, 'id')}, or choose the workspace "${textOf(cased, 'name')}" from the list.`,
			FACTS,
		);
	}
	const named = workspaces.find((row) => textOf(row, 'name').toLowerCase() === wanted);
	if (named !== undefined) {
		return new SettingError(
			`"${workspaceId}" is the name of an Anaplan workspace, not its ID.`,
			`Choose the workspace by name or from the list, or enter its ID: ${textOf(named, 'id')}.`,
			FACTS,
		);
	}
	return new SettingError(
		`The Anaplan workspace "${workspaceId}" was not found, or this user has no access to it.`,
		'Choose the workspace from the list, or leave it empty; an ID typed by hand is in lower case.',
		FACTS,
	);
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
