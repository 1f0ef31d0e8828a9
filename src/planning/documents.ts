/**
 * The rows of a transaction: one per line. The rows' Amount adds up to QuickBooks' TotalAmt and
 * their Home Amount to its home total, always.
 */
import { findEntity } from '../entities';
import { SettingError } from '../errors';
import type { PlanningRow, QuickBooksObject, SyncRecord } from '../flow';
import { type HomeAmounts, sameCurrencyAmounts, toHomeAmounts } from './exchange';
import { dateAt, nameOf, numberAt, objectAt, refAt, textAt } from './fields';
import { DIFFERENCE_LINE, lineKey, listKey, TAX_LINE } from './keys';
import { figureLine, type Line, type LineContext, LineIds } from './lines';
import {
	compare,
	convert,
	type Decimal,
	formatDecimal,
	formatMoney,
	isZero,
	ONE,
	subtract,
	sum,
	ZERO,
} from './money';
import {
	type MapContext,
	inOrder,
	originOf,
	type Preset,
	TRANSACTION_COLUMNS,
	type TransactionColumn,
} from './preset';

/** What sets one kind of transaction apart. */
export interface DocumentShape {
	/** The reference to the customer or vendor, and the list entity it points to. */
	party: { field: string; entity: string };
	/** The number people know the document by. */
	documentNumber(source: QuickBooksObject): string;
	/** The lines without tax and difference. */
	lines(source: QuickBooksObject, context: LineContext): Line[];
}

interface Exchange {
	currency: string;
	/** Undefined only for a voided document without a rate, where every amount is 0 anyway. */
	rate: Decimal | undefined;
}

/**
 * Builds the preset of a transaction. Rules beside those of `lines.ts`:
 * - Tax: one row `TAX` wherever QuickBooks states TotalTax, 0 included, so that a tax that was taken
 *   away overwrites the old figure. Where the amounts of a tax-inclusive document already include
 *   the tax, that row is 0 and a remark says so.
 * - Difference: lines that do not add up to TotalAmt get a row `DIFF` and a remark.
 * - Voided: a row with amount 0 and Status `Voided` for every line.
 * - Deleted (or merged): no rows, as a tombstone has no lines, and a remark. Setting rows loaded
 *   earlier to zero is the work of the step that knows them.
 */
export function documentPreset(shape: DocumentShape): Preset {
	return {
		columns: TRANSACTION_COLUMNS,
		numericColumns: ['Amount', 'Home Amount', 'Exchange Rate'],
		map: (record, context) => mapDocument(record, context, shape),
	};
}

function mapDocument(record: SyncRecord, context: MapContext, shape: DocumentShape): PlanningRow[] {
	const document = nameOf(record);
	const { remarks } = context;
	if (record.operation === 'delete' || record.operation === 'merge') {
		remarks.add(
			`${context.entity.label} deleted in QuickBooks have no lines any more and gave no rows; only Sync Ledger takes what was loaded for them earlier out of Anaplan`,
			document,
		);
		return [];
	}
	const voided = record.operation === 'void';
	const lines = shape.lines(record.record, { document, ids: new LineIds(document, remarks) });
	const total = voided ? ZERO : totalOf(record.record, document);
	addTax(lines, record.record, total, document, voided, context);
	if (voided) for (const line of lines) line.amount = ZERO;
	addDifference(lines, record, total, context);
	if (lines.length === 0) {
		remarks.add('Documents without any line gave no rows', document);
		return [];
	}
	const exchange = exchangeOf(record, document, voided);
	const home = homeAmountsOf(lines, record, total, exchange, document, voided);
	if (home.beyondRounding) {
		remarks.add(
			'The home total of documents differs from amount times exchange rate by more than rounding; their largest line carries the difference',
			document,
		);
	}
	return rowsOf(record, context, shape, lines, exchange, home);
}

function totalOf(source: QuickBooksObject, document: string): Decimal {
	const total = numberAt(source, 'TotalAmt', document);
	if (total !== undefined) return total;
	throw new SettingError(
		`${document} came from QuickBooks without its TotalAmt, so its rows cannot be checked against the total.`,
		'Read the document again; if the total is still missing, open it in QuickBooks and save it.',
	);
}

function addTax(
	lines: Line[],
	source: QuickBooksObject,
	total: Decimal,
	document: string,
	voided: boolean,
	{ remarks }: MapContext,
): void {
	const tax = numberAt(objectAt(source, 'TxnTaxDetail'), 'TotalTax', document);
	if (tax === undefined) return;
	// Amounts of tax-inclusive documents are usually net of tax; the total tells when they are not.
	const included =
		!voided &&
		!isZero(tax) &&
		textAt(source, 'GlobalTaxCalculation') === 'TaxInclusive' &&
		compare(sum(lines.map((line) => line.amount)), total) === 0;
	if (included) {
		remarks.add(
			'Line amounts of tax-inclusive documents already include the tax, so their tax row is 0',
			document,
		);
	}
	lines.push(figureLine(TAX_LINE, 'Tax', included ? ZERO : tax, 'Tax'));
}

