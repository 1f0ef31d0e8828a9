/** Which documents the ledger knows, for comparison with those that QuickBooks still has. */
import type { CommandOf } from './commands';
import { entityAndIdOf } from './refs';
import { type Applied, type CompanySlice, noChanges } from './slice';
import { DELETED } from './types';

/** Changes nothing. Documents whose deletion has been loaded are left out: nothing of them is left. */
export function knownDocuments(
	slice: CompanySlice,
	command: CommandOf<'knownDocuments'>,
): Applied<'knownDocuments'> {
	const ids = [...slice.documents].flatMap(([ref, { version }]) => {
		const { entity, id } = entityAndIdOf(ref);
		return entity === command.entity && version !== DELETED ? [id] : [];
	});
	return { changes: noChanges(), answer: { ids } };
}
