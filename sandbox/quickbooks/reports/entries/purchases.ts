/** Bill, VendorCredit and Purchase. */
import { cents } from '../../money';
import { child, refId, text, type JsonObject } from '../../rows';
import type { Entry, Party } from '../entry';
import {
	amountLines,
	balanced,
	currencyOf,
	entryOf,
	headerDimensions,
	partyOf,
	taxCents,
	type Draft,
	type Source,
} from './maker';

export function purchaseEntry(source: Source): Entry | undefined {
	const { row, entity, chart, books } = source;
	if (entity === 'Purchase') {
		const account = refId(row, 'AccountRef');
		const isRefund = row.Credit === true;
		const party = entityParty(source);
		const accountId = chart.idOr(account, 'undeposited');
		return made(source, typeOfPurchase(row), party, accountId, isRefund ? -1 : 1);
	}
	if (entity !== 'Bill' && entity !== 'VendorCredit') {
		return undefined;
	}
	const party = partyOf(books, 'Vendor', refId(row, 'VendorRef'));
	const accountId = chart.idOr(refId(row, 'APAccountRef'), 'payable', currencyOf(source));
	return entity === 'Bill'
		? made(source, 'Bill', party, accountId, 1)
		: made(source, 'Vendor Credit', party, accountId, -1);
}

function made(
	source: Source,
	type: string,
	party: Party | undefined,
	accountId: string,
	sign: 1 | -1,
): Entry {
	const { row, chart } = source;
	const entry = entryOf(source, type, party);
	const drafts = amountLines(row).map((line) => draftOf(line, source, sign));
	drafts.push({ accountId: chart.system('tax'), foreignCents: sign * taxCents(row) });
	const missing =
		sign * cents(row, 'TotalAmt') - drafts.reduce((sum, draft) => sum + draft.foreignCents, 0);
	drafts.push({ accountId: chart.system('expense'), foreignCents: missing });
	const header = headerDimensions(row, party);
	entry.legs = balanced(entry.rate, { accountId, memo: entry.memo }, drafts, header);
	return entry;
}

function draftOf(line: JsonObject, { chart, books }: Source, sign: 1 | -1): Draft {
	const byAccount = child(line, 'AccountBasedExpenseLineDetail');
	const byItem = child(line, 'ItemBasedExpenseLineDetail');
	const detail = byAccount ?? byItem;
	const itemId = refId(byItem, 'ItemRef');
	const item = books.stored('Item', itemId)?.row;
	// What is kept in stock is an asset until it is sold.
	const ofItem =
		item?.Type === 'Inventory' ? refId(item, 'AssetAccountRef') : refId(item, 'ExpenseAccountRef');
	return {
		accountId: chart.idOr(refId(byAccount, 'AccountRef') || ofItem, 'expense'),
		foreignCents: sign * cents(line, 'Amount'),
		dimensions: {
			itemId,
			classId: refId(detail, 'ClassRef'),
			customerId: refId(detail, 'CustomerRef'),
		},
		memo: text(line, 'Description'),
	};
}

function entityParty({ row, books }: Source): Party | undefined {
	const ref = child(row, 'EntityRef');
	const kind = text(ref, 'type');
	const id = text(ref, 'value');
	return kind === 'Customer' || kind === 'Employee' || kind === 'Vendor'
		? partyOf(books, kind, id)
		: undefined;
}

function typeOfPurchase(row: JsonObject): string {
	switch (row.PaymentType) {
		case 'Check':
			return 'Check';
		case 'CreditCard':
			return row.Credit === true ? 'Credit Card Credit' : 'Expense';
		default:
			return 'Expense';
	}
}
