/**
 * Lines of payments: what was paid with them, less the credits used. Every line carries a positive
 * amount whether it pays a document or uses one up, so the kind of the linked document tells the sign.
 */
import type { QuickBooksObject } from '../flow';
import { listAt, numberAt, textAt } from './fields';
import { figureLine, type Line, type LineContext } from './lines';
import { linkedDocuments, linkedEntity, linkId } from './linked';
import { add, compare, type Decimal, negate, sum, ZERO } from './money';

/** What the lines of a kind of payment mean. */
export interface AppliedShape {
	/** Documents that are paid: their lines count plus. */
	paid: string;
	/** Credits that lower what has to be paid: their lines count minus. */
	credit: string;
	/** Where the paid documents are booked; the lines' account. */
	accountId: string;
}

/** More lines of open sign than that are not tried out: the tries double with each. */
const MAX_OPEN_LINES = 12;

/**
 * The lines of a payment.
 *
 * Other documents, above all journal entries, can be paid or be used up. Where the lines do not come
 * to `target` with all of those counting plus, and exactly one choice of them counting minus does, that
 * choice is taken.
 * @param target what the lines come to; undefined where nothing says so
 */
export function readAppliedLines(
	source: QuickBooksObject,
	context: LineContext,
	shape: AppliedShape,
	target: Decimal | undefined,
): Line[] {
	const open: Line[] = [];
	const lines = listAt(source, 'Line').map((line, index): Line => {
		const kinds = listAt(line, 'LinkedTxn').map(linkedEntity);
		const credit = kinds.includes(shape.credit);
		const position = String(index + 1);
		const amount = numberAt(line, 'Amount', context.document, `line ${position}, Amount`) ?? ZERO;
		const lineId = context.ids.claim(linkId(line) || textAt(line, 'Id').trim(), position);
		const applied: Line = {
			...figureLine(lineId, 'Applied', amount, textAt(line, 'Description')),
			accountId: shape.accountId,
			linked: linkedDocuments(line),
		};
		if (credit) useUp(applied);
		else if (!kinds.includes(shape.paid)) open.push(applied);
		return applied;
	});
	if (target !== undefined) for (const line of usedUp(lines, open, target)) useUp(line);
	return lines;
}

function useUp(line: Line): void {
	line.lineType = 'Credit';
	line.amount = negate(line.amount);
}

/** The lines among `open` that have to count minus for the lines to come to the target; none in doubt. */
function usedUp(lines: readonly Line[], open: readonly Line[], target: Decimal): Line[] {
	const all = sum(lines.map(({ amount }) => amount));
	if (compare(all, target) === 0 || open.length > MAX_OPEN_LINES) return [];
	const found: Line[][] = [];
	for (let choice = 1; choice < 2 ** open.length; choice++) {
		const chosen = open.filter((_line, index) => (choice >> index) % 2 === 1);
		const minus = sum(chosen.map(({ amount }) => negate(add(amount, amount))));
		if (compare(add(all, minus), target) === 0) found.push(chosen);
	}
	return found.length === 1 ? found[0] : [];
}
