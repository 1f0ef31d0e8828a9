/** Deposit, Transfer and JournalEntry. */
import { cents } from '../../money';
import { child, objects, refId, text, type JsonObject } from '../../rows';
import type { Entry, Party } from '../entry';
import {
	balanced,
	entryOf,
	headerDimensions,
	largestOf,
	partyDimension,
	partyOf,
	toLeg,
	type Draft,
	type Source,
} from './maker';

export function transferEntry(source: Source): Entry | undefined {
	switch (source.entity) {
		case 'Deposit':
			return deposit(source);
		case 'Transfer':
			return transfer(source);
		case 'JournalEntry':
			return journal(source);
		default:
			return undefined;
	}
}

function deposit(source: Source): Entry {
	const { row, chart } = source;
	const entry = entryOf(source, 'Deposit', undefined);
	const drafts = objects(row, 'Line').map((line): Draft => {
		const detail = child(line, 'DepositLineDetail');
		const [link] = objects(line, 'LinkedTxn');
		const received = link === undefined ? '' : accountOfReceipt(source, text(link, 'TxnId'));
		return {
			accountId: chart.idOr(
				link === undefined ? refId(detail, 'AccountRef') : received,
				link === undefined ? 'income' : 'undeposited',
			),
			foreignCents: -cents(line, 'Amount'),
			dimensions: {
				...partyDimension(lineParty(source, child(detail, 'Entity'))),
				classId: refId(detail, 'ClassRef'),
			},
			memo: text(line, 'Description'),
		};
	});
	const cashBack = child(row, 'CashBack');
	if (cashBack !== undefined) {
		drafts.push({
			accountId: chart.idOr(refId(cashBack, 'AccountRef'), 'expense'),
			foreignCents: cents(cashBack, 'Amount'),
			memo: text(cashBack, 'Memo'),
		});
	}
	const accountId = chart.idOr(refId(row, 'DepositToAccountRef'), 'undeposited');
	const header = headerDimensions(row, undefined);
	entry.legs = balanced(entry.rate, { accountId, memo: entry.memo }, drafts, header);
	return entry;
}

/** Where the money of a received payment lies until it is brought to the bank. */
function accountOfReceipt({ books }: Source, id: string): string {
	for (const entity of ['Payment', 'SalesReceipt']) {
		const row = books.stored(entity, id)?.row;
		if (row !== undefined) {
			return refId(row, 'DepositToAccountRef');
		}
	}
	return '';
}

function transfer(source: Source): Entry {
	const { row, chart } = source;
	const entry = entryOf(source, 'Transfer', undefined);
	const amount = cents(row, 'Amount');
	const to = chart.idOr(refId(row, 'ToAccountRef'), 'undeposited');
	const from = chart.idOr(refId(row, 'FromAccountRef'), 'undeposited');
	const header = headerDimensions(row, undefined);
	const lines = [{ accountId: to, foreignCents: amount, memo: entry.memo }];
	entry.legs = balanced(entry.rate, { accountId: from, memo: entry.memo }, lines, header);
	return entry;
}

function journal(source: Source): Entry {
	const { row, chart } = source;
	const header = headerDimensions(row, undefined);
	const lines = objects(row, 'Line').filter(
		(line) => child(line, 'JournalEntryLineDetail') !== undefined,
	);
	const first = lineParty(source, entityOf(lines[0]));
	const entry = entryOf(source, 'Journal Entry', first);
	entry.legs = lines.map((line) => {
		const detail = child(line, 'JournalEntryLineDetail');
		const sign = detail?.PostingType === 'Credit' ? -1 : 1;
		return toLeg(
			{
				accountId: chart.idOr(refId(detail, 'AccountRef'), 'expense'),
				foreignCents: sign * cents(line, 'Amount'),
				dimensions: {
					...partyDimension(lineParty(source, entityOf(line))),
					classId: refId(detail, 'ClassRef'),
					departmentId: refId(detail, 'DepartmentRef'),
				},
				memo: text(line, 'Description'),
			},
			entry.rate,
			header,
		);
	});
	const rest = -entry.legs.reduce((sum, leg) => sum + leg.cents, 0);
	const largest = largestOf(entry.legs);
	if (largest !== undefined) {
		largest.cents += rest;
	}
	entry.legs = entry.legs.filter((leg) => leg.cents !== 0);
	return entry;
}

function entityOf(line: JsonObject | undefined): JsonObject | undefined {
	const entity = child(child(line, 'JournalEntryLineDetail'), 'Entity');
	const ref = child(entity, 'EntityRef');
	return entity === undefined || ref === undefined
		? undefined
		: { value: text(ref, 'value'), type: text(entity, 'Type') };
}

/** `{ value, type }` as deposits write it. */
function lineParty({ books }: Source, ref: JsonObject | undefined): Party | undefined {
	const kind = text(ref, 'type').toLowerCase();
	const id = text(ref, 'value');
	switch (kind) {
		case 'customer':
			return partyOf(books, 'Customer', id);
		case 'vendor':
			return partyOf(books, 'Vendor', id);
		case 'employee':
			return partyOf(books, 'Employee', id);
		default:
			return undefined;
	}
}
