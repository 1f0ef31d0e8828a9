import { SettingError } from './errors';

/** What identifies one version of one QuickBooks object. */
export interface VersionedObject {
	realmId: string;
	/** QuickBooks' name of the entity, for example `Invoice`. */
	entity: string;
	/** QuickBooks' Id. */
	id: string;
	/** QuickBooks' SyncToken; null for a tombstone, which has none. */
	syncToken: string | null;
}

/**
 * The transaction ID of a record: `<realmId>-<Entity>-<Id>-v<SyncToken>`, or
 * `<realmId>-<Entity>-<Id>-deleted` for a tombstone. It is made from these four values alone, so
 * reading the same version again gives the same ID.
 * @throws SettingError when the realm ID, the entity or the Id is empty.
 */
export function transactionIdOf({ realmId, entity, id, syncToken }: VersionedObject): string {
	if (realmId === '' || entity === '' || id === '') {
		throw new SettingError(
			`A QuickBooks record came without a realm ID, an entity or an Id (realm ID "${realmId}", entity "${entity}", Id "${id}").`,
			'Read it again with the QuickBooks Online Fetch node, which fills in all three.',
		);
	}
	return `${realmId}-${entity}-${id}-${syncToken === null ? 'deleted' : `v${syncToken}`}`;
}
