/** Lays down a company's history: eight months that end at the clock's start, the same every time. */
import { Prng } from '../../common/ids';
import type { Books } from '../books';
import { active, billFrom, invoiceFor, paymentLine, paymentOf } from '../documents';
import { amount, cents } from '../money';
import { objects, refId, text, type JsonObject, type Row } from '../rows';
import { ACCOUNTS, classificationOf } from './accounts';
import { seedMore } from './moreDocuments';
import { CUSTOMERS, ITEMS, VENDORS, type PartySeed } from './names';

/** How many objects of each kind; lists beyond the named ones are numbered. */
export interface SeedScale {
	vendors?: number;
	customers?: number;
	invoices?: number;
	bills?: number;
	payments?: number;
	/** Documents of all other kinds, as a multiple of their usual number; 0: none. Default 1. */
	others?: number;
}

const DAY = 86_400_000;
/** About eight months of history. */
const HISTORY_DAYS = 240;
const DEFAULT_INVOICES = 120;
const DEFAULT_BILLS = 80;
const DEFAULT_PAYMENTS = 60;

interface Planned {
	at: number;
	run: () => void;
}

/** Fills empty books. `endMs` is the moment up to which history runs. */
export function seedBooks(books: Books, endMs: number, seed: number, scale: SeedScale = {}): void {
	const prng = new Prng(seed);
	const start = endMs - HISTORY_DAYS * DAY;
	books.at(start, () => {
		seedAccounts(books);
		seedLists(books);
		seedParties(books, 'Vendor', VENDORS, scale.vendors ?? VENDORS.length);
		seedParties(books, 'Customer', CUSTOMERS, scale.customers ?? CUSTOMERS.length);
	});
	const plan = planDocuments(books, start, endMs, prng, scale);
	plan.sort((a, b) => a.at - b.at);
	for (const step of plan) {
		books.at(step.at, step.run);
	}
	lastDays(books, endMs, prng);
	seedMore(books, { start, end: endMs, seed, scale: scale.others ?? 1 });
}

function seedAccounts(books: Books): void {
	const ids = new Map<string, string>();
	const foreign = books.company.multicurrency;
	for (const entry of ACCOUNTS) {
		if (entry.currency !== undefined && !foreign) {
			continue;
		}
		const parent = entry.parent === undefined ? undefined : ids.get(entry.parent);
		const balance = amount(entry.balance ?? 0);
		const row = books.create('Account', {
			Name: entry.name,
			AcctNum: entry.number,
			AccountType: entry.type,
			AccountSubType: entry.subType,
			Classification: classificationOf(entry.type),
			SubAccount: parent !== undefined,
			...(parent === undefined ? {} : { ParentRef: { value: parent } }),
			...(entry.currency === undefined ? {} : { CurrencyRef: { value: entry.currency } }),
			CurrentBalance: balance,
			CurrentBalanceWithSubAccounts: balance,
		});
		ids.set(entry.number, row.Id);
		if (entry.inactive) {
			books.inactivate('Account', row.Id);
		}
	}
}

function seedLists(books: Books): void {
	const accounts = new Map(books.peek('Account').map((row) => [text(row, 'AcctNum'), row]));
	const accountRef = (number: string): JsonObject => {
		const row = accounts.get(number);
		return { value: row?.Id ?? '', name: text(row, 'FullyQualifiedName') };
	};
	for (const [name, type, price, income, expense] of ITEMS) {
		books.create('Item', {
			Name: name,
			Type: type,
			UnitPrice: amount(price),
			Taxable: type === 'NonInventory',
			IncomeAccountRef: accountRef(income),
			ExpenseAccountRef: accountRef(expense),
		});
	}
	const tracked = books.company.tracksClasses !== false;
	for (const name of tracked ? ['Residential', 'Commercial, large', 'Öffentlich'] : []) {
		books.create('Class', { Name: name, SubClass: false });
	}
	for (const name of tracked ? ['West', 'East', 'München'] : []) {
		books.create('Department', { Name: name, SubDepartment: false });
	}
	books.create('Term', { Name: 'Net 30', Type: 'STANDARD', DueDays: 30 });
}

function seedParties(books: Books, entity: string, seeds: PartySeed[], count: number): void {
	const ids: string[] = [];
	for (let index = 0; index < count; index += 1) {
		const seed = seeds[index] ?? { name: `${entity} No. ${index + 1}, ÄÖÜ` };
		const parent = seed.parent === undefined ? undefined : ids[seed.parent];
		const currency = books.company.multicurrency ? seed.currency : undefined;
		const row = books.create(entity, {
			DisplayName: seed.name,
			PrintOnCheckName: seed.name,
			...(parent === undefined ? {} : { ParentRef: { value: parent }, BillWithParent: true }),
			...(currency === undefined ? {} : { CurrencyRef: { value: currency } }),
			...(seed.company === undefined ? {} : { CompanyName: seed.company }),
			...(seed.given === undefined ? {} : { GivenName: seed.given }),
			...(seed.family === undefined ? {} : { FamilyName: seed.family }),
			...(seed.email === undefined ? {} : { PrimaryEmailAddr: { Address: seed.email } }),
			...(entity === 'Vendor' ? { Vendor1099: index % 5 === 0 } : { Taxable: index % 3 === 0 }),
			BillAddr: {
				Id: String(index + 1),
				Line1: `${index + 1} Main St.\nSuite "B"`,
				City: 'Middlefield',
			},
		});
		ids.push(row.Id);
	}
}

