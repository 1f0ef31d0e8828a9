/**
 * Lines of QuickBooks documents before they become rows.
 *
 * Line IDs, the last part of a row's key:
 * - QuickBooks' own line Id where the line has one;
 * - `<TxnType>-<TxnId>` for the lines of a payment (`Invoice-130`), which have no Id in QuickBooks;
 * - `P<n>` for any other line without an Id of its own, n being its place in the document counted
 *   from 1 (`P2.1` inside the second line's group). Such a key moves when lines are moved, so it
 *   comes with a remark;
 * - `TAX`, `UNAPPLIED` and `DIFF` for the document's tax, the part of a payment not applied, and a
 *   difference between the lines and the document's total.
 */
import type { QuickBooksObject } from '../flow';
import { listAt, numberAt, objectAt, refAt, textAt } from './fields';
import { type Decimal, negate, ZERO } from './money';
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
}

/** Hands out line IDs that are unique in one document. */
export class LineIds {
	private readonly taken = new Set<string>();

	constructor(
		private readonly document: string,
		private readonly remarks: Remarks,
	) {}

	/** `wanted` where it is not empty and still free, else `P<position>` with a remark. */
	claim(wanted: string, position: string): string {
		const own = wanted !== '' && !this.taken.has(wanted);
		const lineId = own ? wanted : `P${position}`;
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
 * The lines of an invoice or a bill.
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
				itemId: refAt(detail, 'ItemRef'),
				classId: refAt(detail, 'ClassRef') || headerClass,
				linked: linkedDocuments(line),
				description: textAt(line, 'Description'),
			},
		];
	});
}

/** The documents a line is linked to, for example `PurchaseOrder 12, PurchaseOrder 15`. */
export function linkedDocuments(line: QuickBooksObject): string {
	return listAt(line, 'LinkedTxn')
		.map((link) => `${textAt(link, 'TxnType')} ${textAt(link, 'TxnId')}`.trim())
		.join(', ');
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
