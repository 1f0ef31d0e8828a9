/** Builders of realistic documents from seeded chance; used by the seed and by a day of work. */
import type { Prng } from '../common/ids';
import type { Books } from './books';
import { amount, cents } from './money';
import { child, refId, text, type JsonObject, type Row } from './rows';
import { DESCRIPTIONS } from './seed/names';
import { pacificDate } from './time';

const DAY = 86_400_000;

/** Home units of one euro, moving a little from day to day; six decimals as QuickBooks keeps. */
export function euroRate(prng: Prng): number {
	return (1_050_000 + prng.int(0, 110_000)) / 1_000_000;
}

function maybeForeign(books: Books, party: Row, prng: Prng): JsonObject {
	const currency = refId(party, 'CurrencyRef');
	if (currency === books.company.homeCurrency || currency === '') {
		return {};
	}
	return { CurrencyRef: { value: currency }, ExchangeRate: euroRate(prng) };
}

function ref(row: Row, name: string): JsonObject {
	return { value: row.Id, name: text(row, name) };
}

/** Rows of an entity that are in use. */
export function active(books: Books, entity: string): Row[] {
	return books.peek(entity).filter((row) => row.Active !== false);
}

/** Now and then a class or a location, where the company has any. */
function tracked(books: Books, entity: 'Class' | 'Department', prng: Prng): JsonObject {
	const rows = books.peek(entity);
	const wanted = prng.chance(0.3);
	return wanted && rows.length > 0 ? { [`${entity}Ref`]: ref(prng.pick(rows), 'Name') } : {};
}

function salesLine(books: Books, prng: Prng): JsonObject {
	const item = prng.pick(active(books, 'Item'));
	const quantity = prng.int(1, 12);
	const unit = cents(item, 'UnitPrice');
	const line: JsonObject = {
		Description: prng.pick(DESCRIPTIONS),
		Amount: amount(unit * quantity),
		DetailType: 'SalesItemLineDetail',
		SalesItemLineDetail: {
			ItemRef: ref(item, 'Name'),
			UnitPrice: amount(unit),
			Qty: quantity,
			TaxCodeRef: { value: prng.chance(0.6) ? 'TAX' : 'NON' },
			...tracked(books, 'Class', prng),
		},
	};
	return line;
}

function groupLine(books: Books, prng: Prng): JsonObject {
	const group: JsonObject = {
		Description: 'Starter bundle, "all in"',
		DetailType: 'GroupLineDetail',
		GroupLineDetail: {
			Quantity: 1,
			Line: [salesLine(books, prng), salesLine(books, prng)],
		},
	};
	// The service leaves the group's own amount out at times.
	return prng.chance(0.5) ? { ...group, Amount: 0 } : group;
}

/** An invoice (or credit memo) for a customer, dated at the books' now. */
export function invoiceFor(books: Books, customer: Row, prng: Prng, number: string): JsonObject {
	const lines: JsonObject[] = [];
	for (let count = prng.int(1, 4); count > 0; count -= 1) {
		lines.push(salesLine(books, prng));
	}
	if (prng.chance(0.2)) {
		lines.push(groupLine(books, prng));
	}
	if (prng.chance(0.2)) {
		lines.push({
			Description: 'Thank you!\nVielen Dank für Ihren Auftrag 🙏',
			DetailType: 'DescriptionOnly',
			DescriptionLineDetail: {},
		});
	}
	if (prng.chance(0.1)) {
		lines.push({
			Description: 'Subtotal so far',
			DetailType: 'SubTotalLineDetail',
			SubTotalLineDetail: {},
		});
		lines.push(salesLine(books, prng));
	}
	if (prng.chance(0.2)) {
		lines.push(discountLine(books, prng));
	}
	return {
		CustomerRef: { value: customer.Id },
		DocNumber: number,
		TxnDate: pacificDate(books.now()),
		DueDate: pacificDate(books.now() + 30 * DAY),
		...maybeForeign(books, customer, prng),
		...(prng.chance(0.25) ? { PrivateNote: 'Call before delivery, "ring twice"' } : {}),
		...tracked(books, 'Department', prng),
		Line: lines,
		...(prng.chance(0.5) ? { TxnTaxDetail: taxOn(lines) } : {}),
		EmailStatus: 'NotSet',
		ApplyTaxAfterDiscount: false,
	};
}

