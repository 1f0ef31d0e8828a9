/** Who a document or a line is with: a customer, a vendor or an employee. */
import type { QuickBooksObject } from '../flow';
import { objectAt, refAt, textAt } from './fields';

export type PartyEntity = 'Customer' | 'Vendor' | 'Employee';

export interface Party {
	/** Undefined where QuickBooks names an Id, but not of which list. */
	entity: PartyEntity | undefined;
	/** QuickBooks' Id; empty where there is no party. */
	id: string;
}

export const NO_PARTY: Party = { entity: undefined, id: '' };

/** QuickBooks writes the types in several ways, and calls sub-customers jobs in old documents. */
const TYPES: ReadonlyMap<string, PartyEntity> = new Map([
	['customer', 'Customer'],
	['job', 'Customer'],
	['vendor', 'Vendor'],
	['employee', 'Employee'],
]);

/** The party under a reference that always points to one list. */
export function partyAt(source: QuickBooksObject, field: string, entity: PartyEntity): Party {
	return { entity, id: refAt(source, field) };
}

/** The party under a reference that says itself which list it points to: `{ value, name, type }`. */
export function typedPartyAt(source: QuickBooksObject, field: string): Party {
	const reference = objectAt(source, field);
	return { entity: partyEntityOf(textAt(reference, 'type')), id: refAt(source, field) };
}

/** The list that QuickBooks means by a type such as `Vendor` or `CUSTOMER`. */
export function partyEntityOf(type: string): PartyEntity | undefined {
	return TYPES.get(type.toLowerCase());
}