function addDifference(
	lines: Line[],
	record: SyncRecord,
	total: Decimal,
	{ remarks }: MapContext,
): void {
	const difference = subtract(total, sum(lines.map((line) => line.amount)));
	if (isZero(difference)) return;
	lines.push(
		figureLine(DIFFERENCE_LINE, 'Difference', difference, "Difference to the document's total"),
	);
	remarks.add(
		`Lines of documents do not add up to the total; a row of the type Difference makes up for it`,
		`${nameOf(record)} by ${formatMoney(difference, currencyOf(record))} ${currencyOf(record)}`,
	);
}

function currencyOf(record: SyncRecord): string {
	return refAt(record.record, 'CurrencyRef') || record.homeCurrency;
}

/** Currency and rate (home units per foreign unit) of a document. */
function exchangeOf(record: SyncRecord, document: string, voided: boolean): Exchange {
	const currency = currencyOf(record);
	// A document in the home currency is worth itself, whatever rate it was saved with.
	if (currency === record.homeCurrency) return { currency, rate: ONE };
	const rate = numberAt(record.record, 'ExchangeRate', document);
	if (rate === undefined && voided) return { currency, rate };
	if (rate === undefined || compare(rate, ZERO) <= 0) {
		throw new SettingError(
			`${document} is in ${currency}, but has no exchange rate to ${record.homeCurrency}.`,
			'Open the document in QuickBooks, enter its exchange rate and save it, then read it again.',
		);
	}
	return { currency, rate };
}

function homeAmountsOf(
	lines: readonly Line[],
	record: SyncRecord,
	total: Decimal,
	{ currency, rate }: Exchange,
	document: string,
	voided: boolean,
): HomeAmounts {
	const { homeCurrency } = record;
	const amounts = lines.map((line) => line.amount);
	if (voided || rate === undefined) return { amounts, beyondRounding: false };
	const stated = numberAt(record.record, 'HomeTotalAmt', document);
	return currency === homeCurrency
		? sameCurrencyAmounts(amounts, stated ?? total, homeCurrency)
		: toHomeAmounts(amounts, rate, stated ?? convert(total, rate, homeCurrency), homeCurrency);
}

function rowsOf(
	record: SyncRecord,
	{ entity }: MapContext,
	shape: DocumentShape,
	lines: readonly Line[],
	{ currency, rate }: Exchange,
	home: HomeAmounts,
): PlanningRow[] {
	const { record: source, realmId } = record;
	const document = nameOf(record);
	const date = dateAt(source, 'TxnDate', document);
	if (date === '') {
		throw new SettingError(
			`${document} came from QuickBooks without its TxnDate.`,
			'Open the document in QuickBooks, enter its date and save it, then read it again.',
		);
	}
	const header = {
		...originOf(record),
		'Document ID': record.id,
		'Document Number': shape.documentNumber(source),
		'Transaction Date': date,
		'Due Date': dateAt(source, 'DueDate', document),
		Period: date.slice(0, 'YYYY-MM'.length),
		'Party Code': codeOf(realmId, shape.party.entity, refAt(source, shape.party.field)),
		'Department ID': refAt(source, 'DepartmentRef'),
		Currency: currency,
		'Exchange Rate': rate === undefined ? '' : formatDecimal(rate),
		Status: record.operation === 'void' ? 'Voided' : 'Active',
	};
	const row = (line: Line, index: number): { [column in TransactionColumn]: string } => ({
		...header,
		Code: lineKey(realmId, entity, record.id, line.lineId, document),
		'Line ID': line.lineId,
		'Line Type': line.lineType,
		'Account Code': codeOf(realmId, 'Account', line.accountId),
		'Item ID': line.itemId,
		'Class ID': line.classId,
		'Linked Document': line.linked,
		Description: line.description,
		Amount: formatMoney(line.amount, currency),
		'Home Amount': formatMoney(home.amounts[index], record.homeCurrency),
	});
	return lines.map((line, index) => inOrder(TRANSACTION_COLUMNS, row(line, index)));
}

/** The planning key of a list item that a document refers to; empty where it refers to none. */
function codeOf(realmId: string, entityName: string, id: string): string {
	const entity = findEntity(entityName);
	return entity === undefined || id === '' ? '' : listKey(realmId, entity, id);
}
