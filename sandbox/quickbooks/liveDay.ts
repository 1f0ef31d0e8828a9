/** A day of work: new and changed documents, nothing removed, voided or deleted. */
import { Prng } from '../common/ids';
import type { Books } from './books';
import { active, billFrom, invoiceFor, paymentOf } from './documents';
import { cents, toCents } from './money';
import { workMore } from './moreDays';
import { objects, refId, text, type JsonObject, type Row } from './rows';

/** Seeds each day apart from the others and from the company's own seed. */
const DAY_SEED = 7919;

/**
 * Works one day into the books and returns one sentence per document.
 * @param day 1 for the first day; the same number gives the same day on the same books.
 */
export function workADay(books: Books, day: number): string[] {
	const prng = new Prng(DAY_SEED * day);
	const done: string[] = [];
	const note = (what: string, row: Row) => {
		const name = text(row, 'DocNumber') || text(row, 'DisplayName') || row.Id;
		done.push(`${what} ${name} (Id ${row.Id})`);
		return row;
	};
	const vendor = note(
		'New vendor',
		books.create('Vendor', {
			DisplayName: `Day ${day} Hardware, "Tools" & Töne 🔧`,
			CompanyName: `Day ${day} Hardware`,
		}),
	);
	const customer = note(
		'New customer',
		books.create('Customer', {
			DisplayName: `Neukunde ${day}, Straßenbau`,
			...(books.company.multicurrency ? { CurrencyRef: { value: 'EUR' } } : {}),
			PrimaryEmailAddr: { Address: `day${day}@neukunde.example` },
		}),
	);
	const others = active(books, 'Customer').filter((row) => row.Id !== customer.Id);
	const buyers = [customer, prng.pick(others), prng.pick(others)];
	buyers.forEach((buyer, index) => {
		const number = `D${day}-${index + 1}`;
		note('New invoice', books.create('Invoice', invoiceFor(books, buyer, prng, number)));
	});
	const changed = openInvoices(books).find((row) => objects(row, 'LinkedTxn').length === 0);
	if (changed !== undefined) {
		note('Changed invoice', books.update('Invoice', changed.Id, { Line: withMore(changed) }));
	}
	note('New bill', books.create('Bill', billFrom(books, vendor, prng, `DB${day}`)));
	const supplier = prng.pick(active(books, 'Vendor'));
	note('New bill', books.create('Bill', billFrom(books, supplier, prng, `DB${day}-2`)));
	for (const invoice of openInvoices(books).slice(-3, -1)) {
		note('New payment', books.create('Payment', paymentOf(books, invoice, prng)));
	}
	const renamed = others.find((row) => text(row, 'Notes') !== `Day ${day}`);
	if (renamed !== undefined) {
		note('Changed customer', books.update('Customer', renamed.Id, { Notes: `Day ${day}` }));
	}
	return [...done, ...workMore(books, day)];
}

function openInvoices(books: Books): Row[] {
	return books
		.all('Invoice')
		.filter((row) => cents(row, 'Balance') > 0 && refId(row, 'CustomerRef') !== '');
}

/** The invoice's lines with a higher first amount and one more line; no line goes away. */
function withMore(invoice: Row): JsonObject[] {
	const lines = objects(invoice, 'Line');
	const item = lines.find((line) => line.DetailType === 'SalesItemLineDetail');
	if (item === undefined) {
		return lines;
	}
	const more = structuredClone(item);
	delete more.Id;
	item.Amount = (toCents(Number(item.Amount)) + 1_001) / 100;
	more.Description = 'Added later, "as agreed"';
	return [
		...lines.slice(0, lines.indexOf(item) + 1),
		more,
		...lines.slice(lines.indexOf(item) + 1),
	];
}
