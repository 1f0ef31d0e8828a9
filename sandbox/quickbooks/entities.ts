/**
 * What the simulated service knows of each entity: kind, properties, which of them a query may
 * filter on, and what a write must bring. Sources: Intuit's entity reference and public reports of
 * properties that are "not queryable"; the filterable set is the small one that is safe in practice.
 */
import type { EntityDefinition } from './definitions/define';
import { LISTS } from './definitions/lists';
import { TRANSACTIONS } from './definitions/transactions';

export type { EntityDefinition, EntityKind, EventLetter, PropertyType } from './definitions/define';

/** Every entity of the simulator. */
export const DEFINITIONS: readonly EntityDefinition[] = [...LISTS, ...TRANSACTIONS];

const byLowerName = new Map(DEFINITIONS.map((entry) => [entry.name.toLowerCase(), entry]));

/** Entities the store keeps rows of. */
export const STORED_ENTITIES: readonly string[] = DEFINITIONS.filter(
	({ kind }) => kind === 'list' || kind === 'transaction',
).map((entry) => entry.name);

/** The definition of an entity; names are compared without case, as the service does. */
export function findDefinition(name: string): EntityDefinition | undefined {
	return byLowerName.get(name.toLowerCase());
}

/** Like `findDefinition`, for names the simulator itself writes. */
export function definitionOf(name: string): EntityDefinition {
	const definition = findDefinition(name);
	if (definition === undefined) {
		throw new Error(`The simulator knows no entity ${name}.`);
	}
	return definition;
}
