/**
 * Journal entries: one row per line, debits plus and credits minus, so that the rows of an entry add
 * up to 0. TotalAmt says nothing here. Party, department and class stand on each line.
 */
import type { QuickBooksObject } from '../../flow';
import { SettingError } from '../../errors';
import { documentPreset } from '../documents';
import { listAt, numberAt, objectAt, refAt, textAt } from '../fields';
import { TAX_LINE } from '../keys';
import { figureLine, type Line, type LineContext } from '../lines';
import { linkedDocuments } from '../linked';
import { absolute, add, compare, type Decimal, isZero, negate, sum, ZERO } from '../money';
import { partyEntityOf } from '../parties';

export const journalEntryPreset = documentPreset({
	lines: (source, context) =>
		listAt(source, 'Line').flatMap((line, index) => readLine(line, String(index + 1), context)),
	total: () => ZERO,
	tax: readTax,
});

function readLine(line: QuickBooksObject, position: string, context: LineContext): Line[] {
	const id = textAt(line, 'Id').trim();
	const where = `line ${id || position}`;
	const amount = numberAt(line, 'Amount', context.document, `${where}, Amount`);
	const described = textAt(line, 'DetailType') === 'DescriptionOnly';
	if (described && id === '' && amount === undefined) return [];
	const detail = objectAt(line, 'JournalEntryLineDetail');
	const entity = objectAt(detail, 'Entity');
	const lineId = context.ids.claim(id, position);
	const description = textAt(line, 'Description');
	if (described) return [figureLine(lineId, 'Description', ZERO, description)];
	const side = sideOf(detail, context.document, where);
	return [
		{
			lineId,
			lineType: side,
			amount: signed(amount ?? ZERO, side),
			accountId: refAt(detail, 'AccountRef'),
			itemId: '',
			classId: refAt(detail, 'ClassRef'),
			linked: linkedDocuments(line),
			description,
			party: {
				entity: partyEntityOf(textAt(entity, 'Type')),
				id: refAt(entity, 'EntityRef'),
			},
			departmentId: refAt(detail, 'DepartmentRef') || undefined,
			taxCodeId: refAt(detail, 'TaxCodeRef'),
		},
	];
}

type Side = 'Debit' | 'Credit';

function sideOf(detail: QuickBooksObject, document: string, line: string): Side {
	const side = textAt(detail, 'PostingType');
	if (side === 'Debit' || side === 'Credit') return side;
	throw new SettingError(
		`${document}: ${line} says neither Debit nor Credit.`,
		'Open the journal entry in QuickBooks and save it, then read it again.',
	);
}

function signed(amount: Decimal, side: Side): Decimal {
	return side === 'Debit' ? amount : negate(amount);
}

/**
 * The tax of an entry, with the sign of the lines it is on. QuickBooks states it beside the lines: on
 * each (TaxAmount), or only as the entry's TotalTax, which then has to be what debits and credits lack
 * to be equal. Where they are equal without it, the lines include it and the row is 0.
 */
function readTax(
	source: QuickBooksObject,
	lines: readonly Line[],
	_total: Decimal,
	{ document }: LineContext,
): Line | undefined {
	const stated = numberAt(objectAt(source, 'TxnTaxDetail'), 'TotalTax', document);
	const onLines = taxOnLines(source, document);
	if (stated === undefined && onLines === undefined) return undefined;
	const open = negate(sum(lines.map(({ amount }) => amount)));
	const fits =
		(onLines !== undefined && compare(onLines, open) === 0) ||
		(stated !== undefined && compare(absolute(stated), absolute(open)) === 0);
	return figureLine(TAX_LINE, 'Tax', fits ? open : isZero(open) ? ZERO : (onLines ?? ZERO), 'Tax');
}

/** Undefined where no line states a tax. */
function taxOnLines(source: QuickBooksObject, document: string): Decimal | undefined {
	let tax: Decimal | undefined;
	for (const line of listAt(source, 'Line')) {
		const detail = objectAt(line, 'JournalEntryLineDetail');
		const amount = numberAt(detail, 'TaxAmount', document);
		if (amount === undefined || isZero(amount)) continue;
		const where = `line ${textAt(line, 'Id')}`;
		tax = add(tax ?? ZERO, signed(amount, sideOf(detail, document, where)));
	}
	return tax;
}
