/** Objects that are asked for by id, divided into as few statements as QuickBooks allows. */
import { findEntity } from '../entities';
import { IDS_PER_QUERY, idsStatement } from './byId';
import { singleStatement } from './query';
import type { Wanted } from './wanted';

/** Ids of one entity that go into one statement. */
export interface Part {
	entity: string;
	ids: string[];
}

/** The same for everything that is one object. */
export function keyOf({ entity, id }: Pick<Wanted, 'entity' | 'id'>): string {
	return isSingle(entity) ? entity : `${entity} ${id}`;
}

function isSingle(entity: string): entity is 'CompanyInfo' | 'Preferences' {
	return findEntity(entity)?.kind === 'single';
}

/** In the order in which entities were first asked for. */
export function partsOf(objects: readonly Wanted[]): Part[] {
	const ids = new Map<string, string[]>();
	for (const { entity, id } of objects) ids.set(entity, [...(ids.get(entity) ?? []), id]);
	return [...ids].flatMap(([entity, all]) =>
		Array.from({ length: Math.ceil(all.length / IDS_PER_QUERY) }, (_, part) => ({
			entity,
			ids: all.slice(part * IDS_PER_QUERY, (part + 1) * IDS_PER_QUERY),
		})),
	);
}

/** The statement that reads a part. */
export function statementOf({ entity, ids }: Part): string {
	return isSingle(entity) ? singleStatement(entity) : idsStatement(entity, ids);
}
