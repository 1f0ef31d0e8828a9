/** Checks the lines of a written document. */
import type { Books } from './books';
import type { EntityDefinition } from './entities';
import { LINKING } from './links';
import { child, objects, text, type JsonObject } from './rows';
import { missing, notFound, validation } from './serviceFault';
import { checkRef, isAmount } from './writeChecks';

const SALES = [
	'SalesItemLineDetail',
	'GroupLineDetail',
	'DescriptionOnly',
	'DiscountLineDetail',
	'SubTotalLineDetail',
];
const EXPENSES = ['AccountBasedExpenseLineDetail', 'ItemBasedExpenseLineDetail', 'DescriptionOnly'];
/** Kinds of lines that an entity takes (Intuit's entity reference). */
const DETAIL_TYPES = new Map<string, readonly string[]>([
	...['Invoice', 'CreditMemo', 'SalesReceipt', 'RefundReceipt', 'Estimate'].map(
		(name): [string, string[]] => [name, SALES],
	),
	...['Bill', 'VendorCredit', 'Purchase', 'PurchaseOrder'].map((name): [string, string[]] => [
		name,
		EXPENSES,
	]),
	['JournalEntry', ['JournalEntryLineDetail', 'DescriptionOnly']],
	['Deposit', ['DepositLineDetail']],
]);
/** What a line of a linking document may point to. */
const LINKABLE = new Map<string, readonly string[]>([
	['Payment', ['Invoice', 'CreditMemo']],
	['BillPayment', ['Bill', 'VendorCredit']],
	['Deposit', ['Payment', 'SalesReceipt']],
]);
const WITHOUT_AMOUNT = ['DescriptionOnly', 'SubTotalLineDetail', 'GroupLineDetail'];

export function checkLines(definition: EntityDefinition, body: JsonObject, books: Books): void {
	if (body.Line === undefined) {
		return;
	}
	const mayBeEmpty = definition.name === 'Payment';
	if (!Array.isArray(body.Line) || (body.Line.length === 0 && !mayBeEmpty)) {
		throw missing('Line');
	}
	for (const line of objects(body, 'Line')) {
		const links = objects(line, 'LinkedTxn');
		const isLink = LINKING.includes(definition.name) && !DETAIL_TYPES.has(definition.name);
		if (isLink || (definition.name === 'Deposit' && links.length > 0)) {
			checkLink(definition, line, links, books);
		} else {
			checkLine(definition, line, books);
		}
	}
}

function checkLink(
	definition: EntityDefinition,
	line: JsonObject,
	links: JsonObject[],
	books: Books,
): void {
	if (!isAmount(line.Amount)) {
		throw missing('Line.Amount');
	}
	for (const link of links) {
		const type = text(link, 'TxnType');
		if (LINKABLE.get(definition.name)?.includes(type) !== true) {
			throw validation('2030', 'Invalid value', `TxnType ${type} cannot be linked`, 'TxnType');
		}
		if (books.stored(type, text(link, 'TxnId')) === undefined) {
			throw notFound(`${type} ${text(link, 'TxnId')}`);
		}
	}
}

function checkLine(definition: EntityDefinition, line: JsonObject, books: Books): void {
	const type = text(line, 'DetailType');
	if (DETAIL_TYPES.get(definition.name)?.includes(type) !== true) {
		throw validation(
			'2030',
			'Invalid value',
			`DetailType '${type}' is not supported`,
			'DetailType',
		);
	}
	const needsAmount = !WITHOUT_AMOUNT.includes(type);
	const isPercent = child(line, 'DiscountLineDetail')?.PercentBased === true;
	if ((needsAmount && !isPercent && line.Amount === undefined) || !isAmount(line.Amount ?? 0)) {
		throw line.Amount === undefined
			? missing('Line.Amount')
			: validation('2080', 'Invalid Number', 'Line.Amount is no amount', 'Amount');
	}
	const detail = child(line, type);
	if (detail === undefined && needsAmount) {
		throw missing(`Line.${type}`);
	}
	checkRef(books, detail, 'ItemRef', 'Item');
	checkRef(books, detail, 'AccountRef', 'Account');
	checkRef(books, detail, 'ClassRef', 'Class');
	checkRef(books, detail, 'DepartmentRef', 'Department');
	if (type === 'JournalEntryLineDetail' || type === 'DepositLineDetail') {
		checkAccountLine(type, detail);
	}
	for (const nested of objects(detail, 'Line')) {
		checkLine(definition, nested, books);
	}
}

function checkAccountLine(type: string, detail: JsonObject | undefined): void {
	if (detail?.AccountRef === undefined) {
		throw missing(`Line.${type}.AccountRef`);
	}
	if (type === 'JournalEntryLineDetail' && !/^(Debit|Credit)$/.test(text(detail, 'PostingType'))) {
		throw missing('Line.JournalEntryLineDetail.PostingType');
	}
}
