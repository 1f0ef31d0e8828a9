/** Invoice, SalesReceipt, CreditMemo and RefundReceipt. */
import { cents } from '../../money';
import { child, refId, text, type JsonObject } from '../../rows';
import type { Entry } from '../entry';
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

interface Kind {
	type: string;
	/** 1 where income grows, -1 where it is taken back. */
	sign: 1 | -1;
	/** Whether the customer owes it; else money moved at once. */
	open: boolean;
}

const KINDS: Record<string, Kind> = {
	Invoice: { type: 'Invoice', sign: 1, open: true },
	CreditMemo: { type: 'Credit Memo', sign: -1, open: true },
	SalesReceipt: { type: 'Sales Receipt', sign: 1, open: false },
	RefundReceipt: { type: 'Refund', sign: -1, open: false },
};

export function saleEntry(source: Source): Entry | undefined {
	const kind = KINDS[source.entity];
	if (kind === undefined) {
		return undefined;
	}
	const { row, chart, books } = source;
	const party = partyOf(books, 'Customer', refId(row, 'CustomerRef'));
	const entry = entryOf(source, kind.type, party);
	const drafts = amountLines(row).map((line) => draftOf(line, source, kind.sign));
	drafts.push({ accountId: chart.system('tax'), foreignCents: -kind.sign * taxCents(row) });
	const missing =
		-kind.sign * cents(row, 'TotalAmt') -
		drafts.reduce((sum, draft) => sum + draft.foreignCents, 0);
	drafts.push({ accountId: chart.system('income'), foreignCents: missing });
	const accountId = kind.open
		? chart.idOr(refId(row, 'ARAccountRef'), 'receivable', currencyOf(source))
		: chart.idOr(refId(row, 'DepositToAccountRef'), 'undeposited');
	const header = headerDimensions(row, party);
	entry.legs = balanced(entry.rate, { accountId, memo: entry.memo }, drafts, header);
	return entry;
}

function draftOf(line: JsonObject, { chart, books }: Source, sign: 1 | -1): Draft {
	const value = cents(line, 'Amount');
	const discount = child(line, 'DiscountLineDetail');
	if (discount !== undefined) {
		return {
			accountId: chart.idOr(refId(discount, 'DiscountAccountRef'), 'discount'),
			foreignCents: sign * value,
			dimensions: { classId: refId(discount, 'ClassRef') },
			memo: text(line, 'Description'),
		};
	}
	const detail = child(line, 'SalesItemLineDetail');
	const itemId = refId(detail, 'ItemRef');
	const item = books.stored('Item', itemId)?.row;
	const accountId = refId(detail, 'ItemAccountRef') || refId(item, 'IncomeAccountRef');
	return {
		accountId: chart.idOr(accountId, 'income'),
		foreignCents: -sign * value,
		dimensions: { itemId, classId: refId(detail, 'ClassRef') },
		memo: text(line, 'Description'),
	};
}
