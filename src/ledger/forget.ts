/**
 * Forget: takes documents out of the ledger, for instance after they were removed from Anaplan by hand.
 * Nothing in Anaplan changes. Forgetting an entity also forgets its checkpoint, so the next run is a
 * first run for it.
 */
import type { CommandOf } from './commands';
import { refOf } from './refs';
import { type Applied, type CompanySlice, noChanges } from './slice';

export function forget(slice: CompanySlice, command: CommandOf<'forget'>): Applied<'forget'> {
	const changes = noChanges();
	const { scope } = command;
	if (scope.by === 'documents') {
		for (const ref of scope.documents.map(refOf)) {
			if (slice.documents.has(ref)) changes.documents.set(ref, null);
		}
		return { changes, answer: { documents: changes.documents.size, checkpoint: false } };
	}
	for (const ref of slice.documents.keys()) {
		if (ref.startsWith(`${scope.entity}/`)) changes.documents.set(ref, null);
	}
	const checkpoints = new Map(slice.head.checkpoints);
	const checkpoint = checkpoints.delete(scope.entity);
	if (checkpoint || changes.documents.size > 0) {
		changes.head = { ...slice.head, checkpoints, epoch: slice.head.epoch + 1 };
	}
	return { changes, answer: { documents: changes.documents.size, checkpoint } };
}
