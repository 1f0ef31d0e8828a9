/** Which notifications of a delivery a workflow wants. */
import { findEntity } from '../../entities';
import type { ChangeNotification } from '../../flow';
import { UNKNOWN } from './parse';

/** Stands for all entities that the table does not know. */
export const OTHER_ENTITIES = 'other';

/** A workflow's choice. */
export interface NotificationFilter {
	realmId: string;
	/** Names of the table, and {@link OTHER_ENTITIES}. */
	entities: readonly string[];
	/** Operations, and `unknown` for all that have no name here. */
	operations: readonly string[];
}

/** A delivery after the choice. */
export interface FilteredDelivery {
	wanted: ChangeNotification[];
	/** Of companies other than the credential's. */
	ofOtherCompanies: number;
	/** Of the company, but not chosen. */
	notChosen: number;
}

/** Sorts notifications out; those that are wanted keep their order. */
export function filterNotifications(
	notifications: readonly ChangeNotification[],
	filter: NotificationFilter,
): FilteredDelivery {
	const own = notifications.filter(({ realmId }) => realmId === filter.realmId);
	const wanted = own.filter((event) => isChosen(event, filter));
	return {
		wanted,
		ofOtherCompanies: notifications.length - own.length,
		notChosen: own.length - wanted.length,
	};
}

function isChosen({ entity, operation }: ChangeNotification, filter: NotificationFilter): boolean {
	const name = findEntity(entity) === undefined ? OTHER_ENTITIES : entity;
	return filter.entities.includes(name) && filter.operations.includes(operation);
}

/** Operations a workflow can choose, in the order in which they are offered. */
export const OPERATION_CHOICES = [
	'created',
	'updated',
	'deleted',
	'merged',
	'void',
	'emailed',
	UNKNOWN,
] as const;
