/**
 * Transfers between accounts: two rows, minus on the account the money leaves and plus on the one it
 * reaches. They add up to 0.
 */
import type { QuickBooksObject } from '../../flow';
import { SettingError } from '../../errors';
import { documentPreset } from '../documents';
import { numberAt, refAt, textAt } from '../fields';
import { FROM_LINE, TO_LINE } from '../keys';
import { figureLine, type Line, type LineContext } from '../lines';
import { negate, ZERO } from '../money';

export const transferPreset = documentPreset({
	lines: readSides,
	total: () => ZERO,
});

function readSides(source: QuickBooksObject, { document }: LineContext): Line[] {
	const amount = numberAt(source, 'Amount', document);
	if (amount === undefined) {
		throw new SettingError(
			`${document} came from QuickBooks without its Amount.`,
			'Read the document again; if the amount is still missing, open it in QuickBooks and save it.',
		);
	}
	const note = textAt(source, 'PrivateNote');
	const side = (lineId: string, lineType: string, value: typeof amount, field: string): Line => ({
		...figureLine(lineId, lineType, value, note),
		accountId: refAt(source, field),
		classId: refAt(source, 'ClassRef'),
	});
	return [
		side(FROM_LINE, 'From', negate(amount), 'FromAccountRef'),
		side(TO_LINE, 'To', amount, 'ToAccountRef'),
	];
}
