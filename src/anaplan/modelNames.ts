/** Finds models and workspaces by name among those a user sees. Pure. */
import { SettingError } from '../errors';
import type { ModelEntry, NamedObject } from './catalog';
import { closedState } from './modelState';
import { nearestNames } from './nearest';

/** How many are listed in a message. */
const LISTED = 5;
const EXAMPLES = 3;

const NO_ACCESS =
	"If it is missing there, the user may have no access to it: have the model's administrator give the user a role other than No Access.";

/** True for an object of this name, be it in another case or with blanks around. */
export function fits({ name }: NamedObject, wanted: string): boolean {
	return simplified(name) === simplified(wanted);
}

/**
 * The one model of this name: as it is spelled, else in another case or with blanks around.
 * @param models those that this user sees, in the chosen workspace where one is chosen
 * @param inside that workspace, and the models outside of it
 * @throws SettingError where there is none, naming the nearest, or more than one
 */
export function findModelNamed(
	models: readonly ModelEntry[],
	name: string,
	inside?: { workspace: string; elsewhere: readonly ModelEntry[] },
): ModelEntry {
	const found = called(models, name);
	if (found.length === 1) return found[0];
	if (found.length > 1) throw severalModels(found, name.trim());
	const place = inside === undefined ? '' : ` in the workspace "${inside.workspace}"`;
	throw new SettingError(
		`This Anaplan user sees no model called "${name.trim()}"${place}.`,
		missingModelAdvice(models, name.trim(), inside?.elsewhere ?? []),
		{ code: 'modelMissing' },
	);
}

/** The same for a workspace. @throws SettingError */
export function findWorkspaceNamed(workspaces: readonly NamedObject[], name: string): NamedObject {
	const found = called(workspaces, name);
	const wanted = name.trim();
	if (found.length === 1) return found[0];
	if (found.length > 1) {
		throw new SettingError(
			`This Anaplan user sees ${found.length} workspaces called "${wanted}".`,
			`Choose the workspace from the list or by ID: ${listed(found.map(({ id }) => id))}.`,
			{ code: 'workspaceAmbiguous' },
		);
	}
	throw new SettingError(
		`This Anaplan user sees no workspace called "${wanted}".`,
		missingWorkspaceAdvice(workspaces, wanted),
		{ code: 'workspaceMissing' },
	);
}

function called<Entry extends NamedObject>(entries: readonly Entry[], name: string): Entry[] {
	const exact = entries.filter((entry) => entry.name === name);
	return exact.length > 0 ? exact : entries.filter((entry) => fits(entry, name));
}

function simplified(name: string): string {
	return name.trim().toLowerCase();
}

function severalModels(found: readonly ModelEntry[], wanted: string): SettingError {
	const places = found.map(({ id, name, workspaceName, activeState }) => {
		const spelled = name.trim() === wanted ? '' : `"${name.trim()}" `;
		const closed = closedState(activeState);
		return `${spelled}in the workspace "${workspaceName}" (ID ${id}${closed === undefined ? '' : `, ${closed}`})`;
	});
	const workspaces = new Set(found.map(({ workspaceId }) => workspaceId));
	return new SettingError(
		`This Anaplan user sees ${found.length} models called "${wanted}": ${listed(places)}.`,
		workspaces.size > 1
			? 'Choose the workspace first and then the model, or choose the model from the list or by ID.'
			: 'Choose the model from the list or by ID: in one workspace the name alone does not tell them apart.',
		{ code: 'modelAmbiguous' },
	);
}

function missingModelAdvice(
	models: readonly ModelEntry[],
	wanted: string,
	elsewhere: readonly ModelEntry[],
): string {
	const known = [...models, ...elsewhere];
	const meant = known.find(({ id }) => id.toLowerCase() === wanted.toLowerCase());
	if (meant !== undefined) {
		return `That is the ID of the model "${meant.name}": choose it by ID, or enter its name.`;
	}
	const [other] = called(elsewhere, wanted);
	if (other !== undefined) {
		return `The workspace "${other.workspaceName}" has one: choose that workspace first and then the model, or leave the workspace empty.`;
	}
	return `${suggestion(models, wanted)}Choose the model from the list, or correct the name. ${NO_ACCESS}`;
}

function missingWorkspaceAdvice(workspaces: readonly NamedObject[], wanted: string): string {
	const meant = workspaces.find(({ id }) => id.toLowerCase() === wanted.toLowerCase());
	if (meant !== undefined) {
		return `That is the ID of the workspace "${meant.name}": choose it by ID, or enter its name.`;
	}
	return `${suggestion(workspaces, wanted)}Choose the workspace from the list, correct the name, or leave the workspace empty. If it is missing there, the user may have no access to it.`;
}

function suggestion(entries: readonly NamedObject[], wanted: string): string {
	const names = [...new Set(entries.map(({ name }) => name))];
	const near = nearestNames(wanted, names);
	const shown = (near.length > 0 ? near : names.slice(0, EXAMPLES)).map((name) => `"${name}"`);
	if (shown.length === 0) return '';
	return `${near.length > 0 ? `The nearest ${near.length === 1 ? 'is' : 'are'}` : 'The user sees, for example,'} ${shown.join(', ')}. `;
}

/** The first ones, and how many more there are. */
function listed(parts: readonly string[]): string {
	const more = parts.length - LISTED;
	return `${parts.slice(0, LISTED).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
