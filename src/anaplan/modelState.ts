/** Which models take imports. Pure. */
import { SettingError } from '../errors';
import type { ModelEntry } from './catalog';

/** What closes a model, and who opens it. States not named here are taken as open: the set grows. */
const CLOSED = new Map<string, { is: string; advice: string }>([
	[
		'LOCKED',
		{
			is: 'locked',
			advice: 'Have a workspace administrator unlock it in Anaplan, then run the workflow again.',
		},
	],
	[
		'ARCHIVED',
		{
			is: 'archived',
			advice:
				'Have a workspace administrator take it out of the archive in Anaplan, or choose another model.',
		},
	],
	[
		'MAINTENANCE',
		{
			is: 'offline for maintenance',
			advice: 'Have a workspace administrator bring it back online, then run the workflow again.',
		},
	],
	[
		'PRODUCTION_MAINTENANCE',
		{
			is: 'offline for maintenance',
			advice: 'Have a workspace administrator bring it back online, then run the workflow again.',
		},
	],
]);

/** Words for a closed model's state, for pickers; undefined for an open one. */
export function closedState(activeState: string): string | undefined {
	return CLOSED.get(activeState)?.is;
}

/** What a model is opened for. */
export type ModelUse = 'load' | 'change' | 'read';

const UNDONE: { readonly [use in ModelUse]: string } = {
	load: 'nothing was uploaded',
	change: 'nothing was changed',
	read: 'nothing in it can be read',
};

/**
 * A locked model can be read, and changed by nobody.
 * @throws SettingError for a model that does not take this use now
 */
export function checkModelOpen(
	model: Pick<ModelEntry, 'name' | 'activeState'>,
	use: ModelUse,
): void {
	const closed = CLOSED.get(model.activeState);
	if (closed === undefined || (use === 'read' && model.activeState === 'LOCKED')) return;
	throw new SettingError(
		`The Anaplan model "${model.name}" is ${closed.is}; ${UNDONE[use]}.`,
		closed.advice,
		{ code: model.activeState },
	);
}
