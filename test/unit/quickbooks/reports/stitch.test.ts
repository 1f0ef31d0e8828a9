/** Parts of a report put together: nothing counts twice, nothing outlives its period. */
import { formatDecimal, parseDecimal } from '../../../../src/planning/money';
import type { Span } from '../../../../src/quickbooks/reports/days';
import type { Figure } from '../../../../src/quickbooks/reports/figures';
import { stitchFigures } from '../../../../src/quickbooks/reports/stitch';

const YEAR: Span = { start: '2025-01-01', end: '2025-12-31' };
const FIRST: Span = { start: '2025-01-01', end: '2025-06-30' };
const SECOND: Span = { start: '2025-07-01', end: '2025-12-31' };

function figure(edge: Figure['edge'], span: Span, amount: string, id: string): Figure {
	return {
		isTotalRow: false,
		section: 'BankAccounts',
		path: ['Assets', id],
		id,
		name: id,
		column: {
			index: 1,
			title: '2025',
			isTotal: false,
			span,
			period: YEAR,
			key: '2025',
			dimension: undefined,
			bucket: undefined,
		},
		edge,
		amount: parseDecimal(amount, { document: 'test', field: 'amount' }),
	};
}

const shown = (figures: Figure[]) =>
	figures.map(({ id, amount, column }) => [id, formatDecimal(amount, 2), column.period]);

test('movements of a period add up exactly', () => {
	const parts = [
		[figure('movement', FIRST, '0.10', '1')],
		[figure('movement', SECOND, '0.20', '1')],
	];
	expect(shown(stitchFigures(parts))).toEqual([['1', '0.30', YEAR]]);
});

test('a balance of the middle of the period is gone, also where the end shows no such account', () => {
	const parts = [
		[figure('end', FIRST, '500.00', '1'), figure('end', FIRST, '7.00', '2')],
		[figure('end', SECOND, '8.00', '2')],
	];
	expect(shown(stitchFigures(parts))).toEqual([['2', '8.00', YEAR]]);
});

test('a balance at the beginning is that of the first part', () => {
	const parts = [[figure('start', FIRST, '5.00', '1')], [figure('start', SECOND, '9.00', '1')]];
	expect(shown(stitchFigures(parts))).toEqual([['1', '5.00', YEAR]]);
});

test('in a total column the row of a parent and its total row are two', () => {
	const part = [
		figure('movement', FIRST, '100.00', '1'),
		{ ...figure('movement', FIRST, '250.00', '1'), isTotalRow: true, name: 'Total 1' },
	];
	for (const edge of ['movement', 'end'] as const) {
		const both = part.map((one) => ({ ...one, edge, column: { ...one.column, span: YEAR } }));
		expect(
			stitchFigures([both]).map(({ name, amount }) => [name, formatDecimal(amount, 2)]),
		).toEqual([
			['1', '100.00'],
			['Total 1', '250.00'],
		]);
	}
});

test('a parent that stands alone in one part counts in its total of the others', () => {
	const total = { ...figure('movement', SECOND, '25.00', '1'), isTotalRow: true, name: 'Total 1' };
	const parts = [
		[figure('movement', FIRST, '60.00', '1')],
		[figure('movement', SECOND, '10.00', '1'), figure('movement', SECOND, '15.00', '2'), total],
	];
	const amounts = stitchFigures(parts).map(({ name, amount }) => [name, formatDecimal(amount, 2)]);
	expect(new Map(amounts as Array<[string, string]>)).toEqual(
		new Map([
			['1', '70.00'],
			['2', '15.00'],
			['Total 1', '85.00'],
		]),
	);
});