function discountLine(books: Books, prng: Prng): JsonObject {
	const account = books.peek('Account').find((row) => row.AcctNum === '4200');
	const detail: JsonObject =
		account === undefined ? {} : { DiscountAccountRef: ref(account, 'Name') };
	return prng.chance(0.5)
		? {
				DetailType: 'DiscountLineDetail',
				DiscountLineDetail: { ...detail, PercentBased: true, DiscountPercent: 7.5 },
			}
		: {
				Amount: 1.37,
				DetailType: 'DiscountLineDetail',
				DiscountLineDetail: { ...detail, PercentBased: false },
			};
}

/** Eight per cent on the taxable top-level lines, as one tax line. */
function taxOn(lines: JsonObject[]): JsonObject {
	const taxable = lines
		.filter((line) => refId(child(line, 'SalesItemLineDetail'), 'TaxCodeRef') === 'TAX')
		.reduce((sum, line) => sum + cents(line, 'Amount'), 0);
	const tax = amount(Math.round((taxable * 8) / 100));
	return {
		TxnTaxCodeRef: { value: '2' },
		TotalTax: tax,
		TaxLine: [
			{
				Amount: tax,
				DetailType: 'TaxLineDetail',
				TaxLineDetail: {
					TaxRateRef: { value: '3' },
					PercentBased: true,
					TaxPercent: 8,
					NetAmountTaxable: amount(taxable),
				},
			},
		],
	};
}

/** A bill of a vendor, dated at the books' now, with account and item lines. */
export function billFrom(books: Books, vendor: Row, prng: Prng, number: string): JsonObject {
	const expenses = active(books, 'Account').filter((row) => row.AccountType === 'Expense');
	const lines: JsonObject[] = [];
	for (let count = prng.int(1, 4); count > 0; count -= 1) {
		if (prng.chance(0.3)) {
			const item = prng.pick(active(books, 'Item'));
			const quantity = prng.int(1, 20);
			const cost = Math.round(cents(item, 'UnitPrice') * 0.6);
			lines.push({
				Description: prng.pick(DESCRIPTIONS),
				Amount: amount(cost * quantity),
				DetailType: 'ItemBasedExpenseLineDetail',
				ItemBasedExpenseLineDetail: {
					ItemRef: ref(item, 'Name'),
					Qty: quantity,
					UnitPrice: amount(cost),
					TaxCodeRef: { value: 'NON' },
					BillableStatus: 'NotBillable',
				},
			});
			continue;
		}
		lines.push({
			Description: prng.pick(DESCRIPTIONS),
			Amount: amount(prng.int(501, 180_099)),
			DetailType: 'AccountBasedExpenseLineDetail',
			AccountBasedExpenseLineDetail: {
				AccountRef: ref(prng.pick(expenses), 'FullyQualifiedName'),
				TaxCodeRef: { value: 'NON' },
				BillableStatus: 'NotBillable',
			},
		});
	}
	return {
		VendorRef: { value: vendor.Id },
		DocNumber: number,
		TxnDate: pacificDate(books.now()),
		DueDate: pacificDate(books.now() + 14 * DAY),
		...maybeForeign(books, vendor, prng),
		...(prng.chance(0.2) ? { PrivateNote: 'Checked: "ok", paid on time' } : {}),
		Line: lines,
	};
}

/** A payment of one invoice: in full, in part, or with something left over. */
export function paymentOf(books: Books, invoice: Row, prng: Prng): JsonObject {
	const open = cents(invoice, 'Balance');
	const kind = prng.int(1, 10);
	const applied = kind <= 3 ? Math.max(1, Math.floor(open / 2)) : open;
	const received = kind === 10 ? applied + prng.int(100, 5_000) : applied;
	const rate = invoice.ExchangeRate;
	return {
		CustomerRef: { value: refId(invoice, 'CustomerRef') },
		TxnDate: pacificDate(books.now()),
		CurrencyRef: { value: refId(invoice, 'CurrencyRef') },
		...(typeof rate === 'number' && rate !== 1 ? { ExchangeRate: euroRate(prng) } : {}),
		TotalAmt: amount(received),
		PaymentRefNum: String(prng.int(1000, 9999)),
		ProcessPayment: false,
		Line: [paymentLine(applied, invoice.Id, 'Invoice')],
	};
}

/** A payment's line: no DetailType, and the service's Java leftovers beside the link. */
export function paymentLine(applied: number, id: string, type: string): JsonObject {
	return {
		Amount: amount(applied),
		LinkedTxn: [{ TxnId: id, TxnType: type }],
		LineEx: {
			any: [
				{
					name: '{http://schema.intuit.com/finance/v3}NameValue',
					nil: false,
					value: { Name: 'txnId', Value: id },
					declaredType: 'com.intuit.schema.finance.v3.NameValue',
					globalScope: true,
					typeSubstituted: false,
				},
			],
		},
	};
}
