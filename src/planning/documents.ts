/**
 * The rows of a transaction: one per line. The rows' Amount adds up to what the document is worth
 * (QuickBooks' TotalAmt, negative where the document counts the other way) and their Home Amount to
 * its home total, always.
 */
import { findEntity } from '../entities';
import { SettingError } from '../errors';
import type { PlanningRow, QuickBooksObject, SyncRecord } from '../flow';
import { type HomeAmounts, sameCurrencyAmounts, toHomeAmounts } from './exchange';
import { dateAt, nameOf, numberAt, objectAt, refAt, textAt } from './fields';
import { DIFFERENCE_LINE, fittingLineId, lineKey, listKey, TAX_LINE } from './keys';
import { figureLine, type Line, type LineContext, LineIds } from './lines';
import {
	absolute,
	compare,
	convert,
	type Decimal,
	formatDecimal,
	formatMoney,
	isZero,
	negate,
	ONE,
	subtract,
	sum,
	ZERO,
} from './money';
import { NO_PARTY, type Party } from './parties';
import {
	type MapContext,
	inOrder,
	originOf,
	type Preset,
	TRANSACTION_COLUMNS,
	type TransactionColumn,
} from './preset';

/** What sets one kind of transaction apart. What is left out is as most documents have it. */
export interface DocumentShape {
	/** The customer, vendor or employee of the whole document. */
	party?(source: QuickBooksObject): Party;
	/** The number people know the document by: DocNumber. */
	documentNumber?(source: QuickBooksObject): string;
	/** The lines without tax and difference, with the signs QuickBooks' total has. */
	lines(source: QuickBooksObject, context: LineContext): Line[];
	/** What the lines add up to, in QuickBooks' own sign: TotalAmt. */
	total?(source: QuickBooksObject, lines: readonly Line[], context: LineContext): Decimal;
	/** The tax row, or none: TxnTaxDetail.TotalTax, 0 included. */
	tax?(
		source: QuickBooksObject,
		lines: readonly Line[],
		total: Decimal,
		context: LineContext,
	): Line | undefined;
	/** True where the document takes away what others of its side add: credits, refunds. */
	countsMinus?(source: QuickBooksObject): boolean;
	/** False where QuickBooks books nothing. */
	posting?: boolean;
	/** The date the rows belong to, YYYY-MM-DD: TxnDate. */
	date?(source: QuickBooksObject, document: string): string;
	/** DueDate. */
	dueDate?(source: QuickBooksObject, document: string): string;
	/** Id of the account the money comes into or goes out of: DepositToAccountRef. */
	paymentAccountId?(source: QuickBooksObject): string;
	/** QuickBooks' own word for where the document stands, such as `Accepted` or `Closed`. */
	documentStatus?(source: QuickBooksObject): string;
	/** Whether the document was put aside without being deleted. */
	isInactive?(source: QuickBooksObject): boolean;
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
 * - Sign: of a document that counts minus all amounts and quantities are turned round, at the end.
 * - Voided: a row with amount and quantity 0 and Status `Voided` for every line.
 * - Deleted (or merged): no rows, as a tombstone has no lines, and a remark. Setting rows loaded
 *   earlier to zero is the work of the step that knows them.
 */
export function documentPreset(shape: DocumentShape): Preset {
	return {
		columns: TRANSACTION_COLUMNS,
		numericColumns: ['Amount', 'Home Amount', 'Exchange Rate', 'Quantity', 'Unit Price'],
		posting: shape.posting ?? true,
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
	const { entity } = context;
	const fit = (lineId: string) => fittingLineId(record.realmId, entity, record.id, lineId);
	const lineContext: LineContext = {
		document,
		ids: new LineIds(document, remarks, fit),
		remarks,
		currency: currencyOf(record),
	};
	const lines = shape.lines(record.record, lineContext);
	let total = voided ? ZERO : (shape.total ?? totalOf)(record.record, lines, lineContext);
	const tax = voided
		? voidedTax(record.record, document)
		: (shape.tax ?? statedTax)(record.record, lines, total, lineContext);
	if (tax !== undefined) lines.push(tax);
	if (voided) for (const line of lines) setToZero(line);
	addDifference(lines, record, total, context);
	if (lines.length === 0) {
		remarks.add('Documents without any line gave no rows', document);
		return [];
	}
	const minus = shape.countsMinus?.(record.record) ?? false;
	if (minus) {
		total = negate(total);
		for (const line of lines) turnRound(line);
	}
	const exchange = exchangeOf(record, document, voided);
	const home = homeAmountsOf(lines, record, total, minus, exchange, document, voided);
	if (home.beyondRounding) {
		remarks.add(
			'The home total of documents differs from amount times exchange rate by more than rounding; their largest line carries the difference',
			document,
		);
	}
	return rowsOf(record, context, shape, lines, exchange, home);
}

function setToZero(line: Line): void {
	line.amount = ZERO;
	if (line.quantity !== undefined) line.quantity = ZERO;
}

function turnRound(line: Line): void {
	line.amount = negate(line.amount);
	if (line.quantity !== undefined) line.quantity = negate(line.quantity);
}

/** TotalAmt. @throws SettingError where the document has none */
export function totalOf(
	source: QuickBooksObject,
	_lines: readonly Line[],
	{ document }: Pick<LineContext, 'document'>,
): Decimal {
	const total = numberAt(source, 'TotalAmt', document);
	if (total !== undefined) return total;
	throw new SettingError(
		`${document} came from QuickBooks without its TotalAmt, so its rows cannot be checked against the total.`,
		'Read the document again; if the total is still missing, open it in QuickBooks and save it.',
	);
}

/** The tax row of a voided document: 0 wherever QuickBooks states a tax at all. */
function voidedTax(source: QuickBooksObject, document: string): Line | undefined {
	const tax = numberAt(objectAt(source, 'TxnTaxDetail'), 'TotalTax', document);
	return tax === undefined ? undefined : figureLine(TAX_LINE, 'Tax', ZERO, 'Tax');
}

function statedTax(
	source: QuickBooksObject,
	lines: readonly Line[],
	total: Decimal,
	{ document, remarks }: LineContext,
): Line | undefined {
	const tax = numberAt(objectAt(source, 'TxnTaxDetail'), 'TotalTax', document);
	if (tax === undefined) return undefined;
	// Amounts of tax-inclusive documents are usually net of tax; the total tells when they are not.
	const included =
		!isZero(tax) &&
		textAt(source, 'GlobalTaxCalculation') === 'TaxInclusive' &&
		compare(sum(lines.map((line) => line.amount)), total) === 0;
	if (included) {
		remarks.add(
			'Line amounts of tax-inclusive documents already include the tax, so their tax row is 0',
			document,
		);
	}
	return figureLine(TAX_LINE, 'Tax', included ? ZERO : tax, 'Tax');
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
	minus: boolean,
	{ currency, rate }: Exchange,
	document: string,
	voided: boolean,
): HomeAmounts {
	const { homeCurrency } = record;
	const amounts = lines.map((line) => line.amount);
	if (voided || rate === undefined) return { amounts, beyondRounding: false };
	// HomeTotalAmt is the home amount of TotalAmt, which is not always what the document is worth.
	const totalAmt = numberAt(record.record, 'TotalAmt', document) ?? total;
	const isWorth = compare(absolute(totalAmt), absolute(total)) === 0;
	const homeTotal = isWorth ? numberAt(record.record, 'HomeTotalAmt', document) : undefined;
	const stated = homeTotal === undefined || !minus ? homeTotal : negate(homeTotal);
	return currency === homeCurrency
		? sameCurrencyAmounts(amounts, stated ?? total, homeCurrency)
		: toHomeAmounts(amounts, rate, stated ?? convert(total, rate, homeCurrency), homeCurrency);
}

function rowsOf(
	record: SyncRecord,
	{ entity, remarks }: MapContext,
	shape: DocumentShape,
	lines: readonly Line[],
	{ currency, rate }: Exchange,
	home: HomeAmounts,
): PlanningRow[] {
	const { record: source, realmId } = record;
	const document = nameOf(record);
	const documentDate = shape.date?.(source, document) ?? dateAt(source, 'TxnDate', document);
	// Where every line has a date of its own, the document needs none.
	if (documentDate === '' && lines.some((line) => line.date === undefined)) {
		throw new SettingError(
			`${document} came from QuickBooks without its TxnDate.`,
			'Open the document in QuickBooks, enter its date and save it, then read it again.',
		);
	}
	const documentParty = shape.party?.(source) ?? NO_PARTY;
	const paymentAccountId = shape.paymentAccountId?.(source) ?? refAt(source, 'DepositToAccountRef');
	const departmentId = refAt(source, 'DepartmentRef');
	const paymentMethodId = refAt(source, 'PaymentMethodRef');
	const header = {
		...originOf(record),
		'Document ID': record.id,
		'Document Number': shape.documentNumber?.(source) ?? textAt(source, 'DocNumber'),
		'Due Date': shape.dueDate?.(source, document) ?? dateAt(source, 'DueDate', document),
		'Payment Account Code': codeOf(realmId, 'Account', paymentAccountId),
		'Term Code': knownCodeOf(realmId, 'Term', refAt(source, 'SalesTermRef')),
		Currency: currency,
		'Exchange Rate': rate === undefined ? '' : formatDecimal(rate),
		'Document Status': shape.documentStatus?.(source) ?? '',
		Posting: String(shape.posting ?? true),
		Status: statusOf(record, shape),
	};
	const row = (line: Line, index: number): { [column in TransactionColumn]: string } => {
		const date = line.date ?? documentDate;
		const department = line.departmentId ?? departmentId;
		return {
			...header,
			...partyColumns(realmId, line.party ?? documentParty, line.customerId ?? ''),
			Code: lineKey(realmId, entity, record.id, line.lineId, document),
			'Line ID': line.lineId,
			'Line Type': line.lineType,
			'Transaction Date': date,
			Period: date.slice(0, 'YYYY-MM'.length),
			'Account Code': codeOf(realmId, 'Account', line.accountId),
			'Item ID': line.itemId,
			'Item Code': knownCodeOf(realmId, 'Item', line.itemId),
			'Class ID': line.classId,
			'Class Code': knownCodeOf(realmId, 'Class', line.classId),
			'Department ID': department,
			'Department Code': knownCodeOf(realmId, 'Department', department),
			'Payment Method Code': knownCodeOf(
				realmId,
				'PaymentMethod',
				line.paymentMethodId ?? paymentMethodId,
			),
			'Tax Code ID': line.taxCodeId ?? '',
			'Linked Document': line.linked,
			Description: line.description,
			Amount: formatMoney(line.amount, currency),
			'Home Amount': formatMoney(home.amounts[index], record.homeCurrency),
			Quantity: line.quantity === undefined ? '' : formatDecimal(line.quantity),
			'Unit Price': line.unitPrice === undefined ? '' : formatDecimal(line.unitPrice),
		};
	};
	const untyped = [documentParty, ...lines.map(({ party }) => party ?? NO_PARTY)].some(
		({ entity: list, id }) => list === undefined && id !== '',
	);
	if (untyped) {
		remarks.add(
			'QuickBooks does not say whether the party of documents is a customer, a vendor or an employee, so their Party Code is blank',
			document,
		);
	}
	return lines.map((line, index) => inOrder(TRANSACTION_COLUMNS, row(line, index)));
}

function statusOf({ operation, record: source }: SyncRecord, shape: DocumentShape): string {
	if (operation === 'void') return 'Voided';
	return shape.isInactive?.(source) === true ? 'Inactive' : 'Active';
}

/** @param customerId the customer a line is for, where it is not the party itself */
function partyColumns(realmId: string, { entity, id }: Party, customerId: string) {
	const code = entity === undefined ? '' : codeOf(realmId, entity, id);
	return {
		'Party Code': code,
		'Customer Code': codeOf(realmId, 'Customer', customerId) || (entity === 'Customer' ? code : ''),
		'Vendor Code': entity === 'Vendor' ? code : '',
		'Employee Code': entity === 'Employee' ? code : '',
	};
}

/** The planning key of a list item that a document refers to; empty where it refers to none. */
function codeOf(realmId: string, entityName: string, id: string): string {
	const entity = findEntity(entityName);
	return entity === undefined || id === '' ? '' : listKey(realmId, entity, id);
}

/** The same, but empty for what stands in the place of an Id and is in no list, such as `SHIPPING_ITEM_ID`. */
function knownCodeOf(realmId: string, entityName: string, id: string): string {
	return /^\d+$/.test(id) ? codeOf(realmId, entityName, id) : '';
}
