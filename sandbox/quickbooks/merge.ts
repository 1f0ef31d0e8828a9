/**
 * Merging two customers or vendors, which QuickBooks offers in its screens only: everything of the
 * loser becomes the survivor's, as new versions, and the survivor keeps its Id.
 */
import type { Books } from './books';
import { child, refId, text, type Row } from './rows';

/**
 * What is left of the loser; no public source tells. `inactive`: an inactive object; `deleted`: it
 * cannot be read any more (610) and change data capture reports a deletion; `silent`: it cannot be
 * read any more and nothing reports it.
 */
export type MergedLoser = 'inactive' | 'deleted' | 'silent';

export type MergeableEntity = 'Customer' | 'Vendor';

const DOCUMENTS: Record<MergeableEntity, readonly string[]> = {
	Customer: [
		'Invoice',
		'CreditMemo',
		'Payment',
		'SalesReceipt',
		'RefundReceipt',
		'Estimate',
		'TimeActivity',
	],
	Vendor: ['Bill', 'VendorCredit', 'BillPayment', 'PurchaseOrder', 'TimeActivity'],
};

/**
 * Hands the loser's documents and children to the survivor and makes the loser inactive, where it is
 * to stay.
 * @throws Error where QuickBooks would refuse: the same party, another currency, another level
 */
export function handOver(
	books: Books,
	entity: MergeableEntity,
	loser: Row,
	survivor: Row,
	stays: boolean,
): void {
	if (loser.Id === survivor.Id) {
		throw new Error(`${entity} ${loser.Id} cannot be merged with itself.`);
	}
	for (const key of ['CurrencyRef', 'ParentRef']) {
		if (refId(loser, key) !== refId(survivor, key)) {
			throw new Error(`${entity} ${loser.Id} and ${survivor.Id} differ in ${key}.`);
		}
	}
	const party = `${entity}Ref`;
	for (const document of DOCUMENTS[entity]) {
		for (const row of books.all(document).filter((one) => refId(one, party) === loser.Id)) {
			books.update(document, row.Id, { [party]: { value: survivor.Id } });
		}
	}
	for (const row of books.all('Purchase').filter((one) => isOf(one, entity, loser.Id))) {
		const EntityRef = { value: survivor.Id, name: text(survivor, 'DisplayName'), type: entity };
		books.update('Purchase', row.Id, { EntityRef });
	}
	for (const row of books.all(entity).filter((one) => refId(one, 'ParentRef') === loser.Id)) {
		books.update(entity, row.Id, { ParentRef: { value: survivor.Id } });
	}
	if (stays) {
		books.inactivate(entity, loser.Id);
	}
}

function isOf(purchase: Row, entity: MergeableEntity, id: string): boolean {
	const party = child(purchase, 'EntityRef');
	return text(party, 'type') === entity && text(party, 'value') === id;
}
