/**
 * Lines of QuickBooks documents before they become rows.
 *
 * Line IDs, the last part of a row's key:
 * - QuickBooks' own line Id where the line has one;
 * - `<Entity>-<TxnId>` for the lines of payments and the payments in a deposit (`Invoice-130`), which
 *   have no Id in QuickBooks;
 * - account, date and what else tells a budget's cell from the others (`79-20260101-K9`);
 * - `FROM` and `TO` for the two sides of a transfer, `TIME` for a time activity;
 * - `P<n>` for any other line without an Id of its own, n being its place in the document counted
 *   from 1 (`P2.1` inside the second line's group). Such a key moves when lines are moved, so it
 *   comes with a remark;
 * - `TAX`, `UNAPPLIED`, `CASHBACK` and `DIFF` for the document's tax, the part of a payment not
 *   applied, the cash taken out of a deposit, and a difference between the lines and the document's
 *   total;
 * - `H` and a short hash where the key would be longer than Anaplan takes.
 */
import type { QuickBooksObject } from '../flow';
import { listAt, numberAt, objectAt, refAt, textAt } from './fields';
import { linkedDocuments } from './linked';
import { type Decimal, negate, ZERO } from './money';
import type { Party } from './parties';
import type { Remarks } from './remarks';

/** A line on its way to a row. Ids are QuickBooks' own, empty where there is none. */
export interface Line {
	lineId: string;
	lineType: string;
	/** With its sign: what the line adds to the document's total. */
	amount: Decimal;
	accountId: string;
	itemId: string;
	classId: string;
	/** For example `Invoice 130`. */
	linked: string;
	description: string;
	/** The customer, vendor or employee of the line; undefined where it is the document's. */
	party?: Party;
	/** The customer that a cost or an hour is for. */
	customerId?: string;
	/** Undefined where it is the document's. */
	departmentId?: string;
	/** YYYY-MM-DD; undefined where it is the document's. */
	date?: string;
	/** Undefined where it is the document's. */
	paymentMethodId?: string;
	taxCodeId?: string;
	quantity?: Decimal;
	/** In the document's currency. */
	unitPrice?: Decimal;
}

/** Hands out line IDs that are unique in one document. */
export class LineIds {
	private readonly taken = new Set<string>();

	/** @param fit shortens an ID that would make too long a key */
	constructor(
		private readonly document: string,
		private readonly remarks: Remarks,
		private readonly fit: (lineId: string) => string,
	) {}

	/** `wanted` where it is not empty and still free, else `P<position>` with a remark. */
	claim(wanted: string, position: string): string {
		const fitting = this.fit(wanted);
		const own = fitting !== '' && !this.taken.has(fitting);
		const lineId = own ? fitting : `P${position}`;
		this.taken.add(lineId);
		if (!own) {
			this.remarks.add(
				'Lines without an Id of their own are keyed by their place in the document, so moving them in QuickBooks changes their key',
				`${this.document} line ${lineId}`,
			);
		}
		return lineId;
	}
}

/** What the reading of lines needs to know of their document. */
export interface LineContext {
	document: string;
	ids: LineIds;
	remarks: Remarks;
	/** ISO 4217 code of the document's currency. */
	currency: string;
}

/** Kinds of lines as the column Line Type shows them; other kinds show QuickBooks' own name. */
const LINE_TYPES: ReadonlyMap<string, string> = new Map([
	['SalesItemLineDetail', 'Item'],
	['ItemBasedExpenseLineDetail', 'Item'],
	['AccountBasedExpenseLineDetail', 'Account'],
	['DiscountLineDetail', 'Discount'],
	['GroupLineDetail', 'Group'],
	['DescriptionOnly', 'Description'],
]);

/**
 * The lines of a sales document, a bill, a purchase or an order.
 * - Subtotals are computed by QuickBooks and dropped.
 * - A discount's positive amount means minus.
 * - A group gives its nested lines and not its own amount; only a group without nested lines
 *   stands for itself.
 * - A line that is only a description counts 0. It keeps its row where it has an Id, so that a line
 *   which once had an amount is set to 0; without an Id and an amount there is nothing to key.
 */
export function readItemLines(source: QuickBooksObject, context: LineContext): Line[] {
	return readLines(listAt(source, 'Line'), '', refAt(source, 'ClassRef'), context);
}

function readLines(
	lines: QuickBooksObject[],
	prefix: string,
	headerClass: string,
	context: LineContext,
): Line[] {
	return lines.flatMap((line, index): Line[] => {
		const position = `${prefix}${index + 1}`;
		const kind = textAt(line, 'DetailType');
		if (kind === 'SubTotalLineDetail') return [];
		const nested = listAt(objectAt(line, 'GroupLineDetail'), 'Line');
		if (nested.length > 0) return readLines(nested, `${position}.`, headerClass, context);
		const id = textAt(line, 'Id').trim();
		const amount = numberAt(line, 'Amount', context.document, `line ${id || position}, Amount`);
		if (kind === 'DescriptionOnly' && id === '' && amount === undefined) return [];
		const detail = objectAt(line, kind);
		return [
			{
				lineId: context.ids.claim(id, position),
				lineType: LINE_TYPES.get(kind) ?? (kind.replace(/LineDetail$/, '') || 'Other'),
				amount: kind === 'DiscountLineDetail' ? negate(amount ?? ZERO) : (amount ?? ZERO),
				accountId:
					refAt(detail, 'ItemAccountRef') ||
					refAt(detail, 'AccountRef') ||
					refAt(detail, 'DiscountAccountRef'),
				itemId: refAt(detail, 'ItemRef') || refAt(detail, 'GroupItemRef'),
				classId: refAt(detail, 'ClassRef') || headerClass,
				linked: linkedDocuments(line),
				description: textAt(line, 'Description'),
				customerId: refAt(detail, 'CustomerRef'),
				taxCodeId: refAt(detail, 'TaxCodeRef'),
				quantity:
					numberOf(detail, 'Qty', context, id || position) ??
					numberOf(detail, 'Quantity', context, id || position),
				unitPrice: numberOf(detail, 'UnitPrice', context, id || position),
			},
		];
	});
}

function numberOf(
	detail: QuickBooksObject,
	key: string,
	{ document }: LineContext,
	line: string,
): Decimal | undefined {
	return numberAt(detail, key, document, `line ${line}, ${key}`);
}

/** A line that stands for a figure of the whole document. */
export function figureLine(
	lineId: string,
	lineType: string,
	amount: Decimal,
	description: string,
): Line {
	return {
		lineId,
		lineType,
		amount,
		accountId: '',
		itemId: '',
		classId: '',
		linked: '',
		description,
	};
}
