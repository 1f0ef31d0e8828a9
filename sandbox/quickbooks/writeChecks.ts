/** Small checks that several parts of a written body need. */
import type { Books } from './books';
import { refId, type JsonObject } from './rows';
import { missing, notFound } from './serviceFault';

/** A reference must exist and be in use; the service answers both with 610. */
export function checkRef(
	books: Books,
	owner: JsonObject | undefined,
	key: string,
	entity: string,
): void {
	const id = refId(owner, key);
	if (owner?.[key] !== undefined && id === '') {
		throw missing(`${key}.value`);
	}
	if (id !== '' && (books.stored(entity, id)?.row.Active ?? false) === false) {
		throw notFound(`${entity} ${id}`);
	}
}

/** A JSON number with at most two decimals. */
export function isAmount(value: unknown): boolean {
	return (
		typeof value === 'number' &&
		Number.isFinite(value) &&
		Math.abs(value * 100 - Math.round(value * 100)) < 1e-4
	);
}