function planDocuments(
	books: Books,
	start: number,
	end: number,
	prng: Prng,
	scale: SeedScale,
): Planned[] {
	const plan: Planned[] = [];
	const spread = (index: number, count: number) =>
		start +
		DAY +
		Math.floor(((end - start - 2 * DAY) * (index + 1)) / count) +
		prng.int(0, 3_600_000);
	const customers = active(books, 'Customer');
	const vendors = active(books, 'Vendor');
	const invoices = scale.invoices ?? DEFAULT_INVOICES;
	for (let index = 0; index < invoices; index += 1) {
		// Every customer once, then by chance, so that each currency is there from the start.
		const customer = index < customers.length ? customers[index] : prng.pick(customers);
		plan.push({
			at: spread(index, invoices),
			run: () =>
				void books.create('Invoice', invoiceFor(books, customer, prng, String(1001 + index))),
		});
	}
	const bills = scale.bills ?? DEFAULT_BILLS;
	for (let index = 0; index < bills; index += 1) {
		const vendor = index < vendors.length ? vendors[index] : prng.pick(vendors);
		plan.push({
			at: spread(index, bills),
			run: () => void books.create('Bill', billFrom(books, vendor, prng, `B-${5001 + index}`)),
		});
	}
	const payments = scale.payments ?? DEFAULT_PAYMENTS;
	for (let index = 0; index < payments; index += 1) {
		plan.push({
			at: spread(index, payments) + 10 * 60_000,
			run: () => payOne(books, prng, index === Math.floor(payments / 2)),
		});
	}
	return plan;
}

/** Pays the oldest open invoice, once with the help of a credit memo. */
function payOne(books: Books, prng: Prng, withCredit: boolean): void {
	const open = books.peek('Invoice').filter((row) => cents(row, 'Balance') > 2);
	const invoice = open[0];
	if (invoice === undefined) {
		return;
	}
	if (!withCredit) {
		books.create('Payment', paymentOf(books, invoice, prng));
		return;
	}
	const credit = creditMemoFor(books, invoice);
	const open1 = cents(invoice, 'Balance');
	const creditCents = cents(credit, 'RemainingCredit');
	const payment = paymentOf(books, invoice, prng);
	books.create('Payment', {
		...payment,
		TotalAmt: amount(open1 - creditCents),
		Line: [
			paymentLine(open1, invoice.Id, 'Invoice'),
			paymentLine(creditCents, credit.Id, 'CreditMemo'),
		],
	});
}

/** A credit of about half of what is open on the invoice. */
function creditMemoFor(books: Books, invoice: Row): Row {
	const [line] = objects(invoice, 'Line');
	return books.create('CreditMemo', {
		CustomerRef: { value: refId(invoice, 'CustomerRef') },
		DocNumber: `CM-${invoice.Id}`,
		CurrencyRef: { value: refId(invoice, 'CurrencyRef') },
		...(invoice.ExchangeRate === undefined ? {} : { ExchangeRate: invoice.ExchangeRate }),
		Line: [
			{
				Description: 'Returned goods',
				Amount: amount(Math.floor(cents(invoice, 'Balance') / 2)),
				DetailType: 'SalesItemLineDetail',
				SalesItemLineDetail: { ...(line.SalesItemLineDetail as JsonObject), UnitPrice: 0, Qty: 0 },
			},
		],
	});
}

/** What happened last: voids, deletions, people made inactive, and changes of old documents. */
function lastDays(books: Books, end: number, prng: Prng): void {
	const untouched = () =>
		books
			.peek('Invoice')
			.filter((row) => objects(row, 'LinkedTxn').length === 0 && cents(row, 'TotalAmt') > 0);
	const spare = (ratio: number): Row | undefined =>
		untouched()[Math.floor(untouched().length * ratio)];
	const steps: Array<(row: Row) => void> = [
		(row) => books.void('Invoice', row.Id),
		(row) => books.delete('Invoice', row.Id),
		(row) => books.void('Invoice', row.Id),
		(row) => books.delete('Invoice', row.Id),
		(row) => books.update('Invoice', row.Id, { PrivateNote: 'Reminder sent, 2×' }),
		(row) => books.update('Invoice', row.Id, { DueDate: text(row, 'TxnDate') }),
	];
	steps.forEach((step, index) => {
		const row = spare((index + 1) / (steps.length + 2));
		if (row !== undefined) {
			books.at(end - (steps.length - index) * 9 * 3_600_000, () => step(row));
		}
	});
	books.at(end - 2 * DAY, () => {
		for (const [entity, seeds] of [
			['Vendor', VENDORS],
			['Customer', CUSTOMERS],
		] as const) {
			for (const seed of seeds.filter((entry) => entry.inactive)) {
				const row = books.peek(entity).find((entry) => entry.DisplayName === seed.name);
				if (row !== undefined) {
					books.inactivate(entity, row.Id);
				}
			}
		}
	});
	books.at(end - DAY, () => {
		const bill = books.peek('Bill').at(-1);
		if (bill !== undefined) {
			books.update('Bill', bill.Id, { PrivateNote: `Approved by "Zoë" #${prng.int(10, 99)}` });
		}
	});
}
