/**
 * Payment and BillPayment. What they pay leaves the receivables (payables) at the paid document's own
 * rate, the money moves at the payment's; the difference is an exchange gain or loss.
 */
import { cents, homeCents } from '../../money';
import { child, objects, refId, text, type JsonObject } from '../../rows';
import { isOpenType, type Chart } from '../chart';
import type { Entry, Leg } from '../entry';
import { currencyOf, entryOf, headerDimensions, partyOf, toLeg, type Source } from './maker';

/** One part of a payment that pays a document or uses up a credit. */
export interface Application {
	documentId: string;
	paymentId: string;
	date: string;
	/** In the document's currency; always positive. */
	foreignCents: number;
	/** What the document's home balance falls by. */
	homeCents: number;
}

/** By document id, in the order they happened. */
export type Applications = Map<string, Application[]>;

const PAYMENTS = ['Payment', 'BillPayment'];

/** Collects what is paid, with home amounts that add up to the document's home total when all is paid. */
export function collectApplications(
	payments: Iterable<Source>,
	openEntry: (id: string) => Entry | undefined,
): Applications {
	const applications: Applications = new Map();
	for (const { row, stored } of payments) {
		for (const { id, amount } of links(row)) {
			const list = applications.get(id) ?? [];
			const date = text(row, 'TxnDate');
			list.push({
				documentId: id,
				paymentId: stored.row.Id,
				date,
				foreignCents: amount,
				homeCents: 0,
			});
			applications.set(id, list);
		}
	}
	for (const [id, list] of applications) {
		list.sort((a, b) =>
			a.date === b.date ? Number(a.paymentId) - Number(b.paymentId) : a.date < b.date ? -1 : 1,
		);
		const rate = openEntry(id)?.rate ?? 1;
		let paid = 0;
		for (const application of list) {
			const before = homeCents(paid, rate);
			paid += application.foreignCents;
			application.homeCents = homeCents(paid, rate) - before;
		}
	}
	return applications;
}

function links(row: JsonObject): Array<{ id: string; amount: number }> {
	return objects(row, 'Line').flatMap((line) =>
		objects(line, 'LinkedTxn').map((link) => ({
			id: text(link, 'TxnId'),
			amount: cents(line, 'Amount'),
		})),
	);
}

export function isPayment(entity: string): boolean {
	return PAYMENTS.includes(entity);
}

export function paymentEntry(
	source: Source,
	applications: Applications,
	openEntry: (id: string) => Entry | undefined,
): Entry {
	const { row, entity, books, chart, stored } = source;
	const received = entity === 'Payment';
	const party = received
		? partyOf(books, 'Customer', refId(row, 'CustomerRef'))
		: partyOf(books, 'Vendor', refId(row, 'VendorRef'));
	const entry = entryOf(source, typeOf(source), party);
	const header = headerDimensions(row, party);
	// Money in is a debit of the bank, money out a credit.
	const sign = received ? 1 : -1;
	const total = cents(row, 'TotalAmt');
	const legs: Leg[] = [];
	const add = (accountId: string, home: number, foreign: number, appliesTo?: string) => {
		const leg = toLeg({ accountId, foreignCents: foreign, memo: entry.memo }, 1, header);
		legs.push({ ...leg, cents: home, ...(appliesTo === undefined ? {} : { appliesTo }) });
	};
	add(moneyAccount(source), homeCents(sign * total, entry.rate), sign * total);
	const openAccount = chart.idOr(
		refId(row, received ? 'ARAccountRef' : 'APAccountRef'),
		received ? 'receivable' : 'payable',
		currencyOf(source),
	);
	let applied = 0;
	for (const id of new Set(links(row).map((link) => link.id))) {
		const own = (applications.get(id) ?? []).filter((one) => one.paymentId === stored.row.Id);
		for (const application of own) {
			const open = openLegOf(openEntry(id), chart);
			// A credit is used up against what is paid, so it counts the other way.
			const direction = open === undefined ? sign : Math.sign(open.foreignCents);
			add(
				open?.accountId ?? openAccount,
				-direction * application.homeCents,
				-direction * application.foreignCents,
				id,
			);
			applied += direction * application.foreignCents;
		}
	}
	const unapplied = sign * total - applied;
	add(openAccount, homeCents(-unapplied, entry.rate), -unapplied);
	const gain = -legs.reduce((sum, leg) => sum + leg.cents, 0);
	add(chart.system('exchange'), gain, 0);
	entry.legs = legs.filter((leg) => leg.cents !== 0 || leg.foreignCents !== 0);
	return entry;
}

/** The leg by which a document stands in the receivables or payables. */
export function openLegOf(entry: Entry | undefined, chart: Chart): Leg | undefined {
	return entry?.legs.find((leg) => isOpenType(chart.get(leg.accountId)));
}

function typeOf({ entity, row }: Source): string {
	if (entity === 'Payment') {
		return 'Payment';
	}
	return row.PayType === 'CreditCard' ? 'Bill Payment (Credit Card)' : 'Bill Payment (Check)';
}

function moneyAccount({ entity, row, chart }: Source): string {
	if (entity === 'Payment') {
		return chart.idOr(refId(row, 'DepositToAccountRef'), 'undeposited');
	}
	const card = refId(child(row, 'CreditCardPayment'), 'CCAccountRef');
	const bank = refId(child(row, 'CheckPayment'), 'BankAccountRef');
	return chart.idOr(row.PayType === 'CreditCard' ? card : bank, 'undeposited');
}
